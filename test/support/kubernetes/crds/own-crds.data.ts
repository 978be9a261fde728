import type { JsonObject } from '../model/json.ts';

const text = { type: 'string' };
const integer = { type: 'integer' };
const flag = { type: 'boolean' };
const textMap = { type: 'object', additionalProperties: text };
const anything = { type: 'object', 'x-kubernetes-preserve-unknown-fields': true };
const intOrText = { 'x-kubernetes-int-or-string': true };
const duration = {
  ...text,
  pattern:
    '^(0|(([0-9]+)y)?(([0-9]+)w)?(([0-9]+)d)?(([0-9]+)h)?(([0-9]+)m)?(([0-9]+)s)?(([0-9]+)ms)?)$',
};

function object(properties: JsonObject, ...required: readonly string[]): JsonObject {
  return { type: 'object', properties, ...(required.length === 0 ? {} : { required }) };
}

const list = (items: JsonObject): JsonObject => ({ type: 'array', items });

const listBy = (key: string, items: JsonObject): JsonObject => ({
  type: 'array',
  items,
  'x-kubernetes-list-type': 'map',
  'x-kubernetes-list-map-keys': [key],
});

const selector = {
  ...object({ matchLabels: textMap, matchExpressions: list(anything) }),
  'x-kubernetes-map-type': 'atomic',
};
const namespaceSelector = object({ any: flag, matchNames: list(text) });
const secretKey = {
  ...object({ key: text, name: { ...text, default: '' }, optional: flag }, 'key'),
  'x-kubernetes-map-type': 'atomic',
};

const relabelling = object({
  sourceLabels: list(text),
  separator: text,
  targetLabel: text,
  regex: text,
  modulus: integer,
  replacement: text,
  action: {
    ...text,
    default: 'replace',
    enum: [
      ...['replace', 'Replace', 'keep', 'Keep', 'drop', 'Drop', 'hashmod', 'HashMod'],
      ...['labelmap', 'LabelMap', 'labeldrop', 'LabelDrop', 'labelkeep', 'LabelKeep'],
      ...['lowercase', 'Lowercase', 'uppercase', 'Uppercase', 'keepequal', 'KeepEqual'],
      ...['dropequal', 'DropEqual'],
    ],
  },
});

const endpoint = object({
  port: text,
  targetPort: intOrText,
  portNumber: integer,
  followRedirects: flag,
  path: text,
  scheme: { ...text, enum: ['http', 'https', 'HTTP', 'HTTPS'] },
  interval: duration,
  scrapeTimeout: duration,
  params: { type: 'object', additionalProperties: list(text) },
  honorLabels: flag,
  honorTimestamps: flag,
  bearerTokenSecret: secretKey,
  authorization: object({ type: text, credentials: secretKey }),
  basicAuth: object({ username: secretKey, password: secretKey }),
  tlsConfig: anything,
  relabelings: list(relabelling),
  metricRelabelings: list(relabelling),
});

const limits = {
  sampleLimit: integer,
  targetLimit: integer,
  labelLimit: integer,
  labelNameLengthLimit: integer,
  labelValueLengthLimit: integer,
};

const rule = (...required: readonly string[]): JsonObject =>
  object(
    {
      alert: text,
      record: text,
      expr: { ...intOrText, anyOf: [{ type: 'integer' }, { type: 'string' }] },
      for: duration,
      keep_firing_for: { ...duration, minLength: 1 },
      labels: textMap,
      annotations: textMap,
    },
    ...required,
  );

const prometheusRule = object({
  groups: listBy(
    'name',
    object(
      {
        name: { ...text, minLength: 1 },
        interval: duration,
        query_offset: duration,
        limit: integer,
        labels: textMap,
        partial_response_strategy: { ...text, pattern: '^(?i)(abort|warn)?$' },
        rules: list(rule('expr')),
      },
      'name',
    ),
  ),
});

const matcher = object(
  {
    name: { ...text, minLength: 1 },
    value: text,
    matchType: { ...text, enum: ['!=', '=', '=~', '!~'] },
    regex: flag,
  },
  'name',
);
const positiveDuration = { ...duration, minLength: 1 };
const textSet = { ...list(text), 'x-kubernetes-list-type': 'set' };
const webhook = object({
  url: text,
  urlSecret: secretKey,
  sendResolved: flag,
  maxAlerts: { ...integer, minimum: 0 },
  httpConfig: anything,
});

const alertmanagerConfig = object({
  route: object({
    receiver: text,
    groupBy: textSet,
    groupWait: positiveDuration,
    groupInterval: positiveDuration,
    repeatInterval: positiveDuration,
    matchers: list(matcher),
    continue: flag,
    muteTimeIntervals: textSet,
    activeTimeIntervals: textSet,
    routes: list({ 'x-kubernetes-preserve-unknown-fields': true }),
  }),
  receivers: listBy(
    'name',
    object(
      {
        name: { ...text, minLength: 1 },
        webhookConfigs: list(webhook),
        emailConfigs: list(anything),
        slackConfigs: list(anything),
      },
      'name',
    ),
  ),
  inhibitRules: list(
    object({ sourceMatch: list(matcher), targetMatch: list(matcher), equal: list(text) }),
  ),
  muteTimeIntervals: listBy(
    'name',
    object({ name: { ...text, minLength: 1 }, timeIntervals: list(anything) }, 'name'),
  ),
});

const lokiRules = (...required: readonly string[]): JsonObject =>
  object(
    {
      tenantID: text,
      groups: list(
        object(
          {
            name: text,
            interval: { ...text, default: '1m' },
            limit: integer,
            rules: list(
              object(
                {
                  alert: text,
                  record: text,
                  expr: text,
                  for: text,
                  labels: textMap,
                  annotations: textMap,
                },
                ...required,
              ),
            ),
          },
          'name',
          'rules',
        ),
      ),
    },
    'tenantID',
  );

const select = object({
  labels: textMap,
  hosts: list(text),
  container_names: list(text),
  namespaces: list(text),
  namespaces_regex: list(text),
  namespace_labels: textMap,
});

const flow = (more: JsonObject): JsonObject =>
  object({
    match: list(object({ select, exclude: select })),
    filters: list(anything),
    globalOutputRefs: list(text),
    outputRefs: list(text),
    loggingRef: text,
    flowLabel: text,
    includeLabelInRouter: flag,
    ...more,
  });

const logSecret = object({
  value: text,
  valueFrom: object({ secretKeyRef: secretKey }),
  mountFrom: object({ secretKeyRef: secretKey }),
});

const output = (more: JsonObject): JsonObject =>
  object({
    loki: object({
      url: text,
      tenant: text,
      username: logSecret,
      password: logSecret,
      labels: textMap,
      extra_labels: textMap,
      configure_kubernetes_labels: flag,
      extract_kubernetes_labels: flag,
      line_format: text,
      insecure_tls: flag,
      buffer: anything,
    }),
    elasticsearch: anything,
    opensearch: anything,
    http: { ...anything, properties: { endpoint: text }, required: ['endpoint'] },
    kafka: { ...anything, required: ['brokers', 'format'] },
    s3: { ...anything, required: ['s3_bucket'] },
    forward: { ...anything, required: ['servers'] },
    syslog: { ...anything, required: ['host'] },
    file: { ...anything, required: ['path'] },
    nullout: anything,
    loggingRef: text,
    ...more,
  });

const logging = object(
  {
    controlNamespace: { ...text, 'x-kubernetes-validations': [immutable()] },
    loggingRef: text,
    watchNamespaces: list(text),
    watchNamespaceSelector: selector,
    allowClusterResourcesFromAllNamespaces: flag,
    skipInvalidResources: flag,
    defaultFlow: anything,
    errorOutputRef: text,
    fluentbit: anything,
    fluentd: anything,
    syslogNG: anything,
  },
  'controlNamespace',
);

function immutable(): JsonObject {
  return { rule: 'self == oldSelf', message: 'Value is immutable, please recreate the resource' };
}

const podMonitor = object(
  {
    jobLabel: text,
    podTargetLabels: list(text),
    podMetricsEndpoints: list(endpoint),
    selector,
    namespaceSelector,
    ...limits,
  },
  'selector',
);

const serviceMonitor = object(
  {
    jobLabel: text,
    targetLabels: list(text),
    podTargetLabels: list(text),
    endpoints: list(endpoint),
    selector,
    namespaceSelector,
    ...limits,
  },
  'endpoints',
  'selector',
);

const probe = object({
  jobName: text,
  prober: object({ url: text, scheme: text, path: text }, 'url'),
  module: text,
  interval: duration,
  scrapeTimeout: duration,
  targets: object({
    staticConfig: object({
      static: list(text),
      labels: textMap,
      relabelingConfigs: list(relabelling),
    }),
    ingress: anything,
  }),
  metricRelabelings: list(relabelling),
  ...limits,
});

const scrapeConfig = object({
  jobName: text,
  staticConfigs: list(object({ targets: { ...textSet, minItems: 1 }, labels: textMap })),
  httpSDConfigs: list(anything),
  kubernetesSDConfigs: list(anything),
  metricsPath: text,
  scheme: { ...text, enum: ['HTTP', 'HTTPS', 'http', 'https'] },
  scrapeInterval: duration,
  scrapeTimeout: duration,
  params: { type: 'object', additionalProperties: list(text) },
  authorization: object({ type: text, credentials: secretKey }),
  basicAuth: object({ username: secretKey, password: secretKey }),
  tlsConfig: anything,
  honorLabels: flag,
  honorTimestamps: flag,
  relabelings: list(relabelling),
  metricRelabelings: list(relabelling),
  ...limits,
});

const workload = object({
  replicas: integer,
  version: text,
  externalLabels: textMap,
  enforcedNamespaceLabel: text,
  excludedFromEnforcement: list(anything),
  ruleSelector: selector,
  ruleNamespaceSelector: selector,
  serviceMonitorSelector: selector,
  serviceMonitorNamespaceSelector: selector,
  podMonitorSelector: selector,
  podMonitorNamespaceSelector: selector,
  probeSelector: selector,
  probeNamespaceSelector: selector,
  scrapeConfigSelector: selector,
  scrapeConfigNamespaceSelector: selector,
  alertmanagerConfigSelector: selector,
  alertmanagerConfigNamespaceSelector: selector,
  alertmanagerConfigMatcherStrategy: object({ type: { ...text, default: 'OnNamespace' } }),
  alertmanagerConfiguration: anything,
});

const ofGrafana = {
  allowCrossNamespaceImport: { ...flag, default: false },
  instanceSelector: { ...selector, 'x-kubernetes-validations': [immutable()] },
  resyncPeriod: text,
  suspend: flag,
};
const grafanaUid = {
  ...text,
  maxLength: 40,
  pattern: '^[a-zA-Z0-9-_]+$',
  'x-kubernetes-validations': [immutable()],
};

const dashboard = object(
  {
    ...ofGrafana,
    uid: grafanaUid,
    json: text,
    folder: text,
    folderRef: text,
    folderUID: text,
    datasources: list(anything),
  },
  'instanceSelector',
);

const datasource = object(
  {
    ...ofGrafana,
    uid: grafanaUid,
    datasource: object({
      ...{ access: text, name: text, type: text, url: text, isDefault: flag, editable: flag },
      ...{ jsonData: anything, secureJsonData: anything },
    }),
    valuesFrom: {
      ...list(
        object(
          { targetPath: text, valueFrom: object({ secretKeyRef: secretKey }) },
          'targetPath',
          'valueFrom',
        ),
      ),
      maxItems: 99,
    },
  },
  'datasource',
  'instanceSelector',
);

const folder = object(
  {
    ...ofGrafana,
    ...{ title: text, uid: grafanaUid, permissions: text },
    ...{ parentFolderRef: text, parentFolderUID: text },
  },
  'instanceSelector',
);

/** A CustomResourceDefinition in a line. */
export interface OwnCrd {
  readonly group: string;
  readonly version: string;
  readonly shortNames?: readonly string[];
  readonly isClusterScoped?: true;
  readonly lacksStatus?: true;
  readonly spec: JsonObject;
}

const monitoring = { group: 'monitoring.coreos.com', version: 'v1' };
const logs = { group: 'logging.banzaicloud.io', version: 'v1beta1' };
const extensions = { group: 'logging-extensions.banzaicloud.io', version: 'v1alpha1' };
const grafana = { group: 'grafana.integreatly.org', version: 'v1beta1' };
const loki = { group: 'loki.grafana.com', version: 'v1' };

/**
 * Our own short schemas of the kinds that tocsin writes or reads: for a checkout without the
 * published definitions, and for operators whose definitions may not be kept beside it.
 */
export const ownCrds = {
  PrometheusRule: { ...monitoring, shortNames: ['promrule'], spec: prometheusRule },
  AlertmanagerConfig: {
    ...monitoring,
    version: 'v1alpha1',
    shortNames: ['amcfg'],
    spec: alertmanagerConfig,
  },
  ServiceMonitor: { ...monitoring, shortNames: ['smon'], spec: serviceMonitor },
  PodMonitor: { ...monitoring, shortNames: ['pmon'], spec: podMonitor },
  Probe: { ...monitoring, shortNames: ['prb'], spec: probe },
  ScrapeConfig: { ...monitoring, version: 'v1alpha1', shortNames: ['scfg'], spec: scrapeConfig },
  Prometheus: { ...monitoring, shortNames: ['prom'], spec: workload },
  PrometheusAgent: {
    ...monitoring,
    version: 'v1alpha1',
    shortNames: ['promagent'],
    spec: workload,
  },
  Alertmanager: { ...monitoring, shortNames: ['am'], spec: workload },
  ThanosRuler: { ...monitoring, shortNames: ['ruler'], spec: workload },
  Flow: { ...logs, spec: flow({ localOutputRefs: list(text) }) },
  ClusterFlow: { ...logs, spec: flow({}) },
  Output: { ...logs, spec: output({}) },
  ClusterOutput: { ...logs, spec: output({ enabledNamespaces: list(text) }) },
  Logging: { ...logs, isClusterScoped: true, spec: logging },
  FluentbitAgent: { ...logs, isClusterScoped: true, spec: anything },
  LoggingRoute: {
    ...logs,
    isClusterScoped: true,
    spec: object({ source: text, targets: selector }, 'source', 'targets'),
  },
  EventTailer: { ...extensions, isClusterScoped: true, lacksStatus: true, spec: anything },
  HostTailer: { ...extensions, lacksStatus: true, spec: anything },
  AlertingRule: { ...loki, spec: lokiRules('expr') },
  RecordingRule: { ...loki, spec: lokiRules('expr') },
  RulerConfig: { ...loki, spec: anything },
  GrafanaDashboard: { ...grafana, spec: dashboard },
  GrafanaDatasource: { ...grafana, spec: datasource },
  GrafanaFolder: { ...grafana, spec: folder },
} satisfies Readonly<Record<string, OwnCrd>>;

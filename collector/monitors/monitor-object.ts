import type { JsonObject } from '../../platform/kubernetes/objects/json-object.ts';
import type { KubernetesObject } from '../../platform/kubernetes/objects/kubernetes-object.ts';
import { assertNever } from '../../platform/model/assert-never.ts';
import { compareText, type Labels } from '../../platform/model/labels.ts';
import type { LabelSelector } from '../discovery/kubernetes/label-selector.ts';
import type { RelabelRule } from '../relabel/relabel-rule.ts';
import { limitsOf } from './limits-of.ts';
import type { MonitorContent, MonitorEndpoint, SecretKey } from './monitor.ts';
import type { MonitorsConfig, Prober } from './monitors-config.ts';

/** Where and under what name an object lies. */
export interface MonitorPlace {
  readonly name: string;
  readonly namespace: string;
  /** What the operator selects objects by, and ours. */
  readonly labels: Readonly<Record<string, string>>;
}

/** The kinds of objects that monitors are. */
export const MONITOR_KINDS = {
  service: { group: 'monitoring.coreos.com', version: 'v1', kind: 'ServiceMonitor' },
  pod: { group: 'monitoring.coreos.com', version: 'v1', kind: 'PodMonitor' },
  probe: { group: 'monitoring.coreos.com', version: 'v1', kind: 'Probe' },
  scrape: { group: 'monitoring.coreos.com', version: 'v1alpha1', kind: 'ScrapeConfig' },
} as const;

/** How an object is printed. */
export interface ObjectStyle {
  /** Labels that are stamped last. */
  readonly tenancy: Labels;
  readonly config: MonitorsConfig;
  /** As people wrote it: without stamps and limits that are not theirs. */
  readonly forPeople: boolean;
}

/**
 * A monitor as an object of the Prometheus operator. Its targets are those of its own namespace;
 * `honorLabels` is off, redirects are not followed where the object can say so, limits are always
 * there, and the last step of both relabellings stamps the labels of tenancy.
 */
export function monitorObject(
  content: MonitorContent,
  place: MonitorPlace,
  style: ObjectStyle,
): KubernetesObject {
  const { group, version, kind } = MONITOR_KINDS[content.source.kind];
  const { name, namespace, labels } = place;
  const sorted = Object.entries(labels).sort(([a], [b]) => compareText(a, b));
  return {
    apiVersion: `${group}/${version}`,
    kind,
    metadata: {
      name,
      namespace,
      ...(sorted.length === 0 ? {} : { labels: Object.fromEntries(sorted) }),
    },
    spec: specOf(content, style),
  };
}

/** The steps that are always last: nothing that a tenant wrote comes after them. */
export function stampSteps(tenancy: Labels): readonly JsonObject[] {
  return [...tenancy].map(([targetLabel, replacement]) => ({
    action: 'replace',
    targetLabel,
    replacement: replacement.replaceAll('$', '$$$$'),
  }));
}

function specOf(content: MonitorContent, style: ObjectStyle): JsonObject {
  const { source, endpoints, name } = content;
  const limits = limitFields(content, style);
  const [endpoint] = endpoints;
  switch (source.kind) {
    case 'service':
      return {
        selector: selectorOf(source.selector),
        endpoints: endpoints.map((one) => endpointOf(one, 'service', name, style)),
        ...limits,
      };
    case 'pod':
      return {
        selector: selectorOf(source.selector),
        podMetricsEndpoints: endpoints.map((one) => endpointOf(one, 'pod', name, style)),
        ...limits,
      };
    case 'probe': {
      const prober = style.config.probers.find((one) => one.name === source.prober);
      return {
        jobName: name,
        ...(prober === undefined ? {} : { prober: proberOf(prober) }),
        module: source.module,
        targets: {
          staticConfig: {
            static: source.targets,
            ...some('labels', source.labels),
            ...list('relabelingConfigs', steps(endpoint?.relabelings ?? [], style)),
          },
        },
        ...(endpoint === undefined ? {} : times(endpoint, 'interval')),
        ...list('metricRelabelings', steps(endpoint?.metricRelabelings ?? [], style)),
        ...limits,
      };
    }
    case 'scrape':
      return {
        jobName: name,
        staticConfigs: [{ targets: source.targets, ...some('labels', source.labels) }],
        ...(endpoint === undefined ? {} : scrapeFields(endpoint, style)),
        ...limits,
      };
    default:
      return assertNever(source);
  }
}

function proberOf({ address, path, scheme }: Prober): JsonObject {
  return { url: address, path, scheme };
}

function endpointOf(
  endpoint: MonitorEndpoint,
  on: 'service' | 'pod',
  job: string,
  style: ObjectStyle,
): JsonObject {
  const named: RelabelRule = { action: 'replace', targetLabel: 'job', replacement: job };
  const relabelings = style.forPeople ? endpoint.relabelings : [named, ...endpoint.relabelings];
  return {
    ...portOf(endpoint.port, on),
    path: endpoint.path,
    scheme: endpoint.scheme,
    ...times(endpoint, 'interval'),
    ...some('params', endpoint.params),
    ...authOf(endpoint),
    honorLabels: false,
    honorTimestamps: endpoint.honorTimestamps,
    followRedirects: false,
    ...list('relabelings', steps(relabelings, style)),
    ...list('metricRelabelings', steps(endpoint.metricRelabelings, style)),
  };
}

/** A ScrapeConfig cannot say that redirects are not followed. */
function scrapeFields(endpoint: MonitorEndpoint, style: ObjectStyle): JsonObject {
  return {
    metricsPath: endpoint.path,
    scheme: endpoint.scheme === 'https' ? 'HTTPS' : 'HTTP',
    ...times(endpoint, 'scrapeInterval'),
    ...some('params', endpoint.params),
    ...authOf(endpoint),
    honorLabels: false,
    honorTimestamps: endpoint.honorTimestamps,
    ...list('relabelings', steps(endpoint.relabelings, style)),
    ...list('metricRelabelings', steps(endpoint.metricRelabelings, style)),
  };
}

function portOf(port: string, on: 'service' | 'pod'): JsonObject {
  const isNumber = /^\d+$/.test(port);
  if (!isNumber) return { port };
  return on === 'service' ? { targetPort: Number(port) } : { portNumber: Number(port) };
}

function times(
  { interval, timeout }: MonitorEndpoint,
  intervalField: 'interval' | 'scrapeInterval',
): JsonObject {
  return {
    ...(interval === '' ? {} : { [intervalField]: interval }),
    ...(timeout === '' ? {} : { scrapeTimeout: timeout }),
  };
}

function authOf({ auth, tls }: MonitorEndpoint): JsonObject {
  const secret = ({ name, key }: SecretKey) => ({ name, key });
  return {
    ...(auth.kind === 'bearer'
      ? { authorization: { type: 'Bearer', credentials: secret(auth.credentials) } }
      : {}),
    ...(auth.kind === 'basic'
      ? { basicAuth: { username: secret(auth.username), password: secret(auth.password) } }
      : {}),
    ...(tls === null
      ? {}
      : {
          tlsConfig: {
            ...(tls.ca === null ? {} : { ca: { secret: secret(tls.ca) } }),
            ...(tls.cert === null ? {} : { cert: { secret: secret(tls.cert) } }),
            ...(tls.key === null ? {} : { keySecret: secret(tls.key) }),
            ...(tls.serverName === '' ? {} : { serverName: tls.serverName }),
            ...(tls.insecureSkipVerify ? { insecureSkipVerify: true } : {}),
          },
        }),
  };
}

function steps(
  rules: readonly RelabelRule[],
  { tenancy, forPeople }: ObjectStyle,
): readonly JsonObject[] {
  return [...rules.map((rule) => ({ ...rule })), ...(forPeople ? [] : stampSteps(tenancy))];
}

function selectorOf({ matchLabels, matchExpressions }: LabelSelector): JsonObject {
  return {
    ...some('matchLabels', matchLabels),
    ...list(
      'matchExpressions',
      matchExpressions.map(({ key, operator, values }) => ({
        key,
        operator,
        ...list('values', values),
      })),
    ),
  };
}

function limitFields({ limits }: MonitorContent, { config, forPeople }: ObjectStyle): JsonObject {
  const shown = forPeople ? limits : limitsOf(limits, config);
  const { samples, targets, labels, labelNameLength, labelValueLength } = shown;
  const fields = {
    sampleLimit: samples,
    targetLimit: targets,
    labelLimit: labels,
    labelNameLengthLimit: labelNameLength,
    labelValueLengthLimit: labelValueLength,
  };
  return Object.fromEntries(Object.entries(fields).filter(([, limit]) => limit > 0));
}

function some(name: string, record: Readonly<Record<string, unknown>>): JsonObject {
  return Object.keys(record).length === 0 ? {} : { [name]: record };
}

function list(name: string, items: readonly unknown[]): JsonObject {
  return items.length === 0 ? {} : { [name]: items };
}

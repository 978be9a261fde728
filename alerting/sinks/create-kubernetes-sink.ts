import { keepObjects } from '../../platform/kubernetes/managed/keep-objects.ts';
import { selectorsReader } from '../../platform/kubernetes/managed/object-selection.ts';
import { connectionOf } from '../../platform/tenancy/cluster-kubernetes.ts';
import type { KubernetesSinkSettings } from '../../platform/tenancy/kubernetes-sink-settings.ts';
import { PLATFORM } from '../../platform/tenancy/scope-name.ts';
import type { RuleCluster } from '../rules/rule-cluster.ts';
import { AlertmanagerBeside } from './alertmanager/alertmanager-beside.ts';
import { EmbeddedSink } from './embedded-sink.ts';
import { KubernetesSink, mayAdopt } from './kubernetes-sink.ts';
import { LogRulesBeside } from './log-rules-beside.ts';
import { prometheusControl } from './prometheus-control.ts';
import { RefusingSink } from './refusing-sink.ts';
import type { RuleSink } from './rule-sink.ts';
import { rulerClient } from './ruler-client.ts';
import type { AskRunning } from './running-rules.ts';
import { CONFIG_SELECTION, RULE_SELECTION } from './selection-subjects.ts';
import type { SinkResources } from './sink-resources.ts';

/** Its objects bear the label `tocsin/part=rules`. */
const PART = 'rules';

/** Whatever the settings were before: what is left of them is found and removed. */
const KINDS = [
  { group: 'monitoring.coreos.com', version: 'v1', kind: 'PrometheusRule' },
  { group: 'loki.grafana.com', version: 'v1', kind: 'AlertingRule' },
  { group: 'loki.grafana.com', version: 'v1', kind: 'RecordingRule' },
  { group: '', version: 'v1', kind: 'ConfigMap' },
] as const;

const NOTIFICATION_PART = 'notification';
const NOTIFICATION_KINDS = [
  { group: 'monitoring.coreos.com', version: 'v1alpha1', kind: 'AlertmanagerConfig' },
  { group: '', version: 'v1', kind: 'Secret' },
] as const;

/** Rules on metrics as objects of the cluster; rules on logs as well, or to our own ruler. */
export function createKubernetesSink(
  cluster: RuleCluster,
  settings: KubernetesSinkSettings,
  resources: SinkResources,
): RuleSink {
  const sink = objectsSink(cluster, settings, resources);
  switch (settings.logRules) {
    case 'embedded':
      return new LogRulesBeside(sink, new EmbeddedSink(cluster.id, resources.ruler));
    case 'none':
      return new LogRulesBeside(sink, new RefusingSink(NO_LOG_RULES));
    default:
      return sink;
  }
}

const NO_CONNECTION =
  'the cluster has no Kubernetes connection that could be used: an administrator gives it one';
const NO_LOG_RULES =
  'rules on logs are not delivered to this cluster: an administrator sets logRules of its rule sink';

function objectsSink(
  { id, kubernetes, ...cluster }: RuleCluster,
  settings: KubernetesSinkSettings,
  resources: SinkResources,
): RuleSink {
  if (kubernetes === undefined || kubernetes === null) return new RefusingSink(NO_CONNECTION);
  const { clock } = resources;
  const { accesses, ...rest } = resources.kubernetes;
  const access = accesses.of(id, connectionOf(kubernetes));
  const common = { cluster: id, access, clock, ...rest };
  const sink = new KubernetesSink({
    cluster: id,
    settings,
    objects: keepObjects({ ...common, part: PART, kinds: KINDS }),
    isForeign: (namespace, owner) => {
      const { tenant = owner } = resources.directory().ownerOf(id, namespace) ?? {};
      return owner !== PLATFORM && tenant !== owner;
    },
    readSelectors: selectorsReader(access, RULE_SELECTION, clock),
    askMetrics: askMetrics(cluster, resources),
    askLogs: askLogs(cluster, settings.lokiTenantId, resources),
  });
  const { alertmanager, allowMassRemoval, adopt } = settings;
  const { namespaceLabel } = cluster.enforcement;
  return new AlertmanagerBeside(sink, {
    cluster: { id, namespaceLabel, settings: alertmanager },
    objects: keepObjects({ ...common, part: NOTIFICATION_PART, kinds: NOTIFICATION_KINDS }),
    allowed: { allowMassRemoval, mayAdopt: (object) => mayAdopt(object, adopt) },
    readSelectors: selectorsReader(access, CONFIG_SELECTION, clock),
    sources: resources.notifications,
  });
}

type Backends = Omit<RuleCluster, 'id'>;

function askMetrics(
  { metricsUrl, metricsHeaders: headers = {}, metricsTls: tls = {} }: Backends,
  { outbound }: SinkResources,
): AskRunning {
  if (metricsUrl === null) {
    return nobody('the cluster has no metrics backend that could be asked how it does');
  }
  const control = prometheusControl({ url: baseOf(metricsUrl), headers, tls, outbound });
  return async (signal) => {
    const answer = await control.rules(signal);
    if (answer.kind === 'rules') return { kind: 'groups', groups: answer.groups };
    return { kind: 'unknown', message: answer.message };
  };
}

function askLogs(
  { logs }: Backends,
  tenant: string | null,
  { outbound }: SinkResources,
): AskRunning {
  if (logs === null)
    return nobody('the cluster has no logs backend that could be asked how it does');
  const url = baseOf(logs.url);
  const client = rulerClient({
    configUrl: `${url}/loki/api/v1/rules`,
    stateUrl: `${url}/prometheus/api/v1/rules`,
    namespace: 'tocsin',
    tenantHeader: 'X-Scope-OrgID',
    headers: logs.headers ?? {},
    tls: logs.tls ?? {},
    outbound,
  });
  return async (signal) => {
    const answer = await client.running(tenant, signal);
    if (answer.kind === 'groups') return { kind: 'groups', groups: answer.groups };
    return { kind: 'unknown', message: answer.message };
  };
}

const nobody =
  (message: string): AskRunning =>
  async () => ({ kind: 'unknown', message });

const baseOf = (url: string): string => url.replace(/\/+$/, '');

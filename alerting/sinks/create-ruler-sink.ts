import { EMBEDDED_URL } from '../../platform/tenancy/cluster-backend.ts';
import type { RulerApiSinkSettings } from '../../platform/tenancy/rule-sink-settings.ts';
import type { RuleCluster } from '../rules/rule-cluster.ts';
import { EmbeddedSink } from './embedded-sink.ts';
import { LogRulesBeside } from './log-rules-beside.ts';
import { RefusingSink } from './refusing-sink.ts';
import type { RuleSink } from './rule-sink.ts';
import { RulerApiSink } from './ruler-api-sink.ts';
import { type RulerOptions, rulerClient } from './ruler-client.ts';
import { tenantOfRule, tenantsOn } from './ruler-tenancy.ts';
import type { SinkResources } from './sink-resources.ts';

type Place = Pick<RulerOptions, 'configUrl' | 'stateUrl' | 'headers' | 'tls'>;

/** Rules on metrics for the ruler of Mimir or Cortex, rules on logs for Loki's, or for ours. */
export function createRulerSink(
  cluster: RuleCluster,
  settings: RulerApiSinkSettings,
  resources: SinkResources,
): RuleSink {
  const metrics = metricsSink(cluster, settings, resources);
  const { logs } = cluster;
  const isOurs = settings.logRules === 'embedded' || logs === null || logs.url === EMBEDDED_URL;
  if (isOurs) return new LogRulesBeside(metrics, new EmbeddedSink(cluster.id, resources.ruler));
  const url = baseOf(logs.url);
  const place: Place = {
    configUrl: addressOf(url, settings.logsPath, '/loki/api/v1/rules'),
    stateUrl: `${url}/prometheus/api/v1/rules`,
    headers: logs.headers ?? {},
    tls: logs.tls ?? {},
  };
  const { tenantHeader } = logs.enforcement;
  const sink = rulerApiSink({ cluster, settings, place, tenantHeader }, resources);
  return new LogRulesBeside(metrics, sink);
}

function metricsSink(
  cluster: RuleCluster,
  settings: RulerApiSinkSettings,
  resources: SinkResources,
): RuleSink {
  const { metricsUrl, metricsHeaders: headers = {}, metricsTls: tls = {} } = cluster;
  if (metricsUrl === null) {
    return new RefusingSink(
      'the cluster has no metrics backend with a ruler; an administrator gives it one',
    );
  }
  const url = baseOf(metricsUrl);
  const configUrl = addressOf(url, settings.metricsPath, '/config/v1/rules');
  const place: Place = { configUrl, stateUrl: `${url}/api/v1/rules`, headers, tls };
  const { tenantHeader } = cluster.enforcement;
  return rulerApiSink({ cluster, settings, place, tenantHeader }, resources);
}

interface RulerPlace {
  readonly cluster: RuleCluster;
  readonly settings: RulerApiSinkSettings;
  readonly place: Place;
  readonly tenantHeader: RuleCluster['enforcement']['tenantHeader'];
}

function rulerApiSink(
  { cluster: { id }, settings, place, tenantHeader }: RulerPlace,
  { outbound, ownsLabel, directory, clock }: SinkResources,
): RuleSink {
  const header = tenantHeader?.name ?? null;
  const { namespace } = settings;
  return new RulerApiSink({
    cluster: id,
    client: rulerClient({ ...place, namespace, tenantHeader: header, outbound }),
    tenantOf: (file) => tenantOfRule(tenantHeader, file),
    tenants: () => tenantsOn(tenantHeader, id, directory()),
    ownsLabel: (value) => ownsLabel(id, value),
    clock,
  });
}

function baseOf(url: string): string {
  return url.replace(/\/+$/, '');
}

/** The path on the same host, or what is usual below the address. */
function addressOf(url: string, path: string | null, usual: string): string {
  return path === null ? `${url}${usual}` : `${new URL(url).origin}${path}`;
}

import {
  askFigures,
  type LoggingFigures,
  NO_FIGURES,
} from '../../../collector/flows/tier/logging-figures.ts';
import { listIn, objectIn } from '../../../platform/kubernetes/objects/json-object.ts';
import { parseJson } from '../../../platform/model/parse-json.ts';
import { createOutbound } from '../../../platform/outbound/outbound.ts';
import type { DirectorySource } from '../../../platform/tenancy/directory-source.ts';
import { authHeaders } from '../../../queries/upstream/auth-headers.ts';
import { tlsIdentityOf } from '../../../queries/upstream/tls-identity-of.ts';
import { durationMs, type Floor } from './floor.ts';

/** What the metrics backend of a cluster says of its Fluentd and Fluent Bit; nothing where it is ours. */
export function loggingFigures(
  { config, clock, outboundMetrics }: Floor,
  directories: DirectorySource,
): (cluster: string) => Promise<LoggingFigures> {
  const outbound = createOutbound({
    policy: 'administrator',
    timeoutMs: durationMs(config.outbound.timeout),
    maxBytes: config.outbound.maxResponseBytes,
    clock,
    metrics: outboundMetrics,
  });
  return async (cluster) => {
    const settings = directories.clusters().get(cluster);
    const backend = settings?.metrics;
    if (!backend || backend.kind === 'embedded') return NO_FIGURES;
    const { clusterLabel } = settings.enforcement;
    const ask = async (query: string) => {
      const form = new URLSearchParams({ query });
      const answer = await outbound.send({
        method: 'GET',
        url: `${backend.url.replace(/\/+$/, '')}/api/v1/query?${form}`,
        headers: Object.fromEntries(authHeaders(backend.auth)),
        tls: tlsIdentityOf(backend.tls),
      });
      if (answer.kind !== 'answered' || answer.status !== 200) return null;
      const [first] = listIn(objectIn(parseJson(answer.body.toString('utf8')), 'data'), 'result');
      const value = Number(listIn(first, 'value')[1]);
      return Number.isFinite(value) ? value : null;
    };
    return askFigures(ask, clusterLabel === null ? null : [clusterLabel, cluster]);
  };
}

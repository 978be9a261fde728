import { hasGrafana } from '../../../dashboards/grafana/check-grafana.ts';
import type { ViewerSignatures } from '../../../platform/identity/viewer-store.ts';
import { createOutbound } from '../../../platform/outbound/outbound.ts';
import { IdSignatures } from '../grafana/id-signatures.ts';
import { durationMs, type Floor } from './floor.ts';

const MAX_KEYS_BYTES = 65_536;

/** What checks the names that Grafana signs; null: there is no Grafana. */
export function viewerSignatures(floor: Floor): ViewerSignatures | null {
  const { config, clock, outboundMetrics: metrics } = floor;
  const { grafana } = config;
  if (!hasGrafana(grafana)) return null;
  const outbound = createOutbound({
    policy: grafana.allowPrivate ? 'administrator' : 'tenant',
    timeoutMs: durationMs(grafana.connectTimeout),
    maxBytes: MAX_KEYS_BYTES,
    clock,
    metrics,
  });
  return new IdSignatures({ url: grafana.url, outbound, clock });
}

import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import type { BenchFigure } from './figure.ts';
import { printFigures, printGoals } from './print-figures.ts';

type Measure = () => Promise<readonly BenchFigure[]>;

/** What `--only` can name; a part's measurements run one after the other. */
const parts: Readonly<Record<string, (peer?: string) => Promise<readonly Measure[]>>> = {
  queries: async (peer) => [
    (await import('./queries.ts')).benchEnforcement,
    (await import('./logql-queries.ts')).benchLogqlEnforcement,
    await import('./proxy.ts').then(
      ({ benchProxy }) =>
        () =>
          benchProxy(peer),
    ),
  ],
  cache: async () => [
    (await import('./range-cache.ts')).benchRangeCache,
    (await import('./fairness.ts')).benchFairness,
    (await import('./memory.ts')).benchMemory,
  ],
  rules: async () => [
    (await import('./rules.ts')).benchRules,
    (await import('./kubernetes-rules.ts')).benchKubernetesRules,
    (await import('./rule-past.ts')).benchRulePast,
  ],
  stores: async () => [
    (await import('./embedded-ingest.ts')).benchEmbeddedMetrics,
    (await import('./log-store.ts')).benchLogStore,
  ],
  embedded: async () => [(await import('./embedded-service.ts')).benchEmbedded],
  incidents: async () => [(await import('./incidents.ts')).benchIncidents],
  deliveries: async () => [(await import('./deliveries.ts')).benchDeliveries],
  alerting: async () => [
    (await import('./alerting.ts')).benchAlerting,
    (await import('./alert-listing.ts')).benchAlertListing,
    (await import('./live.ts')).benchLive,
  ],
};

const { values } = parseArgs({
  options: {
    only: { type: 'string', multiple: true },
    json: { type: 'string' },
    /** Another label proxy in front of the same Prometheus; see `peerTarget`. */
    peer: { type: 'string' },
  },
});
const wanted = values.only ?? Object.keys(parts);
const figures: BenchFigure[] = [];
for (const name of wanted) {
  const part = parts[name];
  if (part === undefined) {
    throw new Error(`no bench part ${name}; there are ${Object.keys(parts).join(', ')}`);
  }
  for (const measure of await part(values.peer)) {
    const measured = await measure();
    console.log(`\n${name}\n${printFigures(measured)}`);
    figures.push(...measured);
  }
}
console.log(`\n${printGoals(figures)}`);
if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify(figures, null, 2)}\n`);

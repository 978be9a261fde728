import { Pool } from 'undici';
import { systemClock } from '../../platform/clock/system-clock.ts';
import type { RuleInput } from '../../web/contract/rules.ts';
import { PAST_METRIC, pastLoadBodies, WRITE_HEADERS } from '../support/past-load.ts';
import { startTocsin } from '../support/tocsin-process.ts';
import { figure, post, ROUNDS, type Side, timeOf } from './embedded-side.ts';
import type { BenchFigure } from './figure.ts';

const DAY_MS = 86_400_000;
const SCRAPE_MS = 15_000;
const SERIES = 500;
const TOKEN = 'bench-token-of-all-previews-of-acme';
const GOAL_MS = 2_000;

/** What a rule would have done, asked of the built service and its embedded store. */
export async function benchRulePast(): Promise<readonly BenchFigure[]> {
  const service = await startTocsin({ config: configOf() });
  const headers = { authorization: `Bearer ${TOKEN}` };
  const side: Side = {
    pool: new Pool(service.url, { connections: 1 }),
    base: '/scopes/acme/prometheus',
    headers,
  };
  try {
    const endMs = Math.floor(systemClock.nowMs() / 60_000) * 60_000;
    const load = { namespace: 'acme-prod', series: SERIES, startMs: endMs - DAY_MS, endMs };
    for (const body of pastLoadBodies({ ...load, everyMs: SCRAPE_MS }, 20)) {
      await post(side, '/api/v1/write', body, WRITE_HEADERS);
    }
    const raw = await measure(side, endMs, ruleOf(PAST_METRIC));
    const rate = await measure(side, endMs, ruleOf(`avg_over_time(${PAST_METRIC}[5m])`));
    return [
      withGoal('rules: preview of 24 h × 500 series, two levels, every minute', raw),
      withGoal('rules: the same of averages over 5 m', rate),
    ];
  } finally {
    await side.pool.destroy();
    await service.remove();
  }
}

function withGoal(name: string, values: readonly number[]): BenchFigure {
  const measured = figure(name, 'ms', values);
  return { ...measured, goal: 'under 2 s', met: measured.value < GOAL_MS };
}

async function measure(side: Side, endMs: number, rule: RuleInput): Promise<readonly number[]> {
  const [start, end] = [endMs - DAY_MS, endMs].map((ms) => new Date(ms).toISOString());
  const body = Buffer.from(JSON.stringify({ rule, start, end }));
  const path = '/api/v1/tenants/acme/rules/preview/past';
  const api = { ...side, base: '' };
  const values: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    values.push(await timeOf(() => post(api, path, body, { 'content-type': 'application/json' })));
  }
  return values;
}

function ruleOf(expression: string): RuleInput {
  return {
    name: 'Loaded',
    scope: 'acme.shop.prod',
    expression,
    interval: '1m',
    levels: [
      { severity: 'critical', operator: '>', threshold: 0.98, for: '5m' },
      { severity: 'warning', operator: '>', threshold: 0.9, for: '3m' },
    ],
    labels: {},
    annotations: { summary: '{{ $value }} in {{ $labels.pod }}' },
    channels: [],
    levelChange: 'any',
    enabled: true,
  };
}

function configOf(): Readonly<Record<string, unknown>> {
  return {
    log: { level: 'warn' },
    limits: { default: { perSecond: 0 } },
    rangeCache: { maxBytes: 0 },
    collector: {
      ingest: { samplesPerSecond: 10_000_000 },
      scrape: { self: false, host: false },
    },
    clusters: [
      { id: 'lab', metrics: { kind: 'embedded' }, enforcement: { namespaceLabel: 'namespace' } },
    ],
    tenants: [
      {
        id: 'acme',
        projects: [
          { id: 'shop', environments: [{ id: 'prod', cluster: 'lab', namespace: 'acme-prod' }] },
        ],
      },
    ],
    tokens: [
      {
        name: 'previews',
        owner: 'acme',
        kind: 'scope',
        node: 'acme',
        permissions: ['metrics:read', 'metrics:write', 'rules:read'],
        secret: TOKEN,
      },
    ],
  };
}

import { expect, it } from 'vitest';
import { evaluateInstant } from '../../queries/promql/evaluate/evaluate.ts';
import { parsePromql } from '../../queries/promql/parse.ts';
import { BOARD_SERIES } from '../../test/support/board-series.data.ts';
import {
  FIXTURE_NAMESPACES,
  FIXTURE_NOW_MS,
  templateSource,
  UNBOUNDED_TURN,
} from '../../test/support/template-fixture.ts';
import { CANARY } from './boards/canary.data.ts';
import { WORKLOAD_BOARD } from './boards/workloads.data.ts';

/** In the first tenant's namespace the second version is slower and fails more. */
const SOURCE = templateSource('overload', BOARD_SERIES);
const IMAGES = ['registry.example/cart:1.9.3', 'registry.example/cart:1.10.0'] as const;

type Chosen = Readonly<Record<string, string>>;

const CART: Chosen = {
  namespace: FIXTURE_NAMESPACES[0],
  workload: 'cart',
  container: 'cart',
  stable: IMAGES[0],
  canary: IMAGES[1],
};
const SWAPPED: Chosen = { ...CART, stable: IMAGES[1], canary: IMAGES[0] };

async function evaluated(promql: string, chosen: Chosen) {
  const text = promql
    .replaceAll('$__rate_interval', '5m')
    .replaceAll(/\$([a-z]+)/g, (_, name: string) => chosen[name] ?? `no value of ${name}`);
  const parsed = parsePromql(text);
  if (parsed.kind === 'error') throw new Error(`${parsed.error.text} in ${text}`);
  const at = { startMs: FIXTURE_NOW_MS, endMs: FIXTURE_NOW_MS, stepMs: 0 };
  const question = { expr: parsed.expr, text };
  const { value } = await evaluateInstant(question, at, SOURCE, UNBOUNDED_TURN);
  if (value.kind !== 'vector') throw new Error(`a ${value.kind}`);
  return value;
}

async function shown(title: string, chosen: Chosen, query = 0): Promise<number> {
  const panel = CANARY.rows.flatMap(({ panels }) => panels).find((one) => one.title[0] === title);
  const { series, values } = await evaluated(panel?.queries[query]?.[0] ?? '', chosen);
  expect(series, title).toHaveLength(1);
  return values[0] ?? Number.NaN;
}

async function offered(board: typeof CANARY, name: string, chosen: Chosen) {
  const found = board.variables.find((one) => one.name === name);
  const { series } = await evaluated(found?.selector ?? '', chosen);
  return series.map((set) => set.get(found?.of ?? '') ?? '');
}

it.each([
  'Errors: canary less stable',
  '95 % latency against stable',
  'Errors: difference',
  'Latency: difference, 50 % and 95 %',
  'CPU: canary against stable',
  'Memory: canary against stable',
])('%s: above 0 for the worse version, below where they are swapped', async (title) => {
  expect(await shown(title, CART)).toBeGreaterThan(0);
  expect(await shown(title, SWAPPED)).toBeLessThan(0);
});

it('counts requests of the pods that the workload owns, not of one with a longer name', async () => {
  expect(await shown('Requests per second', CART, 0)).toBeCloseTo(40.4, 1);
  expect(await shown('Requests per second', CART, 1)).toBeCloseTo(6, 1);
  expect(await shown('Errors: canary less stable', CART)).toBeCloseTo(2 / 6 - 0.4 / 40.4, 2);
});

it('offers deployments and stateful sets, the container with two images first, and its images', async () => {
  const workloads = await offered(CANARY, 'workload', CART);
  expect([...workloads].sort()).toEqual(['cart', 'cart-admin', 'ledger', 'shop']);
  expect(await offered(CANARY, 'container', CART)).toEqual(['cart', 'istio-proxy']);
  expect([...(await offered(CANARY, 'stable', CART))].sort()).toEqual([...IMAGES].sort());
  const ledger = { ...CART, workload: 'ledger', container: 'ledger' };
  expect(await offered(CANARY, 'canary', ledger)).toHaveLength(2);
});

it('offers jobs and cron jobs as workloads, the jobs of a cron job under its name', async () => {
  const workloads = await offered(WORKLOAD_BOARD, 'workload', CART);
  expect([...workloads].sort()).toEqual([
    'backup-1',
    'cart',
    'cart-admin',
    'ledger',
    'report',
    'shop',
  ]);
});

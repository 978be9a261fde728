import { expect, it } from 'vitest';
import type { Board } from './board.ts';
import { graph, row } from './board-parts.ts';
import { CANARY } from './boards/canary.data.ts';
import { CONTROL_PLANE } from './boards/platform.data.ts';
import { canFill } from './catalogue.ts';
import { fitBoard } from './fit-board.ts';

const board = (...queries: readonly (readonly string[])[]): Board => ({
  ...CONTROL_PLANE,
  rows: queries.map((row_, at) =>
    row(
      [`row ${at}`, `行 ${at}`],
      ...row_.map((promql) => graph([promql, promql], 'short', [[promql, '']])),
    ),
  ),
});

it.each([
  ['one metric', 'a', true],
  ['one that is not there', 'b', false],
  ['a rate', 'rate(a{x="y"}[$__rate_interval])', true],
  ['both sides of a sum', 'a + on (x) b', false],
  ['one side of or', 'b or a', true],
  ['neither side of or', 'b or c', false],
  ['what unless takes away', 'a unless b', true],
  ['what unless takes away from', 'b unless a', false],
  ['inside calls', 'histogram_quantile(0.9, sum by (le) (rate(b[5m])))', false],
  ['a subquery', 'max_over_time(b[1h:1m])', false],
])('a panel that reads %s', (_, promql, isShown) => {
  const fitted = fitBoard(board(['a'], [promql]), new Set(['a']));
  expect(fitted.board.rows).toHaveLength(isShown ? 2 : 1);
  expect(fitted.left.map(({ title }) => title[0])).toEqual(isShown ? [] : [promql]);
});

it('leaves out panels, then rows without any, and says what they lack', () => {
  const fitted = fitBoard(board(['a', 'b'], ['c', 'b']), new Set(['a']));
  expect(fitted.board.rows.map(({ panels }) => panels.map(({ title }) => title[0]))).toEqual([
    ['a'],
  ]);
  expect(fitted.missing).toEqual(['b', 'c']);
});

it('keeps a panel of which one query can be answered', () => {
  const [first] = board(['a']).rows;
  const two = graph(['two', '二'], 'short', [
    ['b', ''],
    ['a', ''],
  ]);
  const whole = { ...CONTROL_PLANE, rows: [row(first?.title ?? ['', ''], two)] };
  expect(fitBoard(whole, new Set(['a'])).left).toEqual([]);
});

it('leaves nothing out where nothing would be left', () => {
  const whole = board(['b'], ['c']);
  expect(fitBoard(whole, new Set())).toEqual({ board: whole, left: [], missing: [] });
});

it('shows the resources of two versions where no requests are counted', () => {
  const metrics = new Set([
    'kube_pod_container_info',
    'kube_pod_owner',
    'kube_replicaset_owner',
    'kube_pod_status_ready',
    'kube_pod_container_status_restarts_total',
    'container_cpu_usage_seconds_total',
    'container_memory_working_set_bytes',
  ]);
  expect(canFill(CANARY, false, metrics)).toBe(true);
  const { board: fitted, missing } = fitBoard(CANARY, metrics);
  expect(fitted.rows.map(({ title }) => title[0])).toEqual(['Now', 'Resources of a pod']);
  expect(missing).toEqual(['http_request_duration_seconds_bucket', 'http_requests_total']);
});

it('offers neither two versions of nothing nor a control plane without its API server', () => {
  expect(canFill(CANARY, false, new Set(['kube_pod_container_info']))).toBe(false);
  expect(canFill(CONTROL_PLANE, true, new Set(['etcd_server_has_leader']))).toBe(false);
  const { board: fitted } = fitBoard(CONTROL_PLANE, new Set(['apiserver_request_total']));
  expect(fitted.rows.map(({ title }) => title[0])).toEqual(['API server']);
});

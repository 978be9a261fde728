import { expect, it } from 'vitest';
import type { JsonRecord } from '../model/panel.ts';
import type { Board } from './board.ts';
import { graph, row } from './board-parts.ts';
import { CANARY } from './boards/canary.data.ts';
import { CONTROL_PLANE } from './boards/platform.data.ts';
import { BOARDS, canFill } from './catalogue.ts';
import { boardMetrics, fitBoard } from './fit-board.ts';
import { shownBoard } from './shown-board.ts';

const board = (...queries: readonly (readonly string[])[]): Board => ({
  ...CONTROL_PLANE,
  rows: queries.map((row_, at) =>
    row(
      [`row ${at}`, `行 ${at}`],
      ...row_.map((promql) => graph([promql, promql], 'short', [[promql, '']])),
    ),
  ),
});

const panelsOf = (json: JsonRecord): readonly JsonRecord[] => json.panels as JsonRecord[];
const rowsOf = (json: JsonRecord) =>
  panelsOf(json).flatMap(({ type, title }) => (type === 'row' ? [title] : []));

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
  const fitted = shownBoard(board(['a'], [promql]), 'en', new Set(['a']));
  expect(rowsOf(fitted.json)).toHaveLength(isShown ? 2 : 1);
  expect(fitted.left).toEqual(isShown ? [] : [promql]);
});

it('leaves out panels, then rows without any, and says what they lack', () => {
  const whole = board(['a', 'b'], ['c', 'b']);
  const fitted = shownBoard(whole, 'zh', new Set(['a']));
  expect(panelsOf(fitted.json).map(({ title }) => title)).toEqual(['行 0', 'a']);
  expect(fitted.left).toEqual(['b', 'c', 'b']);
  expect(fitted.missing).toEqual(['b', 'c']);
  expect([...boardMetrics(whole)].sort()).toEqual(['a', 'b', 'c']);
});

it('gives every panel the id that it has in the whole, and leaves no gap in the grid', () => {
  const whole = board(['b'], ['b', 'a', 'b'], ['a']);
  const idsOf = (metrics: readonly string[] | null) =>
    panelsOf(shownBoard(whole, 'en', metrics && new Set(metrics)).json).map(({ id }) => id);
  expect(idsOf(null)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  expect(idsOf(['a'])).toEqual([3, 5, 7, 8]);
  const places = panelsOf(shownBoard(whole, 'en', new Set(['a'])).json).map(
    ({ gridPos }) => gridPos,
  );
  expect(places).toMatchObject([
    { x: 0, y: 0 },
    { x: 0, y: 1 },
    { x: 0, y: 9 },
    { x: 0, y: 10 },
  ]);
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
  expect(fitBoard(whole, new Set())).toEqual({ left: [], missing: [] });
  expect(shownBoard(whole, 'en', new Set()).json).toEqual(shownBoard(whole, 'en', null).json);
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
  const { json, missing } = shownBoard(CANARY, 'en', metrics);
  expect(rowsOf(json)).toEqual(['Now', 'Resources of a pod']);
  expect(missing).toEqual(['http_request_duration_seconds_bucket', 'http_requests_total']);
});

it('offers neither two versions of nothing nor a control plane without its API server', () => {
  expect(canFill(CANARY, false, new Set(['kube_pod_container_info']))).toBe(false);
  expect(canFill(CONTROL_PLANE, true, new Set(['etcd_server_has_leader']))).toBe(false);
  const { json } = shownBoard(CONTROL_PLANE, 'en', new Set(['apiserver_request_total']));
  expect(rowsOf(json)).toEqual(['API server']);
});

it('what is needed of a built-in dashboard fills a panel of it', () => {
  const waysOf = (needs: readonly (readonly string[])[]): readonly (readonly string[])[] =>
    needs.reduce<readonly (readonly string[])[]>(
      (ways, group) => ways.flatMap((way) => group.map((metric) => [...way, metric])),
      [[]],
    );
  const empty = BOARDS.flatMap((one) =>
    waysOf(one.needs).flatMap((way) => {
      const panels = one.rows.reduce((sum, { panels: inside }) => sum + inside.length, 0);
      const { left } = fitBoard(one, new Set(way));
      return left.length > 0 && left.length < panels ? [] : [`${one.id}: ${way.join(', ')}`];
    }),
  );
  expect(empty).toEqual([]);
});

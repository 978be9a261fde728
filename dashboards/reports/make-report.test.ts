import { expect, it } from 'vitest';
import { VirtualClock } from '../../platform/clock/virtual-clock.ts';
import type { Principal } from '../../platform/tenancy/principal.ts';
import { parseScopeName } from '../../platform/tenancy/scope-name.ts';
import { renderDashboard } from '../images/board/render-dashboard.ts';
import { readBundledFonts } from '../images/fonts/bundled-fonts.ts';
import { createMeasureText } from '../images/fonts/measure-text.ts';
import { loadFrameTools } from '../load-frame-tools.ts';
import { loadPanelLibrary } from '../load-panel-library.ts';
import type { ScopedApi } from '../model/scoped-api.ts';
import { ReportMaker } from './make-report.ts';
import type { Report } from './report.ts';

const NOW_MS = Date.UTC(2026, 0, 15, 9);
const means = {
  library: { ...loadFrameTools(), ...loadPanelLibrary() },
  measure: createMeasureText(readBundledFonts().faces),
  clock: new VirtualClock(NOW_MS),
};
const board = (more: Readonly<Record<string, unknown>>, expr = 'up{pod=~"$pod"}') =>
  JSON.stringify({
    title: 'Pods',
    templating: {
      list: [{ name: 'pod', type: 'query', query: 'label_values(up, pod)', ...more }],
    },
    panels: [
      {
        id: 1,
        type: 'stat',
        gridPos: { x: 0, y: 0, w: 12, h: 8 },
        targets: [{ refId: 'A', expr }],
      },
    ],
  });

const PRINCIPAL: Principal = { kind: 'user', id: '1', name: 'ann', bindings: [] };
const SCOPE = parseScopeName('acme');
if (SCOPE === undefined) throw new Error('acme is a scope');

const reportOf = (variables: Report['variables']): Report => ({
  ...{ id: '1', owner: 'acme', name: 'r', enabled: true, dashboard: 'pods', scope: SCOPE },
  ...{ variables, range: 'last-24h', cron: '0 8 * * *', zone: 'UTC', language: 'en' },
  ...{ theme: 'light', attachment: 'none', recipients: { addresses: [], channels: [] } },
  ...{ author: { kind: 'user', id: '1', name: 'ann', owner: '' }, revision: 1, nextAtMs: null },
  ...{ createdAtMs: NOW_MS, updatedAtMs: NOW_MS },
});

/** What a report asks of a tenant of which only pod `b` is left. */
async function askedBy(source: string, variables: Report['variables']): Promise<readonly string[]> {
  const asked: string[] = [];
  const api: ScopedApi = {
    prometheus: async (path, parameters) => {
      asked.push(new Map(parameters).get('query') ?? '');
      const data = path.startsWith('label/') ? ['b'] : { resultType: 'vector', result: [] };
      return { data, warnings: [] };
    },
    loki: async () => {
      throw new Error('no logs here');
    },
  };
  const maker = new ReportMaker({
    access: { board: async () => ({ title: 'Pods', source }) },
    boards: {
      draw: async ({ request, sources }) => {
        return { result: await renderDashboard(request, sources, means), whole: null, panels: [] };
      },
    },
    apiOf: () => api,
    incidentsOf: async () => [],
    pressPdf: async () => new Uint8Array(),
    titleOf: () => '',
    publicUrl: () => 'https://tocsin.example',
    clock: means.clock,
  });
  const made = await maker.make(
    reportOf(variables),
    PRINCIPAL,
    NOW_MS,
    AbortSignal.timeout(20_000),
  );
  expect(made.kind).toBe('made');
  return asked.filter((query) => query !== '' && query.startsWith('up{'));
}

it.each([
  ['one of several', { multi: true, includeAll: true }, ['a'], 'a'],
  ['two of several', { multi: true }, ['a', 'c'], '(a|c)'],
  ['a single one', {}, ['a'], 'a'],
  ['the choice of all', { multi: true, includeAll: true }, ['$__all'], 'b'],
  ['nothing chosen', {}, [], 'b'],
])('a report of %s asks for that alone, also where it is gone', async (_, more, pod, expected) => {
  expect(await askedBy(board(more), { pod })).toEqual([`up{pod=~"${expected}"}`]);
});

it('who a report is drawn as is who looks at it', async () => {
  const mine = 'up{owner="${__user.login}", of="$__org"}';
  expect(await askedBy(board({}, mine), {})).toEqual(['up{owner="ann", of="acme"}']);
});

import { describe, expect, it } from 'vitest';
import { VirtualClock } from '../../../platform/clock/virtual-clock.ts';
import { answeringApi } from '../../../test/support/answering-api.ts';
import { svgTexts } from '../../../test/support/svg-texts.ts';
import { loadFrameTools } from '../../load-frame-tools.ts';
import { loadPanelLibrary } from '../../load-panel-library.ts';
import type { ListedIncident } from '../../model/panel-views.ts';
import { readBundledFonts } from '../fonts/bundled-fonts.ts';
import { createMeasureText } from '../fonts/measure-text.ts';
import type { BoardRequest, BoardSources } from './board-picture.ts';
import { boardTime } from './board-time.ts';
import { renderDashboard } from './render-dashboard.ts';

const NOW_MS = Date.UTC(2026, 0, 15, 9);
const measure = createMeasureText(readBundledFonts().faces);
const library = { ...loadFrameTools(), ...loadPanelLibrary() };

const graph = (id: number, x: number, y: number, expr: string, more = {}) => ({
  id,
  type: 'timeseries',
  title: `CPU $job ${id}`,
  gridPos: { x, y, w: 12, h: 8 },
  targets: [{ refId: 'A', expr, legendFormat: '{{job}}' }],
  ...more,
});
const BOARD = {
  uid: 'shop',
  title: '支付 dashboard <script>',
  time: { from: 'now-1h', to: 'now' },
  templating: {
    list: [
      { name: 'job', type: 'query', query: 'label_values(up, job)', multi: true, includeAll: true },
      { name: 'hidden', type: 'custom', query: 'x,y', hide: 2 },
    ],
  },
  panels: [
    graph(1, 0, 0, 'rate(cpu{job=~"$job"}[5m])'),
    graph(2, 12, 0, 'refused'),
    {
      id: 3,
      type: 'stat',
      title: 'Now',
      gridPos: { x: 0, y: 8, w: 6, h: 4 },
      targets: [{ expr: 'up' }],
    },
    {
      id: 4,
      type: 'text',
      gridPos: { x: 6, y: 8, w: 6, h: 4 },
      options: { content: '说明 of $job' },
    },
    { id: 5, type: 'alertlist', title: '告警', gridPos: { x: 12, y: 8, w: 12, h: 4 } },
    {
      id: 6,
      type: 'logs',
      title: 'Lines',
      gridPos: { x: 0, y: 12, w: 12, h: 6 },
      datasource: { type: 'loki' },
      targets: [{ refId: 'A', expr: '{tenant="x"}', datasource: { type: 'loki' } }],
    },
    { id: 7, type: 'nodeGraph', title: 'Map', gridPos: { x: 12, y: 12, w: 12, h: 6 } },
    {
      id: 8,
      type: 'row',
      title: 'Folded',
      collapsed: true,
      gridPos: { y: 18, w: 24, h: 1 },
      panels: [graph(9, 0, 19, 'up')],
    },
  ],
};

const request = (changes: Partial<BoardRequest> = {}): BoardRequest => ({
  board: BOARD,
  variables: new Map(),
  range: null,
  nowMs: NOW_MS,
  timeZone: 'Asia/Shanghai',
  scope: 'acme / shop',
  language: 'en',
  theme: 'light',
  widthPx: 1_200,
  only: null,
  ...changes,
});
const incident: ListedIncident = {
  id: '1',
  title: '磁盘将满',
  severity: 'P1',
  step: 'critical',
  state: 'firing',
  sinceMs: NOW_MS,
  labels: {},
};
const sourcesOf = (tenant: string) => {
  const { api, asked } = answeringApi(tenant);
  return { asked, sources: { api, incidents: async () => [incident] } satisfies BoardSources };
};

async function drawn(
  changes: Partial<BoardRequest> = {},
  sources: BoardSources = sourcesOf('acme').sources,
) {
  const means = { library, measure, clock: new VirtualClock(NOW_MS) };
  const result = await renderDashboard(request(changes), sources, means);
  if (result.kind === 'refused') throw new Error(result.message);
  return result;
}

describe('a dashboard as pictures', () => {
  it('is whole with title, range and choices, and each panel alone', async () => {
    const picture = await drawn({ variables: new Map([['job', ['acme-web', 'acme-支付']]]) });
    expect(picture.rangeText).toBe('2026-01-15 16:00 – 17:00 (Asia/Shanghai)');
    expect(picture.variableTexts).toEqual(['job: acme-web, acme-支付']);
    expect(picture.panels.map(({ panelId, kind }) => `${panelId} ${kind}`)).toEqual([
      '1 timeseries',
      '2 timeseries',
      '3 stat',
      '4 text',
      '5 alertlist',
      '6 logs',
      '7 unknown',
    ]);
    const texts = svgTexts(picture.svg, measure);
    for (const { left, right, top, bottom, text } of texts) {
      expect(Math.min(left, top), text).toBeGreaterThanOrEqual(0);
      expect(right, text).toBeLessThanOrEqual(picture.widthPx);
      expect(bottom, text).toBeLessThanOrEqual(picture.heightPx);
    }
    const words = texts.map(({ text }) => text).join('\n');
    for (const part of [
      '支付 dashboard <script>',
      'acme / shop',
      'CPU acme-web + acme-支付 1',
      '说明 of acme-web + acme-支付',
      '磁盘将满',
      'P1',
      'acme line 0 支付失败',
      'Folded',
      'panels: 1',
    ])
      expect(words).toContain(part);
    const ids = [...picture.svg.matchAll(/ id="([^"]*)"/g)].map(([, id]) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const panel of picture.panels) svgTexts(panel.svg, measure);
  });

  it('goes on where a panel is refused, and says it there', async () => {
    const { panels } = await drawn();
    const problems = panels.flatMap(({ panelId, problem }) =>
      problem === null ? [] : [[panelId, problem]],
    );
    expect(problems).toEqual([[2, 'Query A: the query is refused for the test']]);
    expect(panels[1]?.svg).toContain('The panel could not be asked');
  });

  it('asks the given scope alone, as each tenant sees it', async () => {
    for (const [tenant, other] of [
      ['acme', 'globex'],
      ['globex', 'acme'],
    ] as const) {
      const { sources, asked } = sourcesOf(tenant);
      const { svg } = await drawn({ scope: tenant, language: 'zh', theme: 'dark' }, sources);
      expect(svg).toContain(`${tenant} 支付 0`);
      expect(svg).not.toContain(other);
      expect(svg).toContain('面板查询失败');
      expect(asked).toContain(
        `query_range rate(cpu{job=~"(${tenant}-api|${tenant}-web|${tenant}-支付)"}[5m])`,
      );
    }
  });

  it('shows one panel alone, also of a folded row', async () => {
    const { sources, asked } = sourcesOf('acme');
    const picture = await drawn({ only: { panelId: 9, heightPx: 240 }, widthPx: 500 }, sources);
    expect([picture.widthPx, picture.heightPx, picture.panels.length]).toEqual([500, 240, 1]);
    expect(picture.svg).toBe(picture.panels[0]?.svg);
    expect(asked.filter((one) => one.startsWith('query'))).toEqual(['query_range up']);
  });

  it('repeats panels for each value', async () => {
    const repeated = { ...graph(1, 0, 0, 'up{job="$job"}'), repeat: 'job', maxPerRow: 3 };
    const { panels } = await drawn({ board: { ...BOARD, panels: [repeated] } });
    expect(panels.map(({ title }) => title)).toEqual([
      'CPU acme-api 1',
      'CPU acme-web 1',
      'CPU acme-支付 1',
    ]);
    expect(new Set(panels.map(({ key }) => key)).size).toBe(3);
  });

  it.each<[string, Partial<BoardRequest>, RegExp]>([
    ['no JSON', { board: '{' }, /not JSON/],
    ['no dashboard', { board: { a: 1 } }, /no dashboard of Grafana/],
    ['a width', { widthPx: 20_000 }, /320 to 2000 px wide/],
    ['a height', { only: { panelId: 1, heightPx: 1 } }, /60 to 2000 px high/],
    ['a panel that is not there', { only: { panelId: 99, heightPx: 200 } }, /no panel 99/],
    ['a range', { range: { fromMs: 2, toMs: 1 } }, /ends before it begins/],
  ])('is refused in words: %s', async (_name, changes, message) => {
    await expect(drawn(changes)).rejects.toThrow(message);
  });
});

describe('the bounds of a dashboard', () => {
  it('leaves out what has no room, and says how much', async () => {
    const panels = Array.from({ length: 90 }, (_, at) => ({
      ...graph(at, 0, at * 2, 'up'),
      gridPos: { x: 0, y: at * 2, w: 4, h: 2 },
    }));
    const { sources, asked } = sourcesOf('acme');
    const picture = await drawn({ board: { ...BOARD, panels } }, sources);
    expect([picture.panels.length, picture.leftOut]).toEqual([60, 30]);
    expect(picture.svg).toContain('Panels left out for want of room: 30');
    expect(asked.filter((one) => one.startsWith('query_range'))).toHaveLength(60);
  });

  it('refuses answers that no picture shows', async () => {
    const { api } = answeringApi('acme', 1_500);
    const { panels } = await drawn(
      { board: { ...BOARD, panels: [graph(1, 0, 0, 'up')] } },
      { api },
    );
    expect(panels[0]?.problem).toMatch(/has \d+ values; a picture shows at most 500000/);
  });

  it('ends in time, whatever does not answer', async () => {
    const clock = new VirtualClock(NOW_MS);
    let asked = 0;
    const never = () => {
      asked += 1;
      return new Promise<never>(() => undefined);
    };
    const board = { ...BOARD, templating: { list: [] } };
    const rendering = renderDashboard(
      request({ board }),
      { api: { prometheus: never, loki: never } },
      { library, measure, clock },
    );
    await expect.poll(() => asked).toBe(4);
    await clock.advance(30_000);
    const result = await rendering;
    if (result.kind === 'refused') throw new Error(result.message);
    const late = result.panels.filter(
      ({ problem }) => problem === 'There was no answer within 30 s.',
    );
    expect(late.map(({ panelId }) => panelId)).toEqual([1, 2, 3, 6]);
  });

  it('ends with the caller', async () => {
    const means = { library, measure, clock: new VirtualClock(NOW_MS) };
    const ending = AbortSignal.abort(new Error('gone'));
    await expect(
      renderDashboard(request(), sourcesOf('acme').sources, means, ending),
    ).rejects.toThrow('gone');
  });
});

describe('the range that a dashboard opens with', () => {
  const at = Date.UTC(2026, 0, 15, 9, 30);
  it.each([
    ['now-1h', 'now', '2026-01-15T08:30:00.000Z', '2026-01-15T09:30:00.000Z'],
    ['now/d', 'now', '2026-01-14T16:00:00.000Z', '2026-01-15T09:30:00.000Z'],
    ['now-1d/d', 'now-1d/d', '2026-01-13T16:00:00.000Z', '2026-01-14T15:59:59.999Z'],
    [
      '2026-01-01T00:00:00Z',
      '1767312000000',
      '2026-01-01T00:00:00.000Z',
      '2026-01-02T00:00:00.000Z',
    ],
    ['yesterday', 'now', '2026-01-15T03:30:00.000Z', '2026-01-15T09:30:00.000Z'],
    ['now-9y', 'now', '2026-01-15T03:30:00.000Z', '2026-01-15T09:30:00.000Z'],
    ['now-1M', 'now', '2025-12-15T09:30:00.000Z', '2026-01-15T09:30:00.000Z'],
  ])('%s to %s', (from, to, fromText, toText) => {
    const time = boardTime({ from, to }, at, 'Asia/Shanghai');
    expect([time.fromMs, time.toMs].map((ms) => new Date(ms).toISOString())).toEqual([
      fromText,
      toText,
    ]);
  });
});

import { describe, expect, it } from 'vitest';
import { LIGHT, panelOf } from '../../../test/support/panel-fixture.ts';
import { loadFrameTools } from '../../load-frame-tools.ts';
import type { PanelKind } from '../../model/panel.ts';
import type { ScopedApi } from '../../model/scoped-api.ts';
import { askPanel } from '../../queries/ask-panel.ts';
import { panelView } from '../panel-view.ts';

const tools = loadFrameTools();
const AT_S = 1_700_000_010;
const one = (name: string, text: string) => ({
  ...{ name, values: [text], texts: [text], isChoice: false, verbatim: null },
});
const context = {
  time: { fromMs: AT_S * 1000, toMs: (AT_S + 60) * 1000, timeZone: 'UTC' },
  variables: new Map([['team', one('team', 'a&b')]]),
  filters: [],
  dashboard: { uid: 'u', title: 't' },
  scrapeIntervalMs: 15_000,
};

/** Two tenants, whose samples are 0.25, 1.25, … and 10.25, 11.25, … each 15 s. */
const prometheus: ScopedApi['prometheus'] = async () => ({
  data: {
    resultType: 'matrix',
    result: ['acme', 'globex'].map((tenant, at) => ({
      metric: { tenant, 'k8s.pod': `${tenant}/0` },
      values: [0, 1, 2, 3, 4].map((n) => [AT_S + n * 15, String(n + 10 * at + 0.25)]),
    })),
  },
  warnings: [],
});

async function viewWith(kind: PanelKind, url: string, title = 'x') {
  const panel = panelOf(
    kind,
    {},
    {
      fieldConfig: { defaults: { unit: 'bytes', links: [{ title, url, targetBlank: true }] } },
      targets: [
        {
          ...{ refId: 'A', language: 'promql', expression: 'up', legend: 'of {{tenant}}' },
          ...{ answers: 'range', format: 'time_series', isHidden: false, interval: null },
        },
      ],
    },
  );
  const question = { panel, context, widthPx: 600, theme: LIGHT.grafanaTheme };
  const data = await askPanel(tools, { prometheus, loki: prometheus }, question);
  return panelView(panel, data, LIGHT);
}

const cases: readonly (readonly [string, string, string])[] = [
  ['/d/x?v=${__value.raw}', '/d/x?v=12.25', '/d/x?v=14.25'],
  ['/d/x?v=${__value.text}', '/d/x?v=12.3', '/d/x?v=14.3'],
  ['/d/x?s=${__series.name}', '/d/x?s=of%20globex', '/d/x?s=of%20globex'],
  ['/d/x?l=${__field.labels.tenant}', '/d/x?l=globex', '/d/x?l=globex'],
  ['/d/x?l=${__field.labels["k8s.pod"]}', '/d/x?l=globex%2F0', '/d/x?l=globex%2F0'],
  ['/d/x?n=${__field.displayName}', '/d/x?n=of%20globex', '/d/x?n=of%20globex'],
  ['/d/x?var-team=$team', '/d/x?var-team=a%26b', '/d/x?var-team=a%26b'],
  [
    '/d/x?${__url_time_range}',
    '/d/x?from=1700000010000&to=1700000070000',
    '/d/x?from=1700000010000&to=1700000070000',
  ],
];

describe('links of points', () => {
  it.each<readonly [string, string, string]>([
    ...cases,
    ['/d/x?t=${__value.time}', '/d/x?t=1700000040000', ''],
    ['/d/x?t=${__value.time:date:seconds}', '/d/x?t=1700000040', ''],
    ['/d/x?t=${__data.fields.Time}', '/d/x?t=1700000040000', ''],
    ['/d/x?t=${__data.fields[1]}', '/d/x?t=12.25', ''],
  ])('of a time series are filled in: %s', async (url, expected) => {
    const view = await viewWith('timeseries', url, 'of ${__field.labels.tenant}');
    if (view.kind !== 'timeseries') throw new Error(`a ${view.kind}`);
    expect(view.links[1]?.(2)).toEqual([{ title: 'of globex', url: expected, opensNewTab: true }]);
  });

  it.each(cases)('of a slice are filled in: %s', async (url, _, expected) => {
    const view = await viewWith('piechart', url);
    if (view.kind !== 'piechart') throw new Error(`a ${view.kind}`);
    const slice = view.slices.find(({ name }) => name === 'of globex');
    expect(slice?.value.links.map((link) => link.url)).toEqual([expected]);
  });

  it.each<readonly [string, string, string]>([
    ...cases,
    ['/d/x?t=${__value.time}', '/d/x?t=1700000040000', ''],
  ])('of a bar and of a state are filled in: %s', async (url, expected) => {
    const bars = await viewWith('barchart', url);
    if (bars.kind !== 'barchart') throw new Error(`a ${bars.kind}`);
    const bar = bars.series[1]?.bars[2];
    expect(bar?.links.map((link) => link.url)).toEqual([expected]);
    const states = await viewWith('state-timeline', url);
    if (states.kind !== 'state-timeline') throw new Error(`a ${states.kind}`);
    const span = states.lanes[1]?.spans[2];
    expect(span?.links?.().map((link) => link.url)).toEqual([expected]);
  });

  it.each(['javascript:alert(1)', 'data:text/html,x', '//evil.example', 'java\nscript:alert(1)'])(
    'never run a script or leave by another scheme: %j',
    async (url) => {
      const view = await viewWith('timeseries', url);
      if (view.kind !== 'timeseries') throw new Error(`a ${view.kind}`);
      expect(view.links.map((links) => links?.(0))).toEqual([[], []]);
      const bars = await viewWith('barchart', url);
      if (bars.kind !== 'barchart') throw new Error(`a ${bars.kind}`);
      expect(bars.series.flatMap((each) => each.bars.flatMap((bar) => bar?.links))).toEqual([]);
    },
  );
});

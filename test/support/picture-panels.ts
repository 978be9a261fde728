import type { FieldConfig, ThresholdsMode } from '@grafana/data';
import type { Panel, PanelTarget } from '../../dashboards/model/panel.ts';
import type { ListedIncident } from '../../dashboards/model/panel-views.ts';
import type { PanelTools } from '../../dashboards/panels/panel-tools.ts';
import { panelView } from '../../dashboards/panels/panel-view.ts';
import { dataOf, panelOf, seriesOf, tableOf } from './panel-fixture.ts';

/** Names that hurt whoever does not escape, measure or cut them. */
export const HOSTILE = '<script>alert(1)</script>"\'&\u0000\u202e</svg>\ud800';
const CHINESE = '内存使用率 华东一区';
const LONG = `${CHINESE} ${'a-rather-long-name-of-a-series '.repeat(8)}`;

const wave = (count: number, base: number, swing: number) =>
  Array.from({ length: count }, (_, at) => base + swing * Math.sin(at / 7));
const NAMES = [CHINESE, HOSTILE, LONG, 'acme', 'globex'];
const LEVELS: FieldConfig = {
  thresholds: {
    mode: 'absolute' as ThresholdsMode,
    steps: [
      { value: Number.NEGATIVE_INFINITY, color: 'green' },
      { value: 0.6, color: 'orange' },
      { value: 0.9, color: 'red' },
    ],
  },
};
const instants = (count: number) =>
  Array.from({ length: count }, (_, at) => Math.round((at * 60_000) / (count - 1)));
const lines = (config: object, count = 120) =>
  NAMES.map((tenant, at) =>
    seriesOf(wave(count, 0.2 + at / 5, 0.1), { ...LEVELS, ...config }, { tenant }, instants(count)),
  );
const share = lines({ unit: 'percentunit', min: 0, max: 1 });

const target: PanelTarget = {
  refId: 'A',
  language: 'promql',
  expression: `up{job="${HOSTILE}"}`,
  legend: '',
  answers: 'range',
  format: 'heatmap',
  isHidden: false,
  interval: null,
};

const incidents: readonly ListedIncident[] = NAMES.map((name, at) => ({
  id: String(at),
  title: name,
  severity: name,
  step: (['critical', 'major', 'minor', 'warning', 'info'] as const)[at] ?? 'info',
  state: at === 3 ? 'resolved' : 'firing',
  sinceMs: Date.UTC(2026, 0, 15, 8),
  labels: { tenant: name, [name]: 'x' },
}));

const MARKDOWN = `# ${CHINESE}\n\nSome **strong** text with \`code\`, ~~struck~~ and [a link](https://example.test/) ${HOSTILE}\n\n- one\n- ${LONG}\n  1. inside\n\n> ${CHINESE}\n\n| a | ${CHINESE} |\n|---|---|\n| 1 | ${HOSTILE} |\n\n---\n\n\`\`\`\nrate(x[5m])\n  ${HOSTILE}\n\`\`\`\n`;

const states = NAMES.map((tenant, at) =>
  seriesOf(
    Array.from({ length: 30 }, (_, index) => NAMES[(index + at) % 4] ?? null),
    {},
    { tenant },
    instants(30),
  ),
);
const rows = Array.from({ length: 40 }, (_, at) => at);
const table = tableOf(
  {
    [CHINESE]: rows.map((at) => NAMES[at % NAMES.length]),
    [HOSTILE]: rows.map((at) => at * 1_234),
    share: rows.map((at) => (at % 10) / 10),
  },
  { ...LEVELS, custom: { cellOptions: { type: 'gauge' } } },
);
const short = tableOf({ zone: [HOSTILE, CHINESE], ok: [1, 2] });
const logs = tableOf({ body: NAMES.flatMap((name) => [name, `${name} ${LONG}`]) });
const logFrame = {
  ...logs,
  fields: [
    { name: 'Time', type: 'time', config: {}, values: rows.slice(0, 10) } as never,
    ...logs.fields,
  ],
};
const buckets = ['0.1', '0.5', '1', '5', '+Inf'].map((le, at) =>
  seriesOf(wave(60, 30 * (at + 1), 8).map(Math.round), { unit: 's' }, { le }, instants(60)),
);

const categories = tableOf({
  zone: NAMES,
  ok: [320, 250, 410, 120, 9],
  failed: [20, 45, 12, null, 3],
});
const bars = { showValue: 'always', legend: { placement: 'right', calcs: ['max', 'mean'] } };

const GIVEN: readonly (readonly [name: string, panel: Panel, data: ReturnType<typeof dataOf>])[] = [
  [
    'timeseries',
    panelOf('timeseries', {
      legend: { displayMode: 'table', calcs: ['min', 'max', 'lastNotNull'] },
    }),
    dataOf(...lines({ unit: 'bytes', custom: { fillOpacity: 20 } })),
  ],
  [
    'timeseries list',
    panelOf('timeseries', { legend: { placement: 'right' } }),
    dataOf(...lines({})),
  ],
  [
    'timeseries painted',
    panelOf('timeseries'),
    dataOf(
      ...lines({ custom: { fillOpacity: 50, gradientMode: 'scheme' } }),
      ...lines({ custom: { fillBelowTo: 'acme', gradientMode: 'hue' } }),
    ),
  ],
  ['stat', panelOf('stat', { showPercentChange: true }), dataOf(...share)],
  ['stat on a ground', panelOf('stat', { colorMode: 'background' }), dataOf(...share.slice(0, 2))],
  ['stat alone', panelOf('stat'), dataOf(...share.slice(0, 1))],
  ['gauge', panelOf('gauge', { showThresholdLabels: true }), dataOf(...share)],
  ['gauge alone', panelOf('gauge', { showThresholdLabels: true }), dataOf(...share.slice(1, 2))],
  ['bargauge', panelOf('bargauge', { orientation: 'horizontal' }), dataOf(...share)],
  ['bargauge cells', panelOf('bargauge', { displayMode: 'lcd' }), dataOf(...share)],
  [
    'bargauge basic',
    panelOf('bargauge', { displayMode: 'basic', orientation: 'horizontal' }),
    dataOf(...share, ...share, ...share),
  ],
  ['barchart', panelOf('barchart', bars), dataOf(categories)],
  [
    'barchart lying',
    panelOf('barchart', { ...bars, orientation: 'horizontal' }),
    dataOf(categories),
  ],
  ['table', panelOf('table', { showHeader: true }), dataOf(table)],
  [
    'table of several frames',
    panelOf('table', {}),
    dataOf(table, { ...table, name: HOSTILE }, { ...table, name: LONG }),
  ],
  [
    'table of frames with room',
    panelOf('table', { showHeader: false }),
    dataOf({ ...short, name: HOSTILE }, { ...short, name: CHINESE }),
  ],
  ['logs once', panelOf('logs', { dedupStrategy: 'signature' }), dataOf(logFrame)],
  ['logs', panelOf('logs', { showTime: true, showLabels: true }), dataOf(logFrame)],
  ['logs wrapped', panelOf('logs', { wrapLogMessage: true }), dataOf(logFrame)],
  ['heatmap', panelOf('heatmap', {}, { targets: [target] }), dataOf(...buckets)],
  ['histogram', panelOf('histogram'), dataOf(...lines({ unit: 's' }))],
  ['state-timeline', panelOf('state-timeline', { mergeValues: true }), dataOf(...states)],
  ['piechart', panelOf('piechart', { displayLabels: ['name', 'percent'] }), dataOf(...share)],
  [
    'piechart ring',
    panelOf('piechart', {
      pieType: 'donut',
      legend: { displayMode: 'table', placement: 'right', values: ['value', 'percent'] },
    }),
    dataOf(...share),
  ],
  ['text', panelOf('text', { content: MARKDOWN }), dataOf()],
  ['row', panelOf('row', {}, { title: HOSTILE + CHINESE, isCollapsed: true }), dataOf()],
  ['alertlist', panelOf('alertlist'), dataOf()],
  [
    'alertlist in groups',
    panelOf('alertlist', { groupMode: 'custom', groupBy: ['tenant'] }),
    dataOf(),
  ],
  [
    'unknown',
    panelOf('unknown', {}, { plugin: HOSTILE, reason: LONG, targets: [target, target] }),
    dataOf(),
  ],
  ['empty', panelOf('stat'), dataOf()],
  [
    'empty with its own words',
    panelOf('heatmap'),
    dataOf(seriesOf([null], { noValue: HOSTILE + CHINESE })),
  ],
];

/** A view of each kind, with Chinese and with names that mean harm, made with the tools of a theme. */
export function pictureViews(tools: PanelTools) {
  return GIVEN.map(([name, panel, data]) => ({
    name,
    view: panelView(panel, data, tools, incidents),
  }));
}

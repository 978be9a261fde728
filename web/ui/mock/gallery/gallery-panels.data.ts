import { type FieldConfig, FieldType, ThresholdsMode, toDataFrame } from '@grafana/data';
import type { JsonRecord, Panel, PanelKind } from '../../../../dashboards/model/panel.ts';
import type { PanelData } from '../../../../dashboards/model/panel-data.ts';
import { dataOf, instants, seriesFrame, wave } from './gallery-frames.ts';

/** A panel with what it shows, and its height on the page. */
export interface GalleryPanel {
  readonly panel: Panel;
  readonly data: PanelData;
  readonly heightPx: number;
}

let made = 0;

/** A panel of a kind with options; the rest is as an empty panel has it. */
export function panelOf(
  kind: PanelKind,
  title: string,
  options: JsonRecord = {},
  change: Partial<Panel> = {},
): Panel {
  made += 1;
  return {
    id: made,
    kind,
    plugin: kind,
    title,
    description: '',
    place: { x: 0, y: 0, width: 8, height: 8 },
    isTransparent: false,
    targets: [],
    transformations: [],
    fieldConfig: {},
    options,
    links: [],
    interval: null,
    maxDataPoints: null,
    timeFrom: null,
    timeShift: null,
    repeat: null,
    isCollapsed: false,
    panels: [],
    reason: '',
    ...change,
  };
}

const PODS = ['checkout-7d9f', 'cart-5b8c', 'payment-64dd', 'search-9c1a', 'frontend-2fe0'];
const PALETTE: FieldConfig = { color: { mode: 'palette-classic' } };

const LEVELS: FieldConfig = {
  thresholds: {
    mode: ThresholdsMode.Absolute,
    steps: [
      { value: Number.NEGATIVE_INFINITY, color: 'green' },
      { value: 0.7, color: 'orange' },
      { value: 0.9, color: 'red' },
    ],
  },
};

const perPod = (base: number, swing: number, config: FieldConfig, count = 120) =>
  PODS.map((pod, index) =>
    seriesFrame({ pod }, wave(count, base * (1 + index / 3), swing, index + 1), {
      ...PALETTE,
      ...config,
    }),
  );

function charts(): readonly GalleryPanel[] {
  const gaps = wave(120, 300, 80, 4).map((value, index) =>
    index > 40 && index < 60 ? null : value,
  );
  return [
    {
      heightPx: 280,
      panel: panelOf(
        'timeseries',
        'CPU by pod',
        {
          legend: { displayMode: 'table', calcs: ['lastNotNull', 'max', 'mean'], sortBy: 'Max' },
          tooltip: { mode: 'multi', sort: 'desc' },
        },
        { description: 'Cores that the containers of a pod use.' },
      ),
      data: dataOf(perPod(0.3, 0.1, { unit: 'none', custom: { lineWidth: 1.5 } }), [
        { level: 'warning', text: 'The range was cut to 11,000 points.' },
      ]),
    },
    {
      heightPx: 280,
      panel: panelOf('timeseries', 'Memory, stacked', { tooltip: { mode: 'multi' } }),
      data: dataOf(
        perPod(3e8, 4e7, {
          unit: 'bytes',
          custom: { fillOpacity: 60, stacking: { mode: 'normal', group: 'A' } },
        }),
      ),
    },
    {
      heightPx: 280,
      panel: panelOf('timeseries', 'Requests, percent bars'),
      data: dataOf(
        perPod(
          80,
          30,
          {
            unit: 'reqps',
            custom: {
              drawStyle: 'bars',
              fillOpacity: 90,
              stacking: { mode: 'percent', group: 'A' },
            },
          },
          30,
        ),
      ),
    },
    {
      heightPx: 280,
      panel: panelOf('timeseries', 'Network, two axes and thresholds', {
        legend: { placement: 'right', displayMode: 'list' },
      }),
      data: dataOf([
        seriesFrame({ direction: 'receive' }, wave(120, 5e6, 1e6, 2), {
          ...PALETTE,
          unit: 'Bps',
          custom: { fillOpacity: 15 },
        }),
        seriesFrame({ direction: 'transmit' }, wave(120, 3e6, 1e6, 3), {
          ...PALETTE,
          unit: 'Bps',
          custom: { transform: 'negative-Y', fillOpacity: 15 },
        }),
        seriesFrame({ direction: 'errors' }, wave(120, 0.5, 0.4, 5), {
          ...PALETTE,
          ...LEVELS,
          unit: 'percentunit',
          min: 0,
          max: 1,
          custom: {
            axisPlacement: 'right',
            lineStyle: { fill: 'dash', dash: [6, 4] },
            thresholdsStyle: { mode: 'line+area' },
          },
        }),
      ]),
    },
    {
      heightPx: 280,
      panel: panelOf('timeseries', 'Latency, log scale, gaps and points'),
      data: dataOf([
        seriesFrame({ quantile: '0.99' }, gaps, {
          ...PALETTE,
          unit: 'ms',
          custom: { scaleDistribution: { type: 'log', log: 10 } },
        }),
        seriesFrame(
          { quantile: '0.5' },
          wave(120, 20, 15, 6).map((value) => Math.max(1, value)),
          {
            ...PALETTE,
            unit: 'ms',
            custom: { drawStyle: 'points', scaleDistribution: { type: 'log', log: 10 } },
          },
        ),
      ]),
    },
  ];
}

function values(): readonly GalleryPanel[] {
  const share = (config: FieldConfig = {}) =>
    PODS.map((pod, index) =>
      seriesFrame({ pod }, wave(60, 0.3 + index * 0.16, 0.05, index + 2), {
        ...LEVELS,
        unit: 'percentunit',
        min: 0,
        max: 1,
        ...config,
      }),
    );
  return [
    {
      heightPx: 160,
      panel: panelOf('stat', 'Availability', { showPercentChange: true }),
      data: dataOf([seriesFrame({}, wave(60, 0.62, 0.1, 3), { unit: 'percentunit', ...LEVELS })]),
    },
    {
      heightPx: 160,
      panel: panelOf('stat', 'Load by pod', {
        colorMode: 'background',
        reduceOptions: { calcs: ['lastNotNull'] },
      }),
      data: dataOf(share()),
    },
    {
      heightPx: 160,
      panel: panelOf('stat', 'State', { graphMode: 'none', colorMode: 'background_solid' }),
      data: dataOf([
        seriesFrame({}, [0, 1], {
          mappings: [
            {
              type: 'value',
              options: {
                1: { text: 'Up', color: 'green', index: 0 },
                0: { text: 'Down', color: 'red', index: 1 },
              },
            },
          ] as FieldConfig['mappings'] & object,
        }),
      ]),
    },
    {
      heightPx: 220,
      panel: panelOf('gauge', 'Disk used', { showThresholdLabels: true }),
      data: dataOf(share().slice(3, 4)),
    },
    { heightPx: 220, panel: panelOf('gauge', 'Disk used by pod'), data: dataOf(share()) },
    {
      heightPx: 220,
      panel: panelOf('bargauge', 'Quota, gradient', { orientation: 'horizontal' }),
      data: dataOf(share()),
    },
    {
      heightPx: 220,
      panel: panelOf('bargauge', 'Quota, cells', { displayMode: 'lcd', orientation: 'vertical' }),
      data: dataOf(share()),
    },
    {
      heightPx: 220,
      panel: panelOf('bargauge', 'Quota, basic', {
        displayMode: 'basic',
        orientation: 'horizontal',
        valueMode: 'text',
      }),
      data: dataOf(share({ color: { mode: 'continuous-GrYlRd' } })),
    },
    {
      heightPx: 240,
      panel: panelOf('piechart', 'Requests by service', {
        pieType: 'donut',
        displayLabels: ['percent'],
        legend: { displayMode: 'table', placement: 'right', values: ['value', 'percent'] },
      }),
      data: dataOf(perPod(120, 20, { unit: 'reqps' })),
    },
    {
      heightPx: 240,
      panel: panelOf('piechart', 'Requests, pie', {
        pieType: 'pie',
        displayLabels: ['name'],
        legend: { displayMode: 'list', placement: 'bottom' },
      }),
      data: dataOf(perPod(120, 20, { unit: 'reqps' })),
    },
  ];
}

function categories(): readonly GalleryPanel[] {
  const zones = ['eu-west', 'eu-north', 'us-east', 'ap-south'];
  const frame = toDataFrame({
    fields: [
      { name: 'zone', type: FieldType.string, values: zones, config: {} },
      {
        name: 'ok',
        type: FieldType.number,
        values: [320, 250, 410, 120],
        config: { ...PALETTE, unit: 'short' },
      },
      {
        name: 'failed',
        type: FieldType.number,
        values: [20, 45, 12, null],
        config: { ...PALETTE, unit: 'short' },
      },
    ],
  });
  const buckets = ['0.05', '0.1', '0.25', '0.5', '1', '+Inf'].map((le, row) =>
    seriesFrame(
      { le },
      wave(60, 30 * (row + 1), 8 + row, 1).map((value) => Math.max(0, Math.round(value))),
      { unit: 's' },
    ),
  );
  const target = {
    refId: 'A',
    language: 'promql',
    expression: 'sum by (le) (rate(http_seconds_bucket[5m]))',
    legend: '',
    answers: 'range',
    format: 'heatmap',
    isHidden: false,
    interval: null,
  } as const;
  const states = (seed: number) =>
    wave(40, 1.5, 1.6, seed).map((value) => Math.min(2, Math.max(0, Math.round(value))));
  const mapped: FieldConfig = {
    mappings: [
      {
        type: 'value',
        options: {
          0: { text: 'Idle', color: 'blue', index: 0 },
          1: { text: 'Running', color: 'green', index: 1 },
          2: { text: 'Failing', color: 'red', index: 2 },
        },
      },
    ] as FieldConfig['mappings'] & object,
  };
  const lanes = PODS.slice(0, 4).map((pod, index) =>
    seriesFrame({ pod }, states(index + 1), mapped),
  );
  return [
    {
      heightPx: 240,
      panel: panelOf('barchart', 'Deliveries by zone', { xField: 'zone' }),
      data: dataOf([frame]),
    },
    {
      heightPx: 240,
      panel: panelOf('barchart', 'Deliveries, lying and stacked', {
        xField: 'zone',
        orientation: 'horizontal',
        stacking: 'normal',
      }),
      data: dataOf([frame]),
    },
    {
      heightPx: 240,
      panel: panelOf('histogram', 'Latency', { bucketCount: 24 }),
      data: dataOf([
        seriesFrame({ route: '/pay' }, wave(400, 0.3, 0.12, 7), { ...PALETTE, unit: 's' }),
      ]),
    },
    {
      heightPx: 260,
      panel: panelOf('heatmap', 'Latency by bucket', {}, { targets: [target] }),
      data: dataOf(buckets),
    },
    {
      heightPx: 260,
      panel: panelOf('heatmap', 'Load of all pods, counted', {
        calculate: true,
        color: { scheme: 'Viridis', steps: 32 },
      }),
      data: dataOf(perPod(40, 12, { unit: 'percent' })),
    },
    { heightPx: 200, panel: panelOf('state-timeline', 'Jobs'), data: dataOf(lanes) },
    {
      heightPx: 200,
      panel: panelOf('state-timeline', 'Jobs, each sample', {}, { plugin: 'status-history' }),
      data: dataOf(lanes),
    },
  ];
}

function words(): readonly GalleryPanel[] {
  const count = 10_000;
  const numbers = wave(count, 0.5, 0.4, 9).map((value) => Math.min(1, Math.max(0, value)));
  const table = toDataFrame({
    fields: [
      {
        name: 'pod',
        type: FieldType.string,
        values: numbers.map((_, row) => `${PODS[row % 5]}-${row}`),
        config: { links: [{ title: 'Pod', url: '/explore?q=${__value.raw}' }] },
      },
      {
        name: 'usage',
        type: FieldType.number,
        values: numbers,
        config: {
          ...LEVELS,
          unit: 'percentunit',
          min: 0,
          max: 1,
          custom: { cellOptions: { type: 'gauge', mode: 'gradient' } },
        },
      },
      {
        name: 'level',
        type: FieldType.number,
        values: numbers,
        config: {
          ...LEVELS,
          unit: 'percentunit',
          custom: { cellOptions: { type: 'color-background' }, width: 100 },
        },
      },
      {
        name: 'memory',
        type: FieldType.number,
        values: numbers.map((value) => value * 4e9),
        config: { unit: 'bytes', custom: { width: 110 } },
      },
    ],
  });
  const times = instants(40);
  const logs = toDataFrame({
    fields: [
      { name: 'Time', type: FieldType.time, values: times, config: {} },
      {
        name: 'Line',
        type: FieldType.string,
        values: times.map(
          (_, row) => `level=${row % 7 === 0 ? 'error' : 'info'} request ${row} took ${row * 7} ms`,
        ),
        config: {},
      },
      {
        name: 'labels',
        type: FieldType.other,
        values: times.map((_, row) => ({
          app: 'checkout',
          level: row % 7 === 0 ? 'error' : 'info',
        })),
        config: {},
      },
    ],
  });
  const markdown =
    '# Runbook\n\nWhen **latency** rises, look at `checkout` first:\n\n1. open [the logs](/logs)\n2. ask the _team on call_\n\n> Never restart the database.\n\n| level | who |\n| --- | --- |\n| critical | on call |\n| minor | next day |';
  return [
    {
      heightPx: 300,
      panel: panelOf('table', 'Pods, ten thousand', {
        footer: { show: true, reducer: ['mean'] },
        sortBy: [{ displayName: 'usage', desc: true }],
      }),
      data: dataOf([table]),
    },
    { heightPx: 300, panel: panelOf('logs', 'Checkout'), data: dataOf([logs]) },
    {
      heightPx: 300,
      panel: panelOf('text', 'Read me', { mode: 'markdown', content: markdown }),
      data: dataOf([]),
    },
    {
      heightPx: 220,
      panel: panelOf('alertlist', 'What burns', {
        stateFilter: { firing: true, pending: true, normal: true },
      }),
      data: dataOf([]),
    },
    {
      heightPx: 220,
      panel: panelOf(
        'unknown',
        'Nodes',
        {},
        {
          plugin: 'nodeGraph',
          reason: 'Graphs of nodes are not drawn.',
          targets: [
            {
              refId: 'A',
              language: 'promql',
              expression: 'sum by (node) (up)',
              legend: '',
              answers: 'range',
              format: 'time_series',
              isHidden: false,
              interval: null,
            },
          ],
        },
      ),
      data: dataOf([]),
    },
    { heightPx: 220, panel: panelOf('timeseries', 'Nothing yet'), data: dataOf([]) },
  ];
}

/** A panel of every kind, as the tenant acme would have them. */
export function acmePanels(): readonly GalleryPanel[] {
  return [...charts(), ...values(), ...categories(), ...words()];
}

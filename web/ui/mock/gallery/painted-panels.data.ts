import { type FieldConfig, FieldType, ThresholdsMode, toDataFrame } from '@grafana/data';
import { dataOf, instants, seriesFrame, wave } from './gallery-frames.ts';
import { type GalleryPanel, panelOf } from './gallery-panels.data.ts';

const LEVELS: FieldConfig = {
  color: { mode: 'thresholds' },
  thresholds: {
    mode: ThresholdsMode.Absolute,
    steps: [
      { value: Number.NEGATIVE_INFINITY, color: 'green' },
      { value: 60, color: 'orange' },
      { value: 85, color: 'red' },
    ],
  },
};
const PALETTE: FieldConfig = { color: { mode: 'palette-classic' } };
const LINKS = [
  { title: 'Pod ${__field.labels.pod}', url: '/d/pods?var-pod=${__field.labels.pod}' },
  { title: 'Notes', url: 'https://example.test/?v=${__value.raw}&t=${__value.time}' },
];

/** Fills and links of charts over time, and of pies. */
export function paintedPanels(): readonly GalleryPanel[] {
  return [
    ...gradients(),
    {
      heightPx: 260,
      panel: panelOf('timeseries', 'Between the fastest and the slowest'),
      data: dataOf([
        seriesFrame({ quantile: '0.99' }, wave(80, 300, 60, 3), {
          ...{ ...PALETTE, unit: 'ms', displayName: 'slowest' },
          custom: { fillBelowTo: 'fastest' },
        }),
        seriesFrame({ quantile: '0.1' }, wave(80, 80, 30, 4), {
          ...{ ...PALETTE, unit: 'ms', displayName: 'fastest' },
        }),
      ]),
    },
    ...alignedBars(),
    {
      heightPx: 260,
      panel: panelOf('timeseries', 'Top 2 of 4 pods, stacked, with links', {
        tooltip: { mode: 'multi' },
      }),
      data: dataOf(leaders()),
    },
    {
      heightPx: 260,
      panel: panelOf('piechart', 'Requests by pod, with links', { displayLabels: ['name'] }),
      data: dataOf(leaders()),
    },
    ...linkedBoxes(),
    {
      heightPx: 200,
      panel: panelOf('logs', 'Lines once', { dedupStrategy: 'numbers' }),
      data: lines(),
    },
    {
      heightPx: 220,
      panel: panelOf('alertlist', 'Alerts by namespace', {
        ...{ groupMode: 'custom', groupBy: ['namespace'], stateFilter: { normal: true } },
      }),
      data: dataOf([]),
    },
  ];
}

function gradients(): readonly GalleryPanel[] {
  const modes = [
    ['Fading fill', { ...PALETTE }, 'opacity'],
    ['Hues', { ...PALETTE }, 'hue'],
    ['Colours of thresholds', LEVELS, 'scheme'],
    ['Colours of a scheme', { color: { mode: 'continuous-GrYlRd' } }, 'scheme'],
  ] as const;
  return modes.map(([title, config, gradientMode]) => ({
    heightPx: 220,
    panel: panelOf('timeseries', title, { legend: { showLegend: false } }),
    data: dataOf([
      seriesFrame({ pod: 'cart-5b8c' }, wave(90, 60, 40, 2), {
        ...config,
        custom: { gradientMode, fillOpacity: 60, lineWidth: 2 },
      }),
    ]),
  }));
}

function alignedBars(): readonly GalleryPanel[] {
  return [
    {
      heightPx: 200,
      panel: panelOf('timeseries', 'Bars before their time', { legend: { showLegend: false } }),
      data: dataOf([
        seriesFrame({ job: 'nightly' }, wave(12, 20, 10, 5), {
          ...{ ...PALETTE, unit: 'pps' },
          custom: { drawStyle: 'bars', barAlignment: -1, fillOpacity: 70, gradientMode: 'hue' },
        }),
      ]),
    },
  ];
}

/** A bar and a state open links too. */
function linkedBoxes(): readonly GalleryPanel[] {
  const zones = toDataFrame({
    fields: [
      { name: 'zone', type: FieldType.string, values: ['eu-1', 'us-1'] },
      {
        ...{ name: 'ok', type: FieldType.number, values: [34, 21] },
        config: {
          ...PALETTE,
          links: [{ title: 'Zone ${__data.fields.zone}', url: '/d/zone?var-load=${__value.raw}' }],
        },
      },
    ],
  });
  const jobs = seriesFrame({ pod: 'cart-5b8c' }, wave(12, 60, 40, 2), { ...LEVELS, links: LINKS });
  return [
    {
      heightPx: 200,
      panel: panelOf('barchart', 'Zones, with links', { xField: 'zone' }),
      data: dataOf([zones]),
    },
    {
      heightPx: 120,
      panel: panelOf('state-timeline', 'Load of a pod, with links', { mergeValues: false }),
      data: dataOf([jobs]),
    },
  ];
}

/** As `topk(2, …)` answers: leaders come and go, and once nobody answers. */
function leaders() {
  const pods = ['checkout-7d9f', 'cart-5b8c', 'payment-64dd', 'search-9c1a'];
  const count = 60;
  return pods.map((pod, index) =>
    seriesFrame(
      { pod },
      wave(count, 40 + 10 * index, 6, index + 1).map((value, at) => {
        const isLeading = at % 40 >= index * 10 && at % 40 < index * 10 + 20;
        return isLeading && (at < 44 || at > 48) ? value : null;
      }),
      {
        ...{ ...PALETTE, unit: 'reqps', links: LINKS },
        custom: { fillOpacity: 60, stacking: { mode: 'normal', group: 'A' } },
      },
    ),
  );
}

function lines() {
  const texts = ['job 1 done', 'job 2 done', 'job 3 done', 'mail sent', 'job 4 done'];
  return dataOf([
    toDataFrame({
      fields: [
        { name: 'Time', type: FieldType.time, values: instants(texts.length), config: {} },
        { name: 'Line', type: FieldType.string, values: texts, config: {} },
      ],
    }),
  ]);
}

import type { FieldConfig, ThresholdsMode } from '@grafana/data';
import { describe, expect, it } from 'vitest';
import {
  DARK,
  dataOf,
  LIGHT,
  panelOf,
  seriesOf,
  tableOf,
  viewOf,
} from '../../test/support/panel-fixture.ts';
import { PANEL_KINDS, type PanelKind } from '../model/panel.ts';
import { panelView } from './panel-view.ts';

const custom = (settings: Readonly<Record<string, unknown>>): FieldConfig => ({ custom: settings });
const globex = { tenant: 'globex' };

describe('every kind', () => {
  const DATA_KINDS = PANEL_KINDS.filter((kind) => !['text', 'row', 'unknown'].includes(kind));
  it.each(DATA_KINDS)('%s without frames is empty', (kind: PanelKind) => {
    expect(panelView(panelOf(kind), dataOf(), LIGHT)).toMatchObject({ kind: 'empty' });
  });

  it.each(PANEL_KINDS)('%s takes hostile labels, NaN and odd options', (kind: PanelKind) => {
    const hostile = { ['l'.repeat(500)]: `"><script>${'x'.repeat(10_000)}`, __proto__x: 'y' };
    const frame = seriesOf(
      [1, Number.NaN, null, Number.POSITIVE_INFINITY, 2],
      { unit: 'no such unit' },
      hostile,
    );
    const odd = {
      legend: 7,
      tooltip: null,
      reduceOptions: 'x',
      stacking: {},
      sortBy: [null],
      text: [],
    };
    for (const tools of [LIGHT, DARK]) {
      const view = panelView(panelOf(kind, odd), dataOf(frame, frame), tools);
      expect(JSON.stringify(view).length).toBeLessThan(40_000);
    }
  });
});

describe('words that every object has', () => {
  const words = ['constructor', '__proto__', 'toString', 'amount', 7, {}, null];
  const cases = words.flatMap((word) => PANEL_KINDS.map((kind) => [word, kind] as const));

  it.each(cases)('%j as unit, reducer, mode or name are unknown ones in %s', (word, kind) => {
    const said = word as string;
    const config: FieldConfig = {
      unit: said,
      color: { mode: said, fixedColor: said },
      thresholds: { mode: said as ThresholdsMode, steps: [] },
      custom: { cellOptions: { type: said }, axisPlacement: said, stacking: { mode: said } },
    };
    const options = {
      reduceOptions: { calcs: [said] },
      legend: { calcs: [said], sortBy: said, placement: said },
      footer: { show: true, reducer: [said] },
      tooltip: { mode: said, sort: said },
      yAxis: { unit: said },
      cellValues: { unit: said },
      color: { mode: said, scheme: said },
      orientation: said,
    };
    const frame = seriesOf([1, 2, 3], config);
    for (const tools of [LIGHT, DARK]) {
      const view = panelView(panelOf(kind, options), dataOf(frame, frame), tools);
      const texts = JSON.stringify(view).replaceAll(JSON.stringify(word), '');
      expect(texts).not.toMatch(/undefined|NaN|function|\[object/);
    }
  });
});

describe('time series', () => {
  const panel = panelOf('timeseries', {
    legend: { calcs: ['max', 'lastNotNull'], sortBy: 'Max', displayMode: 'table' },
  });

  it('stack upon each other; where another has a value a gap counts as zero', () => {
    const config = custom({ stacking: { mode: 'normal', group: 'A' } });
    const data = dataOf(seriesOf([1, null, 3], config), seriesOf([10, 20, null], config, globex));
    const { chart } = viewOf('timeseries', panel, data);
    expect(chart.series.map(({ values }) => values)).toEqual([
      [1, 0, 3],
      [11, 20, 3],
    ]);
    expect(chart.series.map(({ plainValues }) => plainValues)).toEqual([
      [1, null, 3],
      [10, 20, null],
    ]);
  });

  it('stack as parts of one', () => {
    const config = custom({ stacking: { mode: 'percent', group: 'A' } });
    const data = dataOf(seriesOf([1, 0, null], config), seriesOf([3, 0, 5], config, globex));
    const { chart } = viewOf('timeseries', panel, data);
    expect(chart.series.map(({ values }) => values)).toEqual([
      [0.25, 0, 0],
      [1, 0, 1],
    ]);
    expect(chart.axes).toMatchObject([{ unit: 'percentunit', minimum: 0, maximum: 1 }]);
  });

  it('NaN and the infinities are gaps; turned values keep their plain ones', () => {
    const data = dataOf(
      seriesOf([1, Number.NaN, Number.POSITIVE_INFINITY], custom({ transform: 'negative-Y' })),
    );
    const [series] = viewOf('timeseries', panel, data).chart.series;
    expect(series?.values).toEqual([-1, null, null]);
    expect(series?.plainValues).toEqual([1, null, null]);
  });

  it.each([
    [true, [1, null, null, 4], true],
    [30_000, [1, 2, 3, 4], false],
    [29_999, [1, null, null, 4], false],
    [false, [1, null, null, 4], false],
  ])('spanNulls %s gives %j', (spanNulls, values, connects) => {
    const view = viewOf(
      'timeseries',
      panel,
      dataOf(seriesOf([1, null, null, 4], custom({ spanNulls }))),
    );
    expect(view.chart.series[0]?.values).toEqual(values);
    expect(view.connectsGaps).toEqual([connects]);
  });

  it('units have their axes, the second on the right', () => {
    const data = dataOf(
      seriesOf([1, 2], { unit: 'bytes' }),
      seriesOf([0.1, 0.2], { unit: 'percentunit' }, globex),
      seriesOf([3, 4], { unit: 'bytes', custom: { axisPlacement: 'right' } }),
    );
    const { chart } = viewOf('timeseries', panel, data);
    expect(chart.axes.map(({ unit, side }) => [unit, side])).toEqual([
      ['bytes', 'left'],
      ['percentunit', 'right'],
      ['bytes', 'right'],
    ]);
    expect(chart.series.map(({ axis }) => axis)).toEqual([0, 1, 2]);
  });

  it.each([
    [[2, 8], 0, 10],
    [[-1, 8], null, 10],
    [[2, 11], 0, null],
  ])('soft bounds hold for %j: %s to %s', (values, minimum, maximum) => {
    const config = custom({ axisSoftMin: 0, axisSoftMax: 10 });
    const { chart } = viewOf('timeseries', panel, dataOf(seriesOf(values, config)));
    expect(chart.axes[0]).toMatchObject({ minimum, maximum });
  });

  it('frames on other instants are joined without false gaps', () => {
    const data = dataOf(seriesOf([0, 20, null, 60]), seriesOf([5, 6], {}, globex, [5_000, 35_000]));
    const { chart } = viewOf('timeseries', panel, data);
    expect(Array.from(chart.timesMs)).toEqual([0, 5_000, 10_000, 20_000, 30_000, 35_000]);
    expect(chart.series[0]?.values).toEqual([0, 10, 20, null, 60, null]);
  });

  it('the legend is sorted by a figure', () => {
    const data = dataOf(seriesOf([1, 9, 2]), seriesOf([5, 50, null], {}, globex));
    const { legend } = viewOf('timeseries', panel, data);
    expect(legend.rows.map(({ name, texts }) => [name, ...texts])).toEqual([
      ['globex', '50', '50'],
      ['acme', '9', '2'],
    ]);
  });

  it('thresholds are lines and areas', () => {
    const config = {
      thresholds: {
        mode: 'absolute',
        steps: [
          { value: null, color: 'green' },
          { value: 5, color: 'red' },
        ],
      },
      custom: { thresholdsStyle: { mode: 'line+area' } },
    } as unknown as FieldConfig;
    const { chart } = viewOf('timeseries', panel, dataOf(seriesOf([1, 9], config)));
    expect(chart.thresholds.map(({ value, shows }) => [value, shows])).toEqual([
      [Number.NEGATIVE_INFINITY, 'area'],
      [5, 'line-and-area'],
    ]);
  });

  it('of nothing but gaps are empty', () => {
    expect(panelView(panel, dataOf(seriesOf([null, Number.NaN])), LIGHT)).toMatchObject({
      reason: 'no-values',
    });
  });
});

describe('single values', () => {
  const two = dataOf(
    seriesOf([10, 50], { unit: 'percent' }),
    seriesOf([1, 2], { unit: 'percent' }, globex),
  );

  it.each([
    ['auto', ['acme', 'globex'], ['50%', '2%']],
    ['value', [null, null], ['50%', '2%']],
    ['name', ['acme', 'globex'], [undefined, undefined]],
    ['none', [null, null], [undefined, undefined]],
  ])('stat in mode %s', (textMode, names, texts) => {
    const { tiles } = viewOf('stat', panelOf('stat', { textMode }), two);
    expect(tiles.map(({ name }) => name)).toEqual(names);
    expect(tiles.map(({ value }) => value?.text)).toEqual(texts);
  });

  it('stat tells the change and reduces as asked', () => {
    const options = { showPercentChange: true, reduceOptions: { calcs: ['max'] } };
    const [tile] = viewOf('stat', panelOf('stat', options), dataOf(seriesOf([10, 50, 5]))).tiles;
    expect(tile).toMatchObject({
      value: { text: '50' },
      change: { text: '-50%', direction: 'down' },
    });
  });

  it('gauge lies between its bounds, clamped', () => {
    const dial = (value: number, config: FieldConfig) =>
      viewOf('gauge', panelOf('gauge'), dataOf(seriesOf([value], config))).dials[0]?.fraction;
    expect(dial(25, {})).toBe(0.25);
    expect(dial(0.25, { unit: 'percentunit' })).toBe(0.25);
    expect(dial(300, { min: 100, max: 200 })).toBe(1);
    expect(dial(-5, { min: 0, max: 200 })).toBe(0);
  });

  it('bar gauge has common bounds', () => {
    const { bars } = viewOf(
      'bargauge',
      panelOf('bargauge'),
      dataOf(seriesOf([5]), seriesOf([20], {}, globex)),
    );
    expect(bars.map(({ fraction }) => fraction)).toEqual([0.25, 1]);
  });

  it('pie leaves out what has no part', () => {
    const data = dataOf(
      ...[30, 10, -5, 0, null].map((value, index) => seriesOf([value], {}, { i: String(index) })),
    );
    const { slices } = viewOf('piechart', panelOf('piechart'), data);
    expect(slices.map(({ percentText, to }) => [percentText, to])).toEqual([
      ['75%', 0.75],
      ['25%', 1],
    ]);
  });

  it('rows are values where the panel says so', () => {
    const options = { reduceOptions: { values: true, limit: 2 } };
    const data = dataOf(tableOf({ pod: ['a', 'b', 'c'], used: [1, 2, 3] }));
    const { tiles } = viewOf('stat', panelOf('stat', options), data);
    expect(tiles.map(({ name, value }) => [name, value?.text])).toEqual([
      ['a', '1'],
      ['b', '2'],
    ]);
  });
});

describe('tables', () => {
  const frame = tableOf({ pod: ['b', 'a', 'c10', 'c9'], used: [3, Number.NaN, null, 1] });
  const order = (displayName: string, desc: boolean) =>
    viewOf('table', panelOf('table', { sortBy: [{ displayName, desc }] }), dataOf(frame)).order;

  it('sort numbers and texts as people do', () => {
    expect(order('pod', false)).toEqual([1, 0, 3, 2]);
    expect(order('used', true)).toEqual([0, 3, 1, 2]);
    expect(order('nothing', true)).toEqual([0, 1, 2, 3]);
  });

  it('sum up in the footer', () => {
    const options = { footer: { show: true, reducer: ['sum'] } };
    const view = viewOf(
      'table',
      panelOf('table', options),
      dataOf(tableOf({ a: ['x', 'y'], b: [1, 2] })),
    );
    expect(view.columns.map(({ footer }) => footer)).toEqual(['', '3']);
  });

  it('make ten thousand rows without making their cells', () => {
    const rows = Array.from({ length: 10_000 }, (_, row) => row);
    const view = viewOf(
      'table',
      panelOf('table'),
      dataOf(tableOf({ a: rows.map(String), b: rows })),
    );
    expect(view.rowCount).toBe(10_000);
    expect(view.columns[1]?.cell(9_999).text).toBe('9999');
  });
});

describe('levels in percent', () => {
  const config = (more: Readonly<Record<string, unknown>>) =>
    ({
      ...more,
      custom: { thresholdsStyle: { mode: 'line' } },
      thresholds: {
        mode: 'percentage',
        steps: [
          { value: null, color: 'green' },
          { value: 50, color: 'orange' },
          { value: 90, color: 'red' },
        ],
      },
    }) as never;
  it.each([
    ['of the values that are drawn', {}, [60, 100]],
    ['of bounds', { min: 0, max: 200 }, [100, 180]],
    ['of one bound and the values', { max: 210 }, [110, 190]],
  ])('are %s', (_, bounds, levels) => {
    const frame = seriesOf([10, 110, null, 40], config(bounds));
    const { chart } = viewOf('timeseries', panelOf('timeseries'), dataOf(frame));
    expect(chart.thresholds.map(({ value }) => value)).toEqual(levels);
  });
  it('are drawn on bars, too', () => {
    const bars = panelOf('barchart');
    const frame = tableOf({ pod: ['a', 'b'], cpu: [0, 10] });
    const fields = frame.fields.map((field) => ({ ...field, config: config({}) }));
    const view = viewOf('barchart', bars, dataOf({ ...frame, fields }));
    expect(view.levels.map(({ value }) => value)).toEqual([5, 9]);
  });
});

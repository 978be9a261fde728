import { describe, expect, it } from 'vitest';
import type { ChartAxis, TimeChart } from '../../../dashboards/model/chart.ts';
import { columnWidths } from '../../../dashboards/panels/table/column-widths.ts';
import { drawOrder } from '../../../dashboards/panels/timeseries/draw-order.ts';
import { timeSeriesView } from '../../../dashboards/panels/timeseries/timeseries-view.ts';
import { dataOf, LIGHT, panelOf, seriesOf } from '../../../test/support/panel-fixture.ts';
import { axisRange } from './timeseries/axis-range.ts';
import { stackBands } from './timeseries/stack-bands.ts';

const AXIS: ChartAxis = {
  side: 'left',
  unit: '',
  decimals: null,
  label: '',
  scale: 'linear',
  minimum: null,
  maximum: null,
};

describe('an axis reaches', () => {
  it.each<
    [
      string,
      Partial<ChartAxis>,
      number | null,
      number | null,
      readonly number[],
      boolean,
      readonly number[],
    ]
  >([
    ['over nothing', {}, null, null, [], false, [0, 1.06]],
    ['from zero, near it', {}, 1, 100, [], false, [0, 105.94]],
    ['over its values, far from zero', {}, 100, 110, [], false, [99.4, 110.6]],
    ['from zero where it is filled', {}, 100, 110, [], true, [0, 110.6]],
    ['to its level lines', {}, 100, 110, [200], false, [94, 206]],
    ['to its own bounds', { minimum: 5, maximum: 7 }, 0, 100, [], true, [5, 7]],
    ['around a flat line', {}, 100, 100, [], false, [50, 150]],
    ['over whole powers', { scale: 'log10' }, 3, 250, [], false, [1, 1000]],
    ['over a power where values are below zero', { scale: 'log2' }, -5, -1, [], false, [1, 2]],
  ])('%s', (_, change, low, high, levels, isFilled, range) => {
    const found = axisRange({ ...AXIS, ...change }, low, high, levels, isFilled);
    expect(found.map((end) => Number(end.toFixed(6)))).toEqual(range);
  });
});

it('what is stacked highest is drawn first, filled down to its neighbour', () => {
  const custom = { stacking: { mode: 'normal', group: 'A' } };
  const data = dataOf(
    seriesOf([1], { custom }),
    seriesOf([2], {}, { tenant: 'globex' }),
    seriesOf([3], { custom }, { tenant: 'initech' }),
  );
  const view = timeSeriesView(panelOf('timeseries'), data, LIGHT);
  const chart: TimeChart | null = view.kind === 'timeseries' ? view.chart : null;
  expect(chart && drawOrder(chart)).toEqual([2, 0, 1]);
  expect(chart && stackBands(chart, drawOrder(chart))).toEqual([{ series: [1, 2] }]);
});

it('columns share what set ones leave, and are never too narrow', () => {
  const column = (widthPx: number | null) => ({ widthPx, minWidthPx: 100 });
  expect(columnWidths([column(200), column(null), column(null)], 600)).toEqual([200, 200, 200]);
  expect(columnWidths([column(500), column(null)], 550)).toEqual([500, 100]);
  expect(columnWidths([column(null), column(null)], 600, [300, 120])).toEqual([390, 210]);
  expect(columnWidths([column(null), column(null)], 400, [390, 120])).toEqual([200, 200]);
});

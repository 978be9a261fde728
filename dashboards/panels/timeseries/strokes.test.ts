import type { FieldConfig } from '@grafana/data';
import { describe, expect, it } from 'vitest';
import { dataOf, panelOf, seriesOf, viewOf } from '../../../test/support/panel-fixture.ts';
import type { ChartGradient } from '../../model/chart.ts';
import { turned } from '../colour.ts';
import { gradientLine } from './gradient-line.ts';

type Settings = Readonly<Record<string, unknown>>;
const config = (custom: Settings, more: Settings = {}) => ({ ...more, custom }) as FieldConfig;
const panel = panelOf('timeseries');
const acme = { tenant: 'acme' };
const globex = { tenant: 'globex' };
type Frames = readonly ReturnType<typeof seriesOf>[];
const chartOf = (...frames: Frames) => viewOf('timeseries', panel, dataOf(...frames)).chart;
const valuesOf = (...frames: Frames) => chartOf(...frames).series.map(({ values }) => values);

describe('stacks', () => {
  const stacking = { mode: 'normal', group: 'A' };

  it('have no holes where the leaders of topk change, and keep the gap of all', () => {
    const each = config({ stacking });
    expect(
      valuesOf(
        seriesOf([5, 5, null, null, null], each),
        seriesOf([null, 3, 3, null, 3], each, globex),
        seriesOf([1, null, 1, null, 1], each, { tenant: 'initech' }),
      ),
    ).toEqual([
      [5, 5, 0, null, 0],
      [5, 8, 3, null, 3],
      [6, 8, 4, null, 4],
    ]);
  });

  it('say what was answered, not the zero that is drawn', () => {
    const each = config({ stacking });
    const { series } = chartOf(seriesOf([1, null], each), seriesOf([null, 2], each, globex));
    expect(series.map(({ plainValues }) => plainValues)).toEqual([
      [1, null],
      [null, 2],
    ]);
  });

  it.each([
    [true, [2, 4, 6, 0]],
    [30_000, [2, 4, 6, 0]],
    [10_000, [2, 0, 6, 0]],
    [false, [2, 0, 6, 0]],
  ])('are joined as spanNulls %s says, then laid on each other', (spanNulls, values) => {
    const each = config({ stacking, spanNulls });
    const [first, second] = valuesOf(
      seriesOf([2, null, 6, null], each),
      seriesOf([1, 1, 1, 1], each, globex),
    );
    expect(first).toEqual(values);
    expect(second).toEqual(values.map((value) => value + 1));
  });

  it('of bars draw no bar where there is no value, and lie on what is below', () => {
    const each = config({ stacking, drawStyle: 'bars' });
    expect(
      valuesOf(
        seriesOf([1, 1], each),
        seriesOf([2, null], each, globex),
        seriesOf([3, 3], each, { tenant: 'initech' }),
      ),
    ).toEqual([
      [1, 1],
      [3, null],
      [6, 4],
    ]);
  });

  it('go up and down from zero, by the sign of their values', () => {
    const each = config({ stacking });
    const turnedDown = config({ stacking, transform: 'negative-Y' });
    expect(
      valuesOf(
        seriesOf([1, 1], each),
        seriesOf([-1, -2], each, globex),
        seriesOf([3, 3], turnedDown),
        seriesOf([2, 2], each, globex),
      ),
    ).toEqual([
      [1, 1],
      [-1, -2],
      [-4, -5],
      [3, 3],
    ]);
  });
});

describe('fills', () => {
  it.each([
    ['low', 1, 35],
    ['Value', 1, 35],
    ['nobody', null, 0],
  ])('reach down to the series that fillBelowTo names: %s', (fillBelowTo, fillsTo, percent) => {
    const { series } = chartOf(
      seriesOf([3, 4], config({ fillBelowTo }), acme),
      seriesOf([1, 2], config({}, { displayName: 'low' }), acme),
    );
    expect(series[0]).toMatchObject({ fillsTo, fillPercent: percent });
    expect(series[1]).toMatchObject({ fillsTo: null });
  });

  it.each([
    [-1, 'before'],
    [0, 'centre'],
    [1, 'after'],
    ['x', 'centre'],
  ])('bars stand where barAlignment %j says', (barAlignment, barAlign) => {
    const { series } = chartOf(seriesOf([1], config({ drawStyle: 'bars', barAlignment })));
    expect(series[0]?.barAlign).toBe(barAlign);
  });
});

describe('gradients', () => {
  const thresholds = (mode: string) => ({
    color: { mode: 'thresholds' },
    thresholds: {
      mode,
      steps: [
        { value: null, color: '#00ff00' },
        { value: 50, color: '#ff0000' },
      ],
    },
  });
  const gradientOf = (gradientMode: string, more: Settings) =>
    chartOf(
      seriesOf([0, 20], config({ gradientMode }, more)),
      seriesOf([10, 40], config({}), globex),
    ).series[0]?.gradient;

  it.each<[string, Settings, unknown]>([
    ['none', {}, null],
    ['nobody', {}, null],
    ['opacity', {}, { kind: 'fade' }],
    ['hue', {}, { kind: 'hue' }],
    // A palette gives a series one colour: there is no scheme of values.
    ['scheme', { color: { mode: 'palette-classic' } }, null],
    [
      'scheme',
      thresholds('absolute'),
      {
        isStepped: true,
        stops: [
          { value: Number.NEGATIVE_INFINITY, colour: '#00ff00' },
          { value: 50, colour: '#ff0000' },
        ],
      },
    ],
    // Of what the axis draws, 0 to 40.
    ['scheme', thresholds('percentage'), { stops: [{}, { value: 20, colour: '#ff0000' }] }],
  ])('%s with %j', (mode, more, expected) => {
    const gradient = gradientOf(mode, more);
    if (expected === null) expect(gradient).toBeNull();
    else expect(gradient).toMatchObject(expected as object);
  });

  it('of a continuous scheme have its colours between the bounds', () => {
    const gradient = gradientOf('scheme', {
      color: { mode: 'continuous-GrYlRd' },
      min: 0,
      max: 80,
    });
    if (gradient?.kind !== 'scheme') throw new Error(`${gradient?.kind}`);
    expect(gradient.stops.map(({ value }) => value)).toEqual([0, 10, 20, 30, 40, 50, 60, 70, 80]);
    expect(new Set(gradient.stops.map(({ colour }) => colour)).size).toBe(9);
  });

  const span = { top: 10, bottom: 110, yOf: (value: number) => 110 - value };
  it.each<[string, ChartGradient, unknown]>([
    ['fade', { kind: 'fade' }, { fromY: 10, toY: 110, stops: [{ opacity: 1 }, { opacity: 0 }] }],
    [
      'steps',
      {
        kind: 'scheme',
        isStepped: true,
        stops: [
          { value: Number.NEGATIVE_INFINITY, colour: '#a' },
          { value: 50, colour: '#b' },
          { value: 500, colour: '#c' },
        ],
      },
      {
        fromY: 10,
        toY: 110,
        stops: [
          { offset: 0, colour: '#c' },
          { offset: 0, colour: '#c' },
          { offset: 0, colour: '#b' },
          { offset: 0.5, colour: '#b' },
          { offset: 0.5, colour: '#a' },
          { offset: 1, colour: '#a' },
        ],
      },
    ],
    [
      'continuous, beyond the plot',
      {
        kind: 'scheme',
        isStepped: false,
        stops: [
          { value: -100, colour: '#a' },
          { value: 200, colour: '#b' },
        ],
      },
      {
        fromY: -90,
        toY: 210,
        stops: [
          { offset: 0, colour: '#b' },
          { offset: 1, colour: '#a' },
        ],
      },
    ],
  ])('lie in the plot: %s', (_, gradient, expected) => {
    expect(gradientLine(gradient, { colour: '#f' }, span)).toMatchObject(expected as object);
  });

  it.each([
    ['#ff0000', 120, '#00ff00'],
    ['#ff0000', -120, '#0000ff'],
    ['#336699', 180, '#996633'],
    ['#777777', 90, '#777777'],
  ])('%s turned by %i is %s', (colour, degrees, expected) => {
    expect(turned(colour, degrees)).toBe(expected);
  });
});

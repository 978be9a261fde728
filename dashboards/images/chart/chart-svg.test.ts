import { describe, expect, it } from 'vitest';
import { chartOf, chartSeriesOf } from '../../../test/support/chart-of.ts';
import { loadFrameTools } from '../../load-frame-tools.ts';
import type { ChartAxis } from '../../model/chart.ts';
import { PICTURE_THEMES } from '../picture-theme.ts';
import type { ChartPen } from './chart-pen.ts';
import { numberTicks, powerTicks } from './number-ticks.ts';
import { timeChartSvg } from './time-chart-svg.ts';
import { timeTicks } from './time-ticks.ts';
import { valueScale } from './value-scale.ts';

/** As wide as a font with letters of one width. */
const measure = (text: string, size: number) => [...text].length * size * 0.6;
const pen: ChartPen = { tools: loadFrameTools(), measure, theme: PICTURE_THEMES.light };
const frame = { widthPx: 600, heightPx: 300, title: '', bands: [], emptyText: 'no data' };
const DAY_MS = 86_400_000;

describe('marks of numbers', () => {
  it.each([
    [0, 9.3, 5, 'short', [0, 2, 4, 6, 8]],
    [-1, 1, 4, 'short', [-1, -0.5, 0, 0.5, 1]],
    [0.1, 0.35, 5, 'short', [0.1, 0.15, 0.2, 0.25, 0.3, 0.35]],
    [0, 3.2 * 2 ** 30, 4, 'bytes', [0, 2 ** 30, 2 * 2 ** 30, 3 * 2 ** 30]],
    [1, 1, 4, 'short', []],
  ])('from %f to %f, %i of %s', (low, high, count, unit, ticks) => {
    expect(numberTicks({ low, high }, count, unit)).toEqual(ticks);
  });

  it('are powers on a logarithmic axis, thinned', () => {
    expect(powerTicks({ low: 0.5, high: 2_000 }, 8, 'log10')).toEqual([1, 10, 100, 1_000]);
    expect(powerTicks({ low: 1, high: 256 }, 5, 'log2')).toEqual([1, 4, 16, 64, 256]);
  });
});

describe('marks of time', () => {
  const fromMs = Date.UTC(2026, 0, 15, 15, 10);

  it.each([
    ['UTC', 3 * 3_600_000, ['15:30|2026-01-15', '16:00|', '16:30|', '17:00|', '17:30|', '18:00|']],
    ['Asia/Shanghai', 2 * 3_600_000, ['23:30|2026-01-15', '00:00|2026-01-16', '00:30|', '01:00|']],
    ['UTC', 5 * DAY_MS, ['01-16|2026', '01-17|', '01-18|', '01-19|', '01-20|']],
    [
      'no/zone',
      3 * 3_600_000,
      ['15:30|2026-01-15', '16:00|', '16:30|', '17:00|', '17:30|', '18:00|'],
    ],
  ])('in %s, %i ms', (zone, spanMs, texts) => {
    const ticks = timeTicks({ fromMs, toMs: fromMs + spanMs }, zone, 6);
    expect(ticks.map(({ text, date }) => `${text}|${date}`)).toEqual(texts);
  });

  it.each([
    [
      'forward',
      Date.UTC(2026, 2, 28, 23),
      23,
      8,
      '00:00 03:00 06:00 09:00 12:00 15:00 18:00 21:00',
    ],
    [
      'forward, every second hour',
      Date.UTC(2026, 2, 28, 23),
      8,
      4,
      '00:00 03:00 04:00 06:00 08:00',
    ],
    ['back', Date.UTC(2026, 9, 24, 22), 24, 5, '00:00 06:00 12:00 18:00'],
    ['back, every hour', Date.UTC(2026, 9, 24, 22), 5, 5, '00:00 01:00 02:00 02:00 03:00'],
  ])('are round hours where clocks go %s', (_, fromMs, hours, count, expected) => {
    const toMs = fromMs + hours * 3_600_000 - 1;
    const ticks = timeTicks({ fromMs, toMs }, 'Europe/Berlin', count);
    expect(ticks.map(({ text }) => text).join(' ')).toBe(expected);
  });
});

describe('the scale of values', () => {
  const axis = (changes: Partial<ChartAxis>) =>
    ({ ...chartOf([]).axes[0], ...changes }) as ChartAxis;
  it.each<[string, readonly (number | null)[], Partial<ChartAxis>, readonly [number, number]]>([
    ['begins at zero', [1, 10, null], {}, [0, 10.54]],
    ['stays near what is far from zero', [100, 110], {}, [99.4, 110.6]],
    ['has room around a flat line', [8, 8], {}, [4, 12]],
    ['has room without values', [null], {}, [0, 1]],
    ['keeps its bounds', [1, 10], { minimum: -5, maximum: 100 }, [-5, 100]],
    ['is not turned round by one bound', [1, 10], { minimum: 50 }, [25, 75]],
    ['leaves zero out of a logarithm', [0, 1, 100], { scale: 'log10' }, [1, 100]],
  ])('%s', (_name, values, changes, [low, high]) => {
    const scale = valueScale(chartOf([chartSeriesOf('a', values)], { axes: [axis(changes)] }), 0);
    expect(scale.low).toBeCloseTo(low);
    expect(scale.high).toBeCloseTo(high);
  });
});

describe('a chart as SVG', () => {
  const hostile = '<script>alert(1)</script>"\'&\u0000\u202e</svg>\ud800';

  it('escapes what others have named, wherever it stands', () => {
    const chart = chartOf([chartSeriesOf(hostile, [1, 2], { colour: hostile })], {
      thresholds: [{ value: 1, colour: hostile, axis: 0, shows: 'line-and-area', label: hostile }],
      legend: 'table',
      legendFigures: ['max'],
      axes: [{ ...chartOf([]).axes[0], label: hostile, unit: hostile } as ChartAxis],
    });
    const bands = [{ fromMs: chart.fromMs, toMs: chart.toMs, colour: hostile }];
    const remark = { text: hostile, colour: hostile };
    const own = { ...frame, heightPx: 2_000, title: hostile, bands, remark };
    const svg = timeChartSvg(chart, own, pen);
    expect(svg).toContain('&lt;script&gt;alert(1)&lt;/script&gt;&quot;&#39;&amp;');
    expect(svg.match(/<script|<\/svg>.|\p{Cc}|\u202e/gu)).toBeNull();
    expect([...svg.matchAll(/<(\w+)/g)].map(([, tag]) => tag)).not.toContain('script');
    expect(svg.isWellFormed()).toBe(true);
  });

  it('keeps every text inside of it, and none on another', () => {
    const names = Array.from({ length: 30 }, (_, at) => `a rather long name of series ${at}`);
    const chart = chartOf(
      names.map((name, at) => chartSeriesOf(name, [at, 1e9 * at])),
      {
        legendFigures: ['min', 'max', 'lastNotNull'],
        thresholds: [1e9, 1.01e9, 1.02e9, 2e10].map((value) => ({
          value,
          colour: '#b42318',
          axis: 0,
          shows: 'dashed',
          label: `level ${value}`,
        })),
      },
    );
    for (const legend of ['list', 'table'] as const) {
      const remark = { text: '触发于 11-22 01:12 (Asia/Shanghai)', colour: '#b42318' };
      const svg = timeChartSvg(
        { ...chart, legend },
        { ...frame, title: names.join(), remark },
        pen,
      );
      expect(svg).toContain(remark.text);
      const boxes = textBoxes(svg);
      expect(boxes.length).toBeGreaterThan(15);
      for (const box of boxes) {
        expect(box.left, box.text).toBeGreaterThanOrEqual(0);
        expect(box.right, box.text).toBeLessThanOrEqual(frame.widthPx);
        expect(box.bottom, box.text).toBeLessThanOrEqual(frame.heightPx);
        expect(boxes.filter((other) => other !== box && touches(box, other))).toEqual([]);
      }
      expect(svg).toMatch(/>\+\d+</);
    }
  });

  it.each([
    ['at its end', 1],
    ['after its last sample', 1.01],
    ['in the middle', 0.5],
    ['before it', -1],
  ])('marks what began %s', (_, place) => {
    const chart = chartOf([chartSeriesOf('a', [1, 2, 3])]);
    const fromMs = chart.fromMs + place * (chart.toMs - chart.fromMs);
    const bands = [{ fromMs, toMs: chart.toMs, colour: '#b42318' }];
    const svg = timeChartSvg(chart, { ...frame, bands }, pen);
    const marks = [...svg.matchAll(/<rect x="([\d.]+)"[^>]* width="([\d.]+)"[^>]*#b42318"/g)];
    expect(marks).toHaveLength(place < 0 ? 2 : 3);
    for (const [, x, width] of marks) {
      expect(Number(width)).toBeGreaterThanOrEqual(1.5);
      expect(Number(x) + Number(width)).toBeLessThanOrEqual(frame.widthPx);
    }
  });

  it('draws gaps as gaps, lonely samples as dots, and says where there is nothing', () => {
    const gaps = timeChartSvg(
      chartOf([chartSeriesOf('a', [1, 2, null, 3, null, 4, 5])]),
      frame,
      pen,
    );
    const [line = ''] = gaps.match(/<path d="[^"]*" fill="none" stroke="#0072b2"/) ?? [];
    expect(line.match(/M/g)).toHaveLength(2);
    expect(gaps.match(/M[-\d. ]+a2 2 0 1 0 4 0/g)).toHaveLength(1);
    const nothing = timeChartSvg(chartOf([chartSeriesOf('a', [null])]), frame, pen);
    expect(nothing).toContain('>no data<');
  });

  it('lays stacked areas on each other', () => {
    const stacked = { stack: 'A', fillPercent: 30 };
    const chart = chartOf([
      chartSeriesOf('a', [1, 1], stacked),
      chartSeriesOf('b', [3, 3], { ...stacked, plainValues: [2, 2] }),
    ]);
    const areas = timeChartSvg(chart, frame, pen).match(/<path d="[^"]*Z" fill="#0072b2"/g) ?? [];
    const ys = areas.map((area) => [...area.matchAll(/[ML][\d.]+ ([\d.]+)/g)].map(([, y]) => y));
    // From the top down, so that no line hides one below it; the upper's floor is the lower's line.
    expect(ys[0]?.slice(2)).toEqual(ys[1]?.slice(0, 2));
  });
});

describe('fills of a chart', () => {
  const from = { fillPercent: 40 };
  it('have gradients of their own, in the plane of the plot', () => {
    const svg = timeChartSvg(
      chartOf([
        chartSeriesOf('a', [1, 2], { ...from, gradient: { kind: 'fade' } }),
        chartSeriesOf('b', [2, 3], {
          ...from,
          gradient: {
            kind: 'scheme',
            isStepped: false,
            stops: [1, 3].map((value) => ({ value, colour: '"><script>' })),
          },
        }),
      ]),
      frame,
      pen,
    );
    const [fading = '', scheme = ''] = svg.match(/<linearGradient.*?<\/linearGradient>/g) ?? [];
    expect(fading).toContain('stop-opacity="0"');
    expect(scheme).toContain('stop-color="&quot;&gt;&lt;script&gt;"');
    for (const [index, gradient] of [fading, scheme].entries()) {
      const [, id] = /id="([^"]+)"/.exec(gradient) ?? [];
      expect(svg).toContain(`fill="url(#${id})" fill-opacity="0.4"`);
      expect(svg.includes(`stroke="url(#${id})"`)).toBe(index === 1);
    }
  });

  it('reach down to another series, and only where it has values', () => {
    const chart = chartOf([
      chartSeriesOf('high', [5, 5, 5, 5], { ...from, fillsTo: 1 }),
      chartSeriesOf('low', [1, 1, null, 1], {}),
    ]);
    const [area = ''] =
      timeChartSvg(chart, frame, pen).match(/<path d="[^"]*Z" fill="#0072b2"/g) ?? [];
    expect(area.match(/M/g)).toHaveLength(1);
    const ys = [...area.matchAll(/[ML][\d.]+ ([\d.]+)/g)].map(([, y]) => Number(y));
    // Up at 5, back along 1, which is above the foot of the plot.
    expect(new Set(ys).size).toBe(2);
    expect(Math.max(...ys)).toBeLessThan(frame.heightPx - 60);
  });

  it('bars stand before and after their time, and on what is below a missing one', () => {
    const leftOf = (barAlign: 'before' | 'centre' | 'after') => {
      const chart = chartOf([chartSeriesOf('a', [1, 1, 1], { draws: 'bars', barAlign })]);
      const [, x] =
        /<path d="M([\d.]+)/.exec(timeChartSvg(chart, frame, pen).split('clip-path=')[1] ?? '') ??
        [];
      return Number(x);
    };
    expect(leftOf('centre') - leftOf('before')).toBe(20);
    expect(leftOf('after') - leftOf('centre')).toBe(20);
    const stacked = { stack: 'A', draws: 'bars' } as const;
    const svg = timeChartSvg(
      chartOf([
        chartSeriesOf('a', [1, 1], { ...stacked, colour: '#aaaaaa' }),
        chartSeriesOf('b', [2, null], { ...stacked, colour: '#bbbbbb' }),
        chartSeriesOf('c', [3, 2], { ...stacked, colour: '#cccccc' }),
      ]),
      frame,
      pen,
    );
    const ends = (colour: string, end: RegExp) => {
      const [, path = ''] = new RegExp(`<path d="([^"]*)" fill="${colour}" fill-`).exec(svg) ?? [];
      return [...path.matchAll(end)].map(([, y]) => y);
    };
    const [topOfB] = ends('#bbbbbb', /V([\d.]+)h/g);
    const [, topOfA] = ends('#aaaaaa', /V([\d.]+)h/g);
    expect(ends('#cccccc', /M[\d.]+ ([\d.]+)V/g)).toEqual([topOfB, topOfA]);
    expect(topOfA).toBeDefined();
  });
});

interface Box {
  readonly text: string;
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

function textBoxes(svg: string): readonly Box[] {
  const texts = svg.matchAll(
    /<text x="([-\d.]+)" y="([-\d.]+)" font-size="(\d+)"(?: text-anchor="(\w+)")?[^>]*>([^<]*)</g,
  );
  return [...texts].map(([, x, y, size, anchor = 'start', text = '']) => {
    const width = measure(text.replaceAll(/&\w+;/g, '.'), Number(size));
    const left = Number(x) - width * { start: 0, middle: 0.5, end: 1 }[anchor as 'start'];
    const bottom = Number(y) + 2;
    return { text, left, right: left + width, top: Number(y) - Number(size) * 0.8, bottom };
  });
}

function touches(a: Box, b: Box): boolean {
  return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
}

import type { PanelKind } from '../model/panel.ts';
import type { BoardPanel, BoardQuery, BoardRow, BoardVariable, Words } from './board.ts';

type More = Partial<Omit<BoardPanel, 'kind' | 'title' | 'unit' | 'queries'>>;

const PLAIN = {
  description: ['', ''],
  minimum: null,
  maximum: null,
  steps: [],
  words: [],
  isStacked: false,
} as const;

const panel =
  (kind: PanelKind, width: number, height: number, usual: More = {}) =>
  (title: Words, unit: string, queries: readonly BoardQuery[], more: More = {}): BoardPanel => ({
    ...PLAIN,
    kind,
    title,
    unit,
    queries,
    width,
    height,
    ...usual,
    ...more,
  });

/** Lines over time, half a row wide. */
export const graph = panel('timeseries', 12, 8, { minimum: 0 });
/** Areas over time that add up. */
export const area = panel('timeseries', 12, 8, { minimum: 0, isStacked: true });
/** One number; six fit into a row. */
export const stat = panel('stat', 4, 4);
/** A share of a whole. */
export const gauge = panel('gauge', 4, 4, {
  minimum: 0,
  maximum: 1,
  steps: [
    [null, 'green'],
    [0.8, 'orange'],
    [0.9, 'red'],
  ],
});
/** Who has most, as bars. */
export const bars = panel('bargauge', 12, 8, { minimum: 0 });
/** The answers of its queries side by side, a row per label set. */
export const table = panel('table', 24, 9);
export const pie = panel('piechart', 8, 8);
/** Buckets over time. */
export const heat = panel('heatmap', 12, 8);
/** States over time. */
export const timeline = panel('state-timeline', 24, 6);

/** What 1 and 0 mean of something that should be 1. */
export const UP_OR_DOWN: More = {
  words: [
    ['1', ['up', '正常'], 'green'],
    ['0', ['down', '异常'], 'red'],
  ],
  steps: [
    [null, 'red'],
    [1, 'green'],
  ],
};

/** Fine at 0, wrong from 1 on. */
export const NONE_IS_FINE: More = {
  steps: [
    [null, 'green'],
    [1, 'red'],
  ],
};

export const row = (title: Words, ...panels: readonly BoardPanel[]): BoardRow => ({
  title,
  panels,
});

/** A variable with the values of the label of its own name. */
export const variable = (
  name: string,
  label: Words,
  selector: string,
  more: Partial<Pick<BoardVariable, 'of' | 'isMulti' | 'sort' | 'isQuery'>> = {},
): BoardVariable => ({
  name,
  label,
  selector,
  of: name,
  isQuery: false,
  isMulti: true,
  sort: 1,
  ...more,
});

/** What is wrong of all that; 0 where nothing was yet, since then nothing counts it. */
export const shareOf = (wrong: string, all: string): string => `(${wrong} or ${all} * 0) / ${all}`;

/** The quantiles of a histogram's buckets, summed by the labels given. */
export const quantiles = (buckets: string, by = ''): readonly BoardQuery[] =>
  quantilesOf(`rate(${buckets}[$__rate_interval])`, by);

/** The same of what the buckets count per second. */
export function quantilesOf(rates: string, by = ''): readonly BoardQuery[] {
  const labels = by === '' ? 'le' : `le, ${by}`;
  const suffix =
    by === ''
      ? ''
      : by
          .split(', ')
          .map((name) => ` {{${name}}}`)
          .join('');
  return (['0.5', '0.95', '0.99'] as const).map(
    (quantile): BoardQuery => [
      `histogram_quantile(${quantile}, sum by (${labels}) (${rates}))`,
      `p${quantile.slice(2).padEnd(2, '0')}${suffix}`,
    ],
  );
}

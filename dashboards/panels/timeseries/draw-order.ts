import type { TimeChart } from '../../model/chart.ts';

/** Indexes of series as they are drawn: what is stacked highest comes first, so that none hides another. */
export function drawOrder({ series }: Pick<TimeChart, 'series'>): readonly number[] {
  const indexes = [...series.keys()];
  const stacked = indexes.filter((index) => series[index]?.stack !== null).reverse();
  return [...stacked, ...indexes.filter((index) => series[index]?.stack === null)];
}

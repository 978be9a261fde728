import type uPlot from 'uplot';
import type { TimeChart } from '../../../../dashboards/model/chart.ts';

/**
 * Fills between neighbours of a stack of lines, and down to the series that one names; bars cover each
 * other instead.
 */
export function stackBands({ series }: TimeChart, order: readonly number[]): uPlot.Band[] {
  const bands: uPlot.Band[] = [];
  for (const [place, index] of order.entries()) {
    const upper = series[index];
    if (upper === undefined || upper.draws === 'bars') continue;
    if (upper.fillsTo !== null) {
      bands.push({ series: [place + 1, order.indexOf(upper.fillsTo) + 1] });
      continue;
    }
    if (upper.stack === null) continue;
    const below = order.findIndex(
      (other, at) => at > place && series[other]?.stack === upper.stack,
    );
    if (below >= 0) bands.push({ series: [place + 1, below + 1] });
  }
  return bands;
}

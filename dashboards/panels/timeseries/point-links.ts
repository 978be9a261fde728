import type { TimeSeriesView } from '../../model/panel-views.ts';
import { timesOf } from '../align-series.ts';
import type { PlottedField } from '../plotted-fields.ts';
import { listAt } from '../read-option.ts';

/** The links of the sample of a series that is nearest to a time of the chart's; null for one without. */
export function pointLinks(
  { field, frame, display }: PlottedField,
  timesMs: readonly number[],
): TimeSeriesView['links'][number] {
  if (listAt(field.config, 'links').length === 0) return null;
  const own = timesOf(frame);
  return (time) => {
    const row = nearestRow(own, timesMs[time] ?? 0);
    return display(field.values[row], row).links;
  };
}

/** Of ascending times, of which there is one at least. */
function nearestRow(own: readonly number[], atMs: number): number {
  let low = 0;
  let high = own.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((own[middle] ?? 0) < atMs) low = middle + 1;
    else high = middle;
  }
  const before = own[low - 1] ?? Number.NEGATIVE_INFINITY;
  return atMs - before < Math.abs((own[low] ?? 0) - atMs) ? low - 1 : low;
}

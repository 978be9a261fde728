import type { SeriesColumns } from '../../source/series-source.ts';
import type { RowTarget } from './row-target.ts';
import { referenceTime, withoutMarkers } from './selection.ts';

/**
 * A row of a `smoothed` instant selector: between two samples that are both within the lookback the
 * value is on the line through them; after the last one it stays.
 */
export function smoothRow(samples: SeriesColumns, target: RowTarget): void {
  const { times, values, count } = withoutMarkers(samples);
  const { vector, grid, reference, reachMs } = target;
  const base = target.row * grid.steps;
  let at = -1;
  for (let step = 0; step < grid.steps; step++) {
    const now = referenceTime(reference, grid, step);
    while (at + 1 < count && (times[at + 1] ?? 0) <= now) at++;
    const before = times[at] ?? Number.NEGATIVE_INFINITY;
    if (at < 0 || now - before > reachMs) continue;
    const value = values[at] ?? 0;
    const after = at + 1 < count ? (times[at + 1] ?? 0) : Number.POSITIVE_INFINITY;
    const reaches = before < now && after - now <= reachMs + 1;
    const slope = reaches ? ((values[at + 1] ?? 0) - value) / (after - before) : 0;
    vector.values[base + step] = value + slope * (reaches ? now - before : 0);
    vector.present[base + step] = 1;
  }
}

import type { TFunction } from 'i18next';
import { printDurationMs } from '../../../platform/model/duration.ts';
import { printTimeEnd } from '../../../platform/model/time-end.ts';
import { instantText } from './instant-text.ts';
import type { RangeEnd, TimeRange } from './range.ts';

/** A range for people: "Last 6h", or its two ends in the zone that is shown. */
export function rangeWords({ from, to }: TimeRange, zone: string, t: TFunction): string {
  if (from.kind === 'relative' && to.kind === 'relative' && to.agoMs === 0) {
    return t('time.range.last', { length: printDurationMs(from.agoMs) });
  }
  const words = (end: RangeEnd) =>
    end.kind === 'absolute' ? instantText(end.atMs, zone).slice(0, 16) : printTimeEnd(end);
  return `${words(from)} – ${words(to)}`;
}

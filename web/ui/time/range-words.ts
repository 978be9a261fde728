import type { TFunction } from 'i18next';
import { printDurationMs } from '../../../platform/model/duration.ts';
import { printTimeEnd } from '../../../platform/model/time-end.ts';
import { instantText } from './instant-text.ts';
import type { RangeEnd, TimeRange } from './range.ts';

/** Ranges by the calendar, as Grafana names them. */
const NAMED = {
  'now/d..now/d': 'today',
  'now/d..now': 'todaySoFar',
  'now-1d/d..now-1d/d': 'yesterday',
  'now-2d/d..now-2d/d': 'dayBefore',
  'now-7d/d..now-7d/d': 'sameDayLastWeek',
  'now/w..now/w': 'week',
  'now/w..now': 'weekSoFar',
  'now-1w/w..now-1w/w': 'lastWeek',
  'now/M..now/M': 'month',
  'now/M..now': 'monthSoFar',
  'now-1M/M..now-1M/M': 'lastMonth',
  'now/y..now/y': 'year',
  'now/y..now': 'yearSoFar',
  'now-1y/y..now-1y/y': 'lastYear',
} as const;

const isNamed = (text: string): text is keyof typeof NAMED => Object.hasOwn(NAMED, text);

/** A range for people: "Last 6h", "Yesterday", or its two ends in the zone that is shown. */
export function rangeWords({ from, to }: TimeRange, zone: string, t: TFunction): string {
  if (from.kind === 'relative' && to.kind === 'relative' && to.agoMs === 0) {
    return t('time.range.last', { length: printDurationMs(from.agoMs) });
  }
  const text = `${printTimeEnd(from)}..${printTimeEnd(to)}`;
  if (isNamed(text)) return t(`time.range.named.${NAMED[text]}`);
  const isToNow = to.kind === 'relative' && to.agoMs === 0;
  const [, length] = (isToNow && /^now-(\w+)\.\.now$/.exec(text)) || [];
  if (length !== undefined) return t('time.range.last', { length });
  if (from.kind === 'absolute' && to.kind === 'absolute') return between(from.atMs, to.atMs, zone);
  const words = (end: RangeEnd) =>
    end.kind === 'absolute' ? instantText(end.atMs, zone).slice(0, MINUTES) : printTimeEnd(end);
  return `${words(from)} – ${words(to)}`;
}

/** Characters of an instant to its minute, and of its day. */
const MINUTES = '2026-11-20 09:00'.length;
const DAY = '2026-11-20'.length;
/** In shorter ranges seconds tell the ends apart. */
const WITH_SECONDS_MS = 10 * 60_000;

/** The day once where it is the same; seconds where the range is short. */
function between(fromMs: number, toMs: number, zone: string): string {
  const end = toMs - fromMs < WITH_SECONDS_MS ? undefined : MINUTES;
  const words = (atMs: number) => instantText(atMs, zone).slice(0, end);
  const [from, to] = [words(fromMs), words(toMs)];
  const isOneDay = from.slice(0, DAY) === to.slice(0, DAY);
  return `${from} – ${isOneDay ? to.slice(DAY).trim() : to}`;
}

import { instantOf, LONGEST_RANGE_MS, parseTimeEnd } from '../../../platform/model/time-end.ts';
import type { Dashboard } from '../../model/dashboard.ts';
import type { PanelTime } from '../../model/panel-data.ts';

const DEFAULT_MS = 6 * 3_600_000;

/**
 * The range that a dashboard opens with, at an instant: `now-6h` to `now`, `now/d`, `now-1d/d`, an
 * instant as ISO 8601 or in milliseconds. Ends that cannot be read give the last six hours; 400 days
 * at most.
 */
export function boardTime(
  { from, to }: Pick<Dashboard, 'from' | 'to'>,
  nowMs: number,
  timeZone: string,
): PanelTime {
  const start = parseTimeEnd(from, timeZone);
  const end = parseTimeEnd(to, timeZone);
  const toMs = end === undefined ? nowMs : instantOf(end, nowMs, 'end');
  const fromMs = start === undefined ? toMs : instantOf(start, nowMs, 'start');
  const isUsable = fromMs < toMs && toMs - fromMs <= LONGEST_RANGE_MS;
  return { fromMs: isUsable ? fromMs : toMs - DEFAULT_MS, toMs, timeZone };
}

import { cronTimes } from '../../alerting/silences/cron-times.ts';
import type { ReportDraft } from './report.ts';

type Schedule = Pick<ReportDraft, 'cron' | 'zone'>;

/** How long after its time a report is still made, once. */
export const CATCH_UP_MS = 6 * 3_600_000;

/** The times after an instant, earliest first; fewer where there are no more. */
export function nextTimes(
  { cron, zone }: Schedule,
  afterMs: number,
  count: number,
): readonly number[] {
  const times = cronTimes(cron, zone);
  const found: number[] = [];
  while (found.length < count) {
    const next = times.next(found.at(-1) ?? afterMs);
    if (next === null) break;
    found.push(next);
  }
  return found;
}

/** The first time after an instant; null when there is none. */
export function nextTime(schedule: Schedule, afterMs: number): number | null {
  return nextTimes(schedule, afterMs, 1)[0] ?? null;
}

export interface DueReport {
  /** The time that it is made for, of several the latest. */
  readonly dueMs: number;
  /** True when that is too long ago for it to be made. */
  readonly isMissed: boolean;
  readonly nextMs: number | null;
}

/** What is to be done about a report whose time has come. @param firstMs its first time that nobody has seen to */
export function dueAt(schedule: Schedule, firstMs: number, nowMs: number): DueReport {
  const nextMs = nextTime(schedule, nowMs);
  const oldestMs = nowMs - CATCH_UP_MS;
  let dueMs = firstMs;
  for (;;) {
    const laterMs = nextTime(schedule, Math.max(dueMs, oldestMs - 1));
    if (laterMs === null || laterMs > nowMs) break;
    dueMs = laterMs;
  }
  return { dueMs, isMissed: dueMs < oldestMs, nextMs };
}

const LOOKED_AT = 100;

/** Shortest time between two of the next hundred; null where there are not two. */
export function leastInterval(schedule: Schedule, nowMs: number): number | null {
  const times = nextTimes(schedule, nowMs, LOOKED_AT);
  const gaps = times.slice(1).map((time, index) => time - (times[index] ?? time));
  return gaps.length === 0 ? null : Math.min(...gaps);
}

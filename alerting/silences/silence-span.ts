import { cronTimes } from './cron-times.ts';
import type { SilenceSchedule } from './silence.ts';

/** One stretch of time: `fromMs` inclusive, `untilMs` exclusive; null: it does not end by itself. */
export interface Span {
  readonly fromMs: number;
  readonly untilMs: number | null;
}

/** The stretch that is under way at the instant, else the next one; null: none any more. */
export type SpanAt = (atMs: number) => Span | null;

/**
 * When a silence counts. A recurring one begins at each time of its pattern as clocks on the wall of
 * its zone show it: a time that is skipped when clocks go forward counts at the first instant after
 * the gap, one that occurs twice counts once; the duration is elapsed time.
 * @throws Error when the pattern is no cron pattern; `validate-silence.ts` has judged it before.
 */
export function spansOf(schedule: SilenceSchedule): SpanAt {
  const { startsAtMs, endsAtMs } = schedule;
  const isOver = (atMs: number) => endsAtMs !== null && atMs >= endsAtMs;
  if (schedule.kind === 'once') {
    const span = { fromMs: startsAtMs, untilMs: endsAtMs };
    return (atMs) => (isOver(atMs) ? null : span);
  }
  const { cron, zone, durationMs } = schedule;
  const times = cronTimes(cron, zone);
  return (atMs) => {
    const afterMs = Math.max(atMs - durationMs, startsAtMs - 1);
    const fromMs = times.next(afterMs);
    if (fromMs === null || isOver(Math.max(fromMs, atMs))) return null;
    const untilMs = fromMs + durationMs;
    return { fromMs, untilMs: endsAtMs === null ? untilMs : Math.min(untilMs, endsAtMs) };
  };
}

export type SilenceState = 'active' | 'pending' | 'expired';

export function stateOf(span: Span | null, nowMs: number): SilenceState {
  if (span === null) return 'expired';
  return span.fromMs <= nowMs ? 'active' : 'pending';
}

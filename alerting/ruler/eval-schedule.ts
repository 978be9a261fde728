import { createHash } from 'node:crypto';

/**
 * When a group is evaluated: at whole multiples of its interval since 1970, all of them moved by an
 * offset that follows from its name alone, so that groups of one interval are spread over it and a
 * restart changes nothing.
 */
export interface EvalSchedule {
  readonly intervalMs: number;
  /** In [0, intervalMs). */
  readonly offsetMs: number;
}

/** What is due, and how many evaluations before it were not made. */
export interface DueEvaluation {
  readonly atMs: number;
  readonly missed: number;
}

/** @param key name of the group in the whole service, e.g. `lab;rules.yml;acme` */
export function scheduleOf(key: string, intervalMs: number): EvalSchedule {
  const hash = createHash('sha256').update(key).digest().readUIntBE(0, 6);
  return { intervalMs, offsetMs: hash % intervalMs };
}

/** The first instant of the schedule after `nowMs`. */
export function firstAfter({ intervalMs, offsetMs }: EvalSchedule, nowMs: number): number {
  const moved = nowMs - offsetMs;
  return moved - positiveRemainder(moved, intervalMs) + offsetMs + intervalMs;
}

/**
 * What is due at `nowMs` when the planned instant has come: the latest of the schedule that has
 * passed. The ones before it are missed: an evaluation of the past helps nobody.
 */
export function dueAt(schedule: EvalSchedule, plannedMs: number, nowMs: number): DueEvaluation {
  const missed = Math.max(0, Math.floor((nowMs - plannedMs) / schedule.intervalMs));
  return { atMs: plannedMs + missed * schedule.intervalMs, missed };
}

function positiveRemainder(value: number, divisor: number): number {
  return ((value % divisor) + divisor) % divisor;
}

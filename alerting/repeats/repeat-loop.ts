import type { Clock } from '../../platform/clock/clock.ts';
import { createRunningLoop, type RunningLoop } from '../../platform/lifecycle/running-loop.ts';
import type { Logger } from '../../platform/observe/logger.ts';
import type { State } from '../../platform/state/state.ts';
import { ClockSql } from './clock-sql.ts';
import type { DueClocks } from './due-clock.ts';
import { DUE_AT_ONCE, readDue } from './read-due.ts';

/** How late a message may be said again; the shortest repeat is a minute. */
const EVERY_MS = 5_000;
/** What is still due was just decided on by somebody else, or waits for what is being written. */
const AGAIN_MS = 250;

/** Port: says what is due (`AlertPipeline.repeat`). */
export interface Repeater {
  repeat(due: DueClocks): Promise<void>;
}

export interface RepeatLoopParts {
  readonly pipeline: Repeater;
  readonly state: State;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly random: () => number;
}

/** The loop that says again what still fires, and what groups and holds have kept back. */
export function repeatLoop(parts: RepeatLoopParts): RunningLoop {
  const { pipeline, state, clock, logger, random } = parts;
  const sql = new ClockSql(state.dialect);
  return createRunningLoop({
    name: 'repeats',
    clock,
    logger,
    random,
    run: async () => {
      const due = await readDue(state, sql, clock.nowMs());
      if (due.clocks.length > 0) await pipeline.repeat(due);
      if (due.clocks.length >= DUE_AT_ONCE) return 0;
      const next = await state.first(sql.nextDue());
      const waitMs = next === undefined ? EVERY_MS : Number(next.due_at_ms) - clock.nowMs();
      return Math.min(EVERY_MS, Math.max(AGAIN_MS, waitMs));
    },
  });
}

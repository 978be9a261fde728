import type { Clock } from '../../platform/clock/clock.ts';
import { createRunningLoop, type RunningLoop } from '../../platform/lifecycle/running-loop.ts';
import type { Logger } from '../../platform/observe/logger.ts';
import type { State } from '../../platform/state/state.ts';
import type { EscalationClock } from './escalation.ts';
import { EscalationSql, escalationOf } from './escalation-sql.ts';

/** How late a step may be taken; the shortest is a minute. */
const EVERY_MS = 5_000;
const AT_ONCE = 200;

/** Port: takes steps that are due (`AlertPipeline.escalate`). */
export interface Escalator {
  escalate(due: readonly EscalationClock[]): Promise<void>;
}

export interface EscalationLoopParts {
  readonly pipeline: Escalator;
  readonly state: State;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly random: () => number;
}

/** The loop that tells more people of what nobody has taken on. */
export function escalationLoop(parts: EscalationLoopParts): RunningLoop {
  const { pipeline, state, clock, logger, random } = parts;
  const sql = new EscalationSql(state.dialect);
  return createRunningLoop({
    name: 'escalations',
    clock,
    logger,
    random,
    run: async () => {
      const due = (await state.all(sql.due(clock.nowMs(), AT_ONCE))).map(escalationOf);
      if (due.length > 0) await pipeline.escalate(due);
      return due.length === AT_ONCE ? 250 : EVERY_MS;
    },
  });
}

import type { Clock } from '../../platform/clock/clock.ts';
import { createRunningLoop, type RunningLoop } from '../../platform/lifecycle/running-loop.ts';
import type { Logger } from '../../platform/observe/logger.ts';
import type { State } from '../../platform/state/state.ts';
import { PeopleSql } from '../people/people-sql.ts';
import { ClockSql } from '../repeats/clock-sql.ts';
import { MAX_AGE_MS } from './inbox-entry.ts';
import { InboxSql } from './inbox-sql.ts';

const EVERY_MS = 6 * 3_600_000;
const FIRST_MS = 10 * 60_000;

/** The loop that empties inboxes of what is old, and forgets groups that are. */
export function pruneLoop(parts: {
  readonly state: State;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly random: () => number;
}): RunningLoop {
  const { state, clock, logger, random } = parts;
  const sql = new InboxSql(state.dialect);
  const groups = new ClockSql(state.dialect);
  const people = new PeopleSql(state.dialect);
  return createRunningLoop({
    name: 'inbox-prune',
    clock,
    logger,
    random,
    firstDelayMs: FIRST_MS,
    run: async () => {
      const nowMs = clock.nowMs();
      const beforeMs = nowMs - MAX_AGE_MS;
      const crowded = await state.all(sql.crowded());
      const statements = [
        ...sql.prune(beforeMs, nowMs),
        ...crowded.map((row) => sql.dropBeyond(row.user_id, nowMs)),
        groups.pruneGroups(beforeMs),
        ...people.prune(beforeMs),
      ];
      await state.commit({ name: 'inbox.prune', statements });
      return EVERY_MS;
    },
  });
}

import type { StateReader } from '../../platform/state/state.ts';
import { type ClockSql, clockOf } from './clock-sql.ts';
import type { DueClocks } from './due-clock.ts';
import { isGathering, type MessageClock } from './message-clock.ts';

/** Clocks that are read because they are due. */
export const DUE_AT_ONCE = 200;

/** News of groups that is told at once; what is beyond it follows after the interval. */
const GATHERED_AT_ONCE = 1_000;

/** What is due, with all that waits for the same groups. Rejects as `StateReader` does. */
export async function readDue(
  state: StateReader,
  sql: ClockSql,
  nowMs: number,
): Promise<DueClocks> {
  const due = (await state.all(sql.due(nowMs, DUE_AT_ONCE))).map(clockOf);
  const news = due.filter(({ purpose }) => purpose !== 'repeat');
  const groupIds = [...new Set(news.flatMap(({ groupId }) => groupId ?? []))];
  const isOne = (clock: MessageClock) => `${clock.incidentId}/${clock.channelId}`;
  const known = new Set(due.map(isOne));
  const gathered =
    groupIds.length === 0
      ? []
      : (await state.all(sql.gathering(groupIds, GATHERED_AT_ONCE)))
          .map(clockOf)
          .filter((clock) => isGathering(clock) && !known.has(isOne(clock)));
  const toldAtMs = new Map(
    groupIds.length === 0
      ? []
      : (await state.all(sql.groups(groupIds))).map((row) => [
          row.group_id,
          Number(row.told_at_ms),
        ]),
  );
  const waiting = await readWaiting(state, sql, due);
  const clocks = [...due, ...gathered].map((clock) => ({
    clock,
    isDue: clock.dueAtMs <= nowMs,
    isWaiting: waiting.has(isOne(clock)),
  }));
  return { clocks, toldAtMs };
}

/** Only repeats rest while an earlier message waits. */
async function readWaiting(
  state: StateReader,
  sql: ClockSql,
  clocks: readonly MessageClock[],
): Promise<ReadonlySet<string>> {
  const ids = [...new Set(clocks.map(({ incidentId }) => incidentId))];
  if (ids.length === 0) return new Set();
  const found = await Promise.all(sql.waiting(ids).map((query) => state.all(query)));
  return new Set(found.flat().map((row) => `${row.incident_id}/${row.channel_id}`));
}

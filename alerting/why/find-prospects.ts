import { sql } from 'kysely';
import { builderFor } from '../../platform/state/builder.ts';
import type { State } from '../../platform/state/state.ts';
import type { Incident } from '../incidents/incident.ts';
import { RECEIVER_LIMIT } from '../outbox/limits/waiting-sql.ts';
import { groupOfTarget, type QueueContext } from '../outbox/queue-change.ts';
import { ClockSql } from '../repeats/clock-sql.ts';
import { chooseTargets } from '../routing/choose-targets.ts';
import type { NotifyTables } from '../tables-notify.ts';
import { type Prospect, prospectOf } from './prospect.ts';

/** From when on a receiver takes a message; null: now. */
export type RoomAt = (owner: string, channelId: string) => number | null;

/** When each channel would be told of an incident that nobody has posted, by channel id. */
export async function findProspects(
  state: State,
  incident: Incident,
  context: QueueContext,
  roomAt: RoomAt,
): Promise<ReadonlyMap<string, Prospect>> {
  const { severity, owner } = incident;
  const { targets } = chooseTargets({ ...context, severity });
  const grouped = targets.map((target) => ({
    target,
    group: groupOfTarget(incident, target, context.channel),
  }));
  const groups = await groupsOf(
    state,
    grouped.flatMap(({ group }) => group?.id ?? []),
  );
  const waiting = await waitingOf(
    state,
    targets.map(({ channelId }) => channelId),
  );
  return new Map(
    grouped.map(({ target: { channelId, telling }, group }) => {
      const rooms = [roomAt(owner, channelId), waiting.get(channelId) ?? null];
      const known = rooms.filter((atMs) => atMs !== null);
      const facts = {
        grouping: group === null ? null : telling.grouping,
        toldAtMs: groups.told.get(group?.id ?? '') ?? null,
        gatheringMs: groups.gathering.get(group?.id ?? '') ?? null,
        roomAtMs: known.length === 0 ? null : Math.max(...known),
      };
      return [channelId, prospectOf(facts, context.nowMs)];
    }),
  );
}

/** Clocks that are looked at; the earliest of each group is among the first. */
const MAX_GATHERING = 10_000;

async function groupsOf(state: State, ids: readonly string[]) {
  const gathering = new Map<string, number>();
  if (ids.length === 0) return { told: new Map<string, number>(), gathering };
  const clocks = new ClockSql(state.dialect);
  const told = (await state.all(clocks.groups(ids))).map(
    (row) => [row.group_id, Number(row.told_at_ms)] as const,
  );
  for (const row of await state.all(clocks.gathering(ids, MAX_GATHERING))) {
    const id = row.group_id ?? '';
    if (!gathering.has(id)) gathering.set(id, Number(row.due_at_ms));
  }
  return { told: new Map(told), gathering };
}

/** Channels whose messages wait for their receiver's room, and until when. */
async function waitingOf(
  state: State,
  channelIds: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  if (channelIds.length === 0) return new Map();
  const query = builderFor<NotifyTables>(state.dialect)
    .selectFrom('deliveries')
    .select(['channel_id', (of) => of.fn.max('due_at_ms').as('until')])
    // Spelled out so that SQLite takes the partial index.
    .where(sql<boolean>`state = 'pending'`)
    .where('channel_id', 'in', [...channelIds])
    .where('reason', '=', RECEIVER_LIMIT)
    .groupBy('channel_id');
  const rows = await state.all(query.compile());
  return new Map(rows.map((row) => [row.channel_id, Number(row.until)]));
}

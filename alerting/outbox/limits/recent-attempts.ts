import { sql } from 'kysely';
import { builderFor } from '../../../platform/state/builder.ts';
import type { State } from '../../../platform/state/state.ts';
import type { NotifyTables } from '../../tables-notify.ts';

/** A message that went to a channel, or may have. */
export interface RecentAttempt {
  readonly owner: string;
  readonly channelId: string;
  readonly atMs: number;
}

/** Read at once. */
const PAGE = 5_000;

/**
 * What has gone out since an instant, whichever process sent it, oldest first. A message that was under
 * way when its process died counts as of now: nobody knows whether it arrived. Attempts are read from the
 * newest back, as they were stored, so that the whole table is never looked at.
 */
export async function recentAttempts(
  state: State,
  sinceMs: number,
  nowMs: number,
): Promise<readonly RecentAttempt[]> {
  const found: RecentAttempt[] = [];
  let before = Number.MAX_SAFE_INTEGER;
  for (let isMore = true; isMore; ) {
    const rows = await state.all(attemptsBefore(state, before));
    const recent = rows.filter((row) => Number(row.at_ms) > sinceMs);
    for (const row of recent) {
      const atMs = Number(row.at_ms);
      // A clock that was set back must not keep everybody waiting.
      if (atMs <= nowMs) found.push({ owner: row.owner, channelId: row.channel_id, atMs });
    }
    before = Number(rows.at(-1)?.sequence ?? 0);
    isMore = rows.length === PAGE && recent.length > 0;
  }
  const leased = await state.all(underWay(state));
  for (const row of leased) {
    found.push({ owner: row.owner, channelId: row.channel_id, atMs: nowMs });
  }
  return found.sort((one, other) => one.atMs - other.atMs);
}

function attemptsBefore(state: State, sequence: number) {
  return builderFor<NotifyTables>(state.dialect)
    .selectFrom('delivery_attempts')
    .innerJoin('deliveries', 'deliveries.id', 'delivery_attempts.delivery_id')
    .select(['sequence', 'at_ms', 'deliveries.owner', 'channel_id'])
    .where('sequence', '<', sequence)
    .orderBy('sequence', 'desc')
    .limit(PAGE)
    .compile();
}

function underWay(state: State) {
  return (
    builderFor<NotifyTables>(state.dialect)
      .selectFrom('deliveries')
      .select(['owner', 'channel_id'])
      // Spelled out so that SQLite takes the partial index.
      .where(sql<boolean>`state = 'leased'`)
      .compile()
  );
}

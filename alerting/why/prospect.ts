import type { Grouping } from '../routing/grouping.ts';

/** What is so of a channel that would be told now. */
export interface ProspectFacts {
  /** Null: it is told alone. */
  readonly grouping: Pick<Grouping, 'waitMs' | 'intervalMs'> | null;
  /** When the group was told last; null: never. */
  readonly toldAtMs: number | null;
  /** When news of the group is due that waits already; null: none does. */
  readonly gatheringMs: number | null;
  /** From when on its receiver takes a message; null: now. */
  readonly roomAtMs: number | null;
}

/**
 * When it would be told of an alert that comes now.
 * - `sends_now`: at once.
 * - `sends_with_group`: with its group, whose wait or interval ends at `atMs`.
 * - `sends_with_room`: when its receiver has room, at `atMs` at the earliest.
 */
export interface Prospect {
  readonly kind: 'sends_now' | 'sends_with_group' | 'sends_with_room';
  /** Null: now. */
  readonly atMs: number | null;
}

/** News of a group goes with what waits already, and not sooner than its interval after the last. */
export function prospectOf(facts: ProspectFacts, nowMs: number): Prospect {
  const { grouping, toldAtMs, gatheringMs, roomAtMs } = facts;
  const groupMs = grouping === null ? nowMs : groupAtMs(grouping, toldAtMs, gatheringMs, nowMs);
  if (roomAtMs !== null && roomAtMs > groupMs) return { kind: 'sends_with_room', atMs: roomAtMs };
  if (groupMs > nowMs) return { kind: 'sends_with_group', atMs: groupMs };
  return { kind: 'sends_now', atMs: null };
}

function groupAtMs(
  { waitMs, intervalMs }: Pick<Grouping, 'waitMs' | 'intervalMs'>,
  toldAtMs: number | null,
  gatheringMs: number | null,
  nowMs: number,
): number {
  const dueMs = Math.min(nowMs + waitMs, gatheringMs ?? Number.POSITIVE_INFINITY);
  const openMs = toldAtMs === null ? nowMs : toldAtMs + intervalMs;
  return Math.max(nowMs, dueMs, openMs);
}

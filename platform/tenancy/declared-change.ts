import type { Statement } from '../state/state.ts';
import { changedAt, type Stored } from './stored.ts';

/** What happened to a thing because of the configuration file; for the log. */
export type DeclaredOutcome =
  /** It is new. */
  | 'created'
  /** The file says something else about it now. */
  | 'updated'
  /** It was made through the API and is read-only from now on. */
  | 'taken over'
  /** It left the file. */
  | 'deleted'
  /** It left the file, but is still referred to: from now on it is changed through the API. */
  | 'kept as ordinary';

export interface DeclaredNote {
  readonly outcome: DeclaredOutcome;
  /** e.g. `tenant acme`. */
  readonly what: string;
}

/** Statements of one phase, in order, and what to log about them. */
export interface DeclaredChange {
  /** Removals happen before everything else is created, so that what they free can be used. */
  readonly removals: readonly Statement[];
  readonly writes: readonly Statement[];
  readonly notes: readonly DeclaredNote[];
}

const NO_CHANGE: DeclaredChange = { removals: [], writes: [], notes: [] };

/** One after the other. */
export function joinChanges(changes: readonly DeclaredChange[]): DeclaredChange {
  return {
    removals: changes.flatMap((change) => change.removals),
    writes: changes.flatMap((change) => change.writes),
    notes: changes.flatMap((change) => change.notes),
  };
}

/** How one kind of thing is brought in line with the file. */
export interface Upsert<Thing extends Stored> {
  readonly what: string;
  readonly before: Thing | undefined;
  /** The thing as declared, with these stored columns. */
  readonly make: (stored: Stored) => Thing;
  readonly isSame: (before: Thing) => boolean;
  readonly insert: (thing: Thing) => Statement;
  readonly replace: (thing: Thing) => Statement;
}

/** Creates what is new, replaces what differs or was ordinary, leaves the rest alone. */
export function upsert<Thing extends Stored>(one: Upsert<Thing>, nowMs: number): DeclaredChange {
  const { what, before } = one;
  if (!before) {
    const stored = { declared: true, revision: 1, createdAtMs: nowMs, updatedAtMs: nowMs };
    const writes = [one.insert(one.make(stored))];
    return { removals: [], writes, notes: [{ outcome: 'created', what }] };
  }
  if (before.declared && one.isSame(before)) return NO_CHANGE;
  const outcome = before.declared ? 'updated' : 'taken over';
  const writes = [one.replace(one.make(changedAt(before, nowMs, true)))];
  return { removals: [], writes, notes: [{ outcome, what }] };
}

/** The thing leaves the file: deleted, or ordinary when it is referred to. */
export function undeclare<Thing extends Stored>(
  thing: Thing,
  how: {
    readonly what: string;
    readonly isReferenced: boolean;
    readonly remove: readonly Statement[];
    /** Takes away what is held there: something of the same name would inherit it. */
    readonly withdraw: readonly Statement[];
    readonly replace: (thing: Thing) => Statement;
  },
  nowMs: number,
): DeclaredChange {
  const { what } = how;
  if (!how.isReferenced) {
    const { remove: removals, withdraw: writes } = how;
    return { removals, writes, notes: [{ outcome: 'deleted', what }] };
  }
  const writes = [how.replace({ ...thing, ...changedAt(thing, nowMs, false) })];
  return { removals: [], writes, notes: [{ outcome: 'kept as ordinary', what }] };
}

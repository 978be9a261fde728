import type { CompiledQuery } from 'kysely';

/** A part of memory that is made of rows, and what it is made of. */
export interface Followed<Row> {
  /** For the log, e.g. `rules`. */
  readonly name: string;
  /** Whose changes make the rows others. */
  readonly tables: readonly string[];
  readonly query: CompiledQuery<Row>;
  /**
   * Replaces what is in memory. What this process itself wrote is in order with it: the rows hold
   * every own batch that has settled before, and none that settles later. A throw is logged, and the
   * rows are read again.
   */
  take(rows: readonly Row[]): void;
}

/**
 * Keeps memory in line with what other processes write to the same database. On SQLite there are no
 * others.
 */
export interface StateFollower {
  /** Reads once now, and again within a second after another process has written to the tables. */
  follow<Row>(followed: Followed<Row>): Promise<void>;
  /** Calls back after another process has committed to one of the tables; `onChange` must not throw. */
  onChange(tables: readonly string[], listener: () => void): Promise<void>;
  /**
   * Calls back soon after another process has committed anything, and at least once a second.
   * @returns ends it.
   */
  onWake(listener: () => void): () => void;
  /**
   * Whether what others wrote until three seconds ago is known here. While it is not, what was
   * remembered about rights must not be used.
   */
  isCurrent(): boolean;
}

/** For a process that owns its database alone. */
export const SOLE_WRITER: StateFollower = {
  follow: () => Promise.resolve(),
  onChange: () => Promise.resolve(),
  onWake: () => () => undefined,
  isCurrent: () => true,
};

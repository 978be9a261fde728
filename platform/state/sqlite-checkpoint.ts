import type { Database } from 'better-sqlite3';

/** Pages in the log from which on they are moved into the file: SQLite's own default. */
const DUE_PAGES = 1_000;
/** What a single commit may leave; beyond it SQLite moves them within the commit. */
const MOST_PAGES = 16 * DUE_PAGES;

/** From now on SQLite leaves the log to `checkpointWhenDue`. */
export function checkpointByHand(database: Database): void {
  database.pragma(`wal_autocheckpoint = ${MOST_PAGES}`);
}

/**
 * Moves the log into the file when it has grown enough; called between commits, when the answers to the
 * last one are on their way, so that nobody's commit waits for it. The log is durable either way: what
 * fails here (a full disk, a reader in the way) is done after the next commit.
 */
export function checkpointWhenDue(database: Database): void {
  try {
    if (waitingPages(database) >= DUE_PAGES) database.pragma('wal_checkpoint(PASSIVE)');
  } catch (thrown) {
    if (thrown instanceof Error && thrown.name === 'SqliteError') return;
    throw thrown;
  }
}

/** Pages that are only in the log. */
function waitingPages(database: Database): number {
  const [row]: readonly unknown[] = [database.pragma('wal_checkpoint(NOOP)')].flat();
  if (typeof row !== 'object' || row === null) return 0;
  if (!('log' in row) || !('checkpointed' in row)) return 0;
  return Number(row.log) - Number(row.checkpointed);
}

import type { DriftRecord } from './drift-record.ts';

/** Of each cluster; more push out the oldest. */
const MAX_RECORDS = 200;
/** Of clusters that were removed as well. */
const MAX_CLUSTERS = 100;

/**
 * The last drifts of each cluster, of all sets together; in memory, so since the start. They are in
 * the log as well.
 */
export class DriftBook {
  readonly #records = new Map<string, readonly DriftRecord[]>();

  /** A drift that is seen, or, with the same instant and object, that is repaired. */
  note(record: DriftRecord): void {
    const known = this.#records.get(record.cluster) ?? [];
    const rest = known.filter((one) => !isSame(one, record));
    this.#records.delete(record.cluster);
    this.#records.set(record.cluster, [...rest, record].slice(-MAX_RECORDS));
    const [oldest] = this.#records.keys();
    if (this.#records.size > MAX_CLUSTERS && oldest !== undefined) this.#records.delete(oldest);
  }

  /** Newest first. */
  of(cluster: string): readonly DriftRecord[] {
    return [...(this.#records.get(cluster) ?? [])].sort((a, b) => b.atMs - a.atMs);
  }
}

function isSame(a: DriftRecord, b: DriftRecord): boolean {
  return (
    a.atMs === b.atMs &&
    a.part === b.part &&
    a.kind === b.kind &&
    a.namespace === b.namespace &&
    a.name === b.name
  );
}

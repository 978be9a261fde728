import { EntryColumns } from './entry-columns.ts';

const MAX_KEPT_BYTES = 16 * 1024 * 1024;

/** Columns that are filled and emptied again and again, so that their memory need not be made anew. */
export class ColumnsPool {
  readonly #spare: EntryColumns[] = [];
  #bytes = 0;

  /** Empty ones. */
  take(): EntryColumns {
    const spare = this.#spare.pop();
    if (spare === undefined) return new EntryColumns();
    this.#bytes -= spare.capacityBytes;
    return spare;
  }

  /** Nobody may hold a view of them. */
  give(columns: EntryColumns): void {
    if (this.#bytes + columns.capacityBytes > MAX_KEPT_BYTES) return;
    columns.clear();
    this.#bytes += columns.capacityBytes;
    this.#spare.push(columns);
  }
}

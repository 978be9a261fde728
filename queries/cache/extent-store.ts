import { Extents } from './extents.ts';

interface Entry {
  readonly extents: Extents;
  bytes: number;
}

/** What one tenant keeps; the least recently used entry comes first. */
interface Share {
  readonly entries: Map<string, Entry>;
  bytes: number;
}

/** Fixed cost of an entry and its key. */
const ENTRY_BYTES = 400;

/**
 * Extents by key, bounded by bytes. Who holds most gives way first, with what was used longest ago,
 * so that one tenant cannot push out another's dashboards.
 */
export class ExtentStore {
  readonly #maxBytes: number;
  readonly #onEvicted: () => void;
  readonly #shares = new Map<string, Share>();
  #bytes = 0;

  constructor(maxBytes: number, onEvicted: () => void) {
    this.#maxBytes = maxBytes;
    this.#onEvicted = onEvicted;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** What is kept under a key, marked as used. */
  find(owner: string, key: string): Extents | undefined {
    const share = this.#shares.get(owner);
    const entry = share?.entries.get(key);
    if (!share || !entry) return undefined;
    share.entries.delete(key);
    share.entries.set(key, entry);
    return entry.extents;
  }

  /** Changes what is kept under a key, and makes room for it. */
  change(owner: string, key: string, change: (extents: Extents) => void): void {
    const extents = this.find(owner, key) ?? new Extents();
    change(extents);
    this.#account(owner, key, extents);
    while (this.#bytes > this.#maxBytes) this.#evict();
  }

  #account(owner: string, key: string, extents: Extents): void {
    const share = this.#shares.get(owner) ?? { entries: new Map<string, Entry>(), bytes: 0 };
    this.#shares.set(owner, share);
    const entry = share.entries.get(key) ?? { extents, bytes: 0 };
    const bytes = extents.bytes + ENTRY_BYTES;
    share.entries.set(key, entry);
    share.bytes += bytes - entry.bytes;
    this.#bytes += bytes - entry.bytes;
    entry.bytes = bytes;
  }

  #evict(): void {
    const [owner, share] = this.#largest();
    const oldest = share.entries.entries().next();
    if (oldest.done) throw new RangeError('nothing left to evict');
    const [key, entry] = oldest.value;
    share.entries.delete(key);
    share.bytes -= entry.bytes;
    this.#bytes -= entry.bytes;
    if (share.entries.size === 0) this.#shares.delete(owner);
    this.#onEvicted();
  }

  #largest(): readonly [string, Share] {
    let found: readonly [string, Share] | undefined;
    for (const candidate of this.#shares) {
      if (found === undefined || candidate[1].bytes > found[1].bytes) found = candidate;
    }
    if (found === undefined) throw new RangeError('nothing left to evict');
    return found;
  }
}

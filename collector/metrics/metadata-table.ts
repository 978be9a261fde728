import type { ChunkFile, MetricMetadata } from './chunk-file.ts';

/** Type, help and unit by name, in memory and, now and then, in the file. */
export class MetadataTable {
  readonly #file: ChunkFile;
  readonly #maxNames: number;
  readonly #known: Map<string, MetricMetadata>;
  readonly #changed = new Map<string, MetricMetadata>();

  constructor(file: ChunkFile, maxNames: number) {
    this.#file = file;
    this.#maxNames = maxNames;
    this.#known = new Map(file.metadata());
  }

  /** Past the limit, metrics that were never heard of go without. */
  set(name: string, { type, help, unit }: MetricMetadata): void {
    const before = this.#known.get(name);
    if (before === undefined && this.#known.size >= this.#maxNames) return;
    if (before?.type === type && before.help === help && before.unit === unit) return;
    const metadata = { type, help, unit };
    this.#known.set(name, metadata);
    this.#changed.set(name, metadata);
  }

  all(): ReadonlyMap<string, MetricMetadata> {
    return this.#known;
  }

  /** Whether there is something to store. */
  get isChanged(): boolean {
    return this.#changed.size > 0;
  }

  /** @throws the driver's error; it is tried again with the next call */
  store(): void {
    this.#file.setMetadata(this.#changed);
    this.#changed.clear();
  }
}

import { BoundedMap } from '../../platform/model/bounded-map.ts';
import { decodeBlock } from './block-codec.ts';
import type { BlockFile } from './block-file.ts';
import type { EntryColumns } from './entry-columns.ts';
import type { BlockSpan, EarlierEntries, LogStream } from './log-stream.ts';
import { SeenEntries } from './seen-entries.ts';

const BLOCKS_HELD = 32;

/**
 * What of a stream came right before its head, for lines that may be there already (a sender that
 * got no answer sends again): the last sealed head, or the block that was cut last.
 */
export class LookBack {
  readonly #file: BlockFile;
  readonly #blocks = new BoundedMap<number, EarlierEntries>(BLOCKS_HELD);

  constructor(file: BlockFile) {
    this.#file = file;
  }

  /** Null: none of the lines can be there. */
  before(stream: LogStream, lines: EntryColumns): EarlierEntries | null {
    const sealed = stream.sealed.at(-1);
    if (sealed !== undefined) {
      const { minNs, maxNs } = sealed.columns;
      if (lines.minNs > maxNs || lines.maxNs < minNs) return null;
      return { minNs, maxNs, seen: sealed.seen };
    }
    if (stream.lastBlock === undefined) stream.lastBlock = this.#file.last(stream.id);
    const { lastBlock } = stream;
    if (lastBlock === null) return null;
    if (lines.minNs > lastBlock.maxNs || lines.maxNs < lastBlock.minNs) return null;
    return this.#block(lastBlock);
  }

  #block(span: BlockSpan): EarlierEntries | null {
    const known = this.#blocks.get(span.id);
    if (known !== undefined) return known;
    const data = this.#file.read(span.id);
    if (data === null) return null;
    const { minNs, maxNs } = span;
    const earlier = { minNs, maxNs, seen: new SeenEntries(decodeBlock(data)) };
    this.#blocks.set(span.id, earlier);
    return earlier;
  }
}

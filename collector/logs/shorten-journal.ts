import type { Journal } from '../storage/journal.ts';
import type { BlockCutter } from './block-cutter.ts';
import type { BlockFile } from './block-file.ts';
import { ENTRIES_RECORD, encodeRecord } from './entry-record.ts';
import type { LogStream } from './log-stream.ts';
import { pause } from './pause.ts';
import type { StreamBook } from './stream-book.ts';

export interface ShortenJournalOptions {
  readonly journal: Journal;
  readonly book: StreamBook;
  readonly cutter: BlockCutter;
  readonly file: BlockFile;
  /** The number of the next record. */
  readonly nextSeq: () => number;
  /** Text that may be written once more, rather than made into small blocks. */
  readonly carryBytes: number;
}

const SLICE_BYTES = 1_048_576;

/**
 * Frees the journal of everything that is there now: large heads become blocks, small ones are
 * written once more behind the rest, and what came before is removed.
 * @returns the segment that is the oldest now
 * @throws the error of the file system or the database; nothing is removed then
 */
export async function shortenJournal(options: ShortenJournalOptions): Promise<number> {
  const { journal, book, cutter, file } = options;
  const segment = journal.cut();
  const small = sealLarge(book, segment, options.carryBytes);
  await carry(small, segment, options);
  await cutter.settle();
  await journal.sync();
  file.checkpoint();
  journal.dropBefore(segment);
  return segment;
}

/** Seals the heads that began before `segment`, but for the smallest ones: those are answered. */
function sealLarge(book: StreamBook, segment: number, carryBytes: number): readonly LogStream[] {
  const old = [...book.active].filter(({ head }) => head !== null && head.firstSegment < segment);
  old.sort((a, b) => (a.head?.columns.bytes ?? 0) - (b.head?.columns.bytes ?? 0));
  let bytes = 0;
  const small: LogStream[] = [];
  for (const stream of old) {
    bytes += (stream.head?.columns.bytes ?? 0) + stream.labelsJson.length;
    if (bytes <= carryBytes) small.push(stream);
    else book.seal(stream);
  }
  return small;
}

async function carry(
  streams: readonly LogStream[],
  segment: number,
  options: ShortenJournalOptions,
): Promise<void> {
  const { journal } = options;
  let at = 0;
  while (at < streams.length) {
    const records = [];
    const carried = [];
    for (let bytes = 0; at < streams.length && bytes < SLICE_BYTES; at++) {
      const stream = streams[at];
      const head = stream?.head;
      if (stream === undefined || !head || head.firstSegment >= segment) continue;
      const seq = options.nextSeq();
      const { firstSeq } = head;
      const { labelsJson } = stream;
      records.push({
        type: ENTRIES_RECORD,
        payload: encodeRecord({ seq, firstSeq, labelsJson }, head.columns),
      });
      carried.push({ stream, head, seq });
      bytes += head.columns.bytes;
    }
    if (records.length > 0) journal.append(records);
    for (const { stream, head, seq } of carried) {
      head.firstSegment = journal.segment;
      head.lastSeq = seq;
      stream.lastSegment = journal.segment;
    }
    await pause();
  }
}

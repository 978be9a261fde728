import type { Journal } from '../storage/journal.ts';
import type { JournalRecord } from '../storage/journal-format.ts';
import { decodeHeader, decodeRecord, ENTRIES_RECORD } from './entry-record.ts';
import { columnsOf } from './log-stream.ts';
import type { StreamBook } from './stream-book.ts';

/**
 * Puts what the journal has and the blocks have not back into the heads.
 * @returns the greatest record number that was seen; 0 for none
 */
export function replayJournal(journal: Journal, book: StreamBook, nowMs: number): number {
  const replaced = replacedRecords(journal);
  let lastSeq = 0;
  for (const { flushedSeq } of book.index.all()) lastSeq = Math.max(lastSeq, flushedSeq);
  journal.replay(null, ({ type, payload }, { segment }) => {
    if (type !== ENTRIES_RECORD) return;
    const { seq, firstSeq, labelsJson, entries } = decodeRecord(payload);
    lastSeq = Math.max(lastSeq, seq);
    const stream = book.ensureByJson(labelsJson);
    stream.lastSegment = segment;
    if (seq <= stream.flushedSeq) return;
    const ranges = replaced.get(labelsJson) ?? [];
    if (ranges.some((range) => seq >= range.firstSeq && seq < range.seq)) return;
    book.apply(stream, columnsOf(entries), { seq, firstSeq, segment, atMs: nowMs });
  });
  return lastSeq;
}

/** For each stream: which of its records stand in a later one, whole. */
function replacedRecords(journal: Journal): ReadonlyMap<string, readonly RecordRange[]> {
  const replaced = new Map<string, RecordRange[]>();
  journal.replay(null, ({ type, payload }: JournalRecord) => {
    if (type !== ENTRIES_RECORD) return;
    const { seq, firstSeq, labelsJson } = decodeHeader(payload);
    if (firstSeq === seq) return;
    const ranges = replaced.get(labelsJson);
    if (ranges === undefined) replaced.set(labelsJson, [{ firstSeq, seq }]);
    else ranges.push({ firstSeq, seq });
  });
  return replaced;
}

interface RecordRange {
  readonly firstSeq: number;
  readonly seq: number;
}

import type { Labels } from '../../platform/model/labels.ts';
import type { Journal, JournalPosition } from '../storage/journal.ts';
import type { ChunkFile } from './chunk-file.ts';
import { DISORDERED_OFFSET, DISORDERED_SEGMENT, NEXT_ID } from './chunk-writer.ts';
import type { MetricHead } from './metric-head.ts';
import type { SampleLookup } from './sample-lookup.ts';
import {
  IN_ORDER_RECORD,
  labelsOfText,
  OUT_OF_ORDER_RECORD,
  readSamples,
  readSeriesPayload,
  SERIES_RECORD,
} from './sample-records.ts';

export const FLOOR = 'floor';

export interface Recovery {
  readonly series: number;
  readonly samples: number;
}

/**
 * Fills an empty head with what the file and the journal hold. A sample of the journal that the file
 * has already is passed over: one in order when it is not later than the newest of its series, one
 * out of order when its record lies before the position that was stored with its kind.
 * @param makeRoom called now and then, so that complete chunks need not all wait in memory
 */
export function recoverHead(
  head: MetricHead,
  file: ChunkFile,
  journal: Journal,
  lookup: SampleLookup,
  makeRoom: () => void,
): Recovery {
  loadSeries(head, file);
  const announced = new Map<number, Labels>();
  const doneTo = {
    segment: file.number(DISORDERED_SEGMENT) ?? 0,
    offset: file.number(DISORDERED_OFFSET) ?? 0,
  };
  // The position is stored together with what it speaks of; only without one the file is asked.
  const isThere = (slot: number, time: number): boolean =>
    doneTo.segment === 0 && head.table.disordered[slot] === 1
      ? lookup.find(slot, time)
      : lookup.findInMemory(slot, time);
  let samples = 0;
  const slotOf = (id: number): number => {
    const labels = announced.get(id);
    if (labels === undefined) return head.table.slotOf(id);
    announced.delete(id);
    const known = head.table.slotOf(id);
    return known >= 0 ? known : addAnnounced(head, id, labels);
  };
  journal.replay(null, ({ type, payload }, end) => {
    if (type === SERIES_RECORD) {
      const { id, labels } = readSeriesPayload(payload);
      head.table.takeIdsBelow(id + 1);
      announced.set(id, labels);
    } else if (type === IN_ORDER_RECORD) {
      readSamples(payload, (id, time, hi, lo) => {
        if (time < head.floorMs) return;
        const slot = slotOf(id);
        if (slot < 0 || time <= (head.table.newest[slot] ?? 0)) return;
        setNewest(head, slot, time, hi, lo);
        head.append(slot, time, hi, lo, end.segment);
        samples += 1;
      });
      makeRoom();
    } else if (type === OUT_OF_ORDER_RECORD && isBehind(end, doneTo)) {
      readSamples(payload, (id, time, hi, lo) => {
        if (time < head.floorMs) return;
        const slot = slotOf(id);
        if (slot < 0 || isThere(slot, time)) return;
        head.disordered.insert(slot, time, hi, lo);
        head.noteDisordered(end.segment);
        samples += 1;
      });
    }
  });
  if (isBehind(doneTo, journal.position)) forgetPosition(file);
  return { series: head.table.size, samples };
}

/**
 * A power cut has taken a part of the journal that the file was ahead of: what is written there
 * from now on must not be taken for what is done with.
 */
function forgetPosition(file: ChunkFile): void {
  file.setNumber(DISORDERED_SEGMENT, 0);
  file.setNumber(DISORDERED_OFFSET, 0);
}

function loadSeries(head: MetricHead, file: ChunkFile): void {
  const { table } = head;
  for (const { id, labels, isDisordered, oldest, newest } of file.series()) {
    const slot = head.add(labelsOfText(labels), id);
    table.stored[slot] = 1;
    table.announced[slot] = 1;
    table.disordered[slot] = isDisordered ? 1 : 0;
    if (oldest !== null) table.oldest[slot] = oldest;
    if (newest !== null) table.newest[slot] = newest;
  }
  table.takeIdsBelow(file.number(NEXT_ID) ?? 1);
  head.floorMs = file.number(FLOOR) ?? Number.NEGATIVE_INFINITY;
}

function addAnnounced(head: MetricHead, id: number, labels: Labels): number {
  const slot = head.add(labels, id);
  head.table.announced[slot] = 1;
  return slot;
}

function setNewest(head: MetricHead, slot: number, time: number, hi: number, lo: number): void {
  const { table } = head;
  table.newest[slot] = time;
  table.newestHi[slot] = hi;
  table.newestLo[slot] = lo;
  table.newestKnown[slot] = 1;
}

function isBehind(end: JournalPosition, doneTo: JournalPosition): boolean {
  if (end.segment !== doneTo.segment) return end.segment > doneTo.segment;
  return end.offset > doneTo.offset;
}

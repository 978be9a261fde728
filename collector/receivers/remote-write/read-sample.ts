import { isStaleAt, type SampleColumns } from '../sample-columns.ts';
import type { WireReader } from '../wire/wire-reader.ts';

/** Tags of `Sample`, the same in both versions: value (double) and timestamp (int64). */
const VALUE = 1 * 8 + 1;
const TIMESTAMP = 2 * 8;

/** Reads the sample that lies in the field at the reader's position. @param view of its bytes */
export function readSample(reader: WireReader, view: DataView, columns: SampleColumns): void {
  const around = reader.enter();
  let value = 0;
  let timeMs = 0;
  let isStale = false;
  while (!reader.isAtEnd) {
    const tag = reader.tag();
    if (tag === VALUE) {
      value = reader.double();
      isStale = Number.isNaN(value) && isStaleAt(view, reader.position - 8);
    } else if (tag === TIMESTAMP) timeMs = reader.int64();
    else reader.skip(tag);
  }
  reader.leave(around);
  columns.add(timeMs, value, isStale);
}

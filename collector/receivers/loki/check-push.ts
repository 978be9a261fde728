import { Buffer } from 'node:buffer';
import type { Labels } from '../../../platform/model/labels.ts';
import type { EntryBatch, LogEntry, StreamEntries } from '../../model/entry-batch.ts';
import { printSeries } from '../print-series.ts';
import type { LabelsCache } from '../series-labels.ts';
import { type LabelStamp, stampMetadata } from '../stamp-labels.ts';
import { PushFaults } from './push-faults.ts';
import type { PushedEntry, PushedLabels, PushedStream } from './pushed-stream.ts';
import { type CheckedStream, checkStreamLabels, type StreamLimits } from './stream-labels.ts';

/**
 * The level of a line, e.g. `error`, or `unknown`; empty for none.
 * @param metadata as it is stored, null for none @param labels of the stream, stamped
 */
export type DetectLevel = (line: string, metadata: Labels | null, labels: Labels) => string;

/** What lines may be, by default as in Loki 3. */
export interface LineLimits {
  /** In bytes of UTF-8. */
  readonly maxLineBytes: number;
  readonly maxMetadataBytes: number;
  readonly maxMetadataLabels: number;
}

export const DEFAULT_LINE_LIMITS: LineLimits = {
  maxLineBytes: 256 * 1_024,
  maxMetadataBytes: 64 * 1_024,
  maxMetadataLabels: 128,
};

export interface CheckingPlace {
  readonly stamp: LabelStamp;
  /** Of this stamp only. */
  readonly cache: LabelsCache;
  readonly streamLimits: StreamLimits;
  readonly lineLimits: LineLimits;
  readonly detectLevel: DetectLevel;
}

export interface CheckedPush {
  readonly batch: EntryBatch;
  /** Of what is not in the batch. */
  readonly faults: PushFaults;
}

const MAX_KEY_LENGTH = 4_096;
const LEVEL = 'detected_level';

/**
 * What of a push may be stored, stamped and with levels.
 * @throws AppError `invalid` for a namespace that the token may not write to
 */
export function checkPush(streams: readonly PushedStream[], place: CheckingPlace): CheckedPush {
  const faults = new PushFaults();
  const batch: StreamEntries[] = [];
  for (const { labels: pushed, entries } of streams) {
    const checked = cachedLabels(pushed, place);
    if (checked.kind === 'fault') {
      faults.add(checked.message, Math.max(1, entries.length));
      continue;
    }
    const stream = new StreamCheck(checked.labels, place, faults);
    const good: LogEntry[] = [];
    for (const entry of entries) {
      const line = stream.check(entry);
      if (line !== null) good.push(line);
    }
    if (good.length > 0) batch.push({ labels: checked.labels, entries: good });
  }
  return { batch, faults };
}

/** Streams that were good before are not looked at again. */
function cachedLabels(
  pushed: PushedLabels,
  { stamp, cache, streamLimits }: CheckingPlace,
): CheckedStream {
  const key = pushed.kind === 'text' ? pushed.text : JSON.stringify(pushed.pairs);
  const known = cache.get(key);
  if (known !== undefined) return { kind: 'labels', labels: known };
  const checked = checkStreamLabels(pushed, stamp, streamLimits);
  if (checked.kind === 'labels' && key.length <= MAX_KEY_LENGTH) cache.set(key, checked.labels);
  return checked;
}

class StreamCheck {
  readonly #labels: Labels;
  readonly #place: CheckingPlace;
  readonly #faults: PushFaults;
  /** Metadata of lines that have nothing but a level, by level. */
  readonly #levels = new Map<string, Labels>();

  constructor(labels: Labels, place: CheckingPlace, faults: PushFaults) {
    this.#labels = labels;
    this.#place = place;
    this.#faults = faults;
  }

  /** Null for a line that is refused. */
  check(entry: PushedEntry): LogEntry | null {
    const message = this.#fault(entry);
    if (message !== null) {
      this.#faults.add(message);
      return null;
    }
    const { timeNs, line } = entry;
    return { timeNs, line, metadata: this.#metadata(entry) };
  }

  #fault({ line, metadata }: PushedEntry): string | null {
    const { maxLineBytes } = this.#place.lineLimits;
    if (line.length * 3 > maxLineBytes) {
      const bytes = Buffer.byteLength(line);
      if (bytes > maxLineBytes) {
        return `max entry size '${maxLineBytes}' bytes exceeded for stream '${this.#stream()}' while adding an entry with length '${bytes}' bytes`;
      }
    }
    return metadata === null ? null : this.#metadataFault(metadata);
  }

  #metadataFault(metadata: ReadonlyMap<string, string>): string | null {
    const { maxMetadataBytes, maxMetadataLabels } = this.#place.lineLimits;
    if (metadata.size > maxMetadataLabels) {
      return `stream '${this.#stream()}' has too many structured metadata labels: '${metadata.size}', limit: '${maxMetadataLabels}'`;
    }
    let bytes = 0;
    for (const [name, value] of metadata)
      bytes += Buffer.byteLength(name) + Buffer.byteLength(value);
    if (bytes <= maxMetadataBytes) return null;
    return `stream '${this.#stream()}' has structured metadata too large: '${bytes}' bytes, limit: '${maxMetadataBytes}' bytes`;
  }

  #stream(): string {
    return printSeries(this.#labels);
  }

  #metadata({ line, metadata: pushed, level: given }: PushedEntry): Labels | null {
    const { stamp, detectLevel } = this.#place;
    const metadata = pushed === null ? null : stampMetadata(pushed, stamp);
    if (metadata?.has(LEVEL)) return metadata;
    const level = given ?? detectLevel(line, metadata, this.#labels);
    if (level === '') return metadata;
    if (metadata !== null) return withLevel(metadata, level);
    const known = this.#levels.get(level);
    if (known !== undefined) return known;
    const only = new Map([[LEVEL, level]]);
    this.#levels.set(level, only);
    return only;
  }
}

/** In the order of names, which the others are in. */
function withLevel(metadata: Labels, level: string): Labels {
  const all = new Map<string, string>();
  let isSet = false;
  for (const [name, value] of metadata) {
    if (!isSet && name > LEVEL) {
      all.set(LEVEL, level);
      isSet = true;
    }
    all.set(name, value);
  }
  if (!isSet) all.set(LEVEL, level);
  return all;
}

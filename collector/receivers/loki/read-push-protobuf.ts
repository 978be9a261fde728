import { DELIMITED, WireReader } from '../wire/wire-reader.ts';
import type { PushedEntry, PushedStream } from './pushed-stream.ts';

const delimited = (field: number): number => field * 8 + DELIMITED;

/** Tags of `logproto.PushRequest` and below (Loki pkg/push/push.proto). */
const STREAM = delimited(1);
const LABELS = delimited(1);
const ENTRY = delimited(2);
const TIMESTAMP = delimited(1);
const LINE = delimited(2);
const METADATA = delimited(3);
const SECONDS = 1 * 8;
const NANOS = 2 * 8;
const NAME = delimited(1);
const VALUE = delimited(2);

const NS_PER_SECOND = 1_000_000_000n;
/** Beyond this the nanoseconds are no 64-bit number. */
const MAX_SECONDS = 9_223_372_036;

/**
 * Reads a push in protobuf, uncompressed. Unknown fields are passed over, bytes of lines that are not
 * UTF-8 become U+FFFD. @throws AppError `invalid`
 */
export function readPushProtobuf(plain: Buffer): readonly PushedStream[] {
  const reader = new WireReader(plain);
  const streams: PushedStream[] = [];
  while (!reader.isAtEnd) {
    const tag = reader.tag();
    if (tag === STREAM) streams.push(readStream(reader));
    else reader.skip(tag);
  }
  return streams;
}

function readStream(reader: WireReader): PushedStream {
  const around = reader.enter();
  const entries: PushedEntry[] = [];
  let text = '';
  while (!reader.isAtEnd) {
    const tag = reader.tag();
    if (tag === LABELS) text = reader.text();
    else if (tag === ENTRY) entries.push(readEntry(reader));
    else reader.skip(tag);
  }
  reader.leave(around);
  return { labels: { kind: 'text', text }, entries };
}

function readEntry(reader: WireReader): PushedEntry {
  const around = reader.enter();
  let timeNs = 0n;
  let line = '';
  let metadata: Map<string, string> | null = null;
  while (!reader.isAtEnd) {
    const tag = reader.tag();
    if (tag === TIMESTAMP) timeNs = readTimestamp(reader);
    else if (tag === LINE) line = reader.looseText();
    else if (tag === METADATA) {
      metadata ??= new Map();
      readMetadata(reader, metadata);
    } else reader.skip(tag);
  }
  reader.leave(around);
  return { timeNs, line, metadata, level: null };
}

/** `google.protobuf.Timestamp`; seconds far outside of what a store takes are cut. */
function readTimestamp(reader: WireReader): bigint {
  const around = reader.enter();
  let seconds = 0;
  let nanos = 0;
  while (!reader.isAtEnd) {
    const tag = reader.tag();
    if (tag === SECONDS) seconds = reader.int64();
    else if (tag === NANOS) nanos = reader.int64() | 0;
    else reader.skip(tag);
  }
  reader.leave(around);
  const bounded = Math.max(-MAX_SECONDS, Math.min(MAX_SECONDS, seconds));
  return BigInt(bounded) * NS_PER_SECOND + BigInt(nanos);
}

/** A name twice: the later one holds. */
function readMetadata(reader: WireReader, metadata: Map<string, string>): void {
  const around = reader.enter();
  let name = '';
  let value = '';
  while (!reader.isAtEnd) {
    const tag = reader.tag();
    if (tag === NAME) name = reader.looseText();
    else if (tag === VALUE) value = reader.looseText();
    else reader.skip(tag);
  }
  reader.leave(around);
  if (name !== '') metadata.set(name, value);
}

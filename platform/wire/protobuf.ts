import { AppError } from '../errors/app-error.ts';

/** One field of a message: its number, and where its bytes lie, tag included. */
export interface WireField {
  readonly number: number;
  /** 0 varint, 1 eight bytes, 2 length-delimited, 5 four bytes. */
  readonly type: number;
  /** Offset of the tag. */
  readonly start: number;
  /** Offset of the value; of a length-delimited one, of its content. */
  readonly valueStart: number;
  /** Exclusive. */
  readonly end: number;
}

const VARINT = 0;
const FIXED64 = 1;
const DELIMITED = 2;
const FIXED32 = 5;

/**
 * Calls back for each field of a message, in order, without copying. Values are not interpreted.
 * @throws AppError `invalid` for bytes that are no protobuf message.
 * @see https://protobuf.dev/programming-guides/encoding/
 */
export function eachField(
  bytes: Buffer,
  from: number,
  to: number,
  visit: (field: WireField) => void,
): void {
  let position = from;
  while (position < to) {
    const start = position;
    const short = bytes[start] ?? 0x80;
    const tag = short < 0x80 ? short : readVarint(bytes, start, to).value;
    const type = tag & 7;
    const at = short < 0x80 ? start + 1 : readVarint(bytes, start, to).next;
    const valueStart = type === DELIMITED ? skipVarint(bytes, at, to) : at;
    const end = valueEnd(bytes, type, at, to);
    visit({ number: Math.floor(tag / 8), type, start, valueStart, end });
    position = end;
  }
}

function valueEnd(bytes: Buffer, type: number, at: number, to: number): number {
  switch (type) {
    case VARINT:
      return skipVarint(bytes, at, to);
    case FIXED64:
      return within(at + 8, to);
    case FIXED32:
      return within(at + 4, to);
    case DELIMITED: {
      const short = at < to ? (bytes[at] ?? 0x80) : 0x80;
      if (short < 0x80) return within(at + 1 + short, to);
      const length = readVarint(bytes, at, to);
      return within(length.next + length.value, to);
    }
    default:
      throw broken();
  }
}

/** Where a varint ends. */
function skipVarint(bytes: Buffer, from: number, to: number): number {
  const last = Math.min(to, from + 10);
  for (let at = from; at < last; at++) {
    if ((bytes[at] ?? 0x80) < 0x80) return at + 1;
  }
  throw broken();
}

function within(end: number, to: number): number {
  if (end > to) throw broken();
  return end;
}

/** Values beyond 2^53 lose digits; they are only skipped here. */
function readVarint(bytes: Buffer, from: number, to: number): { value: number; next: number } {
  let value = 0;
  for (let index = 0; index < 10; index++) {
    const byte = from + index < to ? bytes[from + index] : undefined;
    if (byte === undefined) break;
    value += (byte & 0x7f) * 2 ** (7 * index);
    if (byte < 0x80) return { value, next: from + index + 1 };
  }
  throw broken();
}

/**
 * Calls back for each number of a repeated field of integers, whichever way it is written: packed
 * (length-delimited) or one by one. Numbers beyond 2^53 lose digits.
 * @throws AppError `invalid` for bytes that are neither.
 */
export function eachVarint(
  bytes: Buffer,
  { type, valueStart, end }: WireField,
  visit: (value: number) => void,
): void {
  if (type !== VARINT && type !== DELIMITED) throw broken();
  let position = valueStart;
  while (position < end) {
    const { value, next } = readVarint(bytes, position, end);
    visit(value);
    position = next;
  }
}

/** @throws AppError `invalid` unless the value is integers one after the other. */
export function checkVarints(bytes: Buffer, { valueStart, end }: WireField): void {
  for (let at = valueStart; at < end; ) at = readVarint(bytes, at, end).next;
}

/** A length-delimited field: tag, length, content. */
export function delimited(number: number, content: Uint8Array): readonly Uint8Array[] {
  return [varint(number * 8 + DELIMITED), varint(content.length), content];
}

function varint(value: number): Uint8Array {
  const bytes: number[] = [];
  let rest = value;
  for (; rest >= 0x80; rest = Math.floor(rest / 128)) bytes.push((rest % 128) | 0x80);
  return Uint8Array.from([...bytes, rest]);
}

/** What is thrown for bytes that are not the message they are said to be. */
export function broken(): AppError {
  return new AppError('invalid', 'the body is not the protobuf message that was announced');
}

import { isUtf8 } from 'node:buffer';
import { AppError } from '../../../platform/errors/app-error.ts';
import { broken } from '../../../platform/wire/protobuf.ts';

export const VARINT = 0;
export const FIXED64 = 1;
export const DELIMITED = 2;
export const FIXED32 = 5;

const REPLACEMENT = '\ufffd';
const MAX_VARINT_BYTES = 10;
/** Seven bits each: what is shorter fits a number exactly. */
const EXACT_VARINT_BYTES = 7;

/**
 * Reads protobuf at one position, which only moves forward and never beyond `end`. Written for speed:
 * no object is made per field.
 *
 * Every method throws AppError `invalid` for bytes that are no protobuf message.
 * @see https://protobuf.dev/programming-guides/encoding/
 */
export class WireReader {
  readonly bytes: Buffer;
  position: number;
  /** Exclusive; of the message being read. */
  end: number;
  readonly #view: DataView;

  constructor(bytes: Buffer) {
    this.bytes = bytes;
    this.position = 0;
    this.end = bytes.length;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  }

  get isAtEnd(): boolean {
    return this.position >= this.end;
  }

  /** Field number times 8 plus wire type. */
  tag(): number {
    const tag = this.varint();
    if (tag < 8 || tag > 0xffff_ffff) throw broken();
    return tag;
  }

  /** Unsigned; numbers beyond 2^53 lose digits. */
  varint(): number {
    const { bytes, end } = this;
    let position = this.position;
    let value = 0;
    let factor = 1;
    for (let count = 0; count < MAX_VARINT_BYTES && position < end; count++) {
      const byte = bytes[position++] ?? 0;
      value += (byte & 0x7f) * factor;
      if (byte < 0x80) {
        this.position = position;
        return value;
      }
      factor *= 128;
    }
    throw broken();
  }

  /** Signed 64 bits; numbers beyond 2^53 lose digits. */
  int64(): number {
    const start = this.position;
    const value = this.varint();
    if (this.position - start <= EXACT_VARINT_BYTES) return value;
    this.position = start;
    return Number(this.bigInt64());
  }

  /** Signed 64 bits, exact. */
  bigInt64(): bigint {
    const start = this.position;
    const short = this.varint();
    if (this.position - start <= EXACT_VARINT_BYTES) return BigInt(short);
    let value = 0n;
    for (let at = this.position - 1; at >= start; at--) {
      value = (value << 7n) | BigInt((this.bytes[at] ?? 0) & 0x7f);
    }
    return BigInt.asIntN(64, value);
  }

  double(): number {
    return this.#view.getFloat64(this.#fixed(8), true);
  }

  /** Unsigned. */
  fixed64(): bigint {
    return this.#view.getBigUint64(this.#fixed(8), true);
  }

  fixed32(): number {
    return this.#view.getUint32(this.#fixed(4), true);
  }

  /**
   * Goes into a length-delimited field, which becomes the message being read.
   * @returns the end around it, for `leave`
   */
  enter(): number {
    const length = this.varint();
    const end = this.position + length;
    if (end > this.end) throw broken();
    const around = this.end;
    this.end = end;
    return around;
  }

  /** Goes on behind a field that was entered. */
  leave(around: number): void {
    this.position = this.end;
    this.end = around;
  }

  /** A length-delimited field as text; bytes that are not UTF-8 become U+FFFD. */
  looseText(): string {
    const around = this.enter();
    const text = this.bytes.toString('utf8', this.position, this.end);
    this.leave(around);
    return text;
  }

  /** A length-delimited field as text; null for what is not UTF-8. */
  textOrNull(): string | null {
    const around = this.enter();
    const { position, end } = this;
    const text = this.bytes.toString('utf8', position, end);
    const isBad = text.includes(REPLACEMENT) && !isUtf8(this.bytes.subarray(position, end));
    this.leave(around);
    return isBad ? null : text;
  }

  /** A length-delimited field as text. @throws AppError `invalid` also for what is not UTF-8 */
  text(): string {
    const text = this.textOrNull();
    if (text === null) {
      throw new AppError('invalid', 'a text of the protobuf message is not UTF-8');
    }
    return text;
  }

  /** A copy of a length-delimited field. */
  copy(): Buffer {
    const around = this.enter();
    const copy = Buffer.from(this.bytes.subarray(this.position, this.end));
    this.leave(around);
    return copy;
  }

  /** Passes over the value of a field that is not known. */
  skip(tag: number): void {
    switch (tag & 7) {
      case VARINT:
        this.varint();
        return;
      case FIXED64:
        this.#fixed(8);
        return;
      case DELIMITED:
        this.leave(this.enter());
        return;
      case FIXED32:
        this.#fixed(4);
        return;
      default:
        throw broken();
    }
  }

  #fixed(length: number): number {
    const start = this.position;
    if (start + length > this.end) throw broken();
    this.position = start + length;
    return start;
  }
}

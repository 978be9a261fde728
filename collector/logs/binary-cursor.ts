const HIGH = 2 ** 28;

/** Writes numbers and texts one behind the other into a buffer that grows. */
export class BinaryWriter {
  #buffer: Buffer;
  #at = 0;

  constructor(firstBytes = 1_024) {
    this.#buffer = Buffer.allocUnsafe(firstBytes);
  }

  get size(): number {
    return this.#at;
  }

  /** What was written; a view. */
  bytes(): Buffer {
    return this.#buffer.subarray(0, this.#at);
  }

  /** A whole number from 0 to 2^53 - 1, in 7 bits per byte, the lowest first. */
  varint(value: number): void {
    this.#reserve(8);
    let rest = value;
    while (rest >= HIGH) {
      this.#buffer[this.#at++] = (rest % 128) | 128;
      rest = Math.floor(rest / 128);
    }
    while (rest >= 128) {
      this.#buffer[this.#at++] = (rest & 127) | 128;
      rest >>>= 7;
    }
    this.#buffer[this.#at++] = rest;
  }

  /** UTF-8, with its length in bytes before it. */
  text(value: string): void {
    this.varint(Buffer.byteLength(value));
    this.#reserve(value.length * 3);
    this.#at += this.#buffer.write(value, this.#at);
  }

  raw(bytes: Uint8Array): void {
    this.#reserve(bytes.length);
    this.#buffer.set(bytes, this.#at);
    this.#at += bytes.length;
  }

  double(value: number): void {
    this.#reserve(8);
    this.#at = this.#buffer.writeDoubleLE(value, this.#at);
  }

  uint8(value: number): void {
    this.#reserve(1);
    this.#buffer[this.#at++] = value;
  }

  #reserve(bytes: number): void {
    if (this.#at + bytes <= this.#buffer.length) return;
    const grown = Buffer.allocUnsafe(Math.max(this.#at + bytes, this.#buffer.length * 2));
    this.#buffer.copy(grown, 0, 0, this.#at);
    this.#buffer = grown;
  }
}

/** Reads what {@link BinaryWriter} wrote. */
export class BinaryReader {
  readonly #buffer: Buffer;
  #at = 0;

  constructor(buffer: Buffer) {
    this.#buffer = buffer;
  }

  /** @throws RangeError beyond the end */
  varint(): number {
    const buffer = this.#buffer;
    let value = 0;
    let scale = 1;
    for (;;) {
      const byte = buffer[this.#at++];
      if (byte === undefined) throw new RangeError('a number ends beyond its buffer');
      value += (byte & 127) * scale;
      if (byte < 128) return value;
      scale *= 128;
    }
  }

  text(): string {
    const length = this.varint();
    const from = this.#advance(length);
    return this.#buffer.toString('utf8', from, from + length);
  }

  /** A view. @throws RangeError beyond the end */
  raw(length: number): Buffer {
    const from = this.#advance(length);
    return this.#buffer.subarray(from, from + length);
  }

  double(): number {
    return this.#buffer.readDoubleLE(this.#advance(8));
  }

  uint8(): number {
    return this.#buffer.readUInt8(this.#advance(1));
  }

  #advance(length: number): number {
    const from = this.#at;
    if (from + length > this.#buffer.length) throw new RangeError('a text ends beyond its buffer');
    this.#at += length;
    return from;
  }
}

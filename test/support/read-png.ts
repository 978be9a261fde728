import { inflateSync } from 'node:zlib';

/** A PNG's pixels. */
export interface ReadPng {
  readonly width: number;
  readonly height: number;
  /** Red, green, blue and alpha, row by row. */
  readonly pixels: Buffer;
}

/** Reads PNGs of 8 bits with colour and alpha, not interlaced: what resvg writes. */
export function readPng(png: Uint8Array): ReadPng {
  const file = Buffer.from(png.buffer, png.byteOffset, png.byteLength);
  const [width, height] = [file.readUInt32BE(16), file.readUInt32BE(20)];
  const form = [...file.subarray(24, 29)].join(' ');
  if (form !== '8 6 0 0 0') throw new Error(`a PNG of the form ${form}`);
  const data: Buffer[] = [];
  for (let at = 8; at < file.length; at += 12 + file.readUInt32BE(at)) {
    const body = file.subarray(at + 8, at + 8 + file.readUInt32BE(at));
    if (file.toString('latin1', at + 4, at + 8) === 'IDAT') data.push(body);
  }
  return { width, height, pixels: unfiltered(inflateSync(Buffer.concat(data)), width * 4, height) };
}

function unfiltered(raw: Buffer, stride: number, height: number): Buffer {
  const pixels = Buffer.alloc(stride * height);
  for (let row = 0; row < height; row += 1) {
    const filter = raw[row * (stride + 1)] ?? 0;
    for (let x = 0; x < stride; x += 1) {
      const at = row * stride + x;
      const left = x >= 4 ? (pixels[at - 4] ?? 0) : 0;
      const up = row > 0 ? (pixels[at - stride] ?? 0) : 0;
      const corner = x >= 4 && row > 0 ? (pixels[at - stride - 4] ?? 0) : 0;
      pixels[at] = (raw[row * (stride + 1) + 1 + x] ?? 0) + predicted(filter, left, up, corner);
    }
  }
  return pixels;
}

function predicted(filter: number, left: number, up: number, corner: number): number {
  if (filter === 1) return left;
  if (filter === 2) return up;
  if (filter === 3) return (left + up) >> 1;
  if (filter !== 4) return 0;
  const guess = left + up - corner;
  const [a, b, c] = [left, up, corner].map((one) => Math.abs(guess - one));
  if (a === undefined || b === undefined || c === undefined) return 0;
  if (a <= b && a <= c) return left;
  return b <= c ? up : corner;
}

/** A part of a picture as text, equal for equal pixels. */
export function cropOf(
  { width, pixels }: ReadPng,
  box: { readonly x: number; readonly y: number; readonly width: number; readonly height: number },
): string {
  return Array.from({ length: box.height }, (_, row) => {
    const from = ((box.y + row) * width + box.x) * 4;
    return pixels.toString('base64', from, from + box.width * 4);
  }).join('\n');
}

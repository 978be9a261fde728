import { Buffer } from 'node:buffer';

// Texts are UTF-16 in which U+DC80…U+DCFF, standing alone, are bytes that are no UTF-8.

// biome-ignore lint/suspicious/noControlCharactersInRegex: the whole of ASCII is meant
const ASCII = /^[\x00-\x7f]*$/;
const STRAY = /[\udc80-\udcff]/;
const LONE = /(?<![\ud800-\udbff])[\udc80-\udcff]/g;

function isAscii(text: string): boolean {
  return ASCII.test(text);
}

/** The text's bytes as Go has them. */
export function toBytes(text: string): Buffer {
  if (!STRAY.test(text)) return Buffer.from(text, 'utf8');
  const parts: Buffer[] = [];
  let from = 0;
  for (const found of text.matchAll(LONE)) {
    parts.push(Buffer.from(text.slice(from, found.index), 'utf8'));
    parts.push(Buffer.of(found[0].charCodeAt(0) - 0xdc00));
    from = found.index + 1;
  }
  parts.push(Buffer.from(text.slice(from), 'utf8'));
  return Buffer.concat(parts);
}

/** A text of bytes; those that are no UTF-8 become lone surrogates. */
export function fromBytes(bytes: Buffer): string {
  const text = bytes.toString('utf8');
  if (!text.includes('\ufffd')) return text;
  let out = '';
  let i = 0;
  while (i < bytes.length) {
    const width = sequenceWidth(bytes, i);
    out +=
      width === 0
        ? String.fromCharCode(0xdc00 + (bytes[i] ?? 0))
        : bytes.toString('utf8', i, i + width);
    i += Math.max(1, width);
  }
  return out;
}

/** Length of the UTF-8 sequence at an offset, 0 where there is none. */
function sequenceWidth(bytes: Buffer, at: number): number {
  const lead = bytes[at] ?? 0;
  if (lead < 0x80) return 1;
  const width = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : lead >= 0xc2 ? 2 : 0;
  if (width === 0 || at + width > bytes.length) return 0;
  const slice = bytes.subarray(at, at + width);
  return Buffer.from(slice.toString('utf8'), 'utf8').equals(slice) ? width : 0;
}

/** Length in bytes. */
export function byteLength(text: string): number {
  if (isAscii(text)) return text.length;
  return STRAY.test(text) ? toBytes(text).length : Buffer.byteLength(text, 'utf8');
}

/** Bytes from an offset up to another, as Go's `text[start:end]`. */
export function sliceBytes(text: string, start: number, end: number): string {
  return isAscii(text) ? text.slice(start, end) : fromBytes(toBytes(text).subarray(start, end));
}

/** Number of runes. */
export function runeCount(text: string): number {
  if (isAscii(text)) return text.length;
  let count = 0;
  for (const _rune of text) count += 1;
  return count;
}

import { quoteGo } from '../../promql/go-quote.ts';
import { readNumber } from '../number-text.ts';

/** A number read from a label's value, or why it is none, in Go's words. */
export type ReadValue =
  | { readonly kind: 'value'; readonly value: number }
  | { readonly kind: 'error'; readonly message: string };

const SPECIAL = /^[+-]?(?:inf|infinity|nan)$/i;
const PLAIN = /^[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?$/;

/** No hexadecimal number that is one is longer. */
const MAX_HEX = 100;

/** As Go's `ParseFloat`. */
export function readFloat(text: string): ReadValue {
  if (PLAIN.test(text)) {
    const value = Number(text);
    if (Number.isFinite(value)) return { kind: 'value', value };
    return failure(`strconv.ParseFloat: parsing ${quoteGo(text)}: value out of range`);
  }
  if (SPECIAL.test(text)) return { kind: 'value', value: specialValue(text) };
  const sign = text.startsWith('-') ? -1 : 1;
  const digits = /^[+-]/.test(text) ? text.slice(1) : text;
  if (/^0[xX]/.test(digits) && digits.length <= MAX_HEX && !digits.includes('_')) {
    const reading = readNumber(digits);
    if (reading.kind === 'value') return { kind: 'value', value: sign * reading.value };
  }
  return failure(`strconv.ParseFloat: parsing ${quoteGo(text)}: invalid syntax`);
}

function specialValue(text: string): number {
  if (/nan/i.test(text)) return Number.NaN;
  return text.startsWith('-') ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
}

const UNIT_NS: ReadonlyMap<string, number> = new Map([
  ['ns', 1],
  ['us', 1e3],
  ['µs', 1e3],
  ['μs', 1e3],
  ['ms', 1e6],
  ['s', 1e9],
  ['m', 6e10],
  ['h', 3.6e12],
]);

const DURATION_PART = /([0-9]*)(?:\.([0-9]*))?([^0-9.]*)/y;

/** As Go's `time.ParseDuration`, in nanoseconds: `1h30m`, `-1.5s`, `0`; no days. */
export function readGoDuration(text: string): ReadValue {
  const sign = text.startsWith('-') ? -1 : 1;
  const body = /^[+-]/.test(text) ? text.slice(1) : text;
  if (body === '0') return { kind: 'value', value: 0 };
  const invalid = failure(`time: invalid duration ${quoteGo(text)}`);
  if (body === '') return invalid;
  let total = 0;
  DURATION_PART.lastIndex = 0;
  while (DURATION_PART.lastIndex < body.length) {
    const [, whole = '', fraction = '', unit = ''] = DURATION_PART.exec(body) ?? [];
    if (whole + fraction === '') return invalid;
    if (unit === '') return failure(`time: missing unit in duration ${quoteGo(text)}`);
    const size = UNIT_NS.get(unit);
    if (size === undefined) {
      return failure(`time: unknown unit ${quoteGo(unit)} in duration ${quoteGo(text)}`);
    }
    total += Number(whole) * size + Math.trunc(Number(`0.${fraction || '0'}`) * size);
    if (total > 2 ** 63) return invalid;
  }
  return { kind: 'value', value: sign * total };
}

/** Sizes of units by their lower-case names, `kb` 1,000 and `kib` 1,024. */
const UNIT_BYTES: ReadonlyMap<string, number> = new Map([
  ['', 1],
  ['b', 1],
  ...['k', 'm', 'g', 't', 'p', 'e'].flatMap((prefix, i): [string, number][] => [
    [prefix, 1000 ** (i + 1)],
    [`${prefix}b`, 1000 ** (i + 1)],
    [`${prefix}i`, 1024 ** (i + 1)],
    [`${prefix}ib`, 1024 ** (i + 1)],
  ]),
]);

/** A size as people write it: `5kB`, `1.5 MiB`, `2,048`; whole bytes, cut off. */
export function readSize(text: string): ReadValue {
  const [, digits = '', rest = ''] = /^([0-9.,]*)(.*)$/s.exec(text) ?? [];
  const number = readFloat(digits.replaceAll(',', ''));
  if (number.kind === 'error') return number;
  const unit = rest.trim().toLowerCase();
  const size = UNIT_BYTES.get(unit);
  if (size === undefined) return failure(`unhandled size name: ${unit}`);
  const bytes = Math.trunc(number.value * size);
  return bytes < 2 ** 64 ? { kind: 'value', value: bytes } : failure(`too large: ${text}`);
}

function failure(message: string): ReadValue {
  return { kind: 'error', message };
}

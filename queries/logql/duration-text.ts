import { quoteGo } from '../promql/go-quote.ts';

/** A value read from text, or why it is none, in Go's words. */
export type Reading =
  | { readonly kind: 'value'; readonly value: number }
  | { readonly kind: 'error'; readonly message: string };

/** Prometheus's units from large to small, in nanoseconds; each may occur once, in this order. */
const RANGE_UNITS: readonly (readonly [string, bigint])[] = [
  ['y', 31_536_000_000_000_000n],
  ['w', 604_800_000_000_000n],
  ['d', 86_400_000_000_000n],
  ['h', 3_600_000_000_000n],
  ['m', 60_000_000_000n],
  ['s', 1_000_000_000n],
  ['ms', 1_000_000n],
];

/** Go's units, in nanoseconds; they may repeat, in any order. */
const GO_UNITS: ReadonlyMap<string, number> = new Map([
  ['ns', 1],
  ['us', 1e3],
  ['µs', 1e3],
  ['ms', 1e6],
  ['s', 1e9],
  ['m', 6e10],
  ['h', 3.6e12],
]);

const MAX_INT64 = 0x7fffffffffffffffn;

/** A number of more digits is out of range in every unit, or differs by less than a nanosecond. */
const MAX_DIGITS = 20;

const RANGE_PART = /([0-9]+)([^0-9]*)/y;

/** Reads what stands in brackets, `1h30m`, as nanoseconds; only Prometheus's units are allowed. */
export function readRange(text: string): Reading {
  if (text === '0') return { kind: 'value', value: 0 };
  if (text === '') return failure('empty duration string');
  let total = 0n;
  let lastUnit = -1;
  RANGE_PART.lastIndex = 0;
  while (RANGE_PART.lastIndex < text.length) {
    const [, digits = '', unit = ''] = RANGE_PART.exec(text) ?? [];
    if (digits === '' || unit === '') return invalid(text);
    if (digits.length > MAX_DIGITS) return failure('duration out of range');
    const index = RANGE_UNITS.findIndex(([name]) => name === unit);
    if (index === -1) return failure(`unknown unit ${quoteGo(unit)} in duration ${quoteGo(text)}`);
    if (index <= lastUnit) return invalid(text);
    lastUnit = index;
    total += BigInt(digits) * (RANGE_UNITS[index]?.[1] ?? 0n);
    if (total > MAX_INT64) return failure('duration out of range');
  }
  return { kind: 'value', value: Number(total) };
}

const GO_PART = /([0-9]*)(?:\.([0-9]*))?(ns|us|µs|ms|s|m|h)/y;

/**
 * Reads a duration that stands alone, `1.5h`, `-30s`, `1d`, as nanoseconds: as in brackets, else
 * with Go's units and fractions.
 */
export function readDuration(text: string): Reading {
  const plain = readRange(text);
  if (plain.kind === 'value') return plain;
  const negative = text.startsWith('-');
  let total = 0n;
  GO_PART.lastIndex = negative ? 1 : 0;
  if (GO_PART.lastIndex === text.length) return invalid(text);
  while (GO_PART.lastIndex < text.length) {
    const [, whole = '', fraction = '', unit = ''] = GO_PART.exec(text) ?? [];
    const unitNs = GO_UNITS.get(unit);
    if (unitNs === undefined || whole + fraction === '') return invalid(text);
    if (whole.length > MAX_DIGITS) return invalid(text);
    // As in Go, what is less than a nanosecond is cut off.
    const digits = fraction.slice(0, MAX_DIGITS);
    const scaled = BigInt(`0${digits}`) * BigInt(unitNs);
    total += BigInt(whole) * BigInt(unitNs) + scaled / 10n ** BigInt(digits.length);
    if (total > MAX_INT64) return invalid(text);
  }
  return { kind: 'value', value: Number(negative ? -total : total) };
}

function invalid(text: string): Reading {
  return failure(`not a valid duration string: ${quoteGo(text)}`);
}

function failure(message: string): Reading {
  return { kind: 'error', message };
}

/** Nanoseconds, whole milliseconds, as they stand in brackets: `5m`; years and weeks only alone. */
export function printRange(ns: number): string {
  let rest = BigInt(ns);
  if (rest === 0n) return '0s';
  let out = '';
  for (const [name, size] of RANGE_UNITS) {
    if ((name === 'y' || name === 'w') && rest % size !== 0n) continue;
    if (rest < size) continue;
    out += `${rest / size}${name}`;
    rest %= size;
  }
  return out;
}

const PRINTED_UNITS: readonly (readonly [string, bigint])[] = [
  ['h', 3_600_000_000_000n],
  ['m', 60_000_000_000n],
  ['s', 1_000_000_000n],
  ['ms', 1_000_000n],
  ['us', 1_000n],
  ['ns', 1n],
];

/** Nanoseconds as a duration that stands alone: `1h30m`, `-250us`, `0s`. */
export function printDuration(ns: number): string {
  let rest = BigInt(Math.abs(ns));
  if (rest === 0n) return '0s';
  let out = ns < 0 ? '-' : '';
  for (const [name, size] of PRINTED_UNITS) {
    if (rest < size) continue;
    out += `${rest / size}${name}`;
    rest %= size;
  }
  return out;
}

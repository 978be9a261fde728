import { quoteGo } from './go-quote.ts';
import type { NumberReading } from './number-text.ts';
import { printNumber } from './number-text.ts';

/** Units from large to small, in milliseconds; each may occur once, in this order. */
const UNITS: readonly (readonly [string, number])[] = [
  ['y', 31_536_000_000],
  ['w', 604_800_000],
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['m', 60_000],
  ['s', 1_000],
  ['ms', 1],
];

const UNIT_NAMES: readonly string[] = UNITS.map(([name]) => name);

/** Largest duration in milliseconds: 2^63 - 1 nanoseconds, about 292 years. */
const MAX_MS = 9_223_372_036_854;

/** Largest duration in seconds, inclusive, that Prometheus takes after `offset` and in brackets. */
export const MAX_DURATION_SECONDS = 2 ** 63 / 1e9;

const PART = /([0-9]+)([a-z]+)/y;

/** Reads `1h30m` as seconds (`5400`), with the texts of Prometheus's own duration parser. */
export function readDuration(text: string): NumberReading {
  let totalMs = 0;
  let lastUnit = -1;
  PART.lastIndex = 0;
  while (PART.lastIndex < text.length) {
    const [, digits, unit] = PART.exec(text) ?? [];
    if (digits === undefined || unit === undefined) return invalid(text);
    const index = UNIT_NAMES.indexOf(unit);
    if (index === -1) return failure(`unknown unit ${quoteGo(unit)} in duration ${quoteGo(text)}`);
    if (index <= lastUnit) return invalid(text);
    lastUnit = index;
    totalMs += Number(digits) * (UNITS[index]?.[1] ?? 0);
    if (totalMs > MAX_MS) return failure('duration out of range');
  }
  return { kind: 'value', value: totalMs / 1000 };
}

function invalid(text: string): NumberReading {
  return failure(`not a valid duration string: ${quoteGo(text)}`);
}

function failure(message: string): NumberReading {
  return { kind: 'error', message };
}

/**
 * Seconds as Prometheus prints a duration: `300` is `5m`, `-0.5` is `-500ms`, `0` is `0s`; years
 * and weeks only where nothing remains. Seconds that are no whole number of milliseconds are
 * printed as a plain number, which PromQL 3.x reads in the same places.
 */
export function printDuration(seconds: number): string {
  const ms = Math.round(Math.abs(seconds) * 1000);
  if (ms / 1000 !== Math.abs(seconds) || ms > MAX_MS) return printNumber(seconds);
  if (ms === 0) return '0s';
  let rest = ms;
  let out = seconds < 0 ? '-' : '';
  for (const [name, size] of UNITS) {
    const onlyIfExact = name === 'y' || name === 'w';
    if (onlyIfExact && rest % size !== 0) continue;
    const count = Math.floor(rest / size);
    if (count === 0) continue;
    out += `${count}${name}`;
    rest -= count * size;
  }
  return out;
}

import { quoteGo } from '../promql/go-quote.ts';
import type { Reading } from './duration-text.ts';

const DECIMAL = /^(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?$/;
const HEX_FLOAT = /^0[xX]([0-9a-fA-F]*)\.?([0-9a-fA-F]*)[pP]([+-]?[0-9]+)$/;

/**
 * Reads a number token as Go's `ParseFloat`: decimal, or hexadecimal with a binary exponent.
 * Whole hexadecimal, octal (`0o7`) and binary numbers are tokens but no floats; `010` is ten.
 */
export function readNumber(text: string): Reading {
  const digits = text.includes('_') ? text.replaceAll('_', '') : text;
  if (DECIMAL.test(digits)) return inRange(text, Number(digits));
  const [, whole = '', fraction = '', exponent = '0'] = HEX_FLOAT.exec(digits) ?? [];
  if (whole + fraction === '') return failure(text, 'invalid syntax');
  return inRange(text, hexFloat(whole + fraction, Number(exponent) - 4 * fraction.length));
}

/** Hexadecimal digits times two to the exponent, rounded once, half to even. */
function hexFloat(digits: string, exponent: number): number {
  const mantissa = BigInt(`0x${digits}`);
  if (mantissa === 0n) return 0;
  const bits = mantissa.toString(2).length;
  // 53 bits hold; fewer where the result is subnormal.
  const kept = Math.min(53, bits + exponent + 1074);
  if (kept < 0) return 0;
  const drop = Math.max(0, bits - kept);
  const rounded = roundShift(mantissa, drop);
  const power = exponent + drop;
  // Two steps, because 2 ** power alone may leave the range although the product does not.
  const half = Math.trunc(power / 2);
  if (Math.abs(power) > 4_000) return power > 0 ? Number.POSITIVE_INFINITY : 0;
  return Number(rounded) * 2 ** half * 2 ** (power - half);
}

function roundShift(value: bigint, drop: number): bigint {
  if (drop === 0) return value;
  const shift = BigInt(drop);
  const floor = value >> shift;
  const rest = value - (floor << shift);
  const half = 1n << (shift - 1n);
  const up = rest > half || (rest === half && (floor & 1n) === 1n);
  return up ? floor + 1n : floor;
}

function inRange(text: string, value: number): Reading {
  return Number.isFinite(value) ? { kind: 'value', value } : failure(text, 'value out of range');
}

function failure(text: string, why: string): Reading {
  return { kind: 'error', message: `strconv.ParseFloat: parsing ${quoteGo(text)}: ${why}` };
}

/** Shortest text that reads back as the same number: `0.1`, `1e+21`, `-0`. */
export function printNumber(value: number): string {
  return Object.is(value, -0) ? '-0' : String(value);
}

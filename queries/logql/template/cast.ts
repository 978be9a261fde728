import type { GoValue } from '../../../platform/gotemplate/go-value.ts';
import { readNumberLiteral } from '../../../platform/gotemplate/number-literal.ts';

/** As sprig takes anything for an int64: what is none is 0, floats are cut off. */
export function toInt64(value: GoValue): bigint {
  switch (typeof value) {
    case 'bigint':
      return value;
    case 'number':
      return Number.isFinite(value) ? BigInt.asIntN(64, BigInt(Math.trunc(value))) : 0n;
    case 'boolean':
      return value ? 1n : 0n;
    case 'string': {
      // `3.00` counts as an int, `3.5` does not.
      const whole = value.replace(/^([^.]*)\.0*$/, '$1');
      const literal = /^[+-]?\d/.test(whole) ? readNumberLiteral(whole) : null;
      return literal?.kind === 'number' && !literal.isFloat ? (literal.int ?? 0n) : 0n;
    }
    default:
      return 0n;
  }
}

const FLOAT = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;

/** As sprig takes anything for a float64: what is none is 0. */
export function toFloat64(value: GoValue): number {
  switch (typeof value) {
    case 'bigint':
      return Number(value);
    case 'number':
      return value;
    case 'boolean':
      return value ? 1 : 0;
    case 'string':
      return FLOAT.test(value) ? Number(value) : 0;
    default:
      return 0;
  }
}

/** 64 bits, wrapping around as Go's do. */
export function wrap64(value: bigint): bigint {
  return BigInt.asIntN(64, value);
}

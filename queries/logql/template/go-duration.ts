import type {
  GoMember,
  GoObject,
  GoValue,
  ObjectType,
} from '../../../platform/gotemplate/go-value.ts';
import { isObject } from '../../../platform/gotemplate/go-value.ts';
import { define } from '../../../platform/gotemplate/template-function.ts';

const UNITS_NS: ReadonlyMap<string, bigint> = new Map([
  ['ns', 1n],
  ['us', 1_000n],
  ['µs', 1_000n],
  ['μs', 1_000n],
  ['ms', 1_000_000n],
  ['s', 1_000_000_000n],
  ['m', 60_000_000_000n],
  ['h', 3_600_000_000_000n],
]);

const PART = /(\d*)(?:(\.)(\d*))?(ns|us|µs|μs|ms|s|m|h)/y;
const MAX_INT64 = 0x7fffffffffffffffn;
/** More digits are out of range in every unit, or less than a nanosecond. */
const MAX_DIGITS = 30;

/** Reads Go's `time.ParseDuration`, `-1h2.5s`, as nanoseconds; null where it is none. */
export function parseGoDuration(text: string): bigint | null {
  const sign = /^[+-]/.exec(text)?.[0] ?? '';
  if (text.slice(sign.length) === '0') return 0n;
  let total = 0n;
  PART.lastIndex = sign.length;
  if (PART.lastIndex >= text.length) return null;
  while (PART.lastIndex < text.length) {
    const [, whole = '', , fraction = '', unit = ''] = PART.exec(text) ?? [];
    const size = UNITS_NS.get(unit);
    if (size === undefined || whole + fraction === '' || whole.length > MAX_DIGITS) return null;
    const digits = fraction.slice(0, MAX_DIGITS);
    total += BigInt(whole || '0') * size;
    total += (BigInt(`0${digits}`) * size) / 10n ** BigInt(digits.length);
    if (total > MAX_INT64) return null;
  }
  return sign === '-' ? -total : total;
}

/** As Go prints a duration: `1h2m3.5s`, `250µs`, `0s`. */
export function printGoDuration(ns: bigint): string {
  if (ns === 0n) return '0s';
  const sign = ns < 0n ? '-' : '';
  const size = ns < 0n ? -ns : ns;
  if (size < 1_000n) return `${sign}${size}ns`;
  if (size < 1_000_000n) return `${sign}${decimal(size, 3)}µs`;
  if (size < 1_000_000_000n) return `${sign}${decimal(size, 6)}ms`;
  const minutes = size / 60_000_000_000n;
  const seconds = `${decimal(size % 60_000_000_000n, 9)}s`;
  if (minutes === 0n) return sign + seconds;
  const hours = minutes / 60n;
  const lead = hours > 0n ? `${hours}h` : '';
  return `${sign}${lead}${minutes % 60n}m${seconds}`;
}

/** An integer with its last `places` digits behind the point, without zeros at the end. */
function decimal(value: bigint, places: number): string {
  const digits = value.toString().padStart(places + 1, '0');
  const fraction = digits.slice(-places).replace(/0+$/, '');
  return digits.slice(0, -places) + (fraction === '' ? '' : `.${fraction}`);
}

/** Go's `time.Duration`. */
export class GoDuration implements GoObject {
  readonly kind = 'object';
  readonly typeName = 'time.Duration';
  readonly underlying: bigint;

  constructor(ns: bigint) {
    this.underlying = ns;
  }

  text(): string {
    return printGoDuration(this.underlying);
  }

  member(name: string): GoMember | undefined {
    const value = this.#valueOf(name);
    return value === undefined ? undefined : { kind: 'method', method: define([], () => value) };
  }

  #valueOf(name: string): GoValue {
    switch (name) {
      case 'String':
        return this.text();
      case 'Nanoseconds':
        return this.underlying;
      case 'Microseconds':
        return this.underlying / 1_000n;
      case 'Milliseconds':
        return this.underlying / 1_000_000n;
      case 'Seconds':
        return Number(this.underlying) / 1e9;
      case 'Minutes':
        return Number(this.underlying) / 6e10;
      case 'Hours':
        return Number(this.underlying) / 3.6e12;
      default:
        return undefined;
    }
  }
}

export const DURATION: ObjectType<GoDuration> = {
  typeName: 'time.Duration',
  is: (value): value is GoDuration => isObject(value) && value instanceof GoDuration,
};

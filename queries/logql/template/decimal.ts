import { TemplateError } from '../../../platform/gotemplate/template-error.ts';

/** A decimal number: `digits` times ten to the `exponent`. Exact, so that 0.1 + 0.2 is 0.3. */
export interface Decimal {
  readonly digits: bigint;
  readonly exponent: number;
}

/** Digits behind the point that a division is carried to. */
const DIVISION_PLACES = 16;

export function decimalOf(value: number): Decimal {
  if (!Number.isFinite(value)) {
    throw new TemplateError(
      `Cannot create a Decimal from ${Number.isNaN(value) ? 'NaN' : value > 0 ? '+Inf' : '-Inf'}`,
    );
  }
  const [mantissa = '0', exponent = '0'] = value.toExponential().split('e');
  const [whole = '0', fraction = ''] = mantissa.split('.');
  return { digits: BigInt(whole + fraction), exponent: Number(exponent) - fraction.length };
}

export function toNumber({ digits, exponent }: Decimal): number {
  return Number(`${digits}e${exponent}`);
}

function aligned(a: Decimal, b: Decimal): { x: bigint; y: bigint; exponent: number } {
  const exponent = Math.min(a.exponent, b.exponent);
  const x = a.digits * 10n ** BigInt(a.exponent - exponent);
  const y = b.digits * 10n ** BigInt(b.exponent - exponent);
  return { x, y, exponent };
}

export function add(a: Decimal, b: Decimal): Decimal {
  const { x, y, exponent } = aligned(a, b);
  return { digits: x + y, exponent };
}

export function subtract(a: Decimal, b: Decimal): Decimal {
  const { x, y, exponent } = aligned(a, b);
  return { digits: x - y, exponent };
}

export function multiply(a: Decimal, b: Decimal): Decimal {
  return { digits: a.digits * b.digits, exponent: a.exponent + b.exponent };
}

/** Rounded half away from zero at the 16th digit behind the point. */
export function divide(a: Decimal, b: Decimal): Decimal {
  if (b.digits === 0n) throw new TemplateError('decimal division by 0');
  const { x, y } = aligned(a, b);
  const scaled = x * 10n ** BigInt(DIVISION_PLACES);
  const whole = scaled / y;
  const rest = scaled - whole * y;
  const isUp = size(rest) * 2n >= size(y);
  const step = x < 0n === y < 0n ? 1n : -1n;
  return { digits: isUp ? whole + step : whole, exponent: -DIVISION_PLACES };
}

function size(value: bigint): bigint {
  return value < 0n ? -value : value;
}

import type { UnitName } from './units.data.ts';

/** A unit in which people read and write quantities: `{ symbol: 'GiB', factor: 1073741824 }`. */
export interface QuantityScale {
  /** Empty for plain numbers. */
  readonly symbol: string;
  /** How much of the base unit it is. */
  readonly factor: number;
}

const PLAIN: readonly QuantityScale[] = [{ symbol: '', factor: 1 }];
const only = (symbol: string): readonly QuantityScale[] => [{ symbol, factor: 1 }];
const binary = (suffix: string): readonly QuantityScale[] =>
  ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'].map((symbol, power) => ({
    symbol: symbol + suffix,
    factor: 1024 ** power,
  }));

/** In what a quantity is read and written, smallest first. Thresholds are stored in the base unit. */
export const QUANTITY_SCALES: Readonly<Record<UnitName, readonly QuantityScale[]>> = {
  cores: only('cores'),
  bytes: binary(''),
  bytes_per_second: binary('/s'),
  ratio: [{ symbol: '%', factor: 0.01 }],
  count: PLAIN,
  yes_no: PLAIN,
  per_second: only('/s'),
  requests_per_second: only('req/s'),
  operations_per_second: only('op/s'),
  seconds: [
    { symbol: 'ms', factor: 0.001 },
    { symbol: 's', factor: 1 },
    { symbol: 'min', factor: 60 },
    { symbol: 'h', factor: 3_600 },
    { symbol: 'd', factor: 86_400 },
  ],
  seconds_per_second: only('s/s'),
  load: PLAIN,
  load_per_core: PLAIN,
};

/** The scale in which a quantity reads best: the largest of which there is at least one. */
function scaleOf(value: number, unit: UnitName): QuantityScale {
  const scales = QUANTITY_SCALES[unit];
  const fitting = scales.findLast(({ factor }) => Math.abs(value) >= factor);
  const base = scales.find(({ factor }) => factor === 1) ?? scales[0];
  return (value === 0 ? base : (fitting ?? scales[0])) ?? { symbol: '', factor: 1 };
}

/**
 * A quantity for people, with four significant digits.
 *
 * @example printQuantity(68719476736, 'bytes') // 64 GiB
 * @example printQuantity(0.855, 'ratio') // 85.5 %
 */
export function printQuantity(value: number, unit: UnitName): string {
  if (!Number.isFinite(value)) return String(value);
  const { symbol, factor } = scaleOf(value, unit);
  const scaled = value / factor;
  const digits = Number.isInteger(scaled) ? scaled : Number(scaled.toPrecision(4));
  return symbol === '' ? String(digits) : `${digits} ${symbol}`;
}

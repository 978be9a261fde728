import { QUANTITY_SCALES, type QuantityScale } from './quantity.ts';
import type { UnitName } from './units.data.ts';

/** Other ways to write a scale, by unit, in lower case: what people type without thinking. */
const ALIASES: Partial<Readonly<Record<UnitName, Readonly<Record<string, number>>>>> = {
  bytes: byteNames(''),
  bytes_per_second: byteNames('/s'),
  seconds: {
    m: 60,
    mins: 60,
    minute: 60,
    minutes: 60,
    sec: 1,
    second: 1,
    seconds: 1,
    hour: 3_600,
    hours: 3_600,
    day: 86_400,
    days: 86_400,
    w: 604_800,
    week: 604_800,
    weeks: 604_800,
  },
  cores: { core: 1, m: 0.001 },
};

/** Plain numbers may be counted in these. */
const COUNTED: Readonly<Record<string, number>> = { k: 1e3, m: 1e6, g: 1e9 };

const PART = /^\s*([-+]?(?:\d+(?:[.,]\d+)?|[.,]\d+)(?:e[-+]?\d+)?)\s*([^\d\s.,+-]*(?:\/s)?)/i;

/**
 * A quantity as people write it, in the base unit of the template; undefined for what is none. Parts
 * are added up (`1h 30min`). A number without a unit is in the base unit; of a share, where it is
 * above 1, in percent.
 *
 * @example parseQuantity('80 %', 'ratio') // 0.8
 * @example parseQuantity('500 MiB', 'bytes') // 524288000
 * @example parseQuantity('2 d', 'seconds') // 172800
 */
export function parseQuantity(text: string, unit: UnitName): number | undefined {
  let rest = text.trim();
  if (rest === '') return undefined;
  let sum = 0;
  for (let count = 0; rest !== ''; count += 1) {
    const [all = '', digits = '', symbol = ''] = PART.exec(rest) ?? [];
    if (all === '') return undefined;
    const factor = factorOf(symbol, unit);
    const isPart = unit === 'seconds' && symbol !== '';
    rest = rest.slice(all.length).trim();
    if (factor === undefined || ((count > 0 || rest !== '') && !isPart)) return undefined;
    sum += scaled(Number(digits.replace(',', '.')), factor, symbol === '' ? unit : undefined);
  }
  return Number.isFinite(sum) ? sum : undefined;
}

/**
 * A quantity that `parseQuantity` reads as exactly this number again, in the largest scale that says
 * it shortly.
 *
 * @example writeQuantity(0.855, 'ratio') // 85.5 %
 * @example writeQuantity(5400, 'seconds') // 90 min
 */
export function writeQuantity(value: number, unit: UnitName): string {
  const fitting = QUANTITY_SCALES[unit].filter(({ factor }) => Math.abs(value) >= factor);
  const scales = value === 0 ? [] : [...fitting].reverse();
  for (const scale of [...scales, ...QUANTITY_SCALES[unit]]) {
    const text = written(value, scale);
    if (text.length <= MOST_LENGTH && parseQuantity(text, unit) === value) return text;
  }
  const plain = String(value);
  return unit === 'ratio' && value > 1 ? `${value * 100} %` : plain;
}

const MOST_LENGTH = 12;

function written(value: number, { symbol, factor }: QuantityScale): string {
  const digits = String(Number((value / factor).toPrecision(6)));
  return symbol === '' ? digits : `${digits} ${symbol}`;
}

/** Division by a whole number is exact where multiplication by its inverse is not. */
function scaled(digits: number, factor: number, plain: UnitName | undefined): number {
  if (plain === 'ratio') return digits > 1 ? digits / 100 : digits;
  return factor < 1 ? digits / Math.round(1 / factor) : digits * factor;
}

function factorOf(symbol: string, unit: UnitName): number | undefined {
  if (symbol === '') return 1;
  const scales = QUANTITY_SCALES[unit];
  const exact = scales.find((scale) => scale.symbol === symbol);
  if (exact) return exact.factor;
  const lower = symbol.toLowerCase();
  const known = scales.find((scale) => scale.symbol.toLowerCase() === lower);
  const isPlain = scales.every((scale) => scale.factor === 1);
  return known?.factor ?? ALIASES[unit]?.[lower] ?? (isPlain ? COUNTED[lower] : undefined);
}

function byteNames(suffix: string): Readonly<Record<string, number>> {
  const names = ['k', 'm', 'g', 't', 'p'].flatMap((letter, index): [string, number][] => [
    [`${letter}b${suffix}`, 1000 ** (index + 1)],
    [`${letter}i${suffix}`, 1024 ** (index + 1)],
    [letter + suffix, 1000 ** (index + 1)],
  ]);
  return Object.fromEntries(names);
}

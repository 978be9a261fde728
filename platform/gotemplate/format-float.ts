/** Decimal digits of a positive number: `0.digits` times ten to the `point`. */
interface Decimal {
  readonly digits: string;
  readonly point: number;
}

/**
 * A float as Go's `strconv.FormatFloat` prints it: rounded half to even on the exact value.
 *
 * @param precision digits behind the point (`e`, `f`) or significant ones (`g`); -1 for as few as
 *   read back as the same number
 */
export function formatFloat(value: number, verb: 'e' | 'f' | 'g', precision: number): string {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? '+Inf' : '-Inf';
  const sign = value < 0 || Object.is(value, -0) ? '-' : '';
  return sign + formatPositive(Math.abs(value), verb, precision);
}

function formatPositive(value: number, verb: 'e' | 'f' | 'g', precision: number): string {
  const isShortest = precision < 0;
  if (verb === 'f') {
    const decimal = isShortest ? shortest(value) : toPlaces(value, precision);
    const places = isShortest ? Math.max(0, decimal.digits.length - decimal.point) : precision;
    return fixed(decimal, places);
  }
  if (verb === 'e') {
    const decimal = isShortest ? shortest(value) : toDigits(value, precision + 1);
    return exponential(decimal, isShortest ? Math.max(0, decimal.digits.length - 1) : precision);
  }
  const most = precision === 0 ? 1 : precision;
  const decimal = isShortest ? shortest(value) : toDigits(value, most);
  return general(decimal, most, isShortest);
}

function general(decimal: Decimal, most: number, isShortest: boolean): string {
  const { digits, point } = decimal;
  const count = digits.length;
  const threshold = isShortest ? 6 : most > count && count >= point ? count : most;
  const exponent = point - 1;
  const isLong = exponent < -4 || exponent >= threshold;
  if (isLong) return exponential(decimal, Math.max(0, count - 1));
  return fixed(decimal, Math.max(0, count - point));
}

function shortest(value: number): Decimal {
  const [mantissa = '0', exponent = '0'] = value.toExponential().split('e');
  return trimmed(mantissa.replace('.', ''), Number(exponent) + 1);
}

/** No double has more digits behind the point. */
const MOST_PLACES = 1_074;

/** Rounded to digits behind the point. */
function toPlaces(value: number, wanted: number): Decimal {
  const places = Math.min(wanted, MOST_PLACES);
  const digits = roundScaled(value, places).toString();
  return trimmed(digits, digits.length - places);
}

/** Rounded to significant digits. */
function toDigits(value: number, count: number): Decimal {
  if (value === 0) return { digits: '0', point: 1 };
  const exponent = Number(value.toExponential().split('e')[1]);
  const places = Math.min(count - 1 - exponent, MOST_PLACES);
  const digits = roundScaled(value, places).toString();
  return trimmed(digits, digits.length - places);
}

function trimmed(digits: string, point: number): Decimal {
  const kept = digits.replace(/0+$/, '');
  return kept === '' ? { digits: '0', point: 1 } : { digits: kept, point };
}

/** The number times ten to the `places`, rounded half to even on its exact binary value. */
function roundScaled(value: number, places: number): bigint {
  const { mantissa, exponent } = binaryOf(value);
  let above = mantissa;
  let below = 1n;
  if (exponent >= 0) above <<= BigInt(exponent);
  else below <<= BigInt(-exponent);
  if (places >= 0) above *= 10n ** BigInt(places);
  else below *= 10n ** BigInt(-places);
  const whole = above / below;
  const rest = (above - whole * below) * 2n;
  const isUp = rest > below || (rest === below && (whole & 1n) === 1n);
  return isUp ? whole + 1n : whole;
}

function binaryOf(value: number): { mantissa: bigint; exponent: number } {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, value);
  const bits = view.getBigUint64(0);
  const exponent = Number((bits >> 52n) & 0x7ffn);
  const fraction = bits & 0xfffffffffffffn;
  if (exponent === 0) return { mantissa: fraction, exponent: -1074 };
  return { mantissa: fraction | 0x10000000000000n, exponent: exponent - 1075 };
}

function fixed({ digits, point }: Decimal, places: number): string {
  const whole = point > 0 ? digits.slice(0, point).padEnd(point, '0') : '0';
  if (places === 0) return whole;
  const lead = point < 0 ? '0'.repeat(Math.min(-point, places)) : '';
  const fraction = (lead + digits.slice(Math.max(0, point))).slice(0, places).padEnd(places, '0');
  return `${whole}.${fraction}`;
}

function exponential({ digits, point }: Decimal, places: number): string {
  const exponent = digits === '0' ? 0 : point - 1;
  const fraction = places > 0 ? `.${digits.slice(1).slice(0, places).padEnd(places, '0')}` : '';
  const size = String(Math.abs(exponent)).padStart(2, '0');
  return `${digits.charAt(0)}${fraction}e${exponent < 0 ? '-' : '+'}${size}`;
}

/** `0x1.8p+01`: what `%x` makes of a float; always as few digits as needed. */
export function formatHexFloat(value: number): string {
  if (!Number.isFinite(value)) return formatFloat(value, 'g', -1);
  const sign = value < 0 || Object.is(value, -0) ? '-' : '';
  if (value === 0) return `${sign}0x0p+00`;
  const { mantissa, exponent } = binaryOf(Math.abs(value));
  const bits = mantissa.toString(2);
  const power = exponent + bits.length - 1;
  const fraction = bits.slice(1).replace(/0+$/, '');
  const hex = (fraction.match(/.{1,4}/g) ?? [])
    .map((nibble) => Number.parseInt(nibble.padEnd(4, '0'), 2).toString(16))
    .join('');
  const size = String(Math.abs(power)).padStart(2, '0');
  return `${sign}0x1${hex === '' ? '' : `.${hex}`}p${power < 0 ? '-' : '+'}${size}`;
}

/** `4503599627370496p-53`: what `%b` makes of a float. */
export function formatBinaryFloat(value: number): string {
  if (!Number.isFinite(value)) return formatFloat(value, 'g', -1);
  const sign = value < 0 || Object.is(value, -0) ? '-' : '';
  const { mantissa, exponent } = binaryOf(Math.abs(value));
  return `${sign}${mantissa}p${exponent < 0 ? '-' : '+'}${Math.abs(exponent)}`;
}

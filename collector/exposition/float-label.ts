import { parseNumber } from './read-number.ts';

/**
 * A bound or quantile as Prometheus 3.x writes it in a label, so that `le="1"` of one client and
 * `le="1.0"` of another are one series: `1` becomes `1.0`, `2000000` `2e+06`. A text that is no
 * number stays.
 */
export function floatLabel(text: string): string {
  const value = parseNumber(text);
  if (value === undefined) return text;
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? '+Inf' : '-Inf';
  const printed = printShortest(value);
  return /[e.]/.test(printed) ? printed : `${printed}.0`;
}

/** Go's `%g` with the fewest digits: an exponent, of two digits, below -4 and from 6 on. */
function printShortest(value: number): string {
  if (Object.is(value, -0)) return '-0';
  const [mantissa = '', exponentText = '0'] = value.toExponential().split('e');
  const exponent = Number(exponentText);
  if (exponent >= -4 && exponent < 6) return String(value);
  const digits = String(Math.abs(exponent)).padStart(2, '0');
  return `${mantissa}e${exponent < 0 ? '-' : '+'}${digits}`;
}

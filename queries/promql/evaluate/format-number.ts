/**
 * A sample's value as Prometheus's API writes it: shortest digits, with an exponent of at least two
 * digits below 1e-6 and from 1e21 on: `0.1`, `1e-07`, `1e+21`, `NaN`, `+Inf`, `-0`.
 */
export function formatSample(value: number): string {
  const text = String(value);
  if (value - value !== 0) return special(value);
  if (value === 0) return Object.is(value, -0) ? '-0' : '0';
  const at = text.indexOf('e');
  return at < 0 || text.length - at > 3 ? text : `${text.slice(0, at + 2)}0${text.slice(at + 2)}`;
}

/** Never with an exponent: scalars of the API, values that become labels (`count_values`). */
export function formatFixed(value: number): string {
  if (value - value !== 0) return special(value);
  if (value === 0) return Object.is(value, -0) ? '-0' : '0';
  const text = String(value);
  const at = text.indexOf('e');
  return at < 0 ? text : withoutExponent(text.slice(0, at), Number(text.slice(at + 1)));
}

function special(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  return value > 0 ? '+Inf' : '-Inf';
}

function withoutExponent(mantissa: string, exponent: number): string {
  const sign = mantissa.startsWith('-') ? '-' : '';
  const [whole = '', fraction = ''] = mantissa.slice(sign.length).split('.');
  if (exponent < 0) return `${sign}0.${'0'.repeat(-exponent - 1)}${whole}${fraction}`;
  const zeros = exponent - fraction.length;
  if (zeros >= 0) return `${sign}${whole}${fraction}${'0'.repeat(zeros)}`;
  return `${sign}${whole}${fraction.slice(0, exponent)}.${fraction.slice(exponent)}`;
}

/** Go's `%g`, as messages write numbers: an exponent below 1e-4 and from 1e21 on. */
export function formatG(value: number): string {
  if (value - value !== 0) return special(value);
  const size = Math.abs(value);
  if (size === 0 || size >= 1e-4) return formatSample(value);
  const [mantissa = '', exponent = ''] = value.toExponential().split('e-');
  return `${mantissa}e-${exponent.padStart(2, '0')}`;
}

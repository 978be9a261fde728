export type NamedType = 'gauge' | 'counter' | 'up-down-counter' | 'histogram' | 'summary';

/** Units of UCUM in Prometheus's words; `1` says nothing. */
const UNITS: ReadonlyMap<string, string> = new Map([
  ['d', 'days'],
  ['h', 'hours'],
  ['min', 'minutes'],
  ['s', 'seconds'],
  ['ms', 'milliseconds'],
  ['us', 'microseconds'],
  ['ns', 'nanoseconds'],
  ['By', 'bytes'],
  ['KiBy', 'kibibytes'],
  ['MiBy', 'mebibytes'],
  ['GiBy', 'gibibytes'],
  ['TiBy', 'tibibytes'],
  ['KBy', 'kilobytes'],
  ['MBy', 'megabytes'],
  ['GBy', 'gigabytes'],
  ['TBy', 'terabytes'],
  ['m', 'meters'],
  ['V', 'volts'],
  ['A', 'amperes'],
  ['J', 'joules'],
  ['W', 'watts'],
  ['g', 'grams'],
  ['Cel', 'celsius'],
  ['Hz', 'hertz'],
  ['1', ''],
  ['%', 'percent'],
]);

const PER_UNITS: ReadonlyMap<string, string> = new Map([
  ['s', 'second'],
  ['m', 'minute'],
  ['h', 'hour'],
  ['d', 'day'],
  ['w', 'week'],
  ['mo', 'month'],
  ['y', 'year'],
]);

/**
 * The name that Prometheus 3 gives a metric of OTLP (`UnderscoreEscapingWithSuffixes`): other
 * characters become underscores, the unit and, for counters, `total` come at the end, `ratio` for
 * gauges of unit 1.
 *
 * @example prometheusName('http.server.duration', 'ms', 'histogram') // http_server_duration_milliseconds
 * @returns empty when nothing of the name is left
 */
export function prometheusName(name: string, unit: string, type: NamedType): string {
  let tokens = name.split(/[^a-zA-Z0-9:]+/).filter((token) => token !== '');
  if (tokens.length === 0) return '';
  for (const suffix of unitSuffixes(unit)) {
    if (suffix !== '' && !tokens.includes(suffix)) tokens.push(suffix);
  }
  if (type === 'counter') tokens = [...tokens.filter((token) => token !== 'total'), 'total'];
  if (type === 'gauge' && unit === '1') {
    tokens = [...tokens.filter((token) => token !== 'ratio'), 'ratio'];
  }
  const joined = tokens.join('_');
  return /^\d/.test(joined) ? `_${joined}` : joined;
}

/** Of `By/s`: `bytes` and `per_second`. What stands in braces is a remark, no unit. */
function unitSuffixes(unit: string): readonly string[] {
  const slash = unit.indexOf('/');
  const main = (slash === -1 ? unit : unit.slice(0, slash)).trim();
  const per = slash === -1 ? '' : unit.slice(slash + 1).trim();
  const mainName = /[{}]/.test(main) ? '' : cleaned(UNITS.get(main) ?? main);
  const perName = /[{}]/.test(per) ? '' : cleaned(PER_UNITS.get(per) ?? per);
  return [mainName, perName === '' ? '' : `per_${perName}`];
}

function cleaned(unit: string): string {
  return unit.replace(/[^a-zA-Z0-9:]+/g, '_').replace(/^_|_$/g, '');
}

const PLAIN_LABEL = /^[a-zA-Z][a-zA-Z0-9_]*$/;

/**
 * The label that an attribute becomes in Prometheus 3: other characters are underscores, `key_` goes
 * before a digit and `key` before a single underscore.
 */
export function prometheusLabel(attribute: string): string {
  if (PLAIN_LABEL.test(attribute)) return attribute;
  const label = attribute.replace(/[^a-zA-Z0-9_]/gu, '_');
  if (/^\d/.test(label)) return `key_${label}`;
  return /^_(?!_)/.test(label) ? `key${label}` : label;
}

/** A number without an exponent, in as few digits as tell it apart: `le` and `quantile`. */
export function plainDecimal(value: number): string {
  if (value === Infinity) return '+Inf';
  if (value === -Infinity) return '-Inf';
  const [digits = '', exponent] = String(value).split('e');
  if (exponent === undefined) return digits;
  const sign = digits.startsWith('-') ? '-' : '';
  const [whole = '', fraction = ''] = digits.replace('-', '').split('.');
  const point = whole.length + Number(exponent);
  const all = whole + fraction;
  if (point <= 0) return `${sign}0.${'0'.repeat(-point)}${all}`;
  return `${sign}${all.padEnd(point, '0')}`;
}

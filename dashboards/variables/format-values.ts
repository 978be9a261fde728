import { escapeHtml } from '../../platform/gotemplate/escape-text.ts';
import { quoteRegex } from '../../queries/promql/quote-regex.ts';
import { quotedInside } from './quoting-at.ts';
import type { VariableValue } from './variable-value.ts';

type Format = (value: VariableValue) => string;

const joined = (separator: string, each: (value: string) => string): Format => {
  return ({ values }) => values.map(each).join(separator);
};

const glob: Format = ({ values }) =>
  values.length === 1 ? (values[0] ?? '') : `{${values.join(',')}}`;

/** The formats of `${x:format}` by name, as Grafana has them. */
const FORMATS: ReadonlyMap<string, Format> = new Map<string, Format>([
  ['csv', joined(',', (value) => value)],
  ['raw', joined(',', (value) => value)],
  ['pipe', joined('|', (value) => value)],
  ['glob', glob],
  ['regex', ({ values }) => asPattern(values)],
  ['json', ({ values }) => JSON.stringify(values.length === 1 ? values[0] : values)],
  ['doublequote', joined(',', (value) => `"${quotedInside(value, '"')}"`)],
  ['singlequote', joined(',', (value) => `'${quotedInside(value, "'")}'`)],
  ['sqlstring', joined(',', (value) => `'${value.replaceAll("'", "''")}'`)],
  ['percentencode', (value) => encode(glob(value))],
  ['uriencode', (value) => encodeURI(glob(value))],
  [
    'queryparam',
    ({ name, values }) =>
      values.map((each) => `${encode(`var-${name}`)}=${encode(each)}`).join('&'),
  ],
  [
    'distributed',
    ({ name, values }) => values.map((each, at) => (at === 0 ? each : `${name}=${each}`)).join(','),
  ],
  [
    'lucene',
    ({ values }) =>
      values.length === 1
        ? lucene(values[0] ?? '')
        : `(${values.map((each) => `"${lucene(each)}"`).join(' OR ')})`,
  ],
  ['html', joined(', ', escapeHtml)],
  ['text', ({ texts }) => texts.join(' + ')],
]);

/** Formats whose result is a text for people or addresses; nothing is quoted further. */
export function formatNamed(value: VariableValue, format: string): string {
  return (FORMATS.get(format) ?? glob)(value);
}

/** One value is itself, several are `(a|b)`; every value stands for itself only. */
export function asPattern(values: readonly string[]): string {
  const quoted = values.map(quoteRegex);
  return quoted.length === 1 ? (quoted[0] ?? '') : `(${quoted.join('|')})`;
}

/** As `encodeURIComponent`, and those it leaves out that end an address in texts: `!'()*`. */
export function encode(text: string): string {
  return encodeURIComponent(text.toWellFormed()).replaceAll(
    /[!'()*]/g,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

function lucene(text: string): string {
  return text.replaceAll(/([!*+\-=<>\s&|()[\]{}^~?:\\/"])/g, '\\$1');
}

import { unquoteGo } from '../../queries/promql/go-unquote.ts';

/** Labels of a script, in the order in which they stand there. */
export type Pairs = readonly (readonly [string, string])[];

const UNIT_NS: Readonly<Record<string, bigint>> = {
  ns: 1n,
  us: 1_000n,
  µs: 1_000n,
  μs: 1_000n,
  ms: 1_000_000n,
  s: 1_000_000_000n,
  m: 60_000_000_000n,
  h: 3_600_000_000_000n,
};

const DURATION_PART = /(\d*)(?:\.(\d*))?(ns|us|µs|μs|ms|s|m|h)/y;

/** A Go duration, exact to the nanosecond. @throws Error for what is none */
export function readNs(text: string): bigint {
  const [, sign = '', size = ''] = /^([+-]?)(.*)$/.exec(text) ?? [];
  if (size === '0') return 0n;
  let total = 0n;
  DURATION_PART.lastIndex = 0;
  do {
    const [, whole = '', fraction = '', unit = ''] = DURATION_PART.exec(size) ?? [];
    const unitNs = UNIT_NS[unit];
    if (unitNs === undefined || `${whole}${fraction}` === '')
      throw new Error(`no duration: ${text}`);
    total +=
      BigInt(whole || '0') * unitNs +
      (BigInt(`0${fraction}`) * unitNs) / 10n ** BigInt(fraction.length);
  } while (DURATION_PART.lastIndex < size.length);
  return sign === '-' ? -total : total;
}

/**
 * The line without its comment: what stands behind a `#` outside of quotes.
 * @param isEntry whether labels may be followed by a log line in quotes, which knows no escapes
 */
export function withoutComment(line: string, isEntry: boolean): string {
  const entry = isEntry && /^\s*\{/.test(line);
  let quote = '';
  let phase: 'labels' | 'line' | 'rest' = entry ? 'labels' : 'rest';
  for (let i = 0; i < line.length; i++) {
    const char = line[i] ?? '';
    if (quote !== '') {
      if (char === '\\' && quote === '"' && phase !== 'line') i++;
      else if (char === quote && (phase !== 'line' || endsLine(line, i))) {
        quote = '';
        if (phase === 'line') phase = 'rest';
      }
    } else if (char === '"' || char === '`') quote = char;
    else if (char === '}' && phase === 'labels') phase = 'line';
    else if (char === '#') return line.slice(0, i);
  }
  return line;
}

/** The labels between braces, and where the text goes on. @throws Error where there are none */
export function readLabels(text: string, from: number): readonly [Pairs, number] {
  let at = skipSpace(text, from);
  if (text[at] !== '{') throw new Error(`no labels in: ${text}`);
  let quote = '';
  for (const begin = ++at; at < text.length; at++) {
    const char = text[at] ?? '';
    if (quote !== '') {
      if (char === '\\' && quote === '"') at++;
      else if (char === quote) quote = '';
    } else if (char === '"' || char === '`') quote = char;
    else if (char === '}') return [readPairs(text.slice(begin, at)), at + 1];
  }
  throw new Error(`labels do not end: ${text}`);
}

const PAIR = /\s*,?\s*(?:"([^"]*)"|([a-zA-Z_][\w.]*))\s*=\s*(?:"((?:[^"\\]|\\.)*)"|`([^`]*)`)\s*/y;

/** `a="b", c="d"` or without commas. @throws Error for anything else */
export function readPairs(text: string): Pairs {
  const pairs: [string, string][] = [];
  const trimmed = text.trim().replace(/,$/, '');
  PAIR.lastIndex = 0;
  while (PAIR.lastIndex < trimmed.length) {
    const [whole, quoted, name, value = '', raw] = PAIR.exec(trimmed) ?? [];
    if (whole === undefined) throw new Error(`no labels: ${text}`);
    pairs.push([quoted ?? name ?? '', raw ?? unquoteGo(value, 0, value.length)]);
  }
  return pairs;
}

/**
 * A line in quotes of either kind, none of which knows escapes: it ends at the quote that its instant
 * follows. @throws Error where there is none
 */
export function readRawString(text: string, at: number): readonly [string, number] {
  const quote = text[at] ?? '';
  if (quote === '"' || quote === '`') {
    for (let end = at + 1; end < text.length; end++) {
      if (text[end] === quote && endsLine(text, end)) return [text.slice(at + 1, end), end + 1];
    }
  }
  throw new Error(`no line in quotes before @: ${text}`);
}

const INSTANT = /\s*@/y;

function endsLine(text: string, quoteAt: number): boolean {
  INSTANT.lastIndex = quoteAt + 1;
  return INSTANT.test(text);
}

export function skipSpace(text: string, at: number): number {
  let i = at;
  while (/\s/.test(text[i] ?? '')) i++;
  return i;
}

const REPEATED = /^(.+?)(?:([+-])([0-9.]+(?:e[+-]?[0-9]+)?))?x([0-9]+)$/i;
const MAX_REPEAT = 1_000_000;

/** `_`, `_x3`, `5`, `5x2`, `1+2x3`; null is a gap. @throws Error for anything else */
export function readPoints(text: string): readonly (number | null)[] {
  if (text === '_') return [null];
  const [, base, sign, step = '0', count] = REPEATED.exec(text) ?? [];
  if (base === undefined) return [readValue(text)];
  if (Number(count) > MAX_REPEAT) throw new Error(`too many repetitions: ${text}`);
  if (base === '_') return Array.from({ length: Number(count) }, () => null);
  const first = readValue(base);
  const delta = readValue(step) * (sign === '-' ? -1 : 1);
  return Array.from({ length: Number(count) + 1 }, (_, i) => first + i * delta);
}

/** @throws Error for what is no number */
export function readValue(text: string): number {
  if (/^[+-]?inf$/i.test(text)) return text.startsWith('-') ? -Infinity : Infinity;
  if (/^nan$/i.test(text)) return Number.NaN;
  const value = Number(text);
  if (text === '' || Number.isNaN(value)) throw new Error(`no value: ${text}`);
  return value;
}

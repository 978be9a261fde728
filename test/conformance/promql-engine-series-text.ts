import { type Labels, labelsFrom } from '../../platform/model/labels.ts';
import { parsePromqlSelector } from '../../queries/promql/parse.ts';

/** One place of a sequence: a value, nothing, a staleness marker, or a native histogram. */
export type SequencePoint = number | 'gap' | 'stale' | 'histogram';

/** `up{job="a"} 1 2+3x4`: a series and its points. */
export interface SeriesText {
  readonly labels: Labels;
  readonly points: readonly SequencePoint[];
}

/** Longest sequence one item may spell. */
const MAX_REPEAT = 1_000_000;

/** Reads a series with its points. @throws Error with what is wrong */
export function parseSeriesText(text: string): SeriesText {
  const end = metricEnd(text);
  const parsed = parsePromqlSelector(text.slice(0, end));
  if (parsed.kind === 'error') throw new Error(`${text}: ${parsed.error.text}`);
  const { name, matchers } = parsed.expr;
  const pairs = matchers.map(({ name: label, value }): [string, string] => [label, value]);
  if (name !== null) pairs.push(['__name__', name]);
  return { labels: labelsFrom(pairs), points: parsePoints(text.slice(end)) };
}

/** Where the points begin: after the closing brace, or after the name. */
function metricEnd(text: string): number {
  let quote = '';
  let isInside = false;
  for (let i = 0; i < text.length; i++) {
    const char = text.charAt(i);
    if (quote !== '') {
      if (char === '\\' && quote !== '`') i++;
      else if (char === quote) quote = '';
    } else if (char === '"' || char === "'" || char === '`') quote = char;
    else if (char === '{') isInside = true;
    else if (char === '}') return i + 1;
    else if (!isInside && /\s/.test(char) && !/^\s*\{(?!\{)/.test(text.slice(i))) return i;
  }
  return text.length;
}

/** `1 _ _x3 stale 5x2 1+2x3 {{count:1}}x2`. @throws Error for anything else */
export function parsePoints(text: string): readonly SequencePoint[] {
  const points: SequencePoint[] = [];
  for (const [item] of text.matchAll(ITEM)) points.push(...parseItem(item));
  return points;
}

const HISTOGRAM = String.raw`\{\{.*?\}\}`;
const ITEM = new RegExp(String.raw`${HISTOGRAM}(?:[+-]${HISTOGRAM})?(?:x[0-9]+)?|[^\s]+`, 'g');
const NUMBER = String.raw`(?:[0-9]+\.?[0-9]*(?:[eE][+-]?[0-9]+)?|\.[0-9]+(?:[eE][+-]?[0-9]+)?|[iI][nN][fF]|[nN][aA][nN])`;
const VALUE = new RegExp(`^([+-]?${NUMBER})(?:([+-]${NUMBER})?x([0-9]+))?$`);
const BLANK = /^(_|stale)(?:x([0-9]+))?$/;

function parseItem(item: string): readonly SequencePoint[] {
  const blank = BLANK.exec(item);
  if (blank !== null) {
    const [, word, times] = blank;
    const count = times === undefined ? 1 : repeats(times) + (word === 'stale' ? 1 : 0);
    return Array.from({ length: count }, () => (word === 'stale' ? 'stale' : 'gap'));
  }
  if (item.startsWith('{{')) {
    const times = /x([0-9]+)$/.exec(item)?.[1];
    const count = times === undefined ? 1 : repeats(times) + 1;
    return Array.from({ length: count }, (): SequencePoint => 'histogram');
  }
  const value = VALUE.exec(item);
  if (value === null) throw new Error(`not a point: ${item}`);
  const [, first = '', step, times] = value;
  const points: number[] = [];
  let current = readValue(first);
  const count = times === undefined ? 1 : repeats(times) + 1;
  for (let i = 0; i < count; i++) {
    points.push(current);
    current += step === undefined ? 0 : readValue(step);
  }
  return points;
}

function repeats(digits: string): number {
  const count = Number(digits);
  if (count > MAX_REPEAT) throw new Error(`too many repetitions: ${digits}`);
  return count;
}

/** A number of a script: `1`, `-.5`, `1e3`, `Inf`, `-Inf`, `NaN`. */
function readValue(text: string): number {
  const size = text.replace(/^[+-]/, '').toLowerCase();
  const sign = text.startsWith('-') ? -1 : 1;
  if (size === 'inf') return sign * Number.POSITIVE_INFINITY;
  return size === 'nan' ? Number.NaN : sign * Number(size);
}

/** A bare number that is a scalar's expectation; null for anything else. */
export function readScalar(text: string): number | null {
  if (/^[+-]?0[xX][0-9a-fA-F]+$/.test(text)) return Number(text);
  return new RegExp(`^[+-]?${NUMBER}$`).test(text) ? readValue(text) : null;
}

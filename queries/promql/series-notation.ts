import { type Labels, labelsFrom } from '../../platform/model/labels.ts';
import { parsePromqlSelector } from './parse.ts';

/** One place of a sequence: a value, nothing, a staleness marker, or a native histogram. */
export type SequencePoint = number | 'gap' | 'stale' | 'histogram';

/** `up{job="a"} 1 2+3x4`: a series and its points, one for each step. */
export interface SeriesNotation {
  readonly labels: Labels;
  readonly points: readonly SequencePoint[];
}

/** Most points of one sequence. */
export const MAX_POINTS = 1_000_000;

/** Reads a series with its points, as `load` blocks hold it. @throws Error with what is wrong */
export function parseSeriesNotation(text: string): SeriesNotation {
  const end = metricEnd(text);
  return { labels: parseMetric(text.slice(0, end)), points: parseSequence(text.slice(end)) };
}

/** `up{job="a"}`, `{job="a"}`; nothing at all is the empty label set. @throws Error otherwise */
export function parseMetric(text: string): Labels {
  if (text.trim() === '') return labelsFrom([]);
  const parsed = parsePromqlSelector(text);
  if (parsed.kind === 'error') throw new Error(`${text}: ${parsed.error.text}`);
  const { name, matchers } = parsed.expr;
  const pairs = matchers.map(({ name: label, op, value }): [string, string] => {
    if (op !== '=') throw new Error(`${text}: labels of a series are set with =, not ${op}`);
    return [label, value];
  });
  if (name !== null) pairs.push(['__name__', name]);
  return labelsFrom(pairs);
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

/**
 * The points of a series: `1 -2 _ stale` one each; `1x3` the value and three more of it, `1+2x3` and
 * `1-2x3` with that step; `_x3` three gaps. `{{…}}` is a native histogram, which is told and not read.
 * @throws Error for anything else, and for more than `MAX_POINTS`
 */
export function parseSequence(text: string): readonly SequencePoint[] {
  const points: SequencePoint[] = [];
  for (const [item] of text.matchAll(ITEM)) {
    for (const point of parseItem(item, MAX_POINTS - points.length)) points.push(point);
  }
  return points;
}

const HISTOGRAM = String.raw`\{\{.*?\}\}`;
const ITEM = new RegExp(String.raw`${HISTOGRAM}(?:[+-]${HISTOGRAM})?(?:x[0-9]+)?|[^\s]+`, 'g');
const NUMBER = String.raw`(?:[0-9]+\.?[0-9]*(?:[eE][+-]?[0-9]+)?|\.[0-9]+(?:[eE][+-]?[0-9]+)?|[iI][nN][fF]|[nN][aA][nN])`;
const VALUE = new RegExp(`^([+-]?${NUMBER})(?:([+-]${NUMBER})?x([0-9]+))?$`);
const SINGLE = new RegExp(`^[+-]?${NUMBER}$`);
const BLANK = /^(_|stale)(?:x([0-9]+))?$/;

/** @param room how many points it may be, at most */
function parseItem(item: string, room: number): readonly SequencePoint[] {
  const blank = BLANK.exec(item);
  if (blank !== null) {
    const [, word, times] = blank;
    const point = word === 'stale' ? 'stale' : 'gap';
    const first = point === 'stale' || times === undefined ? 1 : 0;
    return Array.from({ length: countOf(item, first, times, room) }, () => point);
  }
  if (item.startsWith('{{')) {
    const times = /x([0-9]+)$/.exec(item)?.[1];
    return Array.from({ length: countOf(item, 1, times, room) }, (): SequencePoint => 'histogram');
  }
  const value = VALUE.exec(item);
  if (value === null) throw new Error(`not a point: ${item}`);
  const [, first = '', step, times] = value;
  const points: number[] = [];
  let current = readValue(first);
  const added = step === undefined ? 0 : readValue(step);
  const count = countOf(item, 1, times, room);
  for (let i = 0; i < count; i++) {
    points.push(current);
    current += added;
  }
  return points;
}

function countOf(item: string, first: number, times: string | undefined, room: number): number {
  const count = first + Number(times ?? 0);
  if (count > room) throw new Error(`more than ${MAX_POINTS} points: ${item}`);
  return count;
}

/** A number as points are written: `1`, `-.5`, `1e3`, `Inf`, `-Inf`, `NaN`; null for anything else. */
export function readPointValue(text: string): number | null {
  return SINGLE.test(text) ? readValue(text) : null;
}

function readValue(text: string): number {
  const size = text.replace(/^[+-]/, '').toLowerCase();
  const sign = text.startsWith('-') ? -1 : 1;
  if (size === 'inf') return sign * Number.POSITIVE_INFINITY;
  return size === 'nan' ? Number.NaN : sign * Number(size);
}

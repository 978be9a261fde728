import { RE2JS } from 're2js';
import { parseLogql } from '../../../queries/logql/parse.ts';

/** What is searched for in lines: a text, in its case or any, or an RE2 pattern. */
export type Needle =
  | { readonly kind: 'text'; readonly text: string; readonly ignoresCase: boolean }
  | { readonly kind: 'pattern'; readonly pattern: RE2JS };

/** A part of a line, marked if it was searched for. */
export interface LinePiece {
  readonly text: string;
  /** UTF-16 offset in the line. */
  readonly at: number;
  readonly isMarked: boolean;
}

/** Lines are marked in their beginning only: more is not seen in a row, and costs time. */
const MOST_CHARACTERS = 20_000;
const MOST_MARKS = 200;

/** What a query's line filters look for; those that leave lines out mark nothing. */
export function needlesOf(text: string): readonly Needle[] {
  const parsed = parseLogql(text);
  if (parsed.kind === 'error' || parsed.expr.kind !== 'log') return [];
  return parsed.expr.stages.flatMap((stage): readonly Needle[] => {
    if (stage.kind !== 'line_filter' || !KEEPS.has(stage.op)) return [];
    const values = stage.alternatives.flatMap(({ kind, value }) =>
      kind === 'text' && value !== '' ? [value] : [],
    );
    if (stage.op === '|=') return values.map((value) => textNeedle(value, false));
    if (stage.op === '|>') return values.flatMap(shapeNeedles);
    // The parser has judged them: each is valid RE2 of bounded size.
    return values.map((value) => ({ kind: 'pattern', pattern: RE2JS.compile(value) }));
  });
}

const KEEPS: ReadonlySet<string> = new Set(['|=', '|~', '|>']);

/** The texts between the gaps of a shape: `<_> failed: <_>` looks for `failed:`. */
function shapeNeedles(shape: string): readonly Needle[] {
  const texts = shape.split(/<\w+>/).map((text) => text.trim());
  return texts.filter((text) => text !== '').map((text) => textNeedle(text, false));
}

/** What a person types to find, in any case. */
export function textNeedle(text: string, ignoresCase = true): Needle {
  return { kind: 'text', text, ignoresCase };
}

/** The line in pieces, in order and without gaps; overlapping marks are one. */
export function markLine(line: string, needles: readonly Needle[]): readonly LinePiece[] {
  const searched = line.slice(0, MOST_CHARACTERS);
  const marks = needles
    .flatMap((needle) => spansOf(searched, needle))
    .toSorted(([a], [b]) => a - b);
  const pieces: LinePiece[] = [];
  let at = 0;
  for (const [start, end] of joined(marks)) {
    if (start > at) pieces.push({ text: line.slice(at, start), at, isMarked: false });
    pieces.push({ text: line.slice(start, end), at: start, isMarked: true });
    at = end;
  }
  if (at < line.length || line === '') pieces.push({ text: line.slice(at), at, isMarked: false });
  return pieces;
}

/** Whether a line has what a person looks for. */
export function hasText(line: string, text: string): boolean {
  return text === '' || line.toLowerCase().includes(text.toLowerCase());
}

type Range = readonly [start: number, end: number];

function spansOf(line: string, needle: Needle): readonly Range[] {
  if (needle.kind === 'pattern') return patternSpans(line, needle.pattern);
  const { text, ignoresCase } = needle;
  if (text === '') return [];
  const lower = line.toLowerCase();
  // Some letters change their length with their case; there offsets would be wrong.
  const isAligned = ignoresCase && lower.length === line.length;
  const hay = isAligned ? lower : line;
  const wanted = isAligned ? text.toLowerCase() : text;
  const found: Range[] = [];
  for (
    let at = hay.indexOf(wanted);
    at >= 0 && found.length < MOST_MARKS;
    at = hay.indexOf(wanted, at + wanted.length)
  ) {
    found.push([at, at + wanted.length]);
  }
  return found;
}

function patternSpans(line: string, pattern: RE2JS): readonly Range[] {
  const matcher = pattern.matcher(line);
  const found: Range[] = [];
  while (found.length < MOST_MARKS && matcher.find()) {
    if (matcher.end() > matcher.start()) found.push([matcher.start(), matcher.end()]);
  }
  return found;
}

function joined(sorted: readonly Range[]): readonly Range[] {
  const all: Range[] = [];
  for (const [start, end] of sorted) {
    const last = all.at(-1);
    if (last === undefined || start > last[1]) all.push([start, end]);
    else all[all.length - 1] = [last[0], Math.max(last[1], end)];
  }
  return all;
}

import { VECTOR_OPS } from '../../../../queries/logql/aggregations.ts';
import { parseLogql } from '../../../../queries/logql/parse.ts';
import { Tok } from '../../../../queries/logql/tokens.ts';
import { askableSelector } from './askable-selector.ts';
import { type ExpressionFrame, type Frame, type SelectorFrame, scanLogql } from './logql-scan.ts';
import { type LogqlToken, logqlTokens } from './logql-tokens.ts';
import type { Pipeline } from './pipeline-scan.ts';

/** The string that the cursor is in, or none. */
export type Quote = '"' | '`' | '';

/** What may be asked about the fields of lines. */
export interface FieldsOf {
  /** A log query that is complete and can be asked. */
  readonly query: string;
  /** Parsers in it, in order. */
  readonly parsers: readonly string[];
}

/** What can stand at a place of a query. */
export type LogqlPlace =
  | { readonly kind: 'nothing' }
  /** `call` is the function in whose parentheses it is; `isRightSide` of a binary operator. */
  | { readonly kind: 'expression'; readonly call: string; readonly isRightSide: boolean }
  /** `selector`: the other matchers, '' where they cannot be asked with. */
  | { readonly kind: 'label_name'; readonly selector: string; readonly taken: readonly string[] }
  | { readonly kind: 'match_op' }
  | {
      readonly kind: 'label_value';
      readonly label: string;
      readonly selector: string;
      readonly quote: Quote;
      readonly isPattern: boolean;
    }
  /** `hasPipe` where `| ` is written already; `words` are keywords that fit as well. */
  | {
      readonly kind: 'stage';
      readonly hasPipe: boolean;
      readonly isInRange: boolean;
      readonly words: readonly string[];
      /** Behind a pipe only. */
      readonly fields: FieldsOf | undefined;
    }
  | { readonly kind: 'field_name'; readonly fields: FieldsOf }
  | { readonly kind: 'field_op' }
  | {
      readonly kind: 'field_value';
      readonly field: string;
      readonly fields: FieldsOf;
      readonly quote: Quote;
      readonly isPattern: boolean;
      /** By its size, so that it is no text. */
      readonly isCompared: boolean;
    }
  | { readonly kind: 'unwrap'; readonly fields: FieldsOf }
  | { readonly kind: 'range' }
  /** The list behind `by`: labels, and fields of the lines that are aggregated. */
  | {
      readonly kind: 'group_label';
      readonly fields: FieldsOf | undefined;
      readonly taken: readonly string[];
    }
  | { readonly kind: 'words'; readonly words: readonly string[] };

export interface PlacedAt {
  readonly place: LogqlPlace;
  /** Where what is chosen is put: from here to `to`. */
  readonly from: number;
  readonly to: number;
  /** Something must stand here, so that the list may open by itself. */
  readonly isDue: boolean;
}

const NOTHING: LogqlPlace = { kind: 'nothing' };
const SET_WORDS = ['and', 'or', 'unless'] as const;

/** Nothing is offered in longer texts, so that every key is answered at once. */
const MOST_CHARACTERS = 20_000;

/** What can stand at an offset of a query that is being written. Never throws. */
export function placeIn(text: string, cursor: number): PlacedAt {
  const nothing = { place: NOTHING, from: cursor, to: cursor, isDue: false };
  if (text.length > MOST_CHARACTERS) return nothing;
  const tokens = logqlTokens(text.slice(0, cursor));
  const last = tokens.at(-1);
  if (isInComment(text.slice(last?.end ?? 0, cursor)) || isNumberAt(last, cursor)) return nothing;
  if (last?.isOpen !== true) return betweenTokens(text, cursor, tokens);
  if (last.kind !== Tok.range) return inString(text, cursor, tokens.slice(0, -1), last.start);
  return { place: { kind: 'range' }, from: last.start + 1, to: cursor, isDue: true };
}

/** Behind a token, or at the end of a word that is being written. */
function betweenTokens(text: string, cursor: number, tokens: readonly LogqlToken[]): PlacedAt {
  const last = tokens.at(-1);
  const isTyped = last !== undefined && last.end === cursor && last.kind >= Tok.identifier;
  const frame = scanLogql(text, isTyped ? tokens.slice(0, -1) : tokens).at(-1);
  const place = frame === undefined ? NOTHING : placeOf(frame, text, cursor);
  const isBarePipe = last?.kind === Tok.pipe && last.end === cursor;
  return {
    place: withoutPipe(place, isBarePipe),
    from: isTyped || (isBarePipe && place.kind === 'stage') ? last.start : cursor,
    to: cursor,
    isDue: place.kind !== 'nothing' && (isTyped || (last !== undefined && OPENERS.has(last.kind))),
  };
}

/** Between quotes, the first of which is at `start`. */
function inString(
  text: string,
  cursor: number,
  before: readonly LogqlToken[],
  start: number,
): PlacedAt {
  const quote = text.charAt(start);
  const end = endOfString(text, cursor, quote);
  const place = insideString(text, scanLogql(text, before), quote, end);
  const isPattern = 'isPattern' in place && place.isPattern;
  return {
    place,
    from: isPattern ? alternativeStart(text, start + 1, cursor) : start + 1,
    to: isPattern ? cursor : end,
    isDue: place.kind !== 'nothing',
  };
}

/** Behind these something must follow. */
const OPENERS: ReadonlySet<number> = new Set<number>([
  Tok.leftBrace,
  Tok.leftParen,
  Tok.comma,
  Tok.pipe,
  Tok.unwrap,
  Tok.drop,
  Tok.keep,
  Tok.equals,
  Tok.match,
  Tok.neq,
  Tok.notMatch,
  Tok.greater,
  Tok.greaterEqual,
  Tok.less,
  Tok.lessEqual,
  Tok.compareEqual,
  Tok.and,
  Tok.or,
]);

/** Directly behind `|` the pipe itself is completed: `|=` and `| json`. */
function withoutPipe(place: LogqlPlace, isBarePipe: boolean): LogqlPlace {
  return isBarePipe && place.kind === 'stage'
    ? { ...place, hasPipe: false, fields: undefined }
    : place;
}

function isNumberAt(last: LogqlToken | undefined, cursor: number): boolean {
  if (last === undefined || last.end !== cursor) return false;
  return last.kind === Tok.number || last.kind === Tok.duration || last.kind === Tok.bytes;
}

/** A gap holds spaces and comments only, and no comment `/*` without its end. */
function isInComment(gap: string): boolean {
  return /(?:#|\/\/)[^\n]*$/.test(gap.replaceAll(/\/\*.*?\*\//gs, ''));
}

/** Where the string ends that the cursor is in, if it does on this line; else at the cursor. */
function endOfString(text: string, cursor: number, quote: string): number {
  const rest = quote === '`' ? /[^`]*/y : /(?:\\.|[^"\\\n])*/y;
  rest.lastIndex = cursor;
  rest.test(text);
  return text.charAt(rest.lastIndex) === quote ? rest.lastIndex : cursor;
}

/** Of a pattern the alternative is completed that the cursor is in: `shop|pa`. */
function alternativeStart(text: string, start: number, cursor: number): number {
  const before = text.slice(start, cursor);
  return start + Math.max(before.lastIndexOf('|'), before.lastIndexOf('(')) + 1;
}

function insideString(
  text: string,
  frames: readonly Frame[],
  quote: string,
  end: number,
): LogqlPlace {
  const frame = frames.at(-1);
  if (frame === undefined || (quote !== '"' && quote !== '`')) return NOTHING;
  if (frame.kind === 'selector' && frame.phase === 'value') {
    return labelValue(frame, text, end + 1, quote);
  }
  if (frame.kind !== 'expression' || frame.phase !== 'pipeline') return NOTHING;
  return frame.pipeline.phase === 'field_value' ? fieldValue(frame.pipeline, text, quote) : NOTHING;
}

function placeOf(frame: Frame, text: string, cursor: number): LogqlPlace {
  switch (frame.kind) {
    case 'selector':
      return selectorPlace(frame, text, cursor);
    case 'names':
      return { kind: 'group_label', fields: nearestFields(text, cursor), taken: frame.taken };
    default:
      return frame.phase === 'pipeline'
        ? pipelinePlace(frame.pipeline, text, frame.call)
        : expressionPlace(frame);
  }
}

function expressionPlace(frame: ExpressionFrame): LogqlPlace {
  const mayGroup = VECTOR_OPS.get(frame.callee)?.mayGroup === true;
  const grouping = mayGroup ? ['by', 'without'] : [];
  switch (frame.phase) {
    case 'operand':
      return { kind: 'expression', call: frame.call, isRightSide: frame.isRightSide };
    case 'called':
      return { kind: 'words', words: grouping };
    case 'complete':
      return { kind: 'words', words: [...grouping, ...SET_WORDS] };
    default:
      return NOTHING;
  }
}

function selectorPlace(frame: SelectorFrame, text: string, cursor: number): LogqlPlace {
  switch (frame.phase) {
    case 'name':
      return { kind: 'label_name', ...otherMatchers(frame, text, cursor) };
    case 'op':
      return { kind: 'match_op' };
    case 'value':
      return labelValue(frame, text, cursor, '');
    default:
      return NOTHING;
  }
}

function labelValue(frame: SelectorFrame, text: string, behind: number, quote: Quote): LogqlPlace {
  const { selector } = otherMatchers(frame, text, behind);
  const isPattern = frame.op.endsWith('~');
  return { kind: 'label_value', label: frame.name, selector, quote, isPattern };
}

/** The matchers beside the one that is being written, before and behind it. */
function otherMatchers(
  frame: SelectorFrame,
  text: string,
  behind: number,
): { readonly selector: string; readonly taken: readonly string[] } {
  const all = [...frame.matchers, ...matchersBehind(text, behind)];
  const selector = `{${all.map((matcher) => matcher.text).join(', ')}}`;
  return { selector: askableSelector(selector), taken: all.map(({ name }) => name) };
}

const MATCHER_BEHIND = /\s*,\s*([a-zA-Z_]\w*)\s*(=~|!~|!=|=)\s*("(?:\\.|[^"\\\n])*"|`[^`]*`)/y;

/** Complete matchers that follow, each behind a comma. */
function matchersBehind(text: string, from: number): SelectorFrame['matchers'] {
  const found: SelectorFrame['matchers'] = [];
  // What is left of the word that the cursor is in is not looked at.
  MATCHER_BEHIND.lastIndex = text.slice(from).search(/[,}]|$/) + from;
  for (;;) {
    const [, name, op = '', value = ''] = MATCHER_BEHIND.exec(text) ?? [];
    if (name === undefined) return found;
    found.push({ name, text: `${name}${op}${value}` });
  }
}

function fieldValue(pipeline: Pipeline, text: string, quote: Quote): LogqlPlace {
  const { field, op } = pipeline;
  const fields = fieldsBefore(pipeline, text);
  const isCompared = op === '==' || op.startsWith('>') || op.startsWith('<');
  return { kind: 'field_value', field, fields, quote, isPattern: op.endsWith('~'), isCompared };
}

/** The complete stages before the one that is being written; where they cannot be read, the streams. */
function fieldsBefore(pipeline: Pipeline, text: string): FieldsOf {
  const end = Math.min(pipeline.stageStart, pipeline.unwrapStart);
  return askable(text.slice(pipeline.start, end), pipeline.parsers);
}

function askable(query: string, parsers: readonly string[]): FieldsOf {
  const trimmed = query.trim();
  const parsed = parseLogql(trimmed);
  if (parsed.kind === 'ok' && parsed.expr.kind === 'log') return { query: trimmed, parsers };
  return { query: askableSelector(trimmed.slice(0, trimmed.indexOf('}') + 1)), parsers };
}

function pipelinePlace(pipeline: Pipeline, text: string, call: string): LogqlPlace {
  const isInRange = call !== '' && !VECTOR_OPS.has(call);
  const fields = () => fieldsBefore(pipeline, text);
  const next = (words: readonly string[]): LogqlPlace => ({
    kind: 'stage',
    hasPipe: false,
    isInRange,
    words,
    fields: undefined,
  });
  switch (pipeline.phase) {
    case 'between':
      return next(pipeline.hasRange ? ['offset'] : []);
    case 'parser':
    case 'format_done':
    case 'list_done':
      return next([]);
    case 'line_done':
      return next(['or']);
    case 'field_done':
      return next(['and', 'or']);
    case 'pipe':
      return { kind: 'stage', hasPipe: true, isInRange, words: [], fields: fields() };
    case 'field':
    case 'format_value':
    case 'list_name':
      return { kind: 'field_name', fields: fields() };
    case 'field_op':
      return { kind: 'field_op' };
    case 'field_value':
      return fieldValue(pipeline, text, '');
    case 'unwrap':
      return { kind: 'unwrap', fields: fields() };
    default:
      return NOTHING;
  }
}

/** Of the lines that a list of labels is about: the query behind the cursor, else the one before. */
function nearestFields(text: string, cursor: number): FieldsOf | undefined {
  const tokens = logqlTokens(text);
  const braces = tokens.filter(({ kind }) => kind === Tok.leftBrace);
  const brace = braces.find(({ start }) => start >= cursor) ?? braces.at(-1);
  if (brace === undefined) return undefined;
  const behind = tokens.filter(({ start }) => start >= brace.start);
  const end = behind.find(({ kind }) => kind === Tok.range)?.start ?? text.length;
  const frame = scanLogql(
    text,
    behind.filter(({ start }) => start < end),
  ).at(-1);
  if (frame?.kind !== 'expression' || frame.phase !== 'pipeline') return undefined;
  return askable(
    text.slice(brace.start, Math.min(end, frame.pipeline.unwrapStart)),
    frame.pipeline.parsers,
  );
}

import type {
  LabelFilter,
  LogRange,
  Stage,
  StreamSelector,
  Unwrap,
  UnwrapConversion,
} from './ast.ts';
import { parseLabelFilter } from './parse-label-filter.ts';
import { parsePipeline } from './parse-pipeline.ts';
import { parseSelector } from './parse-selector.ts';
import type { TokenCursor } from './token-cursor.ts';
import { Tok } from './tokens.ts';

/**
 * A selector with a range, in any of the orders Loki takes: pipeline before or behind the brackets,
 * parentheses around the selector and its pipeline, or around all of it.
 */
export function parseLogRange(cursor: TokenCursor, expected: string): LogRange {
  const { start } = cursor.lexer;
  if (!cursor.takeIf(Tok.leftParen)) return parseBareRange(cursor, expected, start);
  cursor.enter();
  const range = cursor.at(Tok.leftParen)
    ? closeParen(cursor, parseLogRange(cursor, '{ or ('))
    : parseParenthesised(cursor, start);
  cursor.leave();
  return range;
}

function closeParen(cursor: TokenCursor, range: LogRange): LogRange {
  cursor.expect(Tok.rightParen, ')');
  return range;
}

/** Behind `(`: `{…} | … [5m])` or `{…} | …)[5m]`. */
function parseParenthesised(cursor: TokenCursor, start: number): LogRange {
  const head = parseHead(cursor, '{ or (');
  if (cursor.at(Tok.range)) return closeParen(cursor, finishRange(cursor, head, start, true));
  cursor.expect(Tok.rightParen, '');
  if (!cursor.at(Tok.range)) cursor.unexpected('RANGE');
  return finishRange(cursor, head, start, false);
}

function parseBareRange(cursor: TokenCursor, expected: string, start: number): LogRange {
  const head = parseHead(cursor, expected);
  if (!cursor.at(Tok.range)) cursor.unexpected();
  return finishRange(cursor, head, start, true);
}

/** A selector with what may stand before its range. */
interface Head {
  readonly selector: StreamSelector;
  readonly stages: readonly Stage[];
  readonly unwrap: Unwrap | null;
}

function parseHead(cursor: TokenCursor, expected: string): Head {
  const selector = parseSelector(cursor, expected);
  const { stages, atUnwrap } = parsePipeline(cursor, true);
  return { selector, stages, unwrap: atUnwrap ? parseUnwrap(cursor) : null };
}

/** The brackets, the current token, and what follows them. */
function finishRange(
  cursor: TokenCursor,
  head: Head,
  start: number,
  mayHavePipeline: boolean,
): LogRange {
  const { selector } = head;
  let { stages, unwrap } = head;
  const rangeNs = cursor.lexer.value;
  cursor.take();
  const offsetNs = parseOffset(cursor);
  if (stages.length === 0 && unwrap === null) {
    const later = mayHavePipeline ? parsePipeline(cursor, true) : parseOnlyUnwrap(cursor);
    stages = later.stages;
    if (later.atUnwrap) unwrap = parseUnwrap(cursor);
  }
  return { selector, stages, unwrap, rangeNs, offsetNs, start, end: cursor.lastEnd };
}

function parseOnlyUnwrap(cursor: TokenCursor): { stages: readonly Stage[]; atUnwrap: boolean } {
  const atUnwrap = cursor.takeIf(Tok.pipe);
  if (atUnwrap && !cursor.at(Tok.unwrap)) cursor.unexpected('unwrap');
  return { stages: [], atUnwrap };
}

function parseOffset(cursor: TokenCursor): number {
  if (!cursor.takeIf(Tok.offset)) return 0;
  if (!cursor.at(Tok.duration)) cursor.unexpected('DURATION');
  const { value } = cursor.lexer;
  cursor.take();
  return value;
}

const NO_FILTERS: readonly LabelFilter[] = [];

/** `unwrap x | filter | filter`; the current token is `unwrap`. */
function parseUnwrap(cursor: TokenCursor): Unwrap {
  const { start } = cursor.lexer;
  cursor.take();
  let conversion: UnwrapConversion | null = null;
  let label = '';
  if (cursor.at(Tok.conversion)) {
    conversion = conversionOf(cursor.tokenText());
    cursor.take();
    cursor.expect(Tok.leftParen, '(');
    label = cursor.takeIdentifier();
    cursor.expect(Tok.rightParen, ')');
  } else {
    const conversions = 'BYTES_CONV or DURATION_CONV or DURATION_SECONDS_CONV';
    label = cursor.takeIdentifier(`IDENTIFIER or ${conversions}`);
  }
  let filters: LabelFilter[] | null = null;
  while (cursor.takeIf(Tok.pipe)) {
    filters ??= [];
    filters.push(parseLabelFilter(cursor, 0));
  }
  return { label, conversion, filters: filters ?? NO_FILTERS, start, end: cursor.lastEnd };
}

function conversionOf(text: string): UnwrapConversion {
  const name = text.toLowerCase();
  return name === 'bytes' || name === 'duration' ? name : 'duration_seconds';
}

import type { LabelMatcher, MatchOp, VectorSelector } from './ast.ts';
import type { TokenCursor } from './token-cursor.ts';
import { Tok } from './tokens.ts';

const METRIC_NAME = '__name__';

/**
 * A vector selector without modifiers: `up`, `up{…}`, `{…}`. The current token is its first: a
 * metric name or `{`.
 *
 * @param nameStart where the name begins when the caller has consumed it already, otherwise -1
 */
export function parseSelector(cursor: TokenCursor, nameStart = -1): VectorSelector {
  const { lexer } = cursor;
  let start = nameStart;
  if (start === -1) {
    start = lexer.start;
    if (!cursor.at(Tok.leftBrace)) cursor.take();
    else cursor.lastEnd = start;
  }
  const nameEnd = cursor.lastEnd;
  const name = nameEnd > start ? lexer.text.slice(start, nameEnd) : null;
  let braceStart = -1;
  let matchers: readonly LabelMatcher[] = NO_MATCHERS;
  if (cursor.at(Tok.leftBrace)) {
    braceStart = lexer.start;
    matchers = parseMatchers(cursor);
  }
  cursor.height = 1;
  return {
    kind: 'vector',
    name,
    matchers,
    braceStart,
    nameEnd,
    offset: null,
    at: null,
    extension: null,
    start,
    end: cursor.lastEnd,
  };
}

const NO_MATCHERS: readonly LabelMatcher[] = [];

/** `{…}` with an optional trailing comma; the current token is `{`. */
function parseMatchers(cursor: TokenCursor): readonly LabelMatcher[] {
  cursor.take();
  if (cursor.at(Tok.rightBrace)) {
    cursor.take();
    return NO_MATCHERS;
  }
  const matchers: LabelMatcher[] = [];
  for (;;) {
    matchers.push(parseMatcher(cursor));
    if (cursor.at(Tok.comma)) {
      cursor.take();
      if (!cursor.at(Tok.rightBrace)) continue;
    }
    if (!cursor.at(Tok.rightBrace)) {
      cursor.unexpected('label matching', '"," or "}"');
    }
    cursor.take();
    return matchers;
  }
}

function parseMatcher(cursor: TokenCursor): LabelMatcher {
  const { lexer } = cursor;
  const { start, kind } = lexer;
  if (kind !== Tok.identifier && kind !== Tok.string) {
    cursor.unexpected('label matching', 'identifier or "}"');
  }
  const name = kind === Tok.identifier ? cursor.tokenText() : cursor.stringValue();
  cursor.take();
  const op = matchOpOf(lexer.kind);
  if (op === null) return matcherWithoutOperator(cursor, name, kind, start);
  cursor.take();
  if (!cursor.at(Tok.string)) cursor.unexpected('label matching', 'string');
  const value = cursor.stringValue();
  cursor.take();
  if (op === '=~' || op === '!~') {
    const message = cursor.regexes.problem(value);
    if (message !== null) cursor.report(start, cursor.lastEnd, message);
  }
  return { name, op, value, isMetricName: false, start, end: cursor.lastEnd };
}

/** A quoted text alone is the metric name; a bare word alone is an error. */
function matcherWithoutOperator(
  cursor: TokenCursor,
  name: string,
  kind: number,
  start: number,
): LabelMatcher {
  if (kind === Tok.identifier) cursor.unexpected('label matching', 'label matching operator');
  if (!cursor.at(Tok.comma) && !cursor.at(Tok.rightBrace)) {
    cursor.unexpected('label matching', '"," or "}"');
  }
  return {
    name: METRIC_NAME,
    op: '=',
    value: name,
    isMetricName: true,
    start,
    end: cursor.lastEnd,
  };
}

function matchOpOf(kind: number): MatchOp | null {
  switch (kind) {
    case Tok.eql:
      return '=';
    case Tok.neq:
      return '!=';
    case Tok.eqlRegex:
      return '=~';
    case Tok.neqRegex:
      return '!~';
    default:
      return null;
  }
}

import type {
  Extraction,
  LabelChoice,
  LabelFormatTarget,
  LineAlternative,
  LineFilterOp,
  Stage,
} from './ast.ts';
import { captureProblem } from './line-pattern.ts';
import { parseIpCall, parseLabelFilter } from './parse-label-filter.ts';
import { finishMatcher, matchOpOf } from './parse-selector.ts';
import type { TokenCursor } from './token-cursor.ts';
import { Tok } from './tokens.ts';

const NO_STAGES: readonly Stage[] = [];

/**
 * The stages of a pipeline, as many as follow. Stops before `| unwrap` where `mayUnwrap`; the pipe
 * is then consumed and `true` comes with the stages.
 */
export function parsePipeline(
  cursor: TokenCursor,
  mayUnwrap: boolean,
): { readonly stages: readonly Stage[]; readonly atUnwrap: boolean } {
  let stages: Stage[] | null = null;
  for (;;) {
    const { kind, start } = cursor.lexer;
    const op = lineFilterOpOf(kind);
    if (op === null && kind !== Tok.pipe) {
      return { stages: stages ?? NO_STAGES, atUnwrap: false };
    }
    cursor.take();
    if (mayUnwrap && op === null && cursor.at(Tok.unwrap)) {
      return { stages: stages ?? NO_STAGES, atUnwrap: true };
    }
    stages ??= [];
    stages.push(op === null ? parseStage(cursor, start) : parseLineFilter(cursor, op, start));
  }
}

function lineFilterOpOf(kind: number): LineFilterOp | null {
  switch (kind) {
    case Tok.pipeExact:
      return '|=';
    case Tok.neq:
      return '!=';
    case Tok.pipeMatch:
      return '|~';
    case Tok.notMatch:
      return '!~';
    case Tok.pipePattern:
      return '|>';
    case Tok.notPattern:
      return '!>';
    default:
      return null;
  }
}

function parseLineFilter(cursor: TokenCursor, op: LineFilterOp, start: number): Stage {
  const alternatives: LineAlternative[] = [];
  do {
    if (cursor.at(Tok.ip)) alternatives.push({ kind: 'ip', value: parseIpCall(cursor) });
    else alternatives.push({ kind: 'text', value: cursor.takeString('STRING or ip') });
  } while (cursor.takeIf(Tok.or));
  return { kind: 'line_filter', op, alternatives, start, end: cursor.lastEnd };
}

/** What follows a pipe. @param start offset of the pipe */
function parseStage(cursor: TokenCursor, start: number): Stage {
  const { kind } = cursor.lexer;
  switch (kind) {
    case Tok.identifier:
    case Tok.leftParen: {
      const filter = parseLabelFilter(cursor, 0);
      return { kind: 'label_filter', filter, start, end: cursor.lastEnd };
    }
    case Tok.json: {
      cursor.take();
      const extractions = parseExtractions(cursor);
      return { kind: 'json', extractions, start, end: cursor.lastEnd };
    }
    case Tok.logfmt:
      return parseLogfmt(cursor, start);
    case Tok.regexp:
    case Tok.pattern:
      return parsePatternParser(cursor, start);
    case Tok.lineFormat: {
      cursor.take();
      const template = cursor.takeString();
      return { kind: 'line_format', template, start, end: cursor.lastEnd };
    }
    case Tok.labelFormat: {
      cursor.take();
      const formats = parseList(cursor, parseFormatTarget);
      return { kind: 'label_format', formats, start, end: cursor.lastEnd };
    }
    case Tok.drop:
    case Tok.keep: {
      cursor.take();
      const labels = parseList(cursor, parseLabelChoice);
      return { kind: kind === Tok.drop ? 'drop' : 'keep', labels, start, end: cursor.lastEnd };
    }
    case Tok.unpack:
    case Tok.decolorize:
      cursor.take();
      return { kind: kind === Tok.unpack ? 'unpack' : 'decolorize', start, end: cursor.lastEnd };
    default:
      return cursor.unexpected();
  }
}

/** One or more, with commas between. */
function parseList<T>(cursor: TokenCursor, parseOne: (cursor: TokenCursor) => T): readonly T[] {
  const items: T[] = [];
  do items.push(parseOne(cursor));
  while (cursor.takeIf(Tok.comma));
  return items;
}

const NO_EXTRACTIONS: readonly Extraction[] = [];

function parseExtractions(cursor: TokenCursor): readonly Extraction[] {
  return cursor.at(Tok.identifier) ? parseList(cursor, parseExtraction) : NO_EXTRACTIONS;
}

function parseExtraction(cursor: TokenCursor): Extraction {
  const name = cursor.takeIdentifier();
  return { name, expression: cursor.takeIf(Tok.equals) ? cursor.takeString() : name };
}

function parseLogfmt(cursor: TokenCursor, start: number): Stage {
  cursor.take();
  let strict = false;
  let keepEmpty = false;
  while (cursor.at(Tok.flag)) {
    if (cursor.tokenText() === '--strict') strict = true;
    else keepEmpty = true;
    cursor.take();
  }
  const extractions = parseExtractions(cursor);
  return { kind: 'logfmt', strict, keepEmpty, extractions, start, end: cursor.lastEnd };
}

function parsePatternParser(cursor: TokenCursor, start: number): Stage {
  const isRegexp = cursor.at(Tok.regexp);
  cursor.take();
  const pattern = cursor.takeString();
  const end = cursor.lastEnd;
  const problem = isRegexp ? regexpProblem(cursor, pattern) : captureProblem(pattern);
  const kind = isRegexp ? 'regexp' : 'pattern';
  if (problem !== null) cursor.failUnplaced(start, end, `invalid ${kind} parser: ${problem}`);
  return { kind, pattern, start, end };
}

function regexpProblem(cursor: TokenCursor, pattern: string): string | null {
  const problem = cursor.regexes.problem(pattern);
  const twice = /duplicate capture group name: `(.*)`$/.exec(problem ?? '')?.[1];
  if (twice !== undefined) return `duplicate extracted label name '${twice}'`;
  if (problem !== null) return problem;
  const isNamed = cursor.regexes.groupNames(pattern).length > 0;
  return isNamed ? null : 'at least one named capture must be supplied';
}

function parseFormatTarget(cursor: TokenCursor): LabelFormatTarget {
  const name = cursor.takeIdentifier();
  cursor.expect(Tok.equals, '=');
  if (cursor.at(Tok.string)) return { kind: 'template', name, template: cursor.takeString() };
  return { kind: 'rename', name, from: cursor.takeIdentifier('IDENTIFIER or STRING') };
}

function parseLabelChoice(cursor: TokenCursor): LabelChoice {
  const { start } = cursor.lexer;
  const name = cursor.takeIdentifier();
  const op = matchOpOf(cursor.lexer.kind);
  if (op === null) return { kind: 'name', name };
  cursor.take();
  return { kind: 'matcher', matcher: finishMatcher(cursor, name, op, start) };
}

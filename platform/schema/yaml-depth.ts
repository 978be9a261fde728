import { CST, Lexer } from 'yaml';

/** Deeper than any file that people write; the parser behind it recurses, and cannot be stopped once it does. */
const MAX_DEPTH = 64;
const MAX_INDENT = 256;
/** A file of rules of 2 MiB has fewer; what is nothing but marks takes seconds to be found wrong. */
const MAX_TOKENS = 300_000;

/**
 * The line on which a YAML text is nested too deeply, or has too many parts, to be parsed safely, or 0. Brackets, the
 * indicators of one line (`- - - x`) and indentation are counted on the tokens, without recursion.
 */
export function deepestLine(text: string): number {
  const depth = { line: 1, flow: 0, indicators: 0, isScalar: false, atStart: true };
  let tokens = 0;
  for (const source of new Lexer().lex(text)) {
    tokens += 1;
    if (isTooDeep(depth, source) || tokens > MAX_TOKENS) return depth.line;
    depth.line += countLines(source);
  }
  return 0;
}

interface Depth {
  line: number;
  flow: number;
  indicators: number;
  /** The next token is the text of a scalar, whatever it looks like. */
  isScalar: boolean;
  atStart: boolean;
}

function isTooDeep(depth: Depth, source: string): boolean {
  const type = depth.isScalar ? null : CST.tokenType(source);
  const wasAtStart = depth.atStart;
  depth.isScalar = type === 'scalar';
  depth.atStart = startsLine(type, source, wasAtStart);
  switch (type) {
    case 'newline':
      depth.indicators = 0;
      return false;
    case 'space':
      return wasAtStart && depth.flow === 0 && source.length > MAX_INDENT;
    case 'seq-item-ind':
    case 'explicit-key-ind':
    case 'map-value-ind':
      depth.indicators += depth.flow === 0 ? 1 : 0;
      return depth.indicators > MAX_DEPTH;
    case 'flow-seq-start':
    case 'flow-map-start':
      depth.flow += 1;
      return depth.flow > MAX_DEPTH;
    case 'flow-seq-end':
    case 'flow-map-end':
      depth.flow = Math.max(0, depth.flow - 1);
      return false;
    case 'doc-start':
    case 'doc-end':
      depth.flow = 0;
      return false;
    default:
      return false;
  }
}

/** Is the next token the first of its line? Blocks of text (null) end with the end of theirs. */
function startsLine(type: CST.TokenType | null, source: string, wasAtStart: boolean): boolean {
  if (type === null) return source.endsWith('\n');
  if (type === 'doc-mode' || type === 'byte-order-mark') return wasAtStart;
  return type === 'newline';
}

function countLines(source: string): number {
  let lines = 0;
  for (let at = source.indexOf('\n'); at !== -1; at = source.indexOf('\n', at + 1)) lines += 1;
  return lines;
}

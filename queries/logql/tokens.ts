/**
 * Kinds of token. Numbers, not names, because the scanner compares them once per token; from
 * `identifier` on they are words.
 */
export const Tok = {
  eof: 0,
  error: 1,
  /** A character that begins no token; Loki's messages call it IDENTIFIER as well. */
  unknown: 2,
  string: 3,
  number: 4,
  bytes: 5,
  duration: 6,
  range: 7,
  flag: 8,
  leftBrace: 10,
  rightBrace: 11,
  leftParen: 12,
  rightParen: 13,
  rightBracket: 14,
  comma: 15,
  dot: 16,
  pipe: 17,
  pipeExact: 18,
  pipeMatch: 19,
  pipePattern: 20,
  neq: 21,
  notMatch: 22,
  notPattern: 23,
  equals: 24,
  match: 25,
  compareEqual: 26,
  greater: 27,
  greaterEqual: 28,
  less: 29,
  lessEqual: 30,
  add: 31,
  sub: 32,
  mul: 33,
  div: 34,
  mod: 35,
  pow: 36,
  // Words.
  identifier: 40,
  or: 41,
  and: 42,
  unless: 43,
  by: 44,
  without: 45,
  bool: 46,
  offset: 47,
  on: 48,
  ignoring: 49,
  groupLeft: 50,
  groupRight: 51,
  json: 52,
  regexp: 53,
  logfmt: 54,
  unpack: 55,
  pattern: 56,
  labelFormat: 57,
  lineFormat: 58,
  decolorize: 59,
  drop: 60,
  keep: 61,
  unwrap: 62,
  // Words that mean something only where they are called.
  ip: 70,
  labelReplace: 71,
  vector: 72,
  rangeOp: 73,
  vectorOp: 74,
  conversion: 75,
} as const;

/** Words with a meaning of their own wherever they stand, in lower case. */
const KEYWORDS: readonly (readonly [string, number])[] = [
  ['or', Tok.or],
  ['and', Tok.and],
  ['unless', Tok.unless],
  ['by', Tok.by],
  ['without', Tok.without],
  ['bool', Tok.bool],
  ['offset', Tok.offset],
  ['on', Tok.on],
  ['ignoring', Tok.ignoring],
  ['group_left', Tok.groupLeft],
  ['group_right', Tok.groupRight],
  ['json', Tok.json],
  ['regexp', Tok.regexp],
  ['logfmt', Tok.logfmt],
  ['unpack', Tok.unpack],
  ['pattern', Tok.pattern],
  ['label_format', Tok.labelFormat],
  ['line_format', Tok.lineFormat],
  ['decolorize', Tok.decolorize],
  ['drop', Tok.drop],
  ['keep', Tok.keep],
  ['unwrap', Tok.unwrap],
];

const FUNCTIONS: readonly (readonly [number, string])[] = [
  [Tok.ip, 'ip'],
  [Tok.labelReplace, 'label_replace'],
  [Tok.vector, 'vector'],
  [
    Tok.rangeOp,
    'count_over_time rate rate_counter bytes_over_time bytes_rate avg_over_time sum_over_time ' +
      'min_over_time max_over_time stdvar_over_time stddev_over_time quantile_over_time ' +
      'first_over_time last_over_time absent_over_time',
  ],
  [Tok.vectorOp, 'sum avg max min count stddev stdvar bottomk topk sort sort_desc approx_topk'],
  [Tok.conversion, 'bytes duration duration_seconds'],
];

/** Kinds of words by their lower-case spelling; LogQL reads them in any case. */
export const WORDS: ReadonlyMap<string, number> = new Map([
  ...KEYWORDS,
  ...FUNCTIONS.flatMap(([kind, names]) =>
    names.split(' ').map((name): [string, number] => [name, kind]),
  ),
]);

/** Length of the longest of `WORDS`, `quantile_over_time`. */
export const LONGEST_WORD = 18;

/** Is the token a word: an identifier, a keyword or a function's name? */
export function isWord(kind: number): boolean {
  return kind >= Tok.identifier;
}

/** Is the word a function's name, and so nothing but a name where it is not called? */
export function isFunction(kind: number): boolean {
  return kind >= Tok.ip;
}

const NAMES: ReadonlyMap<number, string> = new Map([
  [Tok.eof, '$end'],
  [Tok.unknown, 'IDENTIFIER'],
  [Tok.identifier, 'IDENTIFIER'],
  [Tok.string, 'STRING'],
  [Tok.number, 'NUMBER'],
  [Tok.bytes, 'BYTES'],
  [Tok.duration, 'DURATION'],
  [Tok.range, 'RANGE'],
  [Tok.flag, 'FUNCTION_FLAG'],
]);

/** How Loki names a token in `unexpected …`. */
export function describeToken(kind: number, text: string): string {
  const name = NAMES.get(kind);
  if (name !== undefined) return name;
  if (kind === Tok.conversion) return `${text.toUpperCase()}_CONV`;
  if (kind === Tok.vector || kind === Tok.rangeOp || kind === Tok.vectorOp) {
    return text.toUpperCase();
  }
  return text.toLowerCase();
}

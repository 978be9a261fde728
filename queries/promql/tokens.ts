import { quoteGo } from './go-quote.ts';

/**
 * Kinds of token. Numbers, not names, because the scanner compares them once per token; the order
 * matters in one way: the `is…` functions below test ranges.
 */
export const Tok = {
  eof: 0,
  error: 1,
  identifier: 2,
  metricIdentifier: 3,
  number: 4,
  duration: 5,
  string: 6,
  leftParen: 7,
  rightParen: 8,
  leftBrace: 9,
  rightBrace: 10,
  leftBracket: 11,
  rightBracket: 12,
  comma: 13,
  colon: 14,
  eql: 15,
  // Operators.
  eqlRegex: 20,
  neqRegex: 21,
  at: 22,
  add: 23,
  sub: 24,
  mul: 25,
  div: 26,
  mod: 27,
  pow: 28,
  eqlc: 29,
  neq: 30,
  lte: 31,
  lss: 32,
  gte: 33,
  gtr: 34,
  trimUpper: 35,
  trimLower: 36,
  atan2: 37,
  land: 38,
  lor: 39,
  lunless: 40,
  // Aggregators.
  sum: 50,
  avg: 51,
  count: 52,
  min: 53,
  max: 54,
  group: 55,
  stddev: 56,
  stdvar: 57,
  topk: 58,
  bottomk: 59,
  countValues: 60,
  quantile: 61,
  limitk: 62,
  limitRatio: 63,
  // Keywords.
  offset: 70,
  by: 71,
  without: 72,
  on: 73,
  ignoring: 74,
  groupLeft: 75,
  groupRight: 76,
  bool: 77,
  anchored: 78,
  smoothed: 79,
  fill: 80,
  fillLeft: 81,
  fillRight: 82,
  // Words that stand for a property of the running query.
  start: 90,
  end: 91,
  step: 92,
  range: 93,
  minOf: 94,
  maxOf: 95,
} as const;

/** Words with a meaning of their own, in lower case; PromQL reads them in any case. */
export const KEYWORDS: ReadonlyMap<string, number> = new Map([
  ['and', Tok.land],
  ['or', Tok.lor],
  ['unless', Tok.lunless],
  ['atan2', Tok.atan2],
  ['sum', Tok.sum],
  ['avg', Tok.avg],
  ['count', Tok.count],
  ['min', Tok.min],
  ['max', Tok.max],
  ['group', Tok.group],
  ['stddev', Tok.stddev],
  ['stdvar', Tok.stdvar],
  ['topk', Tok.topk],
  ['bottomk', Tok.bottomk],
  ['count_values', Tok.countValues],
  ['quantile', Tok.quantile],
  ['limitk', Tok.limitk],
  ['limit_ratio', Tok.limitRatio],
  ['offset', Tok.offset],
  ['by', Tok.by],
  ['without', Tok.without],
  ['on', Tok.on],
  ['ignoring', Tok.ignoring],
  ['group_left', Tok.groupLeft],
  ['group_right', Tok.groupRight],
  ['bool', Tok.bool],
  ['anchored', Tok.anchored],
  ['smoothed', Tok.smoothed],
  ['fill', Tok.fill],
  ['fill_left', Tok.fillLeft],
  ['fill_right', Tok.fillRight],
  ['start', Tok.start],
  ['end', Tok.end],
  ['step', Tok.step],
  ['range', Tok.range],
  ['min_of', Tok.minOf],
  ['max_of', Tok.maxOf],
  ['inf', Tok.number],
  ['nan', Tok.number],
]);

/** Length of the longest keyword, `count_values`. */
export const LONGEST_KEYWORD = 12;

/** Words that mean something inside the brackets of a range, in lower case. */
export const DURATION_KEYWORDS: ReadonlyMap<string, number> = new Map([
  ['step', Tok.step],
  ['range', Tok.range],
  ['min', Tok.min],
  ['max', Tok.max],
  ['min_of', Tok.minOf],
  ['max_of', Tok.maxOf],
]);

function isOperator(kind: number): boolean {
  return kind >= Tok.eqlRegex && kind <= Tok.lunless;
}

function isAggregator(kind: number): boolean {
  return kind >= Tok.sum && kind <= Tok.limitRatio;
}

function isKeyword(kind: number): boolean {
  return kind >= Tok.offset && kind <= Tok.fillRight;
}

/** May the token stand where a metric name is expected? Prometheus: `metric_identifier`. */
export function canBeMetricName(kind: number): boolean {
  if (kind === Tok.identifier || kind === Tok.metricIdentifier) return true;
  if (isAggregator(kind) || kind >= Tok.start) return true;
  switch (kind) {
    case Tok.land:
    case Tok.lor:
    case Tok.lunless:
    case Tok.by:
    case Tok.without:
    case Tok.offset:
    case Tok.anchored:
    case Tok.smoothed:
      return true;
    default:
      return false;
  }
}

/** May the token stand where a label name is expected outside braces? Prometheus: `maybe_label`. */
export function canBeLabelName(kind: number): boolean {
  if (kind === Tok.atan2) return true;
  if (isKeyword(kind)) return kind !== Tok.without;
  return canBeMetricName(kind);
}

/** How Prometheus names a token in `unexpected …`, for example `identifier "foo"` or `<op:+>`. */
export function describeToken(kind: number, text: string): string {
  switch (kind) {
    case Tok.eof:
      return 'end of input';
    case Tok.identifier:
      return `identifier ${quoteGo(text)}`;
    case Tok.metricIdentifier:
      return `metric identifier ${quoteGo(text)}`;
    case Tok.string:
      return `string ${shorten(text)}`;
    case Tok.number:
      return `number ${shorten(text)}`;
    case Tok.duration:
      return `duration ${shorten(text)}`;
    default:
      if (isOperator(kind)) return `<op:${text}>`;
      if (isAggregator(kind)) return `<aggr:${text}>`;
      if (isKeyword(kind)) return `<${text}>`;
      return shorten(text);
  }
}

/** Long tokens are shown by their first ten characters. */
function shorten(text: string): string {
  if (new TextEncoder().encode(text).length <= 10) return quoteGo(text);
  return `${quoteGo(Array.from(text).slice(0, 10).join(''))}...`;
}

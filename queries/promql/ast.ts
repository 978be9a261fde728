/**
 * The syntax tree of a PromQL query: a closed union told apart by `kind`, immutable after parsing.
 *
 * `start` (inclusive) and `end` (exclusive) are UTF-16 offsets into the query text, so
 * `text.slice(node.start, node.end)` is what the user wrote. Everything but those offsets (and
 * `opStart`, `braceStart`) is structure: `parse(print(q))` equals `q` in it.
 */
export type Expr =
  | NumberLiteral
  | StringLiteral
  | VectorSelector
  | MatrixSelector
  | Subquery
  | Call
  | Aggregation
  | BinaryExpr
  | UnaryExpr
  | ParenExpr;

/** The four value types; `matrix` is what messages call a range vector. */
export type ValueType = 'scalar' | 'vector' | 'matrix' | 'string';

/** Where a node stands in the query text, in UTF-16 code units, `end` exclusive. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** `1`, `0x1F`, `Inf`, `-3` (a sign before a number is part of it), or a duration as a number of seconds: `5m`. */
export interface NumberLiteral extends Span {
  readonly kind: 'number';
  readonly value: number;
  /** Written with units; `value` is then a whole number of milliseconds, in seconds. */
  readonly isDuration: boolean;
}

/**
 * A quoted text, unescaped. Bytes that are no UTF-8 (possible through `\xff` and `\377` escapes
 * only) are held as the lone surrogates U+DC80…U+DCFF, which no query text can contain.
 */
export interface StringLiteral extends Span {
  readonly kind: 'string';
  readonly value: string;
}

export type MatchOp = '=' | '!=' | '=~' | '!~';

/** One condition inside braces. `{"up"}` is a matcher `__name__ = up` with `isMetricName`. */
export interface LabelMatcher extends Span {
  readonly name: string;
  readonly op: MatchOp;
  readonly value: string;
  readonly isMetricName: boolean;
}

/** `@ 1609746000`, `@ start()`, `@ end()`. Seconds since 1970, rounded to milliseconds. */
export type AtModifier =
  | { readonly kind: 'timestamp'; readonly seconds: number }
  | { readonly kind: 'start' }
  | { readonly kind: 'end' };

/** What may follow a selector or a subquery; `null` where not written. */
export interface TimeModifiers {
  readonly offset: DurationExpr | null;
  readonly at: AtModifier | null;
}

/** `anchored` or `smoothed` (Prometheus 3.7 and later, experimental there). */
export type RangeExtension = 'anchored' | 'smoothed';

/** `up`, `up{job="a"}`, `{"my.metric"}`. The only node that reads series. */
export interface VectorSelector extends Span, TimeModifiers {
  readonly kind: 'vector';
  /** The name before the braces; `null` when there is none (it may be inside: see the matchers). */
  readonly name: string | null;
  /** What stands inside the braces, in written order. The name before the braces is not repeated. */
  readonly matchers: readonly LabelMatcher[];
  /** Offset of `{`, or -1 where there are no braces. */
  readonly braceStart: number;
  /** End of the name before the braces; equals `start` where there is none. */
  readonly nameEnd: number;
  readonly extension: RangeExtension | null;
}

/** `up[5m]`. The modifiers stand here, never on the selector inside. */
export interface MatrixSelector extends Span, TimeModifiers {
  readonly kind: 'matrix';
  readonly selector: VectorSelector;
  readonly range: DurationExpr;
  readonly extension: RangeExtension | null;
}

/** `expr[1h:5m]`; `step` is `null` for the default step. */
export interface Subquery extends Span, TimeModifiers {
  readonly kind: 'subquery';
  readonly expr: Expr;
  readonly range: DurationExpr;
  readonly step: DurationExpr | null;
}

/** `rate(x[5m])`. The name is one of the function table. */
export interface Call extends Span {
  readonly kind: 'call';
  readonly name: string;
  readonly args: readonly Expr[];
}

export type AggregationOp =
  | 'sum'
  | 'avg'
  | 'count'
  | 'min'
  | 'max'
  | 'group'
  | 'stddev'
  | 'stdvar'
  | 'topk'
  | 'bottomk'
  | 'count_values'
  | 'quantile'
  | 'limitk'
  | 'limit_ratio';

/** `sum by (job) (x)`, `topk(5, x)`. */
export interface Aggregation extends Span {
  readonly kind: 'aggregation';
  readonly op: AggregationOp;
  readonly grouping: Grouping | null;
  /** First argument of `topk`, `bottomk`, `quantile`, `count_values`, `limitk`, `limit_ratio`. */
  readonly param: Expr | null;
  readonly expr: Expr;
}

export interface Grouping {
  readonly mode: 'by' | 'without';
  readonly labels: readonly string[];
}

export type BinaryOp =
  | '+'
  | '-'
  | '*'
  | '/'
  | '%'
  | '^'
  | 'atan2'
  | '=='
  | '!='
  | '<='
  | '<'
  | '>='
  | '>'
  | '</'
  | '>/'
  | 'and'
  | 'or'
  | 'unless';

/** `a + on (x) group_left (y) b`. */
export interface BinaryExpr extends Span {
  readonly kind: 'binary';
  readonly op: BinaryOp;
  /** Offset of the operator. */
  readonly opStart: number;
  readonly lhs: Expr;
  readonly rhs: Expr;
  readonly returnBool: boolean;
  readonly matching: VectorMatching | null;
  readonly fill: FillValues | null;
}

export interface VectorMatching {
  readonly mode: 'on' | 'ignoring';
  readonly labels: readonly string[];
  readonly group: 'left' | 'right' | null;
  /** Labels of the "one" side that `group_left`/`group_right` copies. */
  readonly include: readonly string[];
}

/** `fill(v)` sets both sides, `fill_left(v)` and `fill_right(v)` one. */
export interface FillValues {
  readonly left: NumberLiteral | null;
  readonly right: NumberLiteral | null;
}

export interface UnaryExpr extends Span {
  readonly kind: 'unary';
  readonly op: '+' | '-';
  readonly expr: Expr;
}

export interface ParenExpr extends Span {
  readonly kind: 'paren';
  readonly expr: Expr;
}

/** What stands in `[…]` and after `offset`: constants, or arithmetic over them and the query's range and step. */
export type DurationExpr =
  | DurationLiteral
  | DurationCall
  | DurationChoice
  | DurationBinary
  | DurationNegation
  | DurationParen;

/** `5m`, `300`, `-30`: seconds. */
export interface DurationLiteral extends Span {
  readonly kind: 'duration';
  readonly seconds: number;
}

/** `step()` or `range()`: the query's own. */
export interface DurationCall extends Span {
  readonly kind: 'duration_call';
  readonly name: 'step' | 'range';
}

/** `min_of(a, b)`, `max_of(a, b)`; `min` and `max` are their names before Prometheus 3.13. */
export interface DurationChoice extends Span {
  readonly kind: 'duration_choice';
  readonly name: 'min' | 'max' | 'min_of' | 'max_of';
  readonly left: DurationExpr;
  readonly right: DurationExpr;
}

export interface DurationBinary extends Span {
  readonly kind: 'duration_binary';
  readonly op: '+' | '-' | '*' | '/' | '%' | '^';
  readonly lhs: DurationExpr;
  readonly rhs: DurationExpr;
}

export interface DurationNegation extends Span {
  readonly kind: 'duration_negation';
  readonly operand: DurationExpr;
}

export interface DurationParen extends Span {
  readonly kind: 'duration_paren';
  readonly inner: DurationExpr;
}

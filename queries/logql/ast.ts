/**
 * The syntax tree of a LogQL query: a closed union told apart by `kind`, immutable after parsing.
 *
 * `start` (inclusive) and `end` (exclusive) are UTF-16 offsets into the query text. Everything but
 * those offsets (and `opStart`) is structure: `parse(print(q))` equals `q` in it. Strings are
 * unescaped; bytes that are no UTF-8 (possible through escapes only) are held as the lone
 * surrogates U+DC80…U+DCFF, which no query text can contain. Durations are whole nanoseconds, exact
 * up to 2^53 (104 days) and the nearest number above.
 */
export type Expr = LogExpr | MetricExpr;

/** An expression that gives samples. */
export type MetricExpr =
  | RangeAggregation
  | VectorAggregation
  | LabelReplace
  | BinaryExpr
  | NumberLiteral
  | VectorLiteral
  | ParenExpr;

/** Where a node stands in the query text, in UTF-16 code units, `end` exclusive. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

export type MatchOp = '=' | '!=' | '=~' | '!~';

/** One condition on a label: `app="shop"`. Patterns are anchored on both sides. */
export interface LabelMatcher extends Span {
  readonly name: string;
  readonly op: MatchOp;
  readonly value: string;
}

/** `{app="shop", env=~"prod|dev"}`: the only node that reads streams. `start` is its opening brace. */
export interface StreamSelector extends Span {
  readonly kind: 'selector';
  readonly matchers: readonly LabelMatcher[];
}

/** `{app="shop"} |= "error" | json`, with or without parentheses around it. */
export interface LogExpr extends Span {
  readonly kind: 'log';
  readonly selector: StreamSelector;
  readonly stages: readonly Stage[];
}

/** One step of a pipeline. */
export type Stage =
  | LineFilter
  | JsonParser
  | LogfmtParser
  | RegexpParser
  | PatternParser
  | Unpack
  | LabelFilterStage
  | LineFormat
  | LabelFormat
  | Decolorize
  | DropLabels
  | KeepLabels;

export type LineFilterOp = '|=' | '!=' | '|~' | '!~' | '|>' | '!>';

/**
 * `|= "a" or ip("10.0.0.0/8")`: keeps lines that hold one of the alternatives; with `!=`, `!~` and
 * `!>` lines that hold none. Never empty.
 */
export interface LineFilter extends Span {
  readonly kind: 'line_filter';
  readonly op: LineFilterOp;
  readonly alternatives: readonly LineAlternative[];
}

export interface LineAlternative {
  readonly kind: 'text' | 'ip';
  readonly value: string;
}

/** `a="b.c[0]"` in a `json` or `logfmt` stage; `a` alone means `a="a"`. */
export interface Extraction {
  readonly name: string;
  readonly expression: string;
}

/** `| json`, `| json a="b.c"`; without extractions every field becomes a label. */
export interface JsonParser extends Span {
  readonly kind: 'json';
  readonly extractions: readonly Extraction[];
}

/** `| logfmt --strict --keep-empty a="b"`. */
export interface LogfmtParser extends Span {
  readonly kind: 'logfmt';
  readonly strict: boolean;
  readonly keepEmpty: boolean;
  readonly extractions: readonly Extraction[];
}

export interface RegexpParser extends Span {
  readonly kind: 'regexp';
  readonly pattern: string;
}

export interface PatternParser extends Span {
  readonly kind: 'pattern';
  readonly pattern: string;
}

export interface Unpack extends Span {
  readonly kind: 'unpack';
}

export interface LabelFilterStage extends Span {
  readonly kind: 'label_filter';
  readonly filter: LabelFilter;
}

/** A condition on the labels of a line. Parentheses are not kept: the tree says what they said. */
export type LabelFilter =
  | StringLabelFilter
  | NumberLabelFilter
  | DurationLabelFilter
  | BytesLabelFilter
  | IpLabelFilter
  | LabelFilterPair;

export interface StringLabelFilter extends Span {
  readonly kind: 'string';
  readonly matcher: LabelMatcher;
}

/** `=` and `==` mean the same and are both `==`. */
export type CompareOp = '==' | '!=' | '>' | '>=' | '<' | '<=';

export interface NumberLabelFilter extends Span {
  readonly kind: 'number';
  readonly name: string;
  readonly op: CompareOp;
  readonly value: number;
}

export interface DurationLabelFilter extends Span {
  readonly kind: 'duration';
  readonly name: string;
  readonly op: CompareOp;
  readonly valueNs: number;
}

export interface BytesLabelFilter extends Span {
  readonly kind: 'bytes';
  readonly name: string;
  readonly op: CompareOp;
  readonly valueBytes: number;
}

/** `addr = ip("10.0.0.0/8")`. */
export interface IpLabelFilter extends Span {
  readonly kind: 'ip';
  readonly name: string;
  readonly op: '==' | '!=';
  readonly pattern: string;
}

/** `a and b`, `a or b`; a comma and mere juxtaposition are `and` as well. */
export interface LabelFilterPair extends Span {
  readonly kind: 'and' | 'or';
  readonly left: LabelFilter;
  readonly right: LabelFilter;
}

export interface LineFormat extends Span {
  readonly kind: 'line_format';
  readonly template: string;
}

export interface LabelFormat extends Span {
  readonly kind: 'label_format';
  readonly formats: readonly LabelFormatTarget[];
}

/** `new=old` renames, `new="{{.a}}"` fills a template. */
export type LabelFormatTarget =
  | { readonly kind: 'rename'; readonly name: string; readonly from: string }
  | { readonly kind: 'template'; readonly name: string; readonly template: string };

export interface Decolorize extends Span {
  readonly kind: 'decolorize';
}

export interface DropLabels extends Span {
  readonly kind: 'drop';
  readonly labels: readonly LabelChoice[];
}

export interface KeepLabels extends Span {
  readonly kind: 'keep';
  readonly labels: readonly LabelChoice[];
}

/** A label of `drop` and `keep`: by name, or only where its value matches. */
export type LabelChoice =
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'matcher'; readonly matcher: LabelMatcher };

export type UnwrapConversion = 'bytes' | 'duration' | 'duration_seconds';

/** `| unwrap duration(took) | __error__=""`. */
export interface Unwrap extends Span {
  readonly label: string;
  readonly conversion: UnwrapConversion | null;
  /** Label filters after the unwrap, each after a pipe of its own. */
  readonly filters: readonly LabelFilter[];
}

/** `{…} | json | unwrap v [5m] offset 1h`; the pipeline may have stood behind the brackets. */
export interface LogRange extends Span {
  readonly selector: StreamSelector;
  readonly stages: readonly Stage[];
  readonly unwrap: Unwrap | null;
  /** Whole milliseconds, in nanoseconds. */
  readonly rangeNs: number;
  /** 0 where not written; negative looks ahead. */
  readonly offsetNs: number;
}

export type RangeOp =
  | 'count_over_time'
  | 'rate'
  | 'rate_counter'
  | 'bytes_over_time'
  | 'bytes_rate'
  | 'avg_over_time'
  | 'sum_over_time'
  | 'min_over_time'
  | 'max_over_time'
  | 'stdvar_over_time'
  | 'stddev_over_time'
  | 'quantile_over_time'
  | 'first_over_time'
  | 'last_over_time'
  | 'absent_over_time';

/** `quantile_over_time(0.99, {…} | unwrap v [5m]) by (app)`. */
export interface RangeAggregation extends Span {
  readonly kind: 'range_aggregation';
  readonly op: RangeOp;
  readonly param: NumberLiteral | null;
  readonly range: LogRange;
  readonly grouping: Grouping | null;
}

export type VectorOp =
  | 'sum'
  | 'avg'
  | 'max'
  | 'min'
  | 'count'
  | 'stddev'
  | 'stdvar'
  | 'bottomk'
  | 'topk'
  | 'sort'
  | 'sort_desc'
  | 'approx_topk';

/** `sum by (app) (x)`, `topk(5, x)`. */
export interface VectorAggregation extends Span {
  readonly kind: 'vector_aggregation';
  readonly op: VectorOp;
  readonly param: NumberLiteral | null;
  readonly expr: MetricExpr;
  readonly grouping: Grouping | null;
}

export interface Grouping {
  readonly mode: 'by' | 'without';
  readonly labels: readonly string[];
}

/** `label_replace(x, "dst", "$1", "src", "(.*)")`. */
export interface LabelReplace extends Span {
  readonly kind: 'label_replace';
  readonly expr: MetricExpr;
  readonly target: string;
  readonly replacement: string;
  readonly source: string;
  readonly pattern: string;
}

export type BinaryOp =
  | 'or'
  | 'and'
  | 'unless'
  | '=='
  | '!='
  | '>'
  | '>='
  | '<'
  | '<='
  | '+'
  | '-'
  | '*'
  | '/'
  | '%'
  | '^';

/** `a / on (x) group_left (y) b`. */
export interface BinaryExpr extends Span {
  readonly kind: 'binary';
  readonly op: BinaryOp;
  /** Offset of the operator. */
  readonly opStart: number;
  readonly lhs: MetricExpr;
  readonly rhs: MetricExpr;
  readonly returnBool: boolean;
  readonly matching: VectorMatching | null;
}

export interface VectorMatching {
  readonly mode: 'on' | 'ignoring';
  readonly labels: readonly string[];
  readonly group: 'left' | 'right' | null;
  /** Labels of the "one" side that `group_left`/`group_right` copies. */
  readonly include: readonly string[];
}

/** `1`, `-0.5`, `0x1p-2`: a sign before a number is part of it. */
export interface NumberLiteral extends Span {
  readonly kind: 'number';
  readonly value: number;
}

/** `vector(1)`. */
export interface VectorLiteral extends Span {
  readonly kind: 'vector';
  readonly value: number;
}

export interface ParenExpr extends Span {
  readonly kind: 'paren';
  readonly expr: MetricExpr;
}

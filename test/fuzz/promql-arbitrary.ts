import fc from 'fast-check';
import type { Expr } from '../../queries/promql/ast.ts';
import { FUNCTIONS } from '../../queries/promql/functions.ts';
import { parsePromql } from '../../queries/promql/parse.ts';
import { joinTokens, layout } from './promql-layout.ts';
import { type Names, namesOf, selector } from './promql-selector-arbitrary.ts';
import { range, timeModifier } from './promql-time-arbitrary.ts';

/** What generated queries draw their names and values from; odd ones are welcome. */
export interface Vocabulary {
  readonly metrics: readonly string[];
  readonly labels: readonly string[];
  readonly values: readonly string[];
}

/**
 * `2.42`: only what Prometheus 2.42 understands, so that a real one can answer.
 * `3.x`: everything, experimental syntax included.
 */
export type Dialect = '2.42' | '3.x';

export interface QueryOptions {
  readonly dialect: Dialect;
  /** How deep expressions nest. Default 4. */
  readonly depth?: number;
}

/** Names and values that break careless scanners: keywords, escapes, braces, comments. */
export const TROUBLE: Vocabulary = {
  metrics: ['up', 'sum', 'by', 'offset', 'and', 'start', 'step', 'a:b', ':', 'fill', 'INF_', 'on_'],
  labels: ['ns', 'job', 'on', 'by', 'bool', 'sum', 'le', '__proto__', 'group_left', 'x1'],
  values: [
    '',
    'a',
    '.*',
    'x|y',
    '{ns="z"}',
    '"',
    "'",
    '`',
    '\\',
    '#',
    '\n',
    '}',
    'é😀',
    'a.b',
    '(',
  ],
};

/** As `TROUBLE`, with names that only Prometheus 3.x can spell. */
export const TROUBLE_UTF8: Vocabulary = {
  metrics: [...TROUBLE.metrics, 'my.metric', 'é', '"', '{', 'a b', '#', '1st', 'on'],
  labels: [...TROUBLE.labels, 'k8s.ns', '"', '\\', 'a b', '}', '#', 'é', '1'],
  values: TROUBLE.values,
};

/** A valid query as text, in random layout: spaces, line ends, comments, quoting, letter case. */
export function promqlText(vocabulary: Vocabulary, options: QueryOptions): fc.Arbitrary<string> {
  const names = namesOf(vocabulary, options.dialect);
  return fc
    .tuple(fragments(names, options).vector, layout(options.dialect))
    .map(([fragment, style]) => joinTokens(fragment.tokens, style));
}

/** The same queries as trees. */
export function promqlExpr(vocabulary: Vocabulary, options: QueryOptions): fc.Arbitrary<Expr> {
  return promqlText(vocabulary, options).map((text) => {
    const result = parsePromql(text);
    if (result.kind === 'error') throw new Error(`generated ${text}: ${result.error.text}`);
    return result.expr;
  });
}

/** Tokens of an expression, and how tightly it binds (as `operators.ts` counts; 7: nothing splits it). */
interface Fragment {
  readonly tokens: readonly string[];
  readonly binding: number;
}

/** An alias, because `fc.letrec` types only what an interface is not: assignable to a record. */
type Kinds = {
  readonly vector: Fragment;
  readonly scalar: Fragment;
  readonly matrix: Fragment;
  readonly string: Fragment;
};

const whole = (tokens: readonly string[]): Fragment => ({ tokens, binding: 7 });

function inParens({ tokens }: Fragment): Fragment {
  return whole(['(', ...tokens, ')']);
}

function atLeast(fragment: Fragment, binding: number): readonly string[] {
  return (fragment.binding < binding ? inParens(fragment) : fragment).tokens;
}

/** Mutually recursive generators, one per value type. */
function fragments(
  names: Names,
  options: QueryOptions,
): { readonly vector: fc.Arbitrary<Fragment> } {
  const { dialect, depth = 4 } = options;
  const select = selector(names).map(whole);
  const depthOptions = {
    maxDepth: depth,
    depthSize: 'medium',
    depthIdentifier: fc.createDepthIdentifier(),
  } as const;
  const { vector } = fc.letrec<Kinds>((tie) => {
    const kinds = {
      vector: tie('vector'),
      scalar: tie('scalar'),
      matrix: tie('matrix'),
      string: tie('string'),
    };
    const time = timeModifier(dialect);
    const modified = fc.tuple(select, time).map(([s, t]) => whole([...s.tokens, ...t]));
    return {
      vector: fc.oneof(
        depthOptions,
        { arbitrary: modified, weight: 3 },
        { arbitrary: calls(kinds, dialect, 'vector'), weight: 3 },
        { arbitrary: aggregation(kinds, names, dialect), weight: 3 },
        { arbitrary: vectorOperation(kinds, names, dialect), weight: 4 },
        { arbitrary: signed(kinds.vector), weight: 1 },
        { arbitrary: kinds.vector.map(inParens), weight: 1 },
      ),
      scalar: fc.oneof(
        depthOptions,
        number(dialect),
        calls(kinds, dialect, 'scalar'),
        scalarOperation(kinds.scalar),
        kinds.scalar.map(inParens),
      ),
      matrix: fc.oneof(
        depthOptions,
        fc.tuple(select, range(dialect), time).map(([s, r, t]) => whole([...s.tokens, r, ...t])),
        fc
          .tuple(kinds.vector, range(dialect, true), timeModifier(dialect, true))
          .map(([v, r, t]) => whole([...atLeast(v, 7), r, ...t])),
      ),
      string: names.value.map((value) => whole([value])),
    };
  });
  return { vector };
}

type KindArbitraries = { readonly [K in keyof Kinds]: fc.Arbitrary<Kinds[K]> };

function number(dialect: Dialect): fc.Arbitrary<Fragment> {
  const plain = ['0', '1', '.5', '5.', '1e3', '0x1F', '010', 'Inf', 'naN', '1E-2'];
  const newer = ['1_000', '5m', '1h30m', '0x_ff'];
  const texts = dialect === '3.x' ? [...plain, ...newer] : plain;
  return fc
    .tuple(fc.constantFrom(...texts), fc.constantFrom('', '', '-', '+'))
    .map(([text, sign]) => (sign === '' ? whole([text]) : { tokens: [sign, text], binding: 5 }));
}

function signed(inner: fc.Arbitrary<Fragment>): fc.Arbitrary<Fragment> {
  return fc
    .tuple(fc.constantFrom(['-'], ['+'], ['-', '-'], ['-', '+', '-']), inner)
    .map(([signs, operand]) => ({ tokens: [...signs, ...atLeast(operand, 6)], binding: 5 }));
}

/** Functions whose meaning is "now" or that Prometheus refuses at evaluation add nothing here. */
const LEFT_OUT: ReadonlySet<string> = new Set(['label_replace', 'label_join', 'info']);

function calls(
  kinds: KindArbitraries,
  dialect: Dialect,
  returns: 'vector' | 'scalar',
): fc.Arbitrary<Fragment> {
  const usable = [...FUNCTIONS.values()].filter(
    ({ name, returns: type, experimental }) =>
      type === returns &&
      !LEFT_OUT.has(name) &&
      (dialect === '3.x' || !(experimental || NOT_IN_2_42.has(name))),
  );
  const ordinary = fc.constantFrom(...usable).chain(({ name, args }) => {
    return fc
      .tuple(...args.map((type) => kinds[type]))
      .map((given) => whole([name, '(', ...commaSeparated(given), ')']));
  });
  if (returns === 'scalar') return ordinary;
  const quoted = fc.constantFrom(
    ['"dst"', '"$1"', '"src"', '"{ns=\\"x\\"}(.*)"'],
    ["'a'", '`{a="b"}`', "'b'", '""'],
  );
  const replace = fc
    .tuple(kinds.vector, quoted)
    .map(([v, texts]) => whole(['label_replace', '(', ...v.tokens, ',', ...listed(texts), ')']));
  return fc.oneof({ arbitrary: ordinary, weight: 6 }, { arbitrary: replace, weight: 1 });
}

const NOT_IN_2_42: ReadonlySet<string> = new Set([
  'histogram_avg',
  'histogram_stddev',
  'histogram_stdvar',
]);

function commaSeparated(given: readonly Fragment[]): readonly string[] {
  return given.flatMap(({ tokens }, i) => (i === 0 ? tokens : [',', ...tokens]));
}

function listed(items: readonly string[]): readonly string[] {
  return items.flatMap((item, i) => (i === 0 ? [item] : [',', item]));
}

/** `(a, b)`, sometimes with a trailing comma. */
function labelList(names: Names): fc.Arbitrary<readonly string[]> {
  return fc
    .tuple(fc.array(names.groupingLabel, { maxLength: 3 }), fc.boolean())
    .map(([labels, trailing]) => [
      '(',
      ...listed(labels),
      ...(trailing && labels.length > 0 ? [','] : []),
      ')',
    ]);
}

const PLAIN_AGGREGATORS = ['sum', 'avg', 'count', 'min', 'max', 'group', 'stddev', 'stdvar', 'SUM'];
const SCALAR_AGGREGATORS = ['topk', 'bottomk', 'quantile', 'TopK'];
const NEWER_AGGREGATORS = ['limitk', 'limit_ratio'];

function aggregation(
  kinds: KindArbitraries,
  names: Names,
  dialect: Dialect,
): fc.Arbitrary<Fragment> {
  const withScalar =
    dialect === '3.x' ? [...SCALAR_AGGREGATORS, ...NEWER_AGGREGATORS] : SCALAR_AGGREGATORS;
  const body = fc.oneof(
    fc.tuple(fc.constantFrom(...PLAIN_AGGREGATORS), fc.constant<readonly string[]>([])),
    fc.tuple(
      fc.constantFrom(...withScalar),
      kinds.scalar.map(({ tokens }) => [...tokens, ',']),
    ),
    fc.tuple(fc.constant('count_values'), fc.constant(['"v"', ','])),
  );
  const clause = fc.oneof(
    fc.constant<readonly string[]>([]),
    fc
      .tuple(fc.constantFrom('by', 'without', 'BY'), labelList(names))
      .map(([word, list]) => [word, ...list]),
  );
  return fc
    .tuple(body, kinds.vector, clause, fc.boolean())
    .map(([[op, parameter], inner, grouping, isBefore]) => {
      const args = ['(', ...parameter, ...inner.tokens, ')'];
      return whole(isBefore ? [op, ...grouping, ...args] : [op, ...args, ...grouping]);
    });
}

interface Operator {
  readonly op: string;
  readonly precedence: number;
}

const ARITHMETIC: readonly Operator[] = [
  { op: '+', precedence: 4 },
  { op: '-', precedence: 4 },
  { op: '*', precedence: 5 },
  { op: '/', precedence: 5 },
  { op: '%', precedence: 5 },
  { op: 'atan2', precedence: 5 },
  { op: '^', precedence: 6 },
];
const COMPARISONS: readonly Operator[] = ['==', '!=', '<', '<=', '>', '>='].map((op) => ({
  op,
  precedence: 3,
}));
const SETS: readonly Operator[] = [
  { op: 'and', precedence: 2 },
  { op: 'unless', precedence: 2 },
  { op: 'OR', precedence: 1 },
];
const TRIMS: readonly Operator[] = ['</', '>/'].map((op) => ({ op, precedence: 3 }));

function operation(
  lhs: Fragment,
  { op, precedence }: Operator,
  modifiers: readonly string[],
  rhs: Fragment,
): Fragment {
  const groupsRight = op === '^';
  const left = atLeast(lhs, groupsRight ? precedence + 1 : precedence);
  const right = atLeast(rhs, groupsRight ? precedence : precedence + 1);
  return { tokens: [...left, op, ...modifiers, ...right], binding: precedence };
}

function vectorOperation(
  kinds: KindArbitraries,
  names: Names,
  dialect: Dialect,
): fc.Arbitrary<Fragment> {
  const { vector, scalar } = kinds;
  const numeric = [...ARITHMETIC, ...COMPARISONS, ...(dialect === '3.x' ? TRIMS : [])];
  const matching = fc.oneof(
    fc.constant<readonly string[]>([]),
    fc
      .tuple(fc.constantFrom('on', 'ignoring', 'ON'), labelList(names))
      .map(([word, list]) => [word, ...list]),
  );
  const group = fc.constantFrom<readonly string[]>(
    [],
    [],
    ['group_left', '(', ')'],
    ['group_right', '(', 'zz', ')'],
  );
  // A comment between the word and its parenthesis would make it a metric, in Prometheus too.
  const fill =
    dialect === '3.x'
      ? fc.constantFrom<readonly string[]>(
          [],
          [],
          ['fill (', '0', ')'],
          ['fill_right(', '-', '1', ')', 'fill_left(', '5m', ')'],
        )
      : fc.constant<readonly string[]>([]);
  const isComparison = (op: string): boolean => COMPARISONS.some((known) => known.op === op);
  return fc.oneof(
    fc
      .tuple(vector, fc.constantFrom(...numeric), fc.boolean(), matching, group, fill, vector)
      .map(([l, operator, bool, match, side, filled, r]) => {
        const returnBool = bool && isComparison(operator.op) ? ['bool'] : [];
        const sides = match.length > 0 ? side : [];
        return operation(l, operator, [...returnBool, ...match, ...sides, ...filled], r);
      }),
    fc
      .tuple(vector, fc.constantFrom(...SETS), matching, vector)
      .map(([l, operator, match, r]) => operation(l, operator, match, r)),
    fc
      .tuple(vector, fc.constantFrom(...numeric), scalar)
      .map(([l, operator, r]) => operation(l, operator, [], r)),
    fc
      .tuple(scalar, fc.constantFrom(...numeric), vector)
      .map(([l, operator, r]) => operation(l, operator, [], r)),
  );
}

function scalarOperation(scalar: fc.Arbitrary<Fragment>): fc.Arbitrary<Fragment> {
  const arithmetic = fc
    .tuple(scalar, fc.constantFrom(...ARITHMETIC), scalar)
    .map(([l, operator, r]) => operation(l, operator, [], r));
  const comparison = fc
    .tuple(scalar, fc.constantFrom(...COMPARISONS), scalar)
    .map(([l, operator, r]) => operation(l, operator, ['bool'], r));
  return fc.oneof(arithmetic, comparison);
}

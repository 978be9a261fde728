import fc from 'fast-check';
import type { Expr } from '../../queries/logql/ast.ts';
import { parseLogql } from '../../queries/logql/parse.ts';
import { forEditors } from './logql-editor-dialect.ts';
import { joinLogqlTokens, type LogqlDialect, logqlLayout } from './logql-layout.ts';
import { labelName, listed, type Tokens, value } from './logql-names.ts';
import { pipeline, selector, unwrap } from './logql-pipeline-arbitrary.ts';

/** How deep expressions nest. */
const DEPTH = 4;

/**
 * A valid query as text, in random layout: spaces, line ends, all comment forms, quoting, letter
 * case.
 *
 * @param dialect `editor` leaves out most of what the grammar of Grafana's editor does not know
 */
export function logqlText(dialect: LogqlDialect = 'loki'): fc.Arbitrary<string> {
  const log = fc.tuple(selector(), pipeline()).map(([s, stages]) => [...s, ...stages]);
  const query = fc.oneof(
    { arbitrary: log, weight: 2 },
    { arbitrary: log.map((tokens) => ['(', ...tokens, ')']), weight: 1 },
    { arbitrary: metric(), weight: 4 },
  );
  const inDialect = dialect === 'loki' ? query : query.map(forEditors);
  return fc
    .tuple(inDialect, logqlLayout(dialect))
    .map(([tokens, style]) => joinLogqlTokens(tokens, style));
}

/** The same queries as trees. */
export function logqlExpr(): fc.Arbitrary<Expr> {
  return logqlText().map((text) => {
    const result = parseLogql(text);
    if (result.kind === 'error') throw new Error(`generated ${text}: ${result.error.text}`);
    return result.expr;
  });
}

/** Text that is nearly a query: cut, doubled, or with a character swapped for an awkward one. */
export function damagedLogql(dialect: LogqlDialect = 'loki'): fc.Arbitrary<string> {
  const awkward = fc.constantFrom(
    ...['', '"', "'", '`', '{', '}', '#', '\\', '(', ')', '[', ']', ',', '\n', '\r', '\0', 'é'],
    ...['//', '/*', '*/', '|', '=', '~', '!', '>', '-', '--strict', '{}', '\ud800', '5m', ' or '],
  );
  return fc.tuple(logqlText(dialect), fc.nat(), fc.nat(), awkward).map(([text, a, b, inserted]) => {
    const from = a % (text.length + 1);
    const to = Math.min(text.length, from + (b % 4));
    return text.slice(0, from) + inserted + text.slice(to);
  });
}

const NUMBERS = ['0', '1', '.5', '5.', '1e3', '010', '0x1p-2', '1_000', '1E-2', '0X1.8P1'];

function number(): fc.Arbitrary<Tokens> {
  const sign = fc.constantFrom<Tokens>([], [], ['-'], ['+']);
  return fc.tuple(sign, fc.constantFrom(...NUMBERS)).map(([signs, digits]) => [...signs, digits]);
}

const RANGES = ['[5m]', '[1h30m]', '[1d]', '[250ms]', '[0s]'];

/** `{…} | … [5m] offset 1h` in all of its orders. */
function logRange(hasUnwrap: boolean): fc.Arbitrary<Tokens> {
  const range = fc.constantFrom(...RANGES);
  const offset = fc.constantFrom<Tokens>(
    [],
    [],
    ['offset', '1h'],
    ['OFFSET', '-30s'],
    ['offset', '1.5s'],
  );
  const values = hasUnwrap ? unwrap() : fc.constant<Tokens>([]);
  const order = fc.constantFrom('before', 'behind', 'parens', 'around', 'both');
  return fc
    .tuple(selector(), pipeline(), values, range, offset, order)
    .map(([select, stages, unwrapped, brackets, shift, where]) => {
      const before = [...select, ...stages, ...unwrapped, brackets, ...shift];
      switch (where) {
        case 'behind':
          return [...select, brackets, ...shift, ...stages, ...unwrapped];
        case 'parens':
          return ['(', ...select, ...stages, ...unwrapped, ')', brackets, ...shift];
        case 'around':
          return ['(', ...before, ')'];
        case 'both':
          return ['(', '(', ...select, ...stages, ...unwrapped, ')', brackets, ...shift, ')'];
        default:
          return before;
      }
    });
}

function labels(): fc.Arbitrary<Tokens> {
  return fc
    .array(labelName(), { maxLength: 3 })
    .map((names) => listed(names.map((name) => [name])));
}

function grouping(): fc.Arbitrary<Tokens> {
  return fc
    .tuple(fc.constantFrom('by', 'without', 'BY'), labels())
    .map(([word, names]) => [word, '(', ...names, ')']);
}

function rangeAggregation(): fc.Arbitrary<Tokens> {
  const none = fc.constant<Tokens>([]);
  const onLines = fc
    .tuple(
      fc.constantFrom(
        'rate(',
        'count_over_time (',
        'bytes_rate(',
        'BYTES_over_time(',
        'absent_over_time(',
      ),
      logRange(false),
    )
    .map(([name, range]) => [name, ...range, ')']);
  const plain = fc
    .tuple(
      fc.constantFrom('sum_over_time(', 'rate_counter(', 'rate (', 'absent_over_time('),
      logRange(true),
    )
    .map(([name, range]) => [name, ...range, ')']);
  const grouped = fc
    .tuple(
      fc.constantFrom<Tokens>(
        ['avg_over_time('],
        ['min_over_time('],
        ['Max_Over_Time('],
        ['stddev_over_time('],
        ['stdvar_over_time('],
        ['first_over_time('],
        ['last_over_time\n('],
        ['quantile_over_time(', '0.99', ','],
      ),
      logRange(true),
      fc.oneof(none, grouping()),
    )
    .map(([head, range, group]) => [...head, ...range, ')', ...group]);
  return fc.oneof(onLines, plain, grouped);
}

const PLAIN_OPS = ['sum', 'avg', 'max', 'min', 'count', 'stddev', 'stdvar', 'SUM'];
const SORTS = ['sort', 'sort_desc'];
const RANKS = ['topk', 'bottomk'];

/** Between an aggregation's name and its clause no comment may stand: it would be a mere name. */
function aggregation(inner: fc.Arbitrary<Tokens>): fc.Arbitrary<Tokens> {
  const gap = fc.constantFrom('', ' ', '\n', '  ');
  const rank = fc.tuple(fc.constantFrom(...RANKS), fc.constant<Tokens>(['5', ',']));
  const plain = fc.tuple(fc.constantFrom(...PLAIN_OPS), fc.constant<Tokens>([]));
  const before = fc
    .tuple(fc.oneof(rank, plain), gap, fc.constantFrom(' by', '\nWITHOUT'), gap, labels(), inner)
    .map(([[op, param], g1, word, g2, names, body]) => [
      `${op}${g1}${word}${g2}(`,
      ...names,
      ')',
      '(',
      ...param,
      ...body,
      ')',
    ]);
  const behind = fc
    .tuple(fc.oneof(rank, plain), gap, inner, fc.oneof(fc.constant<Tokens>([]), grouping()))
    .map(([[op, param], g, body, group]) => [`${op}${g}(`, ...param, ...body, ')', ...group]);
  const bare = fc
    .tuple(fc.constantFrom(...SORTS, 'approx_topk(3,'), inner)
    .map(([op, body]) => [op.endsWith(',') ? op : `${op}(`, ...body, ')']);
  return fc.oneof(before, behind, bare);
}

const NUMERIC_OPS = ['+', '-', '*', '/', '%', '^', '==', '!=', '<', '<=', '>', '>='];
const SET_OPS = ['and', 'or', 'unless', 'OR'];

function matching(): fc.Arbitrary<Tokens> {
  const side = fc.constantFrom<Tokens>(
    [],
    [],
    ['group_left', '(', ')'],
    ['group_right', '(', 'x1', ',', 'a', ')'],
    ['GROUP_LEFT', '(', 'a', ')'],
  );
  const match = fc
    .tuple(fc.constantFrom('on', 'ignoring', 'ON'), labels(), side)
    .map(([word, names, group]) => [word, '(', ...names, ')', ...group]);
  return fc.oneof(fc.constant<Tokens>([]), match);
}

/** Literals stand only beside an operator that binds tighter than the set operators. */
function operation(inner: fc.Arbitrary<Tokens>): fc.Arbitrary<Tokens> {
  const bool = fc.constantFrom<Tokens>([], [], ['bool']);
  const numeric = fc.constantFrom(...NUMERIC_OPS);
  const both = fc
    .tuple(inner, fc.constantFrom(...NUMERIC_OPS, ...SET_OPS), bool, matching(), inner)
    .map(([l, op, b, match, r]) => [...l, op, ...b, ...match, ...r]);
  const right = fc
    .tuple(inner, numeric, bool, number())
    .map(([l, op, b, r]) => [...l, op, ...b, ...r]);
  const left = fc
    .tuple(number(), numeric, bool, inner)
    .map(([l, op, b, r]) => [...l, op, ...b, ...r]);
  return fc.oneof(both, right, left);
}

function metric(): fc.Arbitrary<Tokens> {
  const { expr } = fc.letrec<{ readonly expr: Tokens }>((tie) => ({
    expr: fc.oneof(
      { maxDepth: DEPTH, depthSize: 'medium', depthIdentifier: fc.createDepthIdentifier() },
      { arbitrary: rangeAggregation(), weight: 4 },
      { arbitrary: fc.constant<Tokens>(['vector(', '1', ')']), weight: 1 },
      { arbitrary: aggregation(tie('expr')), weight: 3 },
      { arbitrary: operation(tie('expr')), weight: 4 },
      { arbitrary: labelReplace(tie('expr')), weight: 1 },
      { arbitrary: tie('expr').map((tokens) => ['(', ...tokens, ')']), weight: 1 },
    ),
  }));
  return expr;
}

function labelReplace(inner: fc.Arbitrary<Tokens>): fc.Arbitrary<Tokens> {
  return fc
    .tuple(inner, value(), value())
    .map(([body, target, source]) => [
      'label_replace(',
      ...body,
      ...[',', target, ',', '"$1 {ns=\\"x\\"}"', ',', source, ',', '"(.*)"', ')'],
    ]);
}

import { describe, expect, it } from 'vitest';
import type { Expr } from './ast.ts';
import { FUNCTIONS } from './functions.ts';
import { parsePromql, parsePromqlSelector } from './parse.ts';
import { printPromql } from './print.ts';
import { bareInfoCalls, selectorsOf } from './selectors-of.ts';
import { stripOffsets } from './structure.ts';
import { typeOf } from './type-of.ts';

function parsed(text: string): Expr {
  const result = parsePromql(text);
  if (result.kind === 'error') throw new Error(`${text}: ${result.error.text}`);
  return result.expr;
}

function errorOf(text: string): string {
  const result = parsePromql(text);
  return result.kind === 'error' ? result.error.text.replace(' parse error:', '') : 'accepted';
}

/** Query and canonical text; where only one is given the query is canonical already. */
const ACCEPTED: readonly (readonly [string, string?])[] = [
  // Numbers.
  ['1'],
  ['5.', '5'],
  ['1./6.', '1 / 6'],
  ['.5', '0.5'],
  ['1e3', '1000'],
  ['0x1F', '31'],
  ['010', '8'],
  ['08', '8'],
  ['1_000', '1000'],
  ['0x_ff', '255'],
  ['1e+21'],
  ['+Inf', 'Inf'],
  ['-iNf', '-Inf'],
  ['nan', 'NaN'],
  ['-0'],
  ['5m', '5m'],
  ['1h30m'],
  ['-90s', '-1m30s'],
  ['up + 5m'],
  // Strings.
  ['"a"'],
  [`'it"s'`, '"it\\"s"'],
  ['`raw\\n`', '"raw\\\\n"'],
  ['"\\x41\\102\\u0043\\U00000044"', '"ABCD"'],
  ['"\\xe4\\xb8\\x96"', '"世"'],
  ['"\\xff"'],
  ["'\\''", '"\'"'],
  // Selectors.
  ['up'],
  ['up{}', 'up'],
  ['up{job="a",}', 'up{job="a"}'],
  ['up{job!="a",b=~"x|y",c!~".+"}'],
  ['{__name__="up"}'],
  ['{"up"}'],
  ['{"my.metric","a.b"=\'x\'}', '{"my.metric","a.b"="x"}'],
  ['{"a"="b"}', '{a="b"}'],
  ['{"a","b"}'],
  ['a:b:c'],
  [':x'],
  ['foo{on="a",by="b",bool="c"}'],
  ['foo # {"\n{a="b" # }\n}', 'foo{a="b"}'],
  ['foo # c\r{a="b"}', 'foo{a="b"}'],
  // Keywords as metric names.
  ['sum'],
  ['sum{a="b"}'],
  ['by'],
  ['offset{a="b"}'],
  ['offset offset 5m'],
  ['and and and'],
  ['start'],
  ['step + range'],
  ['fill + fill_left'],
  ['anchored anchored'],
  ['SUM', 'SUM'],
  // Ranges, modifiers, subqueries.
  ['up[5m]'],
  ['up[300]', 'up[5m]'],
  ['up[0.5]', 'up[500ms]'],
  ['up [ 1y2w3d4h5m6s7ms ]', 'up[382d4h5m6s7ms]'],
  ['up offset 5m'],
  ['up OFFSET -5m', 'up offset -5m'],
  ['up offset 50', 'up offset 50s'],
  ['up offset 0s'],
  ['up offset 0s offset 1m', 'up offset 1m'],
  ['up offset 5m + 1'],
  ['up @ 1609746000', 'up @ 1609746000.000'],
  ['up @ -1.5', 'up @ -1.500'],
  ['up @ start()'],
  ['up @ 3.', 'up @ 3.000'],
  ['up[5m] offset 1m @ end()', 'up[5m] @ end() offset 1m'],
  ['up[1h:5m]'],
  ['up[1h:]'],
  ['rate(up[5m])[1h:] offset 1m'],
  ['(up)[5m:1m] @ 10', '(up)[5m:1m] @ 10.000'],
  ['up anchored'],
  ['up anchored [5m]', 'up[5m] anchored'],
  ['up[5m] smoothed offset 1m'],
  // Duration expressions.
  ['up[5m+1m]', 'up[5m + 1m]'],
  ['up[(5m+1m)*2]', 'up[(5m + 1m) * 2s]'],
  ['up[step()]'],
  ['up[STEP()+1]', 'up[step() + 1s]'],
  ['up[max_of(step(),5m)]', 'up[max_of(step(), 5m)]'],
  ['up[min(5m,range())]', 'up[min(5m, range())]'],
  ['up[1h:step()*2]', 'up[1h:step() * 2s]'],
  ['up[2^3^2s]', 'up[2s ^ 3s ^ 2s]'],
  ['up[-2^2+10]', 'up[-2s ^ 2s + 10s]'],
  ['up[(-2)^2]', 'up[(-2s) ^ 2s]'],
  ['up offset (1m*2)', 'up offset (1m * 2s)'],
  ['up offset -(1m+step())', 'up offset -(1m + step())'],
  ['up offset -step()', 'up offset -step()'],
  ['up offset -min_of(1m,step())', 'up offset -min_of(1m, step())'],
  ['up offset step()*0', 'up offset step() * 0'],
  ['up offset -2^2', 'up offset -2s ^ 2'],
  // Aggregations.
  ['sum(up)'],
  ['sum(up) by (a,b,)', 'sum by (a, b) (up)'],
  ['sum by () (up)'],
  ['SUM BY (on, "a.b") (up)', 'sum by (on, "a.b") (up)'],
  ['sum without (x) (up)'],
  ['topk(5, up)'],
  ['count_values("v", up)'],
  ['quantile(0.9, up) by (a)', 'quantile by (a) (0.9, up)'],
  ['limitk(2, up)'],
  ['limit_ratio(-0.5, up)'],
  // Operators.
  ['-1^2', '-1 ^ 2'],
  ['2^3^2', '2 ^ 3 ^ 2'],
  ['a^-b*c', 'a ^ -b * c'],
  ['--1', '1'],
  ['-a*b', '-a * b'],
  ['+a', '+a'],
  ['a+b*c', 'a + b * c'],
  ['a or b and c unless d'],
  ['a == bool b'],
  ['1 > bool 2'],
  ['a atan2 b'],
  ['a </ 5 + b >/ 6', 'a </ 5 + b >/ 6'],
  ['a + on (x) b'],
  ['a + ignoring () (b)'],
  ['a * on (x, "y.z") group_left b', 'a * on (x, "y.z") group_left () b'],
  ['a * on (x) group_right (z) b'],
  ['a + fill(0) b', 'a + fill (0) b'],
  ['a + on (x) fill_right(-1) fill_left(5m) b', 'a + on (x) fill_left (5m) fill_right (-1) b'],
  // Functions.
  ['time()'],
  ['start() + end() + range() + step()'],
  ['min_of(1, max_of(2, 3))'],
  ['round(a)'],
  ['round(a, 5)'],
  ['hour()'],
  ['label_join(a, "b", ",")'],
  ['label_join(a, "b", ",", "c", "d", "e")'],
  ['histogram_quantiles(a, "q", 0.5, 0.9)'],
  ['sort_by_label(a)'],
  ['holt_winters(a[5m], 0.5, 0.5)'],
  ['info(up)'],
  ['info(up, {})'],
  ['info(up, {a=~".*"})'],
  ['absent(up{job="a"})'],
];

const PAIRS = ACCEPTED.map(([query, canonical = query]): [string, string] => [query, canonical]);

describe('accepted queries', () => {
  it.each(PAIRS)('%s', (query, canonical) => {
    const expr = parsed(query);
    expect(printPromql(expr)).toBe(canonical);
    expect(stripOffsets(parsed(printPromql(expr)))).toEqual(stripOffsets(expr));
  });
});

/**
 * Prometheus's own texts. Rows marked `3.x` differ from 2.42 on purpose: numeric durations,
 * underscores and duration expressions are legal there, so 2.42's complaint has no place.
 */
const REFUSED: readonly (readonly [string, string])[] = [
  ['', '1:1: no expression found in input'],
  ['# only a comment', '1:1: no expression found in input'],
  ['foo{a="b"', '1:10: unexpected end of input inside braces'],
  ['1 +', '1:4: unexpected end of input'],
  ['(1', '1:3: unclosed left parenthesis'],
  ['1)', "1:3: unexpected right parenthesis ')'"],
  ['a a', '1:3: unexpected identifier "a"'],
  ['a{i==1}', '1:5: unexpected "=" in label matching, expected string'],
  ["a{i='1',i}", '1:10: unexpected "}" in label matching, expected label matching operator'],
  // 3.x judges the pattern alone; 2.42 shows it anchored: `^(?:()$`.
  ['a{i=~"("}', '1:3: error parsing regexp: missing closing ): `(`'],
  ['"x', '1:1: unterminated quoted string'],
  ['"x\n"', '1:1: unterminated quoted string'],
  ['`x', '1:1: unterminated raw string'],
  ["'\\z'", "1:1: unknown escape sequence U+007A 'z'"],
  ['"\\x1z"', "1:1: illegal character U+007A 'z' in escape sequence"],
  ['"\\ud800"', '1:1: escape sequence is an invalid Unicode code point'],
  ['"\ud800"', '1:1: invalid UTF-8 rune'],
  ['a # \udc00', '1:3: invalid UTF-8 rune'],
  // 3.x: `a[5]` is five seconds, `1_000` a thousand.
  ['a[1m1m]', '1:3: not a valid duration string: "1m1m"'],
  ['a[0s]', '1:3: duration must be greater than 0'],
  ['a[0]', '1:3: duration must be greater than 0'],
  ['a[-1]', '1:3: duration must be greater than 0'],
  ['a[(-1m)]', '1:4: duration must be greater than 0'],
  ['a[5hs]', '1:3: unknown unit "hs" in duration "5hs"'],
  ['a[300y]', '1:3: duration out of range'],
  ['a[1e300]', '1:3: duration out of range'],
  [
    'a[]',
    '1:3: unexpected "]" in subquery or range selector, expected number, duration, step(), or range()',
  ],
  ['a["5m"]', `1:3: unexpected character in duration expression: '"'`],
  ['a[5m', '1:5: unclosed left bracket'],
  ['a[', '1:3: unexpected end of input in duration expression'],
  ['a[:5m]', '1:4: unexpected colon before duration in duration expression'],
  ['a[5m:6m:7m]', "1:8: unexpected colon ':'"],
  ['a[5m x]', "1:6: unexpected character: 'x', expected ':'"],
  ['a[5m/0]', '1:5: division by zero'],
  [
    'a offset',
    '1:9: unexpected end of input in offset, expected number, duration, step(), or range()',
  ],
  ['1mm', '1:1: bad number or duration syntax: "1mm"'],
  ['1__0', '1:1: bad number or duration syntax: "1__"'],
  ['1e999', '1:1: error parsing number: strconv.ParseFloat: parsing "1e999": value out of range'],
  ['{}', '1:1: vector selector must contain at least one non-empty matcher'],
  ['{a=""}', '1:1: vector selector must contain at least one non-empty matcher'],
  ['{a=~".*"}', '1:1: vector selector must contain at least one non-empty matcher'],
  ['{a!~".+",b=~"x?"}', '1:1: vector selector must contain at least one non-empty matcher'],
  ['a{__name__="b"}', '1:1: metric name must not be set twice: "a" or "b"'],
  ['up{"b"}', '1:1: metric name must not be set twice: "up" or "b"'],
  ['{,}', '1:2: unexpected "," in label matching, expected identifier or "}"'],
  ['{a}', '1:3: unexpected "}" in label matching, expected label matching operator'],
  ['{a="b" c="d"}', '1:8: unexpected identifier "c" in label matching, expected "," or "}"'],
  ['{a="b" or c="d"}', '1:8: unexpected identifier "or" in label matching, expected "," or "}"'],
  ['{é="b"}', "1:2: unexpected character inside braces: 'é'"],
  ['{{', "1:2: unexpected left brace '{'"],
  ['rate(a)', '1:6: expected type range vector in call to function "rate", got instant vector'],
  ['rate((a[5m]))', 'accepted'],
  ['sum(a[5m])', '1:5: expected type instant vector in aggregation expression, got range vector'],
  ['topk("x", a)', '1:6: expected type scalar in aggregation parameter, got string'],
  ['a[5m]+1', '1:1: binary expression must contain only scalar and instant vector types'],
  ['"a" + 1', '1:1: binary expression must contain only scalar and instant vector types'],
  ['a[5m][5m]', '1:6: ranges only allowed for vector selectors'],
  ['(a)[5m]', '1:4: ranges only allowed for vector selectors'],
  ['a offset 1m [5m]', '1:13: no offset modifiers allowed before range'],
  ['a @ 1 [5m]', '1:7: no @ modifiers allowed before range'],
  [
    '-a[5m]',
    '1:1: unary expression only allowed on expressions of type scalar or instant vector, got "range vector"',
  ],
  ['nosuch(a)', '1:1: unknown function with name "nosuch"'],
  ['Rate(a[5m])', '1:1: unknown function with name "Rate"'],
  ['abs()', '1:1: expected 1 argument(s) in call to "abs", got 0'],
  ['abs(a,)', '1:6: trailing commas not allowed in function call args'],
  ['round(a, 1, 2)', '1:1: expected at most 2 argument(s) in call to "round", got 3'],
  ['label_join(a, "b")', '1:1: expected at least 3 argument(s) in call to "label_join", got 2'],
  ['sum()', '1:1: no arguments for aggregate expression provided'],
  [
    'topk(a)',
    '1:1: wrong number of arguments for aggregate expression provided, expected 2, got 1',
  ],
  ['sum(a) by', '1:10: unexpected end of input in grouping opts, expected "("'],
  ['sum by (a b) (c)', '1:11: unexpected identifier "b" in grouping opts, expected "," or ")"'],
  ['sum by (1) (c)', '1:9: unexpected number "1" in grouping opts, expected label'],
  ['sum by ("") (c)', '1:9: invalid label name for grouping: ""'],
  ['sum(a b)', '1:7: unexpected identifier "b" in aggregation'],
  ['sum(abs(a b))', '1:11: unexpected identifier "b" in aggregation'],
  ['1 == 1', '1:3: comparisons between scalars must use BOOL modifier'],
  ['a and bool b', '1:3: bool modifier can only be used on comparison operators'],
  ['a and 1', '1:1: set operator "and" not allowed in binary scalar expression'],
  ['a and on(x) group_left b', '1:1: no grouping allowed for "and" operation'],
  ['a + on(x) 1', '1:1: vector matching only allowed between instant vectors'],
  ['a + fill(0) 1', '1:1: filling in missing series only allowed between instant vectors'],
  ['a and fill(0) b', '1:1: filling in missing series not allowed for set operators'],
  ['a + on(i) group_left(i) b', '1:3: label "i" must not occur in ON and GROUP clause at once'],
  ['a offset 1m offset 2m', '1:1: offset may not be set multiple times'],
  ['a @ 1 @ 2', '1:1: @ <timestamp> may not be set multiple times'],
  ['a @ foo', '1:5: unexpected identifier "foo" in @, expected timestamp'],
  ['a @ Inf', '1:1: timestamp out of bounds for @ modifier: +Inf'],
  [
    'sum(a) offset 5m',
    '1:1: offset modifier must be preceded by an instant vector selector or range vector selector or a subquery',
  ],
  [
    '1 @ 5',
    '1:1: @ modifier must be preceded by an instant vector selector or range vector selector or a subquery',
  ],
  ['a anchored smoothed', '1:1: anchored and smoothed modifiers cannot be used together'],
  ['a[5m:] anchored', '1:1: anchored modifier is not supported for subqueries'],
  ['1 smoothed', '1:1: smoothed modifier not implemented'],
  ['1[5m:]', '1:1: subquery is only allowed on instant vector, got scalar instead'],
  ['a[5m][5m:]', '1:1: subquery is only allowed on instant vector, got matrix instead'],
  ['info(up, a)', '1:10: expected label selectors only, got vector selector instead'],
  ['info(up, vector(1))', '1:10: expected label selectors only'],
  ['a =~ b', "1:3: unexpected character after '=': '~'"],
  ['a ! b', "1:3: unexpected character after '!': ' '"],
  ['a = b', '1:3: unexpected "="'],
  ['a\n  + $', "2:5: unexpected character: '$'"],
  ['"é" + $', "1:8: unexpected character: '$'"],
  ['a + on b', '1:8: unexpected identifier "b" in grouping opts, expected "("'],
  ['a[1h:5m', '1:8: unclosed left bracket'],
  ['a]', "1:2: unexpected right bracket ']'"],
  ['(('.repeat(5000), '1:401: expression is nested too deeply'],
  ['sum(up keep_metric_names)', '1:8: unexpected identifier "keep_metric_names" in aggregation'],
  ['WITH (x = up) x', '1:9: unexpected "="'],
];

describe('refused queries carry Prometheus texts and positions', () => {
  it.each(REFUSED)('%s', (query, expected) => {
    expect(errorOf(query)).toBe(expected);
  });

  it('refuses what is longer than the cap, without reading it', () => {
    const result = parsePromql('a'.repeat(40_000));
    expect(result).toMatchObject({ kind: 'error' });
    expect(parsePromql('a'.repeat(40_000), { maxLength: 40_000 }).kind).toBe('ok');
  });

  it('refuses long chains that would make a very deep tree', () => {
    expect(errorOf(`a${'+a'.repeat(5_000)}`)).toContain('nested too deeply');
    expect(parsePromql(`a${'+a'.repeat(900)}`).kind).toBe('ok');
  });

  it('gives UTF-16 offsets beside the byte column', () => {
    const result = parsePromql('"é" + $');
    expect(result.kind === 'error' && result.error.position).toEqual({
      line: 1,
      column: 8,
      start: 6,
      end: 7,
    });
  });
});

describe('types', () => {
  it.each([
    ['1', 'scalar'],
    ['"a"', 'string'],
    ['up', 'vector'],
    ['up[5m]', 'matrix'],
    ['up[5m:]', 'matrix'],
    ['1 + scalar(up)', 'scalar'],
    ['1 + up', 'vector'],
    ['-(up)', 'vector'],
    ['time()', 'scalar'],
    ['sum(up)', 'vector'],
  ])('%s is %s', (query, type) => {
    expect(typeOf(parsed(query))).toBe(type);
  });
});

describe('selectorsOf', () => {
  it.each([
    ['1 + 1', []],
    ['a + b{x="y"} * sum(rate(c[5m])) / d offset 1m', ['a', 'b{x="y"}', 'c', 'd']],
    ['info(a, {b="c"})', ['a', '{b="c"}']],
    ['topk(scalar(k), max_over_time(deriv(rate(a[5m])[1h:])[1d:]))', ['k', 'a']],
    ['label_replace(up,"a","{x=\\"y\\"}","b","")', ['up']],
    ['absent(a) unless quantile(scalar(b), -(c))', ['a', 'b', 'c']],
  ])('%s', (query, expected) => {
    const texts = selectorsOf(parsed(query)).map(({ nameEnd, end, start, braceStart }) =>
      query.slice(start, braceStart === -1 ? nameEnd : end),
    );
    expect(texts).toEqual(expected);
  });

  it('finds info() without its second argument, wherever it stands', () => {
    expect(bareInfoCalls(parsed('sum(info(a)) + info(b, {c="d"}) + info(info(e))'))).toHaveLength(
      3,
    );
  });
});

describe('parsePromqlSelector', () => {
  it.each([
    ['up', 'ok'],
    ['{}', 'ok'],
    ['{a=""}', 'ok'],
    ['up{a="b",}', 'ok'],
    ['{"my.metric"}', 'ok'],
    ['up offset 5m', '1:4: parse error: unexpected <offset>'],
    ['up[5m]', '1:3: parse error: unexpected "["'],
    ['up @ 1', '1:4: parse error: unexpected <op:@>'],
    ['sum(up)', '1:4: parse error: unexpected "("'],
    ['up or up', '1:4: parse error: unexpected <op:or>'],
    ['1', '1:1: parse error: unexpected number "1"'],
    ['', '1:1: parse error: unexpected end of input'],
  ])('%s', (text, expected) => {
    const result = parsePromqlSelector(text);
    expect(result.kind === 'error' ? result.error.text : 'ok').toBe(expected);
  });
});

describe('the function table', () => {
  it('has the 90 functions of 3.14 and holt_winters', () => {
    expect(FUNCTIONS.size).toBe(91);
  });
});

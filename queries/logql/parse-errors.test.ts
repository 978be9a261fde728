import { describe, expect, it } from 'vitest';
import { parseLogql } from './parse.ts';

function errorOf(text: string): string {
  const result = parseLogql(text);
  return result.kind === 'error' ? result.error.text : 'accepted';
}

const NEEDS_MATCHER =
  'parse error : queries require at least one regexp or equality matcher that does not have an ' +
  'empty-compatible value. For instance, app=~".*" does not meet this requirement, but app=~".+" will';

/** Query and Loki's words, the position being `line:column`, or absent as in Loki. */
const REFUSED: readonly (readonly [string, string])[] = [
  // Ends.
  ['', '1:1 syntax error: unexpected $end'],
  ['#{a="b"} | json', '1:16 syntax error: unexpected $end'],
  ['{a="b"', '1:7 syntax error: unexpected $end, expecting } or ,'],
  ['{a="b"} |~', '1:11 syntax error: unexpected $end, expecting STRING or ip'],
  ['{a="b"} |', '1:10 syntax error: unexpected $end'],
  ['1 +', '1:4 syntax error: unexpected $end'],
  ['(1', '1:3 syntax error: unexpected $end'],
  ['\n{a="b"}\n  foo', '3:3 syntax error: unexpected IDENTIFIER'],
  ['{é="b"}', '1:2 syntax error: unexpected IDENTIFIER, expecting IDENTIFIER or }'],
  ['{a="é😀"} foo', '1:10 syntax error: unexpected IDENTIFIER'],
  // Selectors.
  ['{,}', '1:2 syntax error: unexpected ,, expecting IDENTIFIER or }'],
  ['{a}', '1:3 syntax error: unexpected }, expecting = or =~ or !~ or !='],
  ['{a=="b"}', '1:3 syntax error: unexpected ==, expecting = or =~ or !~ or !='],
  ['{a="b",}', '1:8 syntax error: unexpected }, expecting IDENTIFIER'],
  ['{a="b" c="d"}', '1:8 syntax error: unexpected IDENTIFIER, expecting } or ,'],
  ['{a=b}', '1:4 syntax error: unexpected IDENTIFIER, expecting STRING'],
  ['{a=5}', '1:4 syntax error: unexpected NUMBER, expecting STRING'],
  ['{"a"="b"}', '1:2 syntax error: unexpected STRING, expecting IDENTIFIER or }'],
  ['{a.b="c"}', '1:3 syntax error: unexpected ., expecting = or =~ or !~ or !='],
  ["{a='b'}", '1:4 syntax error: unexpected IDENTIFIER, expecting STRING'],
  ["{a='bc'}", '1:4 invalid char literal'],
  ["{a='b}", '1:4 literal not terminated'],
  ['{@="b"}', '1:2 syntax error: unexpected IDENTIFIER, expecting IDENTIFIER or }'],
  ['{a="b"}{c="d"}', '1:8 syntax error: unexpected {'],
  ['{a="b" or c="d"}', '1:8 syntax error: unexpected or, expecting } or ,'],
  ['{}', NEEDS_MATCHER],
  ['{a!="b"}', NEEDS_MATCHER],
  ['{a=""}', NEEDS_MATCHER],
  ['{a=~".*"}', NEEDS_MATCHER],
  ['{a=~"(x|y)*"}', NEEDS_MATCHER],
  ['{a=~"x{0}"}', NEEDS_MATCHER],
  ['{a!~"b|c"}', NEEDS_MATCHER],
  ['1 + rate({a=~".*"}[5m])', NEEDS_MATCHER],
  ['{a=~"("}', 'error parsing regexp: missing closing ): `(`'],
  ['{a=~"(?=x)"}', 'error parsing regexp: invalid or unsupported Perl syntax: `(?=`'],
  ['{a=~"\\\\1"}', 'error parsing regexp: invalid escape sequence: `\\1`'],
  // Strings and comments.
  ['{a="b}', '1:4 literal not terminated'],
  ['{a=`b}', '1:4 literal not terminated'],
  ['{a="b\nc"}', '1:4 literal not terminated'],
  ['{a="\\q"}', '1:4 invalid char escape'],
  ['{a="\\x4"}', '1:4 invalid char escape'],
  ['{a="\\\'"}', '1:4 invalid char escape'],
  ['{a="\\ud800"}', '1:4 invalid syntax'],
  ['{a="b"} /* x', '1:9 comment not terminated'],
  ['{a="b\0"}', '1:6 invalid character NUL'],
  ['{a="b"} # \0', '1:11 invalid character NUL'],
  ['{a="\ud800"}', '1:5 invalid UTF-8 encoding'],
  ['{a="b"} # \udc00', '1:11 invalid UTF-8 encoding'],
  ['{a="\ufffd"}', '1:4 invalid UTF-8 encoding'],
  // Pipelines.
  ['{a="b"} "foo"', '1:9 syntax error: unexpected STRING'],
  ['{a="b"} |= foo', '1:12 syntax error: unexpected IDENTIFIER, expecting STRING or ip'],
  ['{a="b"} |= "x" or', '1:18 syntax error: unexpected $end, expecting STRING or ip'],
  ['{a="b"} |= ip(5)', '1:15 syntax error: unexpected NUMBER, expecting STRING'],
  ['{a="b"} |= ip("x")', `stage '|= ip("x")' : ip: invalid pattern`],
  ['{a="b"} |~ ip("1.2.3.4")', `stage '|~ ip("1.2.3.4")' : ip: invalid operation`],
  ['{a="b"} |~ "("', 'stage \'|~ "("\' : error parsing regexp: missing closing ): `(`'],
  [
    '{a="b"} |= "x" !~ "a**"',
    'stage \'!~ "a**"\' : error parsing regexp: invalid nested repetition operator: `**`',
  ],
  ['{a="b"} |> "<x>"', `stage '|> "<x>"' : named captures are not allowed: found '<x>'`],
  [
    '{a="b"} !> "<_><_>"',
    `stage '!> "<_><_>"' : found consecutive capture '<_><_>': invalid expression`,
  ],
  ['{a="b"} | regexp "("', 'invalid regexp parser: error parsing regexp: missing closing ): `(`'],
  ['{a="b"} | regexp "(x)"', 'invalid regexp parser: at least one named capture must be supplied'],
  [
    '{a="b"} | regexp "(?P<x>a)(?P<x>b)"',
    "invalid regexp parser: duplicate extracted label name 'x'",
  ],
  ['{a="b"} | regexp', '1:17 syntax error: unexpected $end, expecting STRING'],
  [
    '{a="b"} | pattern ""',
    'invalid pattern parser: parse error at line 1, col 1: syntax error: unexpected $end, expecting IDENTIFIER or LITERAL',
  ],
  ['{a="b"} | pattern "<_>"', 'invalid pattern parser: at least one capture is required'],
  [
    '{a="b"} | pattern "<x><y>"',
    "invalid pattern parser: found consecutive capture '<x><y>': invalid expression",
  ],
  [
    '{a="b"} | pattern "<x> <x>"',
    'invalid pattern parser: duplicate capture name (x): invalid expression',
  ],
  ['{a="b"} | json x=5', '1:18 syntax error: unexpected NUMBER, expecting STRING'],
  ['{a="b"} | logfmt --nope', '1:20 syntax error: unexpected IDENTIFIER, expecting NUMBER'],
  ['{a="b"} | json --strict', '1:16 syntax error: unexpected FUNCTION_FLAG'],
  ['{a="b"} | label_format x', '1:25 syntax error: unexpected $end, expecting ='],
  [
    '{a="b"} | label_format x=5',
    '1:26 syntax error: unexpected NUMBER, expecting IDENTIFIER or STRING',
  ],
  ['{a="b"} | label_format x=y,', '1:28 syntax error: unexpected $end, expecting IDENTIFIER'],
  [
    '{a="b"} | label_format x=y,x="z"',
    `stage '| label_format x=y,x="z"' : multiple label name 'x' not allowed in a single format operation`,
  ],
  [
    '{a="b"} | label_format __error__=x',
    "stage '| label_format __error__=x' : __error__ cannot be formatted",
  ],
  ['{a="b"} | unwrap x', '1:11 syntax error: unexpected unwrap'],
  ['{a="b"} | distinct x', '1:20 syntax error: unexpected IDENTIFIER'],
  ['{a="b"} | drop', '1:15 syntax error: unexpected $end, expecting IDENTIFIER'],
  // Label filters.
  ['{a="b"} | x', '1:12 syntax error: unexpected $end'],
  ['{a="b"} | x=~5', '1:14 syntax error: unexpected NUMBER, expecting STRING'],
  ['{a="b"} | x=="y"', '1:14 syntax error: unexpected STRING'],
  ['{a="b"} | x>"y"', '1:13 syntax error: unexpected STRING'],
  ['{a="b"} | x>=ip("1.2.3.4")', '1:14 syntax error: unexpected ip'],
  ['{a="b"} | x=ip("nope")', `stage '| x=ip("nope")' : ip: invalid pattern`],
  ['{a="b"} | x="1" and', '1:20 syntax error: unexpected $end, expecting IDENTIFIER or ('],
  ['{a="b"} | (x="1"', '1:17 syntax error: unexpected $end'],
  ['{a="b"} | x="1",', '1:17 syntax error: unexpected $end, expecting IDENTIFIER or ('],
  ['{a="b"} | x=~"("', 'error parsing regexp: missing closing ): `(`'],
  ['{a="b"} | x>5 5', '1:15 syntax error: unexpected NUMBER'],
  ['{a="b"} | x>-5kB', '1:14 syntax error: unexpected BYTES, expecting NUMBER'],
  // Ranges.
  ['{a="b"}[5m]', '1:8 syntax error: unexpected RANGE'],
  ['rate({a="b"})', '1:13 syntax error: unexpected )'],
  ['rate({a="b"}[5m)', "1:13 missing closing ']' in duration"],
  ['rate({a="b"}[])', '1:13 empty duration string'],
  ['rate({a="b"}[5])', '1:13 not a valid duration string: "5"'],
  ['rate({a="b"}[1m1h])', '1:13 not a valid duration string: "1m1h"'],
  ['rate({a="b"}[5minutes])', '1:13 unknown unit "minutes" in duration "5minutes"'],
  ['rate({a="b"}[1.5h])', '1:13 unknown unit "." in duration "1.5h"'],
  ['rate({a="b"}[$__interval])', '1:13 not a valid duration string: "$__interval"'],
  ['rate({a="b"}[999999999999999999999y])', '1:13 duration out of range'],
  ['rate({a="b"}[5m] offset)', '1:24 syntax error: unexpected ), expecting DURATION'],
  ['rate({a="b"}[5m] offset 5)', '1:25 syntax error: unexpected NUMBER, expecting DURATION'],
  ['rate({a="b"} offset 5m [5m])', '1:14 syntax error: unexpected offset'],
  ['rate({a="b"}[5m] | json offset 5m)', '1:25 syntax error: unexpected offset, expecting )'],
  ['rate({a="b"}[5m][5m])', '1:17 syntax error: unexpected RANGE, expecting )'],
  ['rate({a="b"}[5m:1m])', '1:13 unknown unit "m:" in duration "5m:1m"'],
  ['rate({a="b"}[5m]) @ 5', '1:19 syntax error: unexpected IDENTIFIER'],
  ['rate(({a="b"}))', '1:15 syntax error: unexpected ), expecting RANGE'],
  [
    'rate({a="b"} | unwrap [5m])',
    '1:23 syntax error: unexpected RANGE, expecting IDENTIFIER or BYTES_CONV or DURATION_CONV or DURATION_SECONDS_CONV',
  ],
  [
    'rate({a="b"} | unwrap offset [5m])',
    '1:23 syntax error: unexpected offset, expecting IDENTIFIER or BYTES_CONV or DURATION_CONV or DURATION_SECONDS_CONV',
  ],
  [
    'rate({a="b"} | unwrap x | json [5m])',
    '1:27 syntax error: unexpected json, expecting IDENTIFIER or (',
  ],
  // Range aggregations.
  ['rate(foo)', '1:6 syntax error: unexpected IDENTIFIER, expecting NUMBER or { or ('],
  ['rate(5 {a="b"}[5m])', '1:8 syntax error: unexpected {, expecting ,'],
  ['rate by (x) ({a="b"}[5m])', '1:6 syntax error: unexpected by, expecting ('],
  ['rate # c\n({a="b"}[5m])', '1:1 syntax error: unexpected IDENTIFIER'],
  ['absent_over_time({a="b"}[5h]) by (x)', 'grouping not allowed for absent_over_time aggregation'],
  ['rate({a="b"}[5h]) by (x)', 'grouping not allowed for rate aggregation'],
  [
    'sum_over_time({a="b"} | unwrap x [5h]) by (x)',
    'grouping not allowed for sum_over_time aggregation',
  ],
  ['sum_over_time({a="b"}[5h])', 'invalid aggregation sum_over_time without unwrap'],
  ['rate_counter({a="b"}[5h])', 'invalid aggregation rate_counter without unwrap'],
  ['count_over_time({a="b"} | unwrap x [5m])', 'invalid aggregation count_over_time with unwrap'],
  ['bytes_rate({a="b"} | unwrap x [5m])', 'invalid aggregation bytes_rate with unwrap'],
  [
    'quantile_over_time({a="b"} | unwrap x [5m])',
    'parameter required for operation quantile_over_time',
  ],
  [
    'sum_over_time(50, {a="b"} | unwrap x [5m])',
    'parameter 50 not supported for operation sum_over_time',
  ],
  // Vector aggregations.
  ['sum({a="b"})', '1:12 syntax error: unexpected )'],
  ['min({a="b"}[5m])', '1:12 syntax error: unexpected RANGE'],
  ['topk(rate({a="b"}[5m]))', 'parameter required for operation topk'],
  ['topk(0, rate({a="b"}[5m]))', 'invalid parameter (must be greater than 0) topk(0'],
  ['topk(1.5, rate({a="b"}[5m]))', 'invalid parameter topk(1.5,'],
  ['bottomk(x, rate({a="b"}[5m]))', '1:9 syntax error: unexpected IDENTIFIER'],
  ['sum(3, rate({a="b"}[5m]))', 'unsupported parameter for operation sum(3,'],
  ['approx_topk(3, rate({a="b"}[5m])) by (x)', 'grouping not allowed for approx_topk aggregation'],
  ['sort(rate({a="b"}[5m])) by (x)', "sort and sort_desc doesn't allow grouping by "],
  ['sum by x (rate({a="b"}[5m]))', '1:1 syntax error: unexpected IDENTIFIER'],
  ['sum by (x,) (rate({a="b"}[5m]))', '1:11 syntax error: unexpected ), expecting IDENTIFIER'],
  [
    'sum by (x y) (rate({a="b"}[5m]))',
    '1:11 syntax error: unexpected IDENTIFIER, expecting , or )',
  ],
  [
    'sum by ("x") (rate({a="b"}[5m]))',
    '1:9 syntax error: unexpected STRING, expecting IDENTIFIER or )',
  ],
  ['unk({a="b"}[5m])', '1:1 syntax error: unexpected IDENTIFIER'],
  ['variants(rate({a="b"}[1m])) of ({a="b"}[1m])', '1:1 syntax error: unexpected IDENTIFIER'],
  // Functions and operators.
  ['label_replace(rate({a="b"}[5m]),"")', '1:35 syntax error: unexpected ), expecting ,'],
  [
    'label_replace(rate({a="b"}[5m]),"d","$1","s","(")',
    'invalid regex in label_replace: error parsing regexp: missing closing ): `(`',
  ],
  ['vector(x)', '1:8 syntax error: unexpected IDENTIFIER, expecting NUMBER'],
  ['vector(-1)', '1:8 syntax error: unexpected -, expecting NUMBER'],
  [
    'vector(1e999)',
    'unable to parse vectorExpr as a float: strconv.ParseFloat: parsing "1e999": value out of range',
  ],
  [
    '0x1F',
    'unable to parse literal as a float: strconv.ParseFloat: parsing "0x1F": invalid syntax',
  ],
  ['1e', '1:1 exponent has no digits'],
  ['0x', '1:1 hexadecimal literal has no digits'],
  ['0x1.8', "1:1 hexadecimal mantissa requires a 'p' exponent"],
  ['08', "1:1 invalid digit '8' in octal literal"],
  ['1__0', "1:1 '_' must separate successive digits"],
  ['1p3', "1:1 'p' exponent requires hexadecimal mantissa"],
  ['Inf', '1:1 syntax error: unexpected IDENTIFIER'],
  ['-rate({a="b"}[1m])', '1:2 syntax error: unexpected RATE, expecting NUMBER'],
  ['bool 1 > 1', '1:1 syntax error: unexpected bool'],
  ['1 atan2 2', '1:3 syntax error: unexpected IDENTIFIER'],
  ['rate({a="b"}[1m]) + on x 1', '1:24 syntax error: unexpected IDENTIFIER, expecting ('],
  [
    '{a="b"} + {c="d"}',
    'unexpected type for left leg of binary operation (+): *syntax.MatchersExpr',
  ],
  [
    '({a="b"} | json) / 2',
    'unexpected type for left leg of binary operation (/): *syntax.PipelineExpr',
  ],
  ['1 > {a="b"}', 'unexpected type for right leg of binary operation (>): *syntax.MatchersExpr'],
  [
    '{a="b"} or {c="d"}',
    'unexpected type for left leg of binary operation (or): *syntax.MatchersExpr',
  ],
  [
    'rate({a="b"}[1m]) or 1',
    'unexpected literal for right leg of logical/set binary operation (or): 1.000000',
  ],
  [
    '1 unless rate({a="b"}[1m])',
    'unexpected literal for left leg of logical/set binary operation (unless): 1.000000',
  ],
  [
    '(1 + 2 / 0) and rate({a="b"}[1m])',
    'unexpected literal for left leg of logical/set binary operation (and): NaN',
  ],
  ['{a="b"} != {c="d"}', '1:12 syntax error: unexpected {, expecting STRING or ip'],
];

describe('refused queries', () => {
  it.each(REFUSED)('%s', (query, expected) => {
    const [, line, column, message] = /^(\d+):(\d+) (.*)$/s.exec(expected) ?? [];
    const unplaced = expected.startsWith('parse error') ? expected : `parse error : ${expected}`;
    const text =
      line === undefined ? unplaced : `parse error at line ${line}, col ${column}: ${message}`;
    expect(errorOf(query)).toBe(text);
  });

  it('say where, in offsets, even where Loki does not', () => {
    const query = '{a="é"} |= "x" |~ "("';
    const result = parseLogql(query);
    expect(result).toMatchObject({
      kind: 'error',
      error: { position: { line: 1, column: 16, start: 15, end: 21 } },
    });
  });
});

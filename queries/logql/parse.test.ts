import { describe, expect, it } from 'vitest';
import type { Expr } from './ast.ts';
import { parseLogql, parseLogqlSelector } from './parse.ts';
import { printLogql, printSelector } from './print.ts';
import { isLogQuery, isMetricQuery, streamSelectorsOf } from './selectors-of.ts';
import { stripOffsets } from './structure.ts';

function parsed(text: string): Expr {
  const result = parseLogql(text);
  if (result.kind === 'error') throw new Error(`${text}: ${result.error.text}`);
  return result.expr;
}

function errorOf(text: string): string {
  const result = parseLogql(text);
  return result.kind === 'error' ? result.error.text : 'accepted';
}

const NEEDS_MATCHER =
  'parse error : queries require at least one regexp or equality matcher that does not have an ' +
  'empty-compatible value. For instance, app=~".*" does not meet this requirement, but app=~".+" will';

/** Query and canonical text; where only one is given the query is canonical already. */
const ACCEPTED: readonly (readonly [string, string?])[] = [
  // Selectors.
  ['{a="b"}'],
  ['  { a = "b" , c != "d" }  ', '{a="b", c!="d"}'],
  ['{a=~"b.+", c!~"d|e"}'],
  ['{a="b", a="c"}'],
  ['{a!=""}'],
  ['{a=~".+"}'],
  ['{a!~".*"}'],
  ['{a=~"x|"  , b="c"}', '{a=~"x|", b="c"}'],
  ['{json="x", on="y", by="z", or="q", unwrap="u"}'],
  ['{JSON="x"}'],
  ['{ip="a", rate="b", sum="c", bytes="d", vector="e"}'],
  ['{of="a", variants="b"}'],
  // Strings.
  ['{a=`b\\c"d`}', '{a="b\\\\c\\"d"}'],
  ['{a="\\x41\\102\\u0043\\U00000044\\t"}', '{a="ABCD\\t"}'],
  ['{a="\\xe4\\xb8\\x96"}', '{a="世"}'],
  ['{a="\\xff"}'],
  ['{a="é😀"}'],
  ['{a="it\'s"}'],
  ['{a=`b\nc`}', '{a="b\\nc"}'],
  ['{a="#}//"}'],
  // Comments.
  ['{a="b"} # |= "x"', '{a="b"}'],
  ['{a="b"} // |= "x"', '{a="b"}'],
  ['{a="b" /* } */, c="d"}', '{a="b", c="d"}'],
  ['{ # }\n a="b" // }\n}', '{a="b"}'],
  ['# one\r still one\n{a="b"}', '{a="b"}'],
  ['{a="b"}/*x*/|=/*\n*/"c"', '{a="b"} |= "c"'],
  ['/**/{a="b"}/***/', '{a="b"}'],
  // Line filters.
  ['{a="b"} |= "x" != "y" |~ "z.*" !~ "(u|v)+" |> "<_> w" !> "q<_>"'],
  ['{a="b"}|="x"|="y"', '{a="b"} |= "x" |= "y"'],
  ['{a="b"} |= "x" or "y" or "z" != "u" or "v"'],
  ['{a="b"} |= ip("10.0.0.1") or ip("10.0.0.0/8") or "x"'],
  ['{a="b"} != ip("::1-::ff")'],
  ['{a="b"} |> ""'],
  // Parsers.
  ['{a="b"} | json'],
  ['{a="b"} | json x="y.z[0][\\"q\\"]", w', '{a="b"} | json x="y.z[0][\\"q\\"]",w="w"'],
  ['{a="b"} | logfmt'],
  ['{a="b"} | logfmt --keep-empty --strict', '{a="b"} | logfmt --strict --keep-empty'],
  ['{a="b"} | LOGFMT --strict c,d="e"', '{a="b"} | logfmt --strict c="c",d="e"'],
  ['{a="b"} | regexp "(?P<m>\\\\w+) (?P<p>.*)"'],
  ['{a="b"} | pattern "<ip> - <_> <status>"'],
  ['{a="b"} | pattern "<a> <1> < b> <a"'],
  ['{a="b"} | unpack | decolorize'],
  // Formats.
  ['{a="b"} | line_format "{{.x}}"'],
  ['{a="b"} | label_format x=y, z=`{{.q}}`', '{a="b"} | label_format x=y,z="{{.q}}"'],
  ['{a="b"} | drop x, y="z", q!~"r"', '{a="b"} | drop x,y="z",q!~"r"'],
  ['{a="b"} | keep x,y=~"z"'],
  // Label filters.
  ['{a="b"} | x="y" | z!="" | q=~"r" | s!~"t"'],
  ['{a="b"} | x=5 | x==5 | x!=5', '{a="b"} | x==5 | x==5 | x!=5'],
  ['{a="b"} | x>-5 | x>= + 5 | x<.5 | x<=1e3', '{a="b"} | x>-5 | x>=5 | x<0.5 | x<=1000'],
  ['{a="b"} | x>250ms | x>=1h15m30.918273645s', '{a="b"} | x>250ms | x>=1h15m30s918ms273us645ns'],
  [
    '{a="b"} | x<1d or x<1.5h or x<100ns or x<5µs',
    '{a="b"} | x<24h or x<1h30m or x<100ns or x<5us',
  ],
  ['{a="b"} | x>-5m', '{a="b"} | x>-5m'],
  ['{a="b"} | x>5kB | x>5KiB | x>2.5MB', '{a="b"} | x>5000B | x>5120B | x>2500000B'],
  ['{a="b"} | x>0B | x<1G', '{a="b"} | x>0B | x<1000000000B'],
  ['{a="b"} | x=ip("1.2.3.4") | y!=ip("::/0")'],
  ['{a="b"} | ip=ip("1.2.3.4") | ip="x" | duration>5s | bytes>=1B'],
  ['{a="b"} | x="1" and y="2" or z="3"'],
  ['{a="b"} | x="1" or y="2" and z="3"'],
  ['{a="b"} | (x="1" or y="2") and z="3"'],
  ['{a="b"} | ((x="1"))', '{a="b"} | x="1"'],
  ['{a="b"} | x="1",y="2"', '{a="b"} | x="1" and y="2"'],
  ['{a="b"} | x="1" y!="2"', '{a="b"} | x="1" and y!="2"'],
  ['{a="b"} | x="1"y!="2"(z="3")', '{a="b"} | x="1" and (y!="2" and z="3")'],
  ['{a="b"} | x="1", y="2" or z="3"', '{a="b"} | x="1" and (y="2" or z="3")'],
  ['{a="b"} | x="1" or y="2" z="3"', '{a="b"} | x="1" or y="2" and z="3"'],
  ['{a="b"} | x="1" and y="2" z="3" or w="4"', '{a="b"} | x="1" and (y="2" and (z="3" or w="4"))'],
  ['{a="b"} | x>5 != "line"'],
  // Log ranges.
  ['rate({a="b"}[5m])'],
  ['rate({a="b"} |= "x" [5m])'],
  ['rate({a="b"}[5m] |= "x" | json)', 'rate({a="b"} |= "x" | json [5m])'],
  ['rate(({a="b"})[5m])', 'rate({a="b"}[5m])'],
  ['rate(({a="b"}[5m]))', 'rate({a="b"}[5m])'],
  ['rate(((({a="b"}|="x")[5m])))', 'rate({a="b"} |= "x" [5m])'],
  ['rate({a="b"}[5m] offset 1h)'],
  ['rate({a="b"}[5m] offset -1h)'],
  ['rate({a="b"}[5m] offset 1.5s |= "x")', 'rate({a="b"} |= "x" [5m] offset 1s500ms)'],
  ['rate({a="b"}[1y2w3d4h5m6s7ms])', 'rate({a="b"}[382d4h5m6s7ms])'],
  ['rate({a="b"}[0])', 'rate({a="b"}[0s])'],
  ['sum_over_time({a="b"} | unwrap v [1m] offset 30s)'],
  ['sum_over_time({a="b"}[1m] | unwrap v)', 'sum_over_time({a="b"} | unwrap v [1m])'],
  ['sum_over_time(({a="b"})[1m] | unwrap v)', 'sum_over_time({a="b"} | unwrap v [1m])'],
  [
    'sum_over_time({a="b"}[1m] offset 1h | json | unwrap v)',
    'sum_over_time({a="b"} | json | unwrap v [1m] offset 1h)',
  ],
  ['sum_over_time((({a="b"} | unwrap v)[1m]))', 'sum_over_time({a="b"} | unwrap v [1m])'],
  ['avg_over_time({a="b"} | unwrap duration(v) | __error__="" | x>5 [1m])'],
  ['avg_over_time({a="b"} | unwrap duration_seconds(v) [1m]) by (x, y)'],
  ['avg_over_time({a="b"} | unwrap bytes(bytes) [1m]) without ()'],
  [
    'quantile_over_time(.99, {a="b"} | unwrap v [1m]) by ()',
    'quantile_over_time(0.99, {a="b"} | unwrap v [1m]) by ()',
  ],
  ['rate_counter({a="b"} | unwrap v [1m])'],
  ['absent_over_time({a="b"} | unwrap v [1m])'],
  ['rate({a="b"} | unwrap v [1m])'],
  // Vector aggregations.
  ['sum(rate({a="b"}[5m])) by (x, y)', 'sum by (x, y) (rate({a="b"}[5m]))'],
  ['SUM BY (x) (Count_Over_Time({a="b"}[5m]))', 'sum by (x) (count_over_time({a="b"}[5m]))'],
  ['max without () (rate({a="b"}[5m]))'],
  ['topk(5, rate({a="b"}[5m])) by (x)', 'topk by (x) (5, rate({a="b"}[5m]))'],
  ['bottomk without (x) (05, rate({a="b"}[5m]))', 'bottomk without (x) (5, rate({a="b"}[5m]))'],
  ['approx_topk(3, rate({a="b"}[5m]))'],
  ['sort(rate({a="b"}[5m])) by ()', 'sort by () (rate({a="b"}[5m]))'],
  ['sort_desc(rate({a="b"}[5m]))'],
  ['count(stddev(stdvar(min(avg(rate({a="b"}[5m]))))))'],
  ['sum(1)'],
  // Functions, numbers and operators.
  ['label_replace(rate({a="b"}[5m]), "d", "$1", "s", "(.*)")'],
  ['vector(1)+vector(1)', 'vector(1) + vector(1)'],
  ['vector(0.5)'],
  ['1'],
  ['-1'],
  ['+ 1', '1'],
  ['010', '10'],
  ['1_000.5', '1000.5'],
  ['0x1.8p3', '12'],
  ['0x1p-2', '0.25'],
  ['0X_Fp+1', '30'],
  ['5. + .5', '5 + 0.5'],
  ['1e21', '1e+21'],
  ['-0'],
  ['1 - -1'],
  ['-1 ^ 2'],
  ['2 ^ 3 ^ 2'],
  ['(2 ^ 3) ^ 2'],
  ['1 + 2 * 3 % 4 / 5 - 6'],
  ['1 == bool 2'],
  ['rate({a="b"}[1m]) > bool on (x, y) group_left (z) rate({a="c"}[1m])'],
  [
    'rate({a="b"}[1m]) / ignoring () group_right rate({a="c"}[1m])',
    'rate({a="b"}[1m]) / ignoring () group_right () rate({a="c"}[1m])',
  ],
  ['rate({a="b"}[1m]) or rate({a="c"}[1m]) and rate({a="d"}[1m]) unless rate({a="e"}[1m])'],
  ['(rate({a="b"}[1m]))'],
  ['({a="b"})', '{a="b"}'],
  ['(({a="b"} |= "x"))', '{a="b"} |= "x"'],
];

describe('accepted queries', () => {
  it.each(ACCEPTED.map(([query, canonical = query]) => [query, canonical] as const))(
    '%s',
    (query, canonical) => {
      const expr = parsed(query);
      expect(printLogql(expr)).toBe(canonical);
      expect(stripOffsets(parsed(canonical))).toEqual(stripOffsets(expr));
    },
  );

  it('know where the selectors stand', () => {
    const text = 'sum(rate( {a="b"}[1m])) + rate({ # }\n}[1m])'.replace('}\n}', '}\nc="d"}');
    const found = streamSelectorsOf(parsed(text)).map(({ start, end }) => text.slice(start, end));
    expect(found).toEqual(['{a="b"}', '{ # }\nc="d"}']);
  });

  it('give lines or samples', () => {
    expect(isLogQuery(parsed('({a="b"} | json)'))).toBe(true);
    expect(isMetricQuery(parsed('({a="b"} | json)'))).toBe(false);
    for (const query of ['rate({a="b"}[1m])', '1', 'vector(1)', '(1)']) {
      expect(isLogQuery(parsed(query))).toBe(false);
      expect(isMetricQuery(parsed(query))).toBe(true);
    }
  });
});

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
    'invalid regexp parser: error parsing regexp: duplicate capture group name: `x`',
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

describe('size and depth', () => {
  it('are those of Loki: fewer than 131,072 bytes', () => {
    const query = (bytes: number) => `{a="${'é'.repeat((bytes - 6) / 2)}"}`;
    expect(parseLogql(query(131_070)).kind).toBe('ok');
    expect(errorOf(query(131_072))).toBe('parse error : input size too long (131072 > 131072)');
    expect(errorOf('x'.repeat(200_000))).toContain('input size too long (200000 > 131072)');
  });

  it.each([
    ['parentheses', `${'('.repeat(60_000)}1`],
    ['ranges in parentheses', `rate(${'('.repeat(60_000)}`],
    ['aggregations', `${'sum('.repeat(30_000)}1`],
    ['operators to the right', `1${'^1'.repeat(60_000)}`],
    ['operators to the left', `1${'+1'.repeat(60_000)}`],
    ['label filters side by side', `{a="b"}|${'a=1 '.repeat(30_000)}`],
    ['label filters in parentheses', `{a="b"}|${'('.repeat(60_000)}`],
  ])('%s in great numbers are refused fast', (_, query) => {
    const startedAt = performance.now();
    expect(errorOf(query)).toContain('expression is nested too deeply');
    expect(performance.now() - startedAt).toBeLessThan(500);
  });

  it.each([
    ['braces', '{'.repeat(100_000)],
    ['functions without call', 'rate '.repeat(26_000)],
    ['dots and digits', '1.'.repeat(60_000)],
    ['spaces', `rate${' '.repeat(130_000)}`],
    ['brackets', `rate({a="b"}[${'1'.repeat(130_000)}`],
    ['a long duration', `{a="b"} | x > 1.${'9'.repeat(130_000)}s`],
    ['a long range', `rate({a="b"}[${'1'.repeat(130_000)}y])`],
    ['an unfinished class', `{a=~"${'[a'.repeat(60_000)}"}`],
    ['groups in a pattern', `{a=~"${'(a'.repeat(60_000)}"}`],
    ['quantified groups', `{a="b"} |~ "${'(a+)+'.repeat(20_000)}$"`],
    ['captures', `{a="b"} | pattern "${'<a> '.repeat(30_000)}"`],
    ['line filters', `{a="b"}${'|="x"'.repeat(26_000)}`],
  ])('%s take linear time', (_, query) => {
    const startedAt = performance.now();
    parseLogql(query);
    expect(performance.now() - startedAt).toBeLessThan(1_000);
  });
});

describe('parseLogqlSelector', () => {
  it.each([
    ['{a="b", c=~"d|e"}', '{a="b", c=~"d|e"}'],
    [' { a = "b" } # x', '{a="b"}'],
  ])('%s', (text, printed) => {
    const result = parseLogqlSelector(text);
    expect(result.kind === 'ok' && printSelector(result.expr)).toBe(printed);
  });

  it.each([
    ['', 'syntax error: unexpected $end'],
    ['{a="b"} |= "x"', 'syntax error: unexpected |='],
    ['({a="b"})', 'syntax error: unexpected ('],
    ['{a="b"}{c="d"}', 'syntax error: unexpected {'],
    ['rate({a="b"}[1m])', 'syntax error: unexpected RATE'],
    ['{a!="b"}', 'queries require at least one'],
    ['{}', 'queries require at least one'],
  ])('refuses %s', (text, words) => {
    const result = parseLogqlSelector(text);
    expect(result.kind === 'error' && result.error.text).toContain(words);
  });

  it('takes {} where asked to', () => {
    expect(parseLogqlSelector('{ }', { allowBare: true }).kind).toBe('ok');
    expect(parseLogqlSelector('{a!="b"}', { allowBare: true }).kind).toBe('error');
  });
});

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

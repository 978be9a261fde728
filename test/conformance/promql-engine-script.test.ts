import { describe, expect, it } from 'vitest';
import { parseSequence, parseSeriesNotation } from '../../queries/promql/series-notation.ts';
import { atCases } from './promql-engine-at-cases.ts';
import { isAlmostEqual } from './promql-engine-compare.ts';
import { runPromqlScript } from './promql-engine-run.ts';
import { parseScript } from './promql-engine-script.ts';
import { readScalar } from './promql-engine-series-text.ts';
import type { SystemAnswer, SystemUnderTest } from './promql-engine-system.ts';
import { readTime } from './promql-engine-time.ts';

describe('points', () => {
  it.each<[string, unknown[]]>([
    ['1 -2 .5 1e3', [1, -2, 0.5, 1000]],
    ['_ _x3 1', ['gap', 'gap', 'gap', 'gap', 1]],
    ['5x2', [5, 5, 5]],
    ['1+2x3', [1, 3, 5, 7]],
    ['1-2x2', [1, -1, -3]],
    ['-1+0.5x1', [-1, -0.5]],
    [
      'stale NaN Inf -Inf',
      ['stale', Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY],
    ],
    ['{{schema:0 sum:1 count:2}} 1', ['histogram', 1]],
    ['{{count:1}}+{{count:2}}x2', ['histogram', 'histogram', 'histogram']],
    ['', []],
  ])('%s', (text, points) => {
    expect(parseSequence(text)).toEqual(points);
  });

  it.each(['0x1F', 'x', '1+x3', '1+2x'])('%s is none', (text) => {
    expect(() => parseSequence(text)).toThrow(text);
  });
});

describe('series', () => {
  it.each([
    ['up 1', { __name__: 'up' }],
    ['up{ns="acme", job="}"} 1', { __name__: 'up', ns: 'acme', job: '}' }],
    ['{} 1', {}],
    ['{"my.metric", "a.b"="c"} 1', { __name__: 'my.metric', 'a.b': 'c' }],
    ['up {ns="globex"} 1', { __name__: 'up', ns: 'globex' }],
    ['up{a=""} 1', { __name__: 'up' }],
  ])('%s', (text, labels) => {
    const series = parseSeriesNotation(text);
    expect(Object.fromEntries(series.labels)).toEqual(labels);
    expect(series.points).toEqual([1]);
  });
});

it.each([
  ['5m30s', 330_000],
  ['90', 90_000],
  ['-10s', -10_000],
  ['1.5', 1500],
  ['1h500ms', 3_600_500],
])('%s is %d ms', (text, ms) => {
  expect(readTime(text)).toBe(ms);
});

it('tells numbers from series', () => {
  expect(readScalar('-1.5e3')).toBe(-1500);
  expect(readScalar('up 1')).toBeNull();
});

it('compares as Prometheus does', () => {
  expect(isAlmostEqual(Number.NaN, Number.NaN)).toBe(true);
  expect(isAlmostEqual(1, 1 + 1e-7)).toBe(true);
  expect(isAlmostEqual(1, 1 + 1e-5)).toBe(false);
  expect(isAlmostEqual(0, 1e-7)).toBe(false);
});

it('pins what reads series, once', () => {
  const [first] = atCases('sum(rate(up[5m])) + max_over_time(up[5m:1m])', 300_000);
  expect(first?.query).toBe('sum(rate(up[5m] @ 300.000)) + max_over_time(up[5m:1m] @ 300.000)');
  expect(first?.atMs).toBe(-3_000_000);
  expect(atCases('timestamp(up)', 0)).toEqual([]);
  expect(atCases('up @ end()', 0)).toEqual([]);
  expect(atCases('1 + 1', 0)).toEqual([]);
});

const SCRIPT = `
# of every kind
load 1m
  up 1 2
  up 3 4
  heavy {{count:1}}

eval instant at 0 up
  up 3

eval_fail instant at 0 up
  expected_fail_message no

eval range from 0 to 1m step 1m up
  up 3 4

eval instant at 0 heavy
  heavy {{count:1}}

eval instant at 0 up
  expect warn regex: odd
  expect no_info
  up 3

eval instant at 0 up
  expect string "a\\tb"

no such command
  at all

clear

eval instant at 1m up[1m]
  expect range vector from 0 to 1m step 1m
  up 3 4
`;

describe('a script', () => {
  it('is read command by command', () => {
    const commands = parseScript(SCRIPT);
    const kinds = 'load eval eval eval eval eval eval fault clear eval';
    expect(commands.map(({ kind }) => kind).join(' ')).toBe(kinds);
    expect(commands.map(({ line }) => line)).toEqual([3, 8, 11, 14, 17, 20, 25, 28, 31, 33]);
    const [load, , failing, , , , text] = commands;
    expect(load).toMatchObject({ stepMs: 60_000, series: [{ points: [3, 4] }, {}] });
    expect(failing).toMatchObject({ mode: 'fail' });
    expect(text).toMatchObject({ text: 'a\tb' });
  });

  it('gives one result for each evaluation', async () => {
    const nothing: SystemAnswer = { kind: 'failure', message: 'not here' };
    const system: SystemUnderTest = {
      clear: () => Promise.resolve(),
      load: () => Promise.resolve(),
      instant: () => Promise.resolve(nothing),
      range: () => Promise.resolve(nothing),
    };
    const results = await runPromqlScript('x.test', SCRIPT, system);
    expect(results.map(({ outcome }) => outcome)).toEqual([
      'failed',
      'failed',
      'failed',
      'unsupported',
      'failed',
      'failed',
      'failed',
      'failed',
    ]);
    expect(results[0]).toMatchObject({ file: 'x.test', line: 8, name: 'up', message: 'not here' });
    expect(results[1]?.message).toBe('failed with another message: not here');
  });
});

const ODD = `
load 5m
  # within a block
\tup{job="a"}\t1e-3 1.5E3+5e2x2   _x2  stale 4-1x1
  up{job="b"} NaN -Infx1
# and at its end
eval range from 0 to 10m step 5m up + 1
  expect no_warn
eval instant at 1h1m vector(1)
\t{} 0x1
eval instant nothing

eval range from 0 to 1m step 30s fail{
  expect fail regex: (?i)Unexpected
eval_ordered instant at 0 sort(up)
  up 1e3
clear
load_with_nhcb 1m
  h_bucket{le="+Inf"} 1
`;

it('reads scripts that are written another way', () => {
  const commands = parseScript(ODD);
  expect(commands.map(({ kind, line }) => `${line} ${kind}`)).toEqual([
    '2 load',
    '7 eval',
    '9 eval',
    '11 eval',
    '13 eval',
    '15 eval',
    '17 clear',
    '18 load',
  ]);
  const [load, range, one, empty, failing, ordered, , native] = commands;
  expect(load).toMatchObject({
    series: [
      { points: [0.001, 1500, 2000, 2500, 'gap', 'gap', 'stale', 4, 3] },
      { points: [Number.NaN, -Infinity, -Infinity] },
    ],
  });
  expect(range).toMatchObject({
    isRange: true,
    endMs: 600_000,
    expectations: [{ what: 'no_warn' }],
  });
  expect(one).toMatchObject({ startMs: 3_660_000, series: [{ points: [0, 0] }] });
  expect(empty).toMatchObject({ query: 'nothing', startMs: 0, series: [], scalar: null });
  expect(failing).toMatchObject({ expectations: [{ what: 'fail', text: { kind: 'pattern' } }] });
  expect(ordered).toMatchObject({ mode: 'ordered', series: [{ points: [1000] }] });
  expect(native).toMatchObject({ withNativeHistograms: true });
});

it.each([
  ['unload 5m', 'not a command: unload 5m'],
  ['load', 'not a command: load'],
  ['load 5 minutes', 'expected load <step>: load 5 minutes'],
  ['load soon\n  up 1', 'not a duration: soon'],
  ['eval at 0 up', 'neither an instant nor a range evaluation: eval at 0 up'],
  ['eval instant at 0 up\n  expect wonders', 'not an expectation: expect wonders'],
  ['eval instant at 0 up\n  up one', 'not a point: one'],
  ['load 5m\n  up{job=} 1', 'up{job=}: '],
])('%s is a fault', (text, message) => {
  const [command] = parseScript(`# first\n${text}\n\nclear\n`);
  expect(command).toMatchObject({ kind: 'fault', line: 2 });
  expect(command).toHaveProperty('message', expect.stringContaining(message));
});

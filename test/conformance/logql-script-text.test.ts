import { describe, expect, it } from 'vitest';
import { readScript } from './logql-engine-script.ts';
import {
  readLabels,
  readNs,
  readPairs,
  readPoints,
  readRawString,
  withoutComment,
} from './logql-script-text.ts';

describe('readNs', () => {
  it.each<[string, bigint]>([
    ['0', 0n],
    ['1h2m3.5s', 3_723_500_000_000n],
    ['-1.5h', -5_400_000_000_000n],
    ['.5s', 500_000_000n],
    ['1.s', 1_000_000_000n],
    ['+3ns', 3n],
    ['2µs1us', 3_000n],
    ['100ms', 100_000_000n],
  ])('%s', (text, ns) => {
    expect(readNs(text)).toBe(ns);
  });

  it.each(['', '5', '1d', '1s ', 's', '.s', '1x'])('%s is none', (text) => {
    expect(() => readNs(text)).toThrow('no duration');
  });
});

it('reads labels, with escapes and without', () => {
  const raw = '{a="x\\"}#", b=`c\\`, "d.e"="\\u00e9",} 1';
  const [pairs, end] = readLabels(raw, 0);
  expect(pairs).toEqual([
    ['a', 'x"}#'],
    ['b', 'c\\'],
    ['d.e', 'é'],
  ]);
  expect(raw.slice(end)).toBe(' 1');
  expect(readPairs('k="v" k2="v2"')).toEqual([
    ['k', 'v'],
    ['k2', 'v2'],
  ]);
  expect(() => readPairs('k=v')).toThrow('no labels');
});

it('reads lines that know no escapes, and may hold their own quote', () => {
  expect(readRawString('"a \\"b\\" c\\n" @ 1s', 0)).toEqual(['a \\"b\\" c\\n', 13]);
  expect(readRawString('`"`@1s', 0)).toEqual(['"', 3]);
  expect(() => readRawString('"a" at 1s', 0)).toThrow('no line in quotes before @');
});

it.each<[string, (number | null)[]]>([
  ['_x3', [null, null, null]],
  ['_', [null]],
  ['1+2x2', [1, 3, 5]],
  ['1e1-.5x1', [10, 9.5]],
  ['2x1', [2, 2]],
  ['-Inf', [-Infinity]],
  ['+Infx1', [Infinity, Infinity]],
])('points %s', (text, points) => {
  expect(readPoints(text)).toEqual(points);
});

describe('withoutComment', () => {
  it.each<[string, boolean, string]>([
    ['{a="x\\"#"} "line # \\" @ 1s # comment', true, '{a="x\\"#"} "line # \\" @ 1s '],
    ['{a="b"} `"#` @ 1s [metadata k="\\"#"] # x', true, '{a="b"} `"#` @ 1s [metadata k="\\"#"] '],
    ['eval instant at 1s {a="b"} |= "\\"#" # x', false, 'eval instant at 1s {a="b"} |= "\\"#" '],
    ['{a="b"} "c \\"#\\" d" @ 1s # x', true, '{a="b"} "c \\"#\\" d" @ 1s '],
    ['{} 1 # x', true, '{} 1 '],
    ['# x', false, ''],
  ])('%s', (line, isEntry, kept) => {
    expect(withoutComment(line, isEntry)).toBe(kept);
  });
});

const SCRIPT = `
clear
load
  {app="a"} "\\n{{.i}}" @ 1s [repeat every 500ms for 2] [metadata k="v" k2="v2"]

eval range from 0 to 2m step 1m sum by (a) (rate({app="a"}[1m]))   # rates
  {a=""} _ 1+1x1
eval logs from -1s to 2s backward limit 3 {app="a"} |= "limit 5"
  {app="a"} "\\n1" @ 1.5s
`;

it('reads a script command by command', () => {
  const commands = readScript(SCRIPT);
  expect(commands.map(({ kind, line }) => `${line} ${kind}`)).toEqual([
    '2 clear',
    '3 load',
    '6 eval',
    '8 eval',
  ]);
  const [, load, range, logs] = commands;
  expect(load).toMatchObject({
    entries: [
      {
        line: '\\n0',
        timeNs: 1_000_000_000n,
        metadata: new Map([
          ['k', 'v'],
          ['k2', 'v2'],
        ]),
      },
      { line: '\\n1', timeNs: 1_500_000_000n },
    ],
  });
  expect(range).toMatchObject({
    ask: { kind: 'range', stepNs: 60_000_000_000n, query: 'sum by (a) (rate({app="a"}[1m]))' },
    expected: [{ kind: 'series', labels: [['a', '']], points: [null, 1, 2] }],
  });
  expect(logs).toMatchObject({
    ask: { kind: 'logs', fromNs: -1_000_000_000n, direction: 'backward', limit: 3, intervalNs: 0n },
    expected: [{ kind: 'line', line: '\\n1' }],
  });
});

import { describe, expect, it } from 'vitest';
import { series, table } from '../../../test/support/frame-fixture.ts';
import { loadFrameTools } from '../../load-frame-tools.ts';
import { extractFields } from './extract-fields.ts';
import { readKeyValues } from './key-values.ts';
import { prepareTimeSeries } from './prepare-time-series.ts';
import { timeSeriesTable } from './time-series-table.ts';

const tools = loadFrameTools();

const extracted = (lines: readonly unknown[], options: Record<string, unknown>) => {
  const [frame] = extractFields(tools, [table('A', { Time: lines.map(Number), line: lines })], {
    ...{ source: 'line', replace: true },
    ...options,
  });
  return frame?.fields.map(({ name, type, values }) => [name, type, values]);
};

describe('fields of texts', () => {
  it.each<[string, string, Record<string, unknown>, readonly unknown[]]>([
    [
      'JSON',
      '{"a":1,"b":true,"c":{"d":[]}}',
      { format: 'json' },
      [
        ['a', 'number', [1]],
        ['b', 'boolean', [true]],
        ['c', 'other', [{ d: [] }]],
      ],
    ],
    [
      'paths',
      '{"a":{"b":[5,6]},"c d":"x"}',
      {
        format: 'json',
        jsonPaths: [
          { path: 'a.b[1]', alias: 'six' },
          { path: '["c d"]' },
          { path: 'a.toString' },
          { path: '' },
        ],
      },
      [
        ['six', 'number', [6]],
        ['["c d"]', 'string', ['x']],
        ['a.toString', 'string', ['Not Found']],
      ],
    ],
    ['what is no JSON', 'GET /', { format: 'json' }, []],
    ['JSON of one number', '7', { format: 'auto' }, []],
    ['pairs, found out', 'a=1 b', {}, [['a', 'string', ['1']]]],
    [
      'groups of a pattern',
      'GET /pay 200',
      { format: 'regexp', regExp: '/^(?P<verb>[A-Z]+) (?P<path>[^ ]+)/' },
      [
        ['verb', 'string', ['GET']],
        ['path', 'string', ['/pay']],
      ],
    ],
    ['a pattern that is not there', 'x', { format: 'regexp', regExp: '(?P<a>y)' }, []],
    [
      'words',
      'a, b,,a',
      { format: 'delimiter' },
      [
        ['a', 'number', [1]],
        ['b', 'number', [1]],
      ],
    ],
    [
      'names of every object',
      '{"__proto__":{"polluted":1}}',
      {},
      [['__proto__', 'other', [{ polluted: 1 }]]],
    ],
  ])('%s', (_, line, options, expected) => {
    expect(extracted([line], options)).toEqual(expected);
    expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
  });

  it('stand beside the others, or beside the time', () => {
    const frame = table('A', { Time: [1], line: ['a=1'] });
    const namesOf = (options: object) =>
      extractFields(tools, [frame], { source: 'line', ...options })[0]?.fields.map(
        ({ name }) => name,
      );
    expect(namesOf({})).toEqual(['Time', 'line', 'a']);
    expect(namesOf({ replace: true, keepTime: true })).toEqual(['Time', 'a']);
    expect(namesOf({ source: 'other' })).toEqual(['Time', 'line']);
  });

  it('are refused where a pattern or a format is none, or where they are too many', () => {
    expect(() => extracted(['a'], { format: 'regexp', regExp: '(?=a)' })).toThrow('is not RE2');
    expect(() => extracted(['a'], { format: 'xml' })).toThrow('xml is not known');
    const hostile = Array.from({ length: 2_000 }, (_, at) => `n${at}=1`);
    expect(() => extracted(hostile, { format: 'kvp' })).toThrow('are too many');
  });
});

it.each<[string, Record<string, string>]>([
  [`a="1",   "b"='2',c=3  x:y ;\r\nz="d and 4"`, { a: '1', b: '2', c: '3', x: 'y', z: 'd and 4' }],
  [String.raw`z="say \"hi\" 'there'" a=1`, { z: `say "hi" 'there'`, a: '1' }],
  ['a=b&c=d&x=123', { a: 'b', c: 'd', x: '123' }],
  ['{foo="bar", baz="42"}', { foo: 'bar', baz: '42' }],
  [`a=, "b"='2',c=3  x: `, { a: '', b: '2', c: '3', x: '' }],
  ['GET /x url=http://a:80/b?c level=info', { url: 'http://a:80/b?c', level: 'info' }],
  ['== :: ="x" a="never closed', { a: 'never closed' }],
])('pairs of %s', (text, expected) => {
  expect(Object.fromEntries(readKeyValues(text))).toEqual(expected);
});

it('reads a long hostile line once', () => {
  const line = `${'"'.repeat(99_999)}${'='.repeat(99_999)}${'{'.repeat(99_999)}`;
  expect(readKeyValues(line).size).toBeLessThan(5);
});

describe('tables of series', () => {
  it('have the figure that is chosen by query, and null where a series has no such label', () => {
    const other = series('A', 'z', [5, 7]);
    const [, value] = other.fields;
    if (value?.labels === undefined) throw new Error('no labels');
    const bare = {
      ...other,
      fields: other.fields.map((each) => ({
        ...each,
        labels: Object.fromEntries([['__proto__', 'p']]),
      })),
    };
    const frames = [series('A', 'x', [1, 3]), bare];
    const [made] = timeSeriesTable(tools, frames, { A: { stat: 'mean' } });
    const shown = made?.fields.map(({ name, values }) => [
      name,
      values.map((each: unknown) =>
        typeof each === 'object' && each !== null ? Reflect.get(each, 'value') : each,
      ),
    ]);
    expect(shown?.at(-1)).toEqual(['Trend #A', [2, 6]]);
    expect(shown?.[0]).toEqual(['pod', ['x', null]]);
    expect(shown?.map(([name]) => name)).toEqual(['pod', 'node', '__proto__', 'Trend #A']);
  });

  it('keep a figure of 0, and know the options of older versions', () => {
    const [made] = timeSeriesTable(tools, [series('A', 'x', [4, 0])], {
      refIdToStat: { A: 'last' },
    });
    expect(made?.fields.at(-1)?.values[0]).toMatchObject({ value: 0 });
  });
});

it('refuses a format of series that nobody knows, and tables that are too large', () => {
  const frame = table('A', { Time: [1], cpu: [1] });
  expect(() => prepareTimeSeries(tools, [frame], { format: 'round' })).toThrow(
    'round is not known',
  );
  const times = Array.from({ length: 2_000 }, (_, at) => at);
  const many = Array.from({ length: 600 }, () => table('A', { Time: times, cpu: times }));
  expect(() => prepareTimeSeries(tools, many, {})).toThrow('too large');
});

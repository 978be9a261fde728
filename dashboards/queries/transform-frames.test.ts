import type { DataFrame } from '@grafana/data';
import { describe, expect, it } from 'vitest';
import { table } from '../../test/support/frame-fixture.ts';
import { loadFrameTools } from '../load-frame-tools.ts';
import { KNOWN_STEPS } from '../model/drawn-parts.data.ts';
import { transformFrames } from './transform-frames.ts';

const tools = loadFrameTools();

/** The steps, with the variable `x` of one value, or those that are given. */
function run(
  frames: readonly DataFrame[],
  id: string,
  options: Record<string, unknown>,
  put: (text: string) => string = (text) => text,
) {
  return transformFrames(tools, frames, [{ id, options, filter: null, isDisabled: false }], put);
}

const names = (frames: readonly DataFrame[]) =>
  frames.map((frame) =>
    frame.fields.map((field) => tools.getFieldDisplayName(field, frame, [...frames])),
  );

/** What a backtracking engine takes minutes for, twice as long for each letter. */
const BAD = '/^(a+)+$/';
const LONG = `${'a'.repeat(34)}!`;

describe('a pattern that backtracks', () => {
  const matcher = { id: 'byRegexp', options: BAD };
  const either = { id: 'byRegexpOrNames', options: { pattern: BAD, names: ['x'] } };
  const everywhere: readonly Record<string, unknown>[] = [
    { include: BAD, exclude: BAD },
    { include: matcher },
    { configRefId: LONG, applyTo: matcher },
    { exclude: either },
    { include: { pattern: BAD }, exclude: { pattern: BAD } },
    { fields: matcher, reducers: ['max'], mode: 'reduceFields', regex: BAD, renamePattern: '' },
    { fields: either, reducers: ['max'] },
    { fields: { id: '$matcher', options: BAD }, reducers: ['max'] },
    { mode: 'binary', binary: { left: { matcher }, operator: '+', right: { matcher } } },
    { byField: BAD, targetField: BAD, stringField: BAD, matcher, names: [BAD] },
    { conversions: [{ targetField: BAD, destinationType: 'number' }] },
    {
      type: 'include',
      match: 'any',
      filters: [{ fieldName: LONG, config: { id: '$condition', options: { value: BAD } } }],
    },
  ];
  const put = (text: string) =>
    text.replaceAll('$matcher', 'byRegexp').replaceAll('$condition', 'regex');

  it.each([...KNOWN_STEPS])('does not stop %s, wherever it stands', async (id) => {
    const frame = () => table(LONG, { [LONG]: [LONG, LONG], other: [1, 2] });
    for (const options of everywhere) {
      const { frames } = await run([frame(), frame()], id, options, put);
      expect(frames.length, JSON.stringify(options)).toBeGreaterThanOrEqual(0);
    }
  });

  it('is said where it is not run', async () => {
    const frame = table('A', { pod: ['a'], value: [1] });
    const reduced = await run([frame], 'reduce', { reducers: ['max'], fields: matcher });
    expect(reduced.problems).toEqual([
      'The transformation reduce was left out: the matcher byRegexp does not run in it.',
    ]);
    expect(reduced.frames).toEqual([frame]);
    const filters = [{ fieldName: 'pod', config: { id: 'regex', options: { value: 'a' } } }];
    const kept = await run([frame], 'filterByValue', { filters });
    expect(kept.problems).toEqual([
      'The transformation filterByValue was left out: conditions with patterns do not run here.',
    ]);
    const wrong = await run([frame], 'filterByRefId', { include: '/(?=a)/' });
    expect(wrong.problems[0]).toContain('is not RE2');
  });
});

describe('names and values that every object has', () => {
  const words = ['__proto__', 'constructor', 'toString', 'hasOwnProperty'];
  const options = {
    columnField: 'column',
    rowField: 'row',
    valueField: 'value',
    byField: 'row',
    fields: { row: { operation: 'groupby' }, value: { operation: 'aggregate' } },
    reducers: ['max'],
  };

  it.each([...KNOWN_STEPS])('write into no other object in %s', async (id) => {
    const before = [Object.prototype, Object, Object.prototype.toString].map((each) =>
      Object.getOwnPropertyNames(each).join(),
    );
    for (const word of words) {
      const named = () => table(word, { [word]: ['polluted'], row: ['polluted'], value: [1] });
      const valued = () => table('A', { column: [word], row: ['polluted'], value: ['x'] });
      await run([named(), named()], id, options);
      await run([valued()], id, options);
    }
    const after = [Object.prototype, Object, Object.prototype.toString].map((each) =>
      Object.getOwnPropertyNames(each).join(),
    );
    expect(after).toEqual(before);
    expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
  });

  it('are columns of a matrix as any other', async () => {
    const frame = table('A', { column: ['__proto__', 'b'], row: ['r', 'r'], value: [1, 2] });
    const { frames, problems } = await run([frame], 'groupingToMatrix', options);
    expect(problems).toEqual([]);
    expect(frames[0]?.fields.map(({ name, values }) => [name, values])).toEqual([
      ['row\\column', ['r']],
      ['__proto__', [1]],
      ['b', [2]],
    ]);
  });
});

describe('filters', () => {
  const frames = [table('A', { pod: ['x'], cpu: [1], memory: [2] }), table('B', { pod: ['y'] })];

  it.each([
    ['one name', { include: 'A' }, ['A']],
    ['several', { include: 'A|B' }, ['A', 'B']],
    ['a pattern', { include: '/^[BC]$/' }, ['B']],
    ['all but one', { exclude: 'A' }, ['B']],
    ['nothing said', {}, ['A', 'B']],
  ])('of queries by %s', async (_, options, expected) => {
    const found = await run(frames, 'filterByRefId', options);
    expect(found.frames.map(({ refId }) => refId)).toEqual(expected);
  });

  it.each([
    ['names', { include: { names: ['pod', 'cpu'] } }, [['pod', 'cpu'], ['pod']]],
    ['names left out', { exclude: { names: ['pod'] } }, [['cpu', 'memory']]],
    ['a pattern', { include: { pattern: '/^(cpu|mem)/' } }, [['cpu', 'memory']]],
    [
      'a name or a pattern',
      { include: { names: ['pod'], pattern: 'cp' } },
      [['pod', 'cpu'], ['pod']],
    ],
    ['a variable', { byVariable: true, include: { variable: '$x' } }, [['cpu', 'memory']]],
    [
      'a variable, set off',
      { byVariable: true, exclude: { variable: `\${x}` } },
      [['pod'], ['pod']],
    ],
    ['a list', { byVariable: true, include: { variable: '{cpu,pod}' } }, [['pod', 'cpu'], ['pod']]],
  ])('of fields by %s', async (_, options, expected) => {
    const put = (text: string) => text.replace(`\${x:json}`, '["cpu","memory"]');
    const found = await run(frames, 'filterFieldsByName', options, put);
    expect(found.problems).toEqual([]);
    expect(names(found.frames)).toEqual(expected);
  });
});

describe('a wrong length', () => {
  it('does not outlive its step', async () => {
    const { frames } = await run([table('A', { a: [1, 2, 3] })], 'limit', { limitField: -1e12 });
    expect(frames.map(({ length }) => length)).toEqual([3]);
  });
});

import { describe, expect, it } from 'vitest';
import type { Shape } from './document-shape.ts';
import { placeAt, readDocument } from './read-document.ts';

const member = (shape: Shape, isNeeded = false) => ({ shape, isNeeded, about: '' });
const SHAPE: Shape = {
  kind: 'map',
  members: new Map([
    ['name', member({ kind: 'text' }, true)],
    ['limit', member({ kind: 'number' })],
    ['on', member({ kind: 'flag' })],
    ['op', member({ kind: 'choice', values: ['>', '<'] })],
    ['labels', member({ kind: 'texts' }, true)],
    ['list', member({ kind: 'list', of: { kind: 'text' } }, true)],
  ]),
};

const faults = (text: string) =>
  readDocument(text, SHAPE).faults.map(({ at, from, to, problem }) => [
    at,
    problem.kind,
    text.slice(from, to),
  ]);

describe('reading a document', () => {
  it('gives each place what it wants', () => {
    const text = 'name: 1.10\nlimit: 1e3\non: true\nop: ">"\nlabels: { v: 010 }\nlist: [yes]\n';
    expect(readDocument(text, SHAPE).value).toEqual({
      ...{ name: '1.10', limit: 1000, on: true, op: '>', labels: { v: '010' }, list: ['yes'] },
    });
  });

  it('takes what is left out, or left empty, for empty', () => {
    const empty = { name: '', labels: {}, list: [] };
    for (const text of ['', '# nothing\n', 'list:\nlabels:\n', '{}']) {
      expect(readDocument(text, SHAPE)).toMatchObject({ value: empty, faults: [] });
    }
  });

  it.each<[string, readonly unknown[]]>([
    ['name: a\nlimt: 3\n', ['/limt', 'unknown', 'limt']],
    ['limit: much\n', ['/limit', 'notNumber', 'much']],
    ['on: yes\n', ['/on', 'notFlag', 'yes']],
    ['op: "=="\n', ['/op', 'notChoice', '"=="']],
    ['list: a\n', ['/list', 'notList', 'a']],
    ['labels: a\n', ['/labels', 'notMap', 'a']],
    ['name: [a]\n', ['/name', 'notText', '[a]']],
    ['name: a\nname: b\n', ['/name', 'twice', 'name']],
    ['list: [a, [b]]\n', ['/list/1', 'notText', '[b]']],
    ['list: [*a]\n', ['/list/0', 'alias', '*a']],
  ])('of %j says what is wrong, and where', (text, expected) => {
    expect(faults(text)).toContainEqual(expected);
    expect(readDocument(text, SHAPE).value).toBeNull();
  });

  it('tells mistakes of YAML itself, and a second document', () => {
    expect(faults('name: "a\n')[0]?.[1]).toBe('syntax');
    expect(faults('name: a\n---\nname: b\n')).toContainEqual(['', 'several', expect.anything()]);
  });

  it('finds places without a shape, the nearest one above what is not there', () => {
    const text = 'spec:\n  endpoints:\n    - port: web\n';
    const { places } = readDocument(text, null);
    const at = (pointer: string) => {
      const { from, to } = placeAt(places, pointer);
      return text.slice(from, to);
    };
    expect(at('/spec/endpoints/0/port')).toBe('web');
    expect(at('/spec/endpoints/0/missing')).toBe('port: web\n');
    expect(at('/spec/other')).toBe('spec');
    expect(at('/nowhere')).toBe('');
  });
});

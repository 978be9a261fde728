import { describe, expect, it } from 'vitest';
import { en } from './en.ts';
import { firstLanguage } from './setup.ts';
import { zh } from './zh.ts';

type Node = string | { readonly [key: string]: Node };

function entriesOf(node: Node, path = ''): readonly (readonly [string, string])[] {
  if (typeof node === 'string') return [[path, node]];
  return Object.entries(node).flatMap(([key, child]) =>
    entriesOf(child, path === '' ? key : `${path}.${key}`),
  );
}

const withoutPlural = (key: string) => key.replace(/_(?:zero|one|other)$/, '');
const keysOf = (node: Node) => [...new Set(entriesOf(node).map(([key]) => withoutPlural(key)))];
const variablesOf = (text: string) =>
  [...text.matchAll(/\{\{(\w+)\}\}/g)].map((match) => match[1] ?? '');

/** Of a plural, the form for many is the one with every variable. */
function variablesByKey(node: Node): ReadonlyMap<string, readonly string[]> {
  return new Map(
    entriesOf(node)
      .filter(([key]) => !/_(?:zero|one)$/.test(key))
      .map(([key, text]) => [withoutPlural(key), [...new Set(variablesOf(text))].sort()]),
  );
}

describe('the dictionaries', () => {
  it('have the same keys', () => {
    expect(keysOf(zh).sort()).toEqual(keysOf(en).sort());
  });

  it('use the same variables', () => {
    expect(Object.fromEntries(variablesByKey(zh))).toEqual(Object.fromEntries(variablesByKey(en)));
  });

  it('have the plural forms that each language needs', () => {
    const plurals = (node: Node) =>
      entriesOf(node).flatMap(([key]) => (key.endsWith('_other') ? [withoutPlural(key)] : []));
    const english = new Set(entriesOf(en).map(([key]) => key));
    expect(plurals(en).filter((key) => !english.has(`${key}_one`))).toEqual([]);
    expect(plurals(zh).sort()).toEqual(plurals(en).sort());
  });

  it('have no empty text and no exclamation mark', () => {
    for (const [key, text] of [...entriesOf(en), ...entriesOf(zh)]) {
      expect(text.trim(), key).not.toBe('');
      expect(text, key).not.toMatch(/[!！]/);
    }
  });
});

describe('the first language', () => {
  it.each([
    ['zh', ['en-GB'], 'zh'],
    [null, ['zh-Hans-CN', 'en'], 'zh'],
    [null, ['fr', 'zh-TW'], 'zh'],
    [null, ['fr'], 'en'],
    ['xx', ['en-US'], 'en'],
  ])('with %s stored and %j in the browser is %s', (stored, browser, expected) => {
    expect(firstLanguage(stored, browser)).toBe(expected);
  });
});

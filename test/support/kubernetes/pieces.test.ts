import { describe, expect, it } from 'vitest';
import { crdsFor, isPublished } from './crds/crd-documents.ts';
import { ownCrds } from './crds/own-crds.data.ts';
import { readCrd } from './crds/read-crd.ts';
import type { Json, JsonObject } from './model/json.ts';
import { applyJsonPatch } from './patch/json-patch.ts';
import { applyMergePatch } from './patch/merge-patch.ts';
import { applyStrategicMerge } from './patch/strategic-merge.ts';
import { applyDefaults } from './schema/default-fields.ts';
import { readSchema } from './schema/read-schema.ts';
import { validateRules } from './schema/validate-rules.ts';
import { validateValue } from './schema/validate-value.ts';

describe('CEL', () => {
  const messages = (rule: string, self: JsonObject, old?: JsonObject) => {
    const schema = readSchema({
      type: 'object',
      'x-kubernetes-validations': [{ rule, message: 'no' }],
    });
    return validateRules(self, old, schema).map(({ message }) =>
      message.replace(/^.*?: "object": /, ''),
    );
  };

  it.each<[string, JsonObject, JsonObject | undefined, readonly string[]]>([
    ['!has(self.externalId) || has(self.roleArn)', { externalId: 'x' }, undefined, ['no']],
    [
      '!has(self.externalId) || has(self.roleArn)',
      { externalId: 'x', roleArn: 'y' },
      undefined,
      [],
    ],
    ['[has(self.a), has(self.b)].filter(x, x).size() <= 1', { a: 1, b: 2 }, undefined, ['no']],
    ['[has(self.a), has(self.b)].filter(x, x).size() <= 1', { b: 2 }, undefined, []],
    ['self == oldSelf', { a: [1, { b: 2 }] }, { a: [1, { b: 2 }] }, []],
    ['self == oldSelf', { a: 1 }, { a: 2 }, ['no']],
    ['self == oldSelf', { a: 1 }, undefined, []],
    ['!oldSelf.x || (oldSelf.x && self.x)', { x: false }, { x: true }, ['no']],
    [
      "self.l.all(i, i.startsWith('a')) && self.l.exists(i, i == 'ab')",
      { l: ['ab', 'a'] },
      undefined,
      [],
    ],
    ['self.n in [1, 2] && self["n"] > 1', { n: 1 }, undefined, ['no']],
    ['self.gone == 1', {}, undefined, ['rule evaluation error: no such key: gone: self.gone == 1']],
    [
      '!format.uuid().validate(self.x).hasValue()',
      { x: 'y' },
      undefined,
      [
        'the test cluster cannot evaluate the rule !format.uuid().validate(self.x).hasValue(): the method uuid is not known here',
      ],
    ],
  ])('%s', (rule, self, old, expected) => {
    expect(messages(rule, self, old)).toEqual(expected);
  });
});

describe('a schema', () => {
  it('with a keyword that nothing honours is refused', () => {
    const schema = { type: 'object', properties: { a: { type: 'string', const: 'x' } } };
    expect(() => readSchema(schema)).toThrow(
      'the schema of a has const, which nothing here honours',
    );
  });

  it('defaults what is absent, and null where null is not allowed', () => {
    const text = { type: 'string', default: 'd' };
    const schema = readSchema({
      type: 'object',
      properties: {
        a: text,
        b: { ...text, nullable: true },
        __proto__x: text,
        m: { type: 'object', properties: { a: text } },
      },
    });
    expect(applyDefaults({ a: null, b: null, m: {} }, schema)).toEqual({
      a: 'd',
      b: null,
      __proto__x: 'd',
      m: { a: 'd' },
    });
  });

  it.each<[string, JsonObject, Json, readonly string[]]>([
    ['go’s inline flags', { type: 'string', pattern: '^(?i)(abort|warn)?$' }, 'WARN', []],
    ['oneOf', { oneOf: [{ type: 'string' }, { type: 'integer' }] }, true, ['x']],
    ['not', { not: { type: 'string' } }, 'a', ['x']],
    ['int or string', { 'x-kubernetes-int-or-string': true }, 1.5, ['x']],
    ['limits', { type: 'integer', minimum: 0, exclusiveMinimum: true, maximum: 9 }, 0, ['x']],
    [
      'sets',
      { type: 'array', 'x-kubernetes-list-type': 'set', items: { type: 'string' } },
      ['a', 'a'],
      ['x[1]'],
    ],
  ])('knows %s', (_, schema, value, fields) => {
    expect(validateValue(value, readSchema(schema), 'x').map(({ field }) => field)).toEqual(fields);
  });
});

describe('patches', () => {
  it.each<[string, Json, Json, Json]>([
    ['add', { a: [1, 3] }, [{ op: 'add', path: '/a/1', value: 2 }], { a: [1, 2, 3] }],
    ['append', { a: [1] }, [{ op: 'add', path: '/a/-', value: 2 }], { a: [1, 2] }],
    ['escaped', { 'a/b': { 'c~d': 1 } }, [{ op: 'remove', path: '/a~1b/c~0d' }], { 'a/b': {} }],
    ['move', { a: { b: 1 } }, [{ op: 'move', from: '/a/b', path: '/c' }], { a: {}, c: 1 }],
    [
      'test',
      { a: 1 },
      [
        { op: 'test', path: '/a', value: 1 },
        { op: 'replace', path: '/a', value: 2 },
      ],
      { a: 2 },
    ],
  ])('by operations: %s', (_, document, patch, expected) => {
    expect(applyJsonPatch(document, patch)).toEqual(expected);
  });

  it.each<[string, Json]>([
    ['doc is missing key', [{ op: 'remove', path: '/nope' }]],
    ['testing value /a failed', [{ op: 'test', path: '/a', value: 2 }]],
    ['invalid index', [{ op: 'replace', path: '/l/5', value: 2 }]],
  ])('that do not fit are refused: %s', (message, patch) => {
    expect(() => applyJsonPatch({ a: 1, l: [1] }, patch)).toThrow(message);
  });

  it('by merging: null removes, lists are replaced', () => {
    const patch = { a: null, b: { c: 1 }, l: [3] };
    expect(applyMergePatch({ a: 1, b: { d: 2 }, l: [1, 2] }, patch)).toEqual({
      b: { c: 1, d: 2 },
      l: [3],
    });
  });

  it('strategically: items by their key, directives', () => {
    const items = {
      type: 'object',
      properties: { name: { type: 'string' }, v: { type: 'integer' } },
    };
    const schema = readSchema({
      type: 'object',
      properties: {
        l: {
          type: 'array',
          items,
          'x-kubernetes-patch-merge-key': 'name',
          'x-kubernetes-patch-strategy': 'merge',
        },
        f: { type: 'array', items: { type: 'string' }, 'x-kubernetes-patch-strategy': 'merge' },
      },
    });
    const document = {
      l: [
        { name: 'a', v: 1 },
        { name: 'b', v: 2 },
      ],
      f: ['x', 'y'],
    };
    const patch = {
      l: [
        { name: 'c', v: 3 },
        { name: 'a', v: 9 },
        { name: 'b', $patch: 'delete' },
      ],
      '$setElementOrder/l': [{ name: 'c' }, { name: 'a' }],
      f: ['z'],
      '$deleteFromPrimitiveList/f': ['x'],
    };
    expect(applyStrategicMerge(document, patch, schema)).toEqual({
      l: [
        { name: 'c', v: 3 },
        { name: 'a', v: 9 },
      ],
      f: ['y', 'z'],
    });
  });
});

describe('the definitions of kinds', () => {
  const kinds = Object.keys(ownCrds) as (keyof typeof ownCrds)[];

  it('of our own are all readable and evaluable', () => {
    const read = crdsFor(kinds, { own: true }).flatMap(readCrd);
    expect(read.map(({ kind }) => kind)).toEqual(kinds);
    expect(read.flatMap(({ unsupportedRules }) => unsupportedRules)).toEqual([]);
  });

  const quick = [
    'PrometheusRule',
    'ServiceMonitor',
    'ScrapeConfig',
    'Flow',
    'GrafanaDashboard',
  ] as const;
  const wanted = process.env.TOCSIN_PROOF === '1' ? kinds : quick;
  const present = wanted.filter(isPublished);

  it(`as published are readable; what cannot be evaluated is known (${present.length} here)`, () => {
    const read = crdsFor(present).flatMap(readCrd);
    expect(new Set(read.map(({ kind }) => kind))).toEqual(new Set(present));
    const unsupported = read.flatMap(({ unsupportedRules }) => unsupportedRules);
    expect(unsupported.map(({ rule }) => rule)).toEqual(
      present.some((kind) => kind === 'GrafanaDashboard')
        ? ['!format.uuid().validate(self).hasValue()']
        : [],
    );
  });
});

import { describe, expect, it } from 'vitest';
import { validateObject } from './validate-object.ts';

const definitions = {
  Meta: {
    type: 'object',
    properties: {
      name: { type: 'string' },
      labels: { type: 'object', additionalProperties: { type: 'string' } },
    },
  },
  Port: { 'x-kubernetes-int-or-string': true },
};
const root = {
  type: 'object',
  required: ['spec'],
  properties: {
    metadata: { allOf: [{ $ref: '#/components/schemas/Meta' }], default: {} },
    spec: {
      type: 'object',
      required: ['url'],
      properties: {
        url: { type: 'string' },
        scheme: { type: 'string', enum: ['http', 'https'] },
        port: { $ref: '#/components/schemas/Port' },
        count: { type: 'integer', nullable: true },
        ratio: { type: 'number' },
        routes: { type: 'array', items: { 'x-kubernetes-preserve-unknown-fields': true } },
        open: {
          type: 'object',
          'x-kubernetes-preserve-unknown-fields': true,
          properties: { on: { type: 'boolean' } },
        },
      },
    },
  },
};

const check = (spec: unknown, metadata: unknown = { name: 'a' }) =>
  validateObject({ root, definitions }, { metadata, spec }).map(
    ({ path, message }) => `${path}: ${message}`,
  );

describe('an object against its schema', () => {
  it.each([
    ['all there is', { url: 'u', scheme: 'http', port: 9090, count: null, ratio: 0.5 }],
    ['a port by name', { url: 'u', port: 'web' }],
    [
      'what has no schema',
      { url: 'u', routes: [{ any: [{ thing: 1 }] }, 'x'], open: { other: 1 } },
    ],
  ])('fits: %s', (_, spec) => {
    expect(check(spec)).toEqual([]);
  });

  it.each<readonly [string, unknown, string]>([
    ['a missing field', {}, '/spec/url: is missing'],
    [
      'an unknown one',
      { url: 'u', 'a/b~': 1 },
      '/spec/a~1b~0: is unknown to the cluster, which has url,',
    ],
    [
      'one of the prototype',
      JSON.parse('{"url":"u","__proto__":1}'),
      '/spec/__proto__: is unknown',
    ],
    ['a wrong type', { url: 1 }, '/spec/url: expected a string, got 1'],
    ['a fraction', { url: 'u', count: 1.5 }, '/spec/count: expected an integer, got 1.5'],
    ['no port', { url: 'u', port: true }, '/spec/port: expected an integer or a string, got true'],
    [
      'a value that is none',
      { url: 'u', scheme: 'ftp' },
      '/spec/scheme: expected one of "http", "https", got "ftp"',
    ],
    ['a null', { url: null }, '/spec/url: expected a string, got null'],
    ['a list', { url: 'u', routes: {} }, '/spec/routes: expected a list, got an object'],
    [
      'a known field of an open object',
      { url: 'u', open: { on: 'yes' } },
      '/spec/open/on: expected a boolean',
    ],
  ])('does not fit: %s', (_, spec, finding) => {
    const found = check(spec);
    expect(found).toHaveLength(1);
    expect(found[0]).toContain(finding);
  });

  it('is followed through references and maps, and the findings have a bound', () => {
    expect(check({ url: 'u' }, { labels: { a: 1 }, nam: 'x' })).toEqual([
      '/metadata/labels/a: expected a string, got 1',
      '/metadata/nam: is unknown to the cluster, which has name, labels',
    ]);
    const labels = Object.fromEntries(Array.from({ length: 500 }, (_, index) => [`l${index}`, 1]));
    expect(check({ url: 'u' }, { labels })).toHaveLength(100);
  });
});

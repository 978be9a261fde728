import { Type } from 'typebox';
import { describe, expect, it } from 'vitest';
import { validator } from './validator.ts';

const closed = { additionalProperties: false };
const schema = Type.Object(
  {
    port: Type.Integer({ minimum: 0, maximum: 65_535, default: 8080 }),
    level: Type.Optional(Type.Union([Type.Literal('info'), Type.Literal('warn')])),
    names: Type.Array(Type.String({ pattern: '^[a-z]+$', description: 'lower-case letters' }), {
      default: [],
      maxItems: 2,
    }),
    sink: Type.Optional(
      Type.Union([
        Type.Object({ kind: Type.Literal('none') }, closed),
        Type.Object(
          { kind: Type.Literal('files'), directory: Type.String({ minLength: 1 }) },
          closed,
        ),
      ]),
    ),
    maybe: Type.Optional(Type.Union([Type.Null(), Type.String()])),
  },
  closed,
);
const validate = validator(schema);

describe('validator', () => {
  it('fills defaults and keeps the given value as it was', () => {
    const given = {};
    expect(validate(given)).toEqual({ kind: 'valid', value: { port: 8080, names: [] } });
    expect(given).toEqual({});
  });

  it.each([
    ['a wrong type', { port: 'http' }, '/port', 'expected an integer from 0 to 65535, got "http"'],
    [
      'a number out of range',
      { port: 70_000 },
      '/port',
      'expected an integer from 0 to 65535, got 70000',
    ],
    [
      'an unknown key',
      { prot: 1 },
      '/prot',
      'unknown key, expected one of port, level, names, sink, maybe',
    ],
    [
      'a pattern',
      { names: ['a', 'B'] },
      '/names/1',
      'expected a string (lower-case letters), got "B"',
    ],
    ['too many items', { names: ['a', 'b', 'c'] }, '/names', 'expected at most 2 items, got 3'],
    ['a closed choice', { level: 'loud' }, '/level', 'expected "info" or "warn", got "loud"'],
    [
      'a member of the tagged variant',
      { sink: { kind: 'files' } },
      '/sink/directory',
      'is missing, expected a string of at least 1 characters',
    ],
    [
      'an unknown tag',
      { sink: { kind: 'nfs' } },
      '/sink/kind',
      'expected "none" or "files", got "nfs"',
    ],
    ['neither null nor text', { maybe: 3 }, '/maybe', 'expected null or a string, got 3'],
    ['a list instead of an object', [], '', 'expected an object, got a list'],
    [
      'a slash in a key',
      { 'a/b': 1 },
      '/a~1b',
      'unknown key, expected one of port, level, names, sink, maybe',
    ],
  ])('explains %s', (_, value, path, message) => {
    const outcome = validate(value);
    expect(outcome.kind === 'invalid' && outcome.findings).toContainEqual({ path, message });
  });

  it('asks for nothing that has a default, also beside other findings', () => {
    const either = validator(Type.Object({ one: Type.Union([Type.Null(), schema]) }, closed));
    const outcome = either({ one: { level: 'loud' } });
    expect(outcome.kind === 'invalid' && outcome.findings.map(({ path }) => path)).toEqual([
      '/one/level',
    ]);
  });

  it('converts texts only when asked', () => {
    expect(validate({ port: '80' }).kind).toBe('invalid');
    expect(validator(schema, { convert: true })({ port: '80' })).toMatchObject({
      value: { port: 80 },
    });
  });
});

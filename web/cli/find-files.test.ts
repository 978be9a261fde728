import { expect, it } from 'vitest';
import { isLike } from './find-files.ts';

it.each([
  ['rules.yml', '*.yml', true],
  ['rules.yaml', '*.yml', false],
  ['a.rules.yml', 'a*rules*.yml', true],
  ['acme-1.yml', 'acme-?.yml', true],
  ['acme-12.yml', 'acme-?.yml', false],
  ['abab', 'a*ab', true],
  ['ab', 'ab**', true],
  ['ab', 'abc', false],
  ['', '*', true],
  ['a'.repeat(5_000), `${'*a'.repeat(2_000)}b`, false],
])('%s beside %s: %s', (text, pattern, expected) => expect(isLike(text, pattern)).toBe(expected));

import { RE2JS } from 're2js';
import { describe, expect, it } from 'vitest';
import { plainRegex } from './plain-regex.ts';

describe('plainRegex', () => {
  it.each([
    ['', true],
    ['abc', false],
    ['a*', true],
    ['a+', false],
    ['a?b*', true],
    ['.*', true],
    ['.+', false],
    ['a|b', false],
    ['a|', true],
    ['|a', true],
    ['(a|b)?', true],
    ['(?:a*)+', true],
    ['(?:a*b)+', false],
    ['(a*|b)c?', true],
    ['^$', true],
    ['()', true],
    ['[^a-z0-9_.]+', false],
    ['[a-z]*', true],
    ['\\d+\\.\\d*', false],
    ['(?P<x>a*)(?P<y>b?)', true],
    ['a*?b??', true],
    [')', null],
    ['(', null],
    ['a**', null],
    ['*', null],
    ['a{2}', false],
    ['\\berror\\b', false],
    ['\\b', false],
    ['(\\b)?', true],
    ['\\B', true],
    ['\\b*', null],
    ['[a-Z]', null],
    ['[A-z]', false],
    ['a{0,2}b{0}', true],
    ['(?:a{2}|b{0,3}){4,}', true],
    ['a{,2}', null],
    ['a{2', null],
    ['a{3,2}', null],
    ['a{2}{3}', null],
    ['(a{30}){30}', null],
    ['a{1001}', null],
    ['[[:alpha:]]', null],
    ['[b-a]', null],
    ['[z-a]', null],
    ['[5-4]', null],
    ['[45][0-9]', false],
    ['\\pL', null],
    ['(?i)a', false],
    ['(?i)', true],
    ['(?im:a*)', true],
    ['(?i)*', null],
    ['(?-i)a', null],
    ['(?=a)', null],
    ['(?<x>a)', null],
    ['é😀?', false],
    ['(?:é😀)*', true],
    ['\udc80', null],
    ['(?P<x>a)(?P<x>b)', null],
  ])('%s: matches nothing %s', (pattern, matchesEmpty) => {
    expect(plainRegex(pattern)?.matchesEmpty ?? null).toBe(matchesEmpty);
    if (matchesEmpty === null) return;
    expect(RE2JS.compile(`^(?:${pattern})$`).matches('')).toBe(matchesEmpty);
  });

  it('names the groups', () => {
    expect(plainRegex('(?P<m>\\w+) (x) (?P<p>.*)')?.groupNames).toEqual(['m', 'p']);
  });
});

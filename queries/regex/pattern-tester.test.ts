import { describe, expect, it } from 'vitest';
import { PatternTester } from './pattern-tester.ts';

describe('PatternTester', () => {
  it.each([
    ['acme', 'acme', true],
    ['acme', 'acme-dev', false],
    ['acme|globex', 'globex', true],
    ['acme|', '', true],
    ['acme.*', 'acme-dev', true],
    ['.me', 'acme', false],
    ['a.*|b', 'b', true],
    ['.+', '', false],
    ['.*', 'line\nbreak', true],
    ['(?i)ACME', 'acme', true],
    ['a\\.b', 'axb', false],
    ['^acme$', 'acme', true],
    ['(', 'acme', null],
  ])('%s on %s: %s', (pattern, value, matches) => {
    const tester = new PatternTester();
    expect(tester.test(pattern, value)).toBe(matches);
    expect(tester.test(pattern, value)).toBe(matches);
  });

  it.each<[string, (i: number) => string, (i: number) => string]>([
    ['many patterns', (i) => `${i}.{900}`, () => 'a'.repeat(2_000)],
    ['many values', () => '(?:.*x){300}y', (i) => `${i}${'x'.repeat(1_000)}`],
    ['a large pattern', () => '(?:a|b.*){1000}'.repeat(30), (i) => `ab${i}`],
    ['long values', () => '(?:.*x)*y', (i) => i + 'x'.repeat(100_000)],
  ])('has a limit for what it spends on %s', (_, pattern, value) => {
    const tester = new PatternTester();
    const startedAt = performance.now();
    const answers = Array.from({ length: 500 }, (_, i) => tester.test(pattern(i), value(i)));
    expect(answers).toContain(null);
    expect(tester.test('acme|globex', 'globex')).toBe(true);
    expect(performance.now() - startedAt).toBeLessThan(1_500);
  });

  it('spends nothing on what it knows', () => {
    const tester = new PatternTester(2_000);
    expect(Array.from({ length: 1_000 }, () => tester.test('a.*', 'acme'))).not.toContain(null);
  });
});

import { describe, expect, it } from 'vitest';
import { RegexJudge } from '../../regex/regex-judge.ts';
import { logqlTexts } from './logs-scope-rules.ts';
import { findContradictions, promqlTexts, refuseContradictions } from './refuse-contradictions.ts';

const part = (value: string, exemptMetrics: readonly string[] = []) => ({
  matchers: [{ name: 'ns', op: '=' as const, value }],
  exemptMetrics,
});

describe('refuseContradictions', () => {
  it.each([
    ['up{ns="globex"}', 'selector up{ns="globex"} can match nothing'],
    ['up + down{ns="globex"}', 'selector down{ns="globex"} can match nothing'],
  ])('%s', (query, message) => {
    expect(() => refuseContradictions(promqlTexts(query, null), [part('acme')])).toThrow(
      expect.objectContaining({
        kind: 'unprocessable',
        message: expect.stringContaining(message),
      }),
    );
  });

  it.each(['up', 'up{ns="acme"}', 'shared{ns="globex"}', 'up{', '1'])('lets %s be', (query) => {
    refuseContradictions(promqlTexts(query, null), [part('acme', ['shared'])]);
  });

  it('finds only what can match nothing on any backend', () => {
    const texts = promqlTexts(null, ['up{ns="a"}', 'up{ns="b"}', 'up{ns="c"}']);
    const found = findContradictions(texts, [part('a'), part('b')]);
    expect(found.map(({ text }) => text)).toEqual(['up{ns="c"}']);
  });

  it('judges selectors and queries of LogQL', () => {
    const texts = ['{}', '{ns="globex"}', 'rate({ns="globex"}[5m])', '{app="a"} |= "x"', '{'];
    const found = findContradictions(logqlTexts(texts, new RegexJudge()), [part('acme')]);
    expect(found.map(({ text }) => text)).toEqual([texts[1], texts[2]]);
  });
});

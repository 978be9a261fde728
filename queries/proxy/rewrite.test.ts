import { describe, expect, it } from 'vitest';
import { metricsBackend } from '../../test/support/backends.ts';
import { anyPart } from './backend-plan.ts';
import { Rewriter } from './rewrite.ts';

const MIB = 1024 * 1024;

function part(namespace: string) {
  const matchers = [{ name: 'namespace', op: '=', value: namespace }] as const;
  return { ...anyPart(metricsBackend('http://lab.test')), matchers };
}

describe('what is remembered of queries', () => {
  it("is each scope's own", () => {
    const rewriter = new Rewriter(10);
    const [acme, umbrella] = [part('acme'), part('umbrella')];
    for (let round = 0; round < 2; round++) {
      expect(rewriter.query('up', acme)).toBe('up{namespace="acme"}');
      expect(rewriter.query('up', umbrella)).toBe('up{namespace="umbrella"}');
    }
  });

  it('does not grow with the number of scopes and the length of texts', () => {
    const rewriter = new Rewriter(500);
    const long = Array.from({ length: 400 }, () => 'metric').join('+');
    const parts = Array.from({ length: 20 }, (_, n) => part(`acme-${n}`));
    for (const one of parts) {
      for (let n = 0; n < 100; n++) {
        const scoped = rewriter.query(`${long}+${n}`, one);
        expect(scoped).toContain(one.matchers[0].value);
        expect(rewriter.characters).toBeLessThanOrEqual(16 * MIB);
      }
    }
  });

  it('leaves out what is very long', () => {
    const rewriter = new Rewriter(500);
    rewriter.query(Array.from({ length: 1_000 }, () => 'metric').join('+'), part('acme'));
    expect(rewriter.characters).toBe(0);
  });
});

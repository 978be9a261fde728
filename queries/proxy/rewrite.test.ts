import { describe, expect, it } from 'vitest';
import { metricsBackend } from '../../test/support/backends.ts';
import { anyPart } from './backend-plan.ts';
import { Rewriter } from './rewrite.ts';

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
});

import { describe, expect, it } from 'vitest';
import {
  testCluster,
  testDirectory,
  testEnvironments,
  testMacKey,
  testRule,
} from '../../test/support/rule-fixture.ts';
import { DesiredRules } from './desired-rules.ts';

const lab = testCluster('lab');
const MINUTE = 60_000;
const BORN_MS = 1_000 * MINUTE;

/** `acme.shop.dev` is young, and its namespace was umbrella's before. */
const directory = testDirectory(
  1,
  testEnvironments.map((one) =>
    one.namespace === 'acme-dev' ? { ...one, readableFromMs: BORN_MS } : one,
  ),
);

/** The first expression delivered for the rule at a time, or why there is none. */
function delivered(rule: ReturnType<typeof testRule>, rules = new DesiredRules(testMacKey)) {
  return (minutes: number) => {
    const nowMs = BORN_MS + minutes * MINUTE;
    const desired = rules.on(lab, [rule], directory, [lab], nowMs).get(rule.id);
    if (desired?.kind === 'file') return desired.file.group.rules[0]?.expr;
    return desired?.kind === 'refused' ? desired.reason : undefined;
  };
}

describe('a rule over an environment whose namespace was somebody else’s', () => {
  it('covers it as soon as it looks back no further than its birth', () => {
    const at = delivered(testRule({ expression: 'rate(jobs[10m])' }));
    const without = '(rate(jobs{namespace="acme-prod"}[10m])) > 100';
    expect([at(0), at(14)]).toEqual([without, without]);
    expect(at(15)).toBe('(rate(jobs{namespace=~"acme-dev|acme-prod"}[10m])) > 100');
  });

  it('is not delivered while there is nothing else, and says until when', () => {
    const at = delivered(testRule({ scopeText: 'acme.shop.dev', expression: 'jobs offset 1h' }));
    expect(at(0)).toContain('looks back past the birth of environment acme.shop.dev');
    expect(at(0)).toContain(new Date(BORN_MS + 65 * MINUTE).toISOString());
    expect(at(65)).toBe('(jobs{namespace="acme-dev"} offset 1h) > 100');
  });

  it('never covers it when it refers to a time before', () => {
    const at = delivered(testRule({ expression: 'jobs @ 60' }));
    expect(at(10_000)).toBe('(jobs{namespace="acme-prod"} @ 60.000) > 100');
  });

  it('is the same object as long as nothing changes', () => {
    const rules = new DesiredRules(testMacKey);
    const rule = testRule({ expression: 'jobs' });
    const once = rules.on(lab, [rule], directory, [lab], BORN_MS).get(rule.id);
    expect(rules.on(lab, [rule], directory, [lab], BORN_MS + 1).get(rule.id)).toBe(once);
  });
});

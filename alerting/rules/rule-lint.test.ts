import { describe, expect, it } from 'vitest';
import { VirtualClock } from '../../platform/clock/virtual-clock.ts';
import { findRuleTemplate } from '../../queries/templates/rules/rule-templates.ts';
import {
  testCluster,
  testDirectory,
  testRule,
  umbrellaRule,
} from '../../test/support/rule-fixture.ts';
import { MetricFacts } from './lint/metric-facts.ts';
import type { Rule } from './rule.ts';
import { RuleLint } from './rule-lint.ts';

const rate = 'sum by (namespace) (rate(queue_depth[5m]))';
const mine = testRule({ expression: rate });
const theirs = umbrellaRule({ expression: rate });

function world() {
  let rules: readonly Rule[] = [mine, theirs];
  let asked = 0;
  const directory = testDirectory();
  const clusters = [testCluster('lab'), testCluster('edge')];
  const lint = new RuleLint({
    directory: () => directory,
    clusters: { all: () => clusters },
    rules: {
      all: () => rules,
      ofOwner: (owner) => {
        asked += 1;
        return rules.filter((rule) => rule.owner === owner);
      },
    },
    templates: () => findRuleTemplate,
    facts: new MetricFacts(),
    clock: new VirtualClock(),
  });
  const codes = (rule: Rule) => lint.ofRule(rule).map(({ code }) => code);
  const save = (next: readonly Rule[]) => {
    rules = next;
  };
  return { lint, codes, save, asked: () => asked };
}

describe('the lint of saved rules', () => {
  it('knows what was learned of metrics in the scope of the rule, and not elsewhere', () => {
    const { lint, codes } = world();
    expect(lint.unknownMetrics(mine)).toEqual(['queue_depth']);
    expect(codes(mine)).toContain('rate_of_unknown');
    lint.learn(mine, 'queue_depth', { type: 'counter', scrapeIntervalMs: 240_000 });
    expect(codes(mine)).not.toContain('rate_of_unknown');
    expect(codes(mine)).toContain('range_too_short');
    expect(lint.unknownMetrics(mine)).toEqual([]);
    expect(codes(theirs)).toContain('rate_of_unknown');
    expect(lint.unknownMetrics(theirs)).toEqual(['queue_depth']);
  });

  it('knows the names of the owner’s other rules, and nobody else’s', () => {
    const { codes, save } = world();
    expect(codes(mine)).not.toContain('name_repeated');
    save([mine, theirs, testRule({ id: '01J00000000000000000000TWN', name: mine.name })]);
    expect(codes(mine)).toContain('name_repeated');
    expect(codes(theirs)).not.toContain('name_repeated');
  });

  it('is worked out once while nothing changes', () => {
    const { lint, asked } = world();
    const first = lint.ofRule(mine);
    expect(lint.ofRule(mine)).toBe(first);
    expect(asked()).toBe(1);
  });
});

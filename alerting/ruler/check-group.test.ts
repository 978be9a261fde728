import { describe, expect, it } from 'vitest';
import { ruledAlert, ruledGroup, ruledRecord } from '../../test/support/ruler-world.ts';
import { groupRefusal } from './check-group.ts';

const logs = { language: 'logql' as const };

describe('a group that is to be evaluated', () => {
  it.each([
    ['of alerts', ruledGroup(), true],
    ['of alerts, where nothing can be written', ruledGroup(), false],
    ['of records', ruledGroup({ rules: [ruledRecord()] }), true],
    ['without rules', ruledGroup({ rules: [] }), true],
    [
      'of logs',
      ruledGroup({ ...logs, rules: [ruledAlert({ expr: 'sum(rate({app="a"}[1m])) > 1' })] }),
      true,
    ],
  ])('may be one %s', (_name, group, takesSamples) => {
    expect(groupRefusal(group, takesSamples)).toBe(null);
  });

  it.each([
    ['no interval', ruledGroup({ intervalMs: 0 }), /at least 1 ms, got 0/],
    ['a part of a millisecond', ruledGroup({ intervalMs: 0.5 }), /at least 1 ms/],
    ['a negative limit', ruledGroup({ limit: -1 }), /not be negative/],
    ['a negative offset', ruledGroup({ queryOffsetMs: -1 }), /not be negative/],
    [
      'a query that is none',
      ruledGroup({ rules: [ruledAlert(), ruledAlert({ alert: 'B', expr: 'up[' })] }),
      /^B: could not parse expression: /,
    ],
    ['PromQL instead of LogQL', ruledGroup(logs), /^Full: could not parse expression: /],
  ])('is refused with %s', (_name, group, reason) => {
    expect(groupRefusal(group, true)).toMatch(reason);
  });

  it('is refused with records that could not be stored', () => {
    const group = ruledGroup({ rules: [ruledAlert(), ruledRecord()] });
    expect(groupRefusal(group, false)).toMatch(/^ns:jobs:sum: .*takes no samples/);
  });
});

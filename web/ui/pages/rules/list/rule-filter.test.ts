import { describe, expect, it } from 'vitest';
import type { Rule, RuleStatus } from '../../../../contract/rules.ts';
import { healthOf, passes, readRuleFilter, stateOf } from './rule-filter.ts';

const status = (change: Partial<RuleStatus> = {}): RuleStatus => ({
  cluster: 'a',
  stage: 'evaluated',
  health: 'ok',
  state: 'inactive',
  message: null,
  lastEvaluationAt: null,
  checkedAt: null,
  steps: { desiredAt: '', deliveredAt: null, acceptedAt: null, loadedAt: null },
  failingSince: null,
  durationMs: null,
  lagMs: null,
  isLate: false,
  alerts: null,
  ...change,
});
const rule = (change: Partial<Rule> = {}): Rule => ({
  id: '1',
  owner: 'acme',
  name: 'High error rate',
  scope: 'acme.shop',
  language: 'promql',
  expression: 'rate(errors[5m])',
  interval: '30s',
  levels: [{ severity: 'critical', operator: '>', threshold: 1 }],
  labels: { team: 'shop' },
  annotations: {},
  channels: [],
  levelChange: 'raised',
  enabled: true,
  templateChange: null,
  lint: [],
  status: [status()],
  revision: 1,
  createdAt: '',
  updatedAt: '',
  updatedBy: '',
  ...change,
});

describe('the filter of rules', () => {
  it.each([
    ['', true],
    ['text=ERROR team=shop'.replace(' ', '+'), true],
    ['text=nothing', false],
    ['severity=critical&severity=info', true],
    ['severity=info', false],
    ['state=firing', false],
    ['state=inactive', true],
    ['health=ok', true],
    ['kind=template', false],
    ['kind=promql', true],
    ['enabled=off', false],
    ['enabled=on&kind=promql&health=broken', false],
  ])('%j lets it pass: %s', (search, expected) => {
    expect(passes(rule(), readRuleFilter(new URLSearchParams(search)))).toBe(expected);
  });

  it('takes the loudest state and the worst health of all clusters', () => {
    const two = [status({ state: 'pending' }), status({ state: 'firing', health: 'err' })];
    expect([stateOf({ status: two }), healthOf({ status: two })]).toEqual(['firing', 'broken']);
    const late = [status(), status({ stage: 'delivered' })];
    expect([stateOf({ status: late }), healthOf({ status: late })]).toEqual([
      'inactive',
      'waiting',
    ]);
    expect(healthOf({ status: [] })).toBe('waiting');
  });
});

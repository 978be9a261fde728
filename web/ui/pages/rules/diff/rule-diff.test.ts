import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { diffRule } from './rule-diff.ts';
import { type RuleContent, ruleYaml } from './rule-text.ts';

const RULE: RuleContent = {
  name: 'High error rate',
  scope: 'acme.shop',
  language: 'promql',
  expression: 'sum by (job) (\n  rate(errors_total[5m])\n)',
  interval: '30s',
  levels: [
    { severity: 'critical', operator: '>', threshold: 0.6, for: '2m' },
    { severity: 'warning', operator: '>', threshold: 0.3, checks: 3, keepFiringFor: '5m' },
  ],
  labels: { team: 'shop', yes: 'no' },
  annotations: { summary: 'Errors of {{ $labels.job }}: "many"' },
  contact: '',
  runbookUrl: '',
  dashboardUrl: '',
  channels: [],
  levelChange: 'raised',
  enabled: true,
};

describe('the difference of two rules', () => {
  it('is none of a rule and itself', () => {
    expect(diffRule(RULE, structuredClone(RULE))).toEqual([]);
  });

  it('is told field by field', () => {
    const [critical] = RULE.levels;
    const after: RuleContent = {
      ...RULE,
      name: 'Errors',
      enabled: false,
      levels: critical
        ? [
            { ...critical, threshold: 0.7 },
            { severity: 'info', for: '0s' },
          ]
        : [],
      labels: { team: 'web' },
      contact: 'ann',
      source: {
        kind: 'template',
        template: 'a.b.c',
        parameters: { filters: [{ label: 'job', op: '=', value: 'x' }] },
      },
    };
    expect(
      diffRule(RULE, after).map(({ field, of, before, after: now }) => [field, of, before, now]),
    ).toEqual([
      ['name', '', 'High error rate', 'Errors'],
      ['enabled', '', 'true', 'false'],
      ['template', '', null, 'a.b.c'],
      ['filters', '', null, 'job="x"'],
      ['level', 'critical', '> 0.6 for 2m', '> 0.7 for 2m'],
      ['level', 'warning', '> 0.3 3x keep_firing_for 5m', null],
      ['level', 'info', null, 'for 0s'],
      ['label', 'team', 'shop', 'web'],
      ['label', 'yes', 'no', null],
      ['contact', '', null, 'ann'],
    ]);
  });

  it('knows the order of levels', () => {
    const after = { ...RULE, levels: [...RULE.levels].reverse() };
    expect(diffRule(RULE, after)).toMatchObject([
      { field: 'levelOrder', before: 'critical, warning', after: 'warning, critical' },
    ]);
  });
});

describe('a rule as YAML', () => {
  it('is read as what it says', () => {
    const { contact, runbookUrl, dashboardUrl, channels, ...rest } = RULE;
    expect([contact, runbookUrl, dashboardUrl, channels]).toEqual(['', '', '', []]);
    expect(parse(ruleYaml(RULE))).toEqual(rest);
    expect(ruleYaml(RULE)).toContain('expression: |-\n  sum by (job) (\n    rate');
  });

  it.each([
    '',
    ' ',
    '0',
    '1e3',
    'null',
    'a: b',
    '- a',
    '#x',
    'a\n',
    '\ta\nb',
    ' a\nb',
    "it's",
    '~',
    'a\n\nb',
    '是',
  ])('keeps the text %j', (text) => {
    const rule = { ...RULE, annotations: { text, other: 'x' } };
    expect(parse(ruleYaml(rule)).annotations).toEqual({ text, other: 'x' });
  });
});

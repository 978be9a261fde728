import { describe, expect, it } from 'vitest';
import { blankRule, inputOfRule, type RuleForm } from '../rule-form.ts';
import {
  backToForm,
  formOfText,
  readRuleText,
  ruleTextOf,
  withThresholdIn,
} from './rule-document.ts';

const FULL: RuleForm = {
  ...blankRule('acme.shop', 'sum by (job) (\n  rate(errors_total[5m])\n)', ['critical', 'minor']),
  name: 'Errors: “many”',
  levels: [
    {
      ...{ severity: 'critical', operator: '>', threshold: '0.9', for: '2m', keepFiringFor: '' },
      ...{ channels: ['01J00000000000000000000C01'], repeat: { mode: 'doubling', every: '5m' } },
    },
    {
      ...{ severity: 'minor', operator: '>', threshold: '1e-3', for: '3x', keepFiringFor: '5m' },
      ...{ channels: [], repeat: null },
    },
  ],
  labels: [
    { name: 'team', value: 'yes' },
    { name: 'version', value: '1.10' },
  ],
  annotations: [{ name: 'summary', value: 'of {{ $labels.job }}\n\n# not a comment: "x"' }],
  contact: 'ann',
  policy: '01J00000000000000000000P01',
  channels: ['01J00000000000000000000C02'],
  noData: 'alert',
  levelChange: 'none',
  enabled: false,
};
const LOGS: RuleForm = {
  ...FULL,
  source: {
    kind: 'log_form',
    form: {
      streams: [{ label: 'app', op: '=', value: 'web' }],
      lines: [{ kind: 'text', value: '500: x', isNegated: false, ignoresCase: true }],
      parser: 'none',
      fields: [],
      window: '5m',
      groupBy: [],
    },
  },
};
const TEMPLATE: RuleForm = {
  ...FULL,
  source: { kind: 'template', template: 'a.b.c', parameters: {} },
};

const turned = (form: RuleForm) => formOfText(form, ruleTextOf(form));

describe('a rule as a document', () => {
  it.each([
    ['with everything', FULL],
    ['of a log form', LOGS],
    ['of a template', TEMPLATE],
    ['that records', { ...FULL, record: 'job:errors', levels: [] }],
  ])('%s says what the form says', (_, form) => {
    const there = turned(form);
    const said = Object.entries(inputOfRule(form)).filter(([, value]) => value !== '');
    expect(inputOfRule(there)).toEqual(Object.fromEntries(said));
    expect(backToForm(there, null)).toEqual({ kind: 'form', form: expect.anything() });
  });

  it('is the same form again as long as nobody has written in it, however half it was', () => {
    const half: RuleForm = {
      ...FULL,
      name: '',
      levels: FULL.levels.map((level) => ({ ...level, threshold: '1e' })),
      labels: [{ name: '', value: 'without a name' }],
    };
    const text = ruleTextOf(half);
    const there = formOfText(half, text);
    expect(readRuleText(text).faults.map(({ at }) => at)).toEqual([
      '/levels/0/threshold',
      '/levels/1/threshold',
    ]);
    expect(backToForm(there, { text, form: half })).toEqual({ kind: 'form', form: half });
    expect(backToForm(there, null)).toEqual({ kind: 'unread' });
  });

  it('says what no field shows, and is saved as it says', () => {
    const text = ruleTextOf(FULL).replace('for: 2m', 'for: 2m\n    checks: 4');
    const there = formOfText(FULL, text);
    expect(backToForm(there, null)).toEqual({ kind: 'more', members: ['levels/0/for'] });
    expect(inputOfRule(there).levels[0]).toMatchObject({ for: '2m', checks: 4 });
  });

  it('keeps the fields while it cannot be read', () => {
    const there = formOfText(FULL, 'name: [');
    expect(there).toEqual({ ...FULL, yaml: { text: 'name: [', input: null } });
  });

  it('is enabled unless it says otherwise, and knows a rule file', () => {
    expect(readRuleText('name: a\n').input?.enabled).toBe(true);
    expect(readRuleText('enabled: false\n').input?.enabled).toBe(false);
    expect(readRuleText('groups:\n  - name: a\n').isExchange).toBe(true);
    expect(readRuleText('apiVersion: v1\nkind: PrometheusRule\nspec: {}\n').isExchange).toBe(true);
    expect(readRuleText('nmae: a\n').isExchange).toBe(false);
  });

  it('takes the threshold of a dragged line', () => {
    const text = withThresholdIn(ruleTextOf(FULL), 1, '0.25');
    expect(readRuleText(text).input?.levels.map(({ threshold }) => threshold)).toEqual([0.9, 0.25]);
    expect(withThresholdIn('name: a\n', 0, '1')).toBe('name: a\n');
  });
});

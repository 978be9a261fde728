import { describe, expect, it } from 'vitest';
import { createTranslations } from '../../i18n/setup.ts';
import { checkRule } from './check-rule.ts';
import {
  blankRule,
  formOfRule,
  inLanguage,
  inputOfRule,
  isRuleForm,
  type LevelForm,
  nextLevel,
  type RuleForm,
} from './rule-form.ts';
import { graphUnit } from './unit-of-form.ts';

const LADDER = ['critical', 'major', 'minor'];
const { t } = await createTranslations('en');

const GOOD: RuleForm = {
  ...blankRule('acme.shop', 'up', LADDER),
  name: ' CPU ',
  levels: [
    {
      severity: 'critical',
      operator: '>',
      threshold: '0.9',
      for: '2m',
      keepFiringFor: '',
      channels: null,
      repeat: null,
    },
    {
      severity: 'minor',
      operator: '>',
      threshold: '1e-3',
      for: '3x',
      keepFiringFor: '5m',
      channels: null,
      repeat: null,
    },
  ],
  labels: [
    { name: 'team', value: 'shop' },
    { name: '', value: '' },
  ],
};

const levelOf = (change: Partial<LevelForm> = {}): LevelForm => ({
  severity: 'a',
  operator: '>',
  threshold: '1',
  for: '1m',
  keepFiringFor: '',
  channels: null,
  repeat: null,
  ...change,
});

describe('the rule form', () => {
  it('becomes a body, and comes back from what was stored', () => {
    const input = inputOfRule(GOOD);
    expect(input).toMatchObject({ name: 'CPU', labels: { team: 'shop' } });
    expect(input.levels.map(({ threshold }) => threshold)).toEqual([0.9, 0.001]);
    const stored = {
      ...input,
      language: 'promql' as const,
      expression: 'up',
      id: '01',
      owner: 'acme',
      templateChange: null,
      lint: [],
      status: [],
      revision: 3,
      createdAt: '',
      updatedAt: '',
      updatedBy: '',
    };
    expect(inputOfRule(formOfRule(stored))).toEqual(input);
    expect(input.levels[1]).toMatchObject({
      checks: 3,
      keepFiringFor: '5m',
    });
  });

  it('says the unit of a typed expression, and of nothing else', () => {
    const source = { kind: 'template', template: 'host.cpu.usage', parameters: {} } as const;
    const form = { ...GOOD, unit: 'ratio' } as const;
    expect(inputOfRule(form)).toMatchObject({ unit: 'ratio' });
    expect(inputOfRule({ ...form, source })).not.toHaveProperty('unit');
    expect(graphUnit(form)).toBe('percentunit');
    expect(graphUnit({ ...GOOD, expression: 'x_bytes' })).toBe('bytes');
  });

  it('has no threshold where the expression compares by itself', () => {
    const form = { ...GOOD, levels: [levelOf({ operator: '', threshold: '' })] };
    expect([...checkRule(form, t)]).toEqual([]);
    expect(inputOfRule(form).levels).toEqual([{ severity: 'a', for: '1m' }]);
  });

  it('has no mistakes when it is right', () => {
    expect([...checkRule(GOOD, t)]).toEqual([]);
  });

  it.each<[string, Partial<RuleForm>]>([
    ['/name', { name: '  ' }],
    ['/name', { name: 'x'.repeat(121) }],
    ['/scope', { scope: '' }],
    ['/expression', { expression: ' ' }],
    ['/interval', { interval: '0' }],
    ['/interval', { interval: '5 minutes' }],
    ['/runbookUrl', { runbookUrl: 'wiki' }],
    ['/dashboardUrl', { dashboardUrl: 'https://d.example/{{ $labels.job }}' }],
    ['/levels', { levels: [] }],
    ['/levels/0/threshold', { levels: [levelOf({ threshold: '' })] }],
    ['/levels/0/threshold', { levels: [levelOf({ threshold: 'NaN' })] }],
    ['/levels/0/for', { levels: [levelOf({ for: '1.5h' })] }],
    ['/levels/0/for', { levels: [levelOf({ for: 'x' })] }],
    [
      '/levels/0/keepFiringFor',
      { levels: [levelOf({ keepFiringFor: 'soon', channels: null, repeat: null })] },
    ],
    ['/levels/1/operator', { levels: [levelOf(), levelOf({ severity: 'b', operator: '' })] }],
    ['/levels/1/severity', { levels: [...GOOD.levels.slice(0, 1), ...GOOD.levels.slice(0, 1)] }],
    ['/labels/#/0', { labels: [{ name: '0x', value: '' }] }],
    ['/labels/#/0', { labels: [{ name: 'tocsin_rule', value: '' }] }],
    [
      '/labels/#/1',
      {
        labels: [
          { name: 'a', value: '' },
          { name: 'a', value: '' },
        ],
      },
    ],
  ])('marks %s for %j', (field, change) => {
    expect([...checkRule({ ...GOOD, ...change }, t).keys()]).toEqual([field]);
  });

  it('asks logs instead of metrics, and then comes from no template', () => {
    const source = { kind: 'template', template: 'a.b', parameters: {} } as const;
    const form = { ...GOOD, source };
    expect(inLanguage(form, 'promql', 'x')).toBe(form);
    const onLogs = inLanguage(form, 'logql', 'rate({app="a"}[1m])');
    expect(onLogs.source).toBeNull();
    expect(inputOfRule(onLogs)).toMatchObject({
      language: 'logql',
      expression: 'rate({app="a"}[1m])',
    });
  });

  it('offers the next rung for one more level', () => {
    const [first] = blankRule('acme', '', LADDER).levels;
    expect(first?.severity).toBe('critical');
    expect(first && nextLevel([first], LADDER).severity).toBe('major');
    expect(nextLevel(GOOD.levels, LADDER).severity).toBe('major');
  });

  it('knows its own drafts', () => {
    expect(isRuleForm(structuredClone(GOOD))).toBe(true);
    expect(isRuleForm({ ...GOOD, levels: 'x' })).toBe(false);
    expect(isRuleForm(null)).toBe(false);
  });
});

import { describe, expect, it } from 'vitest';
import { createTranslations } from '../../../i18n/setup.ts';
import { NONE_YET } from '../../../notify/receivers-field.tsx';
import { checkRule } from '../check-rule.ts';
import { blankRule, inputOfRule, type RuleForm } from '../rule-form.ts';
import { ofKind } from './rule-kind.ts';

const LADDER = ['critical', 'warning'];
const { t } = await createTranslations('en');
const ALERTS: RuleForm = {
  ...blankRule('acme.shop', 'up', LADDER),
  name: 'Up',
  annotations: [{ name: 'summary', value: 'x' }],
  channels: ['c'],
  policy: 'p',
  noData: 'alert',
  onError: 'alert',
};

describe('what a rule makes', () => {
  it('a rule that records has nothing that is for alerts', () => {
    const records = { ...ofKind(ALERTS, 'records', LADDER), record: ' job:up:sum ' };
    const input = inputOfRule(records);
    expect(input).toMatchObject({
      record: 'job:up:sum',
      levels: [],
      annotations: {},
      channels: [],
    });
    expect(input).toMatchObject({ noData: 'ignore', onError: 'alert' });
    expect('policy' in input).toBe(false);
    expect([...checkRule(records, t)]).toEqual([]);
    expect([...checkRule({ ...records, record: '5xx' }, t).keys()]).toEqual(['/record']);
    expect(ofKind(records, 'alerts', LADDER)).toMatchObject({
      record: null,
      levels: [{ severity: 'critical' }],
    });
    expect(ofKind(records, 'records', LADDER)).toBe(records);
  });

  it('what single levels say is checked while one types', () => {
    const [level] = ALERTS.levels;
    if (level === undefined) throw new Error('a new rule has a level');
    const repeat = { mode: 'interval', every: '4s' } as const;
    const wrong = { ...level, threshold: '1', channels: [NONE_YET], repeat };
    expect([...checkRule({ ...ALERTS, levels: [wrong] }, t).keys()]).toEqual([
      '/levels/0/channels',
      '/levels/0/repeat',
    ]);
    const nobody = { ...wrong, channels: [], repeat: { mode: 'once' } as const };
    const right = { ...ALERTS, levels: [nobody] };
    expect([...checkRule(right, t)]).toEqual([]);
    expect(inputOfRule(right).levels[0]).toMatchObject({ channels: [], repeat: { mode: 'once' } });
  });
});

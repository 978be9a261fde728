import { describe, expect, it } from 'vitest';
import type { Policy } from '../../../contract/policies.ts';
import { createTranslations } from '../../i18n/setup.ts';
import { NONE_YET } from '../../notify/receivers-field.tsx';
import { checkPolicy, policyFields } from './check-policy.ts';
import { parseMonthDays, printMonthDays } from './month-days.ts';
import {
  BLANK_POLICY,
  blankWindow,
  formOfPolicy,
  inputOfPolicy,
  isPolicyForm,
  type PolicyForm,
} from './policy-form.ts';

const { t } = await createTranslations('en');

const GOOD: PolicyForm = {
  ...BLANK_POLICY,
  name: ' Nights ',
  repeat: { mode: 'interval', every: ' 4h ' },
  severities: [
    { severity: 'critical', channels: null, repeat: null },
    { severity: 'info', channels: [], repeat: null },
  ],
  windows: [{ ...blankWindow('night', 'Europe/Berlin'), monthDays: '1-3, -1' }],
  escalation: [{ after: ' 15m', channels: ['c'] }],
  flapping: { changes: 6, within: '30m ', quiet: '15m' },
};

describe('days of the month', () => {
  it.each([
    ['', []],
    ['1', [1]],
    [' 1 - 3,15 , -1', [1, 2, 3, 15, -1]],
    ['0', undefined],
    ['32', undefined],
    ['3-1', undefined],
    ['-3-1', undefined],
    ['first', undefined],
  ])('%j', (text, days) => {
    expect(parseMonthDays(text)).toEqual(days);
  });

  it('are printed as they are typed', () => {
    expect(printMonthDays([-1, 1, 2, 3, 9])).toBe('-1, 1-3, 9');
  });
});

describe('the policy form', () => {
  it('becomes a body, and comes back from what was stored', () => {
    const input = inputOfPolicy(GOOD);
    expect(input).toMatchObject({
      name: 'Nights',
      repeat: { mode: 'interval', every: '4h' },
      severities: [{ severity: 'info', channels: [] }],
      windows: [{ name: 'night', monthDays: [1, 2, 3, -1] }],
      escalation: [{ after: '15m', channels: ['c'] }],
      flapping: { changes: 6, within: '30m', quiet: '15m' },
    });
    const stored: Policy = {
      ...input,
      id: 'p',
      owner: 'acme',
      rules: 0,
      revision: 1,
      createdAt: '',
      updatedAt: '',
      updatedBy: '',
    };
    expect(inputOfPolicy(formOfPolicy(stored))).toEqual(input);
    expect(isPolicyForm(formOfPolicy(stored))).toBe(true);
    expect(isPolicyForm({ name: 'x' })).toBe(false);
  });

  it('is checked while one types', () => {
    expect([...checkPolicy(GOOD, t)]).toEqual([]);
    const window = { ...blankWindow('', 'UTC'), times: [{ from: '9:00', to: '24:00' }] };
    const wrong: PolicyForm = {
      ...GOOD,
      name: '',
      repeat: { mode: 'doubling', every: '5s' },
      severities: [{ severity: 'info', channels: [NONE_YET], repeat: { mode: 'interval' } }],
      windows: [{ ...window, monthDays: 'x' }, blankWindow('a', 'UTC'), blankWindow('a', 'UTC')],
      escalation: [
        { after: '30m', channels: ['c'] },
        { after: '15m', channels: [] },
      ],
      flapping: { changes: 6, within: 'x', quiet: '15m' },
    };
    const fields = [...checkPolicy(wrong, t).keys()];
    expect(fields).toEqual([
      '/name',
      '/repeat',
      '/severities/0/channels',
      '/severities/0/repeat',
      '/windows/0/name',
      '/windows/0/monthDays',
      '/windows/0/times/0',
      '/windows/2/name',
      '/escalation/1/after',
      '/escalation/1/channels',
      '/flapping/within',
    ]);
    expect(policyFields(wrong)).toEqual(expect.arrayContaining(fields));
  });
});

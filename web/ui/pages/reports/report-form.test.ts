import type { TFunction } from 'i18next';
import { describe, expect, it } from 'vitest';
import {
  ADDRESSES,
  blankReport,
  checkReport,
  formOfReport,
  inputOfReport,
  isReportForm,
} from './report-form.ts';

const t = ((key: string) => key) as TFunction;
const blank = blankReport({ scope: 'acme.shop', zone: 'UTC', language: 'en', dashboard: 'pods' });

describe('the form of a report', () => {
  it('is read as it was written', () => {
    const form = {
      ...blank,
      name: ' Daily ',
      addresses: 'a@acme.example, b@acme.example\nc@acme.example',
      variables: 'pod=a\npod=b=c\n',
    };
    const input = inputOfReport(form);
    expect(input).toMatchObject({
      name: 'Daily',
      variables: { pod: ['a', 'b=c'] },
      recipients: { addresses: ['a@acme.example', 'b@acme.example', 'c@acme.example'] },
    });
    const rest = { id: '', revision: 1, createdAt: '', updatedAt: '', author: '' };
    const stored = { ...input, ...rest, nextTimes: [], mayWrite: true, lastRun: null };
    expect(inputOfReport(formOfReport(stored))).toEqual(input);
    expect(isReportForm(JSON.parse(JSON.stringify(form)))).toBe(true);
    expect(isReportForm({ ...form, channels: [1] })).toBe(false);
  });

  it('says what is wrong before it is sent', () => {
    expect([...checkReport(blank, t).keys()]).toEqual(['/name', ADDRESSES]);
    const odd = { ...blank, name: 'a', addresses: 'nobody', variables: 'pod' };
    expect([...checkReport(odd, t).keys()]).toEqual([ADDRESSES, '/variables']);
    expect(checkReport({ ...blank, name: 'a', channels: ['x'] }, t).size).toBe(0);
  });
});

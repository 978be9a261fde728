import { describe, expect, it } from 'vitest';
import {
  parseSaid,
  printSaid,
  reasonFor,
  sayReason,
  sayReasons,
} from '../../../dashboards/reports/report-reasons.ts';
import { reportWords } from './report-words.ts';
import { createTranslations } from './setup.ts';

async function inChinese(stored: string): Promise<string> {
  const { t } = await createTranslations('zh');
  return reportWords(parseSaid(stored), t);
}

describe('what became of a report', () => {
  it('is said in the language of its reader', async () => {
    const refused = sayReason('may_not_write', { by: 'ann & bob', scope: 'acme.shop' });
    expect(refused.message).toBe(
      'ann & bob ordered it, and may not write dashboards of acme.shop any more.',
    );
    expect(await inChinese(printSaid(refused))).toBe(
      '订阅者 ann & bob 不再有权编辑 acme.shop 的仪表盘。',
    );
    const several = [reasonFor('nobody_left'), reasonFor('channel_off', { channel: 'Ops' })];
    expect(await inChinese(printSaid(sayReasons(several, ' ')))).toBe(
      '已没有任何收件人。未发给渠道 Ops：它已停用。',
    );
  });

  it('is in English where an older service wrote it, or a newer one a reason unknown here', async () => {
    expect(await inChinese('Nobody is left.')).toBe('Nobody is left.');
    const newer = printSaid({ message: 'On strike.', reasons: [{ code: 'strike', values: {} }] });
    expect(await inChinese(newer)).toBe('On strike.');
    expect(await inChinese('')).toBe('');
  });

  it('is stored whole, whatever a mail server answers', () => {
    const said = sayReason('mail_refused', { detail: '550 "no\u001E[1]\n' });
    expect(parseSaid(printSaid(said)).reasons).toEqual(said.reasons);
    // An older service shows the text of it.
    expect(printSaid(said).startsWith('The mail relay refused it: 550 "no')).toBe(true);
  });
});

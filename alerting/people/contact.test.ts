import { describe, expect, it } from 'vitest';
import { CHANNEL_KINDS, contactsOfKinds } from '../notify/channel-kinds.ts';
import { type Contact, chosenAt, contactFindings } from './contact.ts';

const KNOWN = contactsOfKinds(CHANNEL_KINDS);

const contact = (kind: string, value: string, ...severities: string[]): Contact => ({
  kind,
  value,
  severities,
});

describe('contacts of people', () => {
  it.each<readonly [string, string, boolean]>([
    ['phone', '+8613800000000', true],
    ['phone', '+86 138', false],
    ['dingtalk-mobile', '86-13800000000', true],
    ['dingtalk-user', 'manager4220', true],
    ['dingtalk-user', 'all', false],
    ['wecom-user', 'zhang.san@x', true],
    ['wecom-user', 'ALL', false],
    ['wecom-user', 'a><@all', false],
    ['feishu-user', 'ou_18eac8', true],
    ['feishu-user', 'x"></at><at id="all', false],
    ['slack-user', 'U012AB3CD', true],
    ['slack-user', '!channel', false],
    ['slack-user', 'u012ab3cd', false],
    ['telegram-user', '123456789', true],
    ['telegram-user', '-100123', false],
    ['pagerduty-user', 'PABC123', true],
    ['pagerduty-user', 'ann@x', false],
  ])('%s %s: %s', (kind, value, isRight) => {
    expect(contactFindings([contact(kind, value)], KNOWN)).toHaveLength(isRight ? 0 : 1);
  });

  it('the same twice is said at the second', () => {
    const twice = [contact('phone', '12345'), contact('phone', '12345', 'critical')];
    expect(contactFindings(twice, KNOWN)).toEqual([
      { path: '/contacts/1/value', message: 'is listed twice' },
    ]);
  });

  it('are chosen by severity; none means every one', () => {
    const always = contact('phone', '12345');
    const worst = contact('slack-user', 'U012AB3CD', 'critical');
    expect(chosenAt([always, worst], 'critical')).toEqual([always, worst]);
    expect(chosenAt([always, worst], 'warning')).toEqual([always]);
  });
});

import { describe, expect, it } from 'vitest';
import { exampleMessage } from '../../../test/support/example-message.ts';
import { END_REASONS, NO_CLUSTER } from '../../incidents/incident.ts';
import { leadOf, messageContent } from '../content/message-content.ts';
import { judgeSmtpFailure } from './judge-smtp.ts';
import { isMailAddress } from './mail-address.ts';
import { escapeHtml, mailHtml } from './mail-html.ts';
import { checkMail } from './mail-recipients.ts';
import { mailSubject } from './mail-subject.ts';
import { mailText } from './mail-text.ts';

const HOSTILE = {
  title: 'Disk\r\nBcc: evil@example.org\u0000 <script>alert(1)</script>',
  labels: { 'a"><img src=x onerror=y>': '</td><script>1</script>', instance: 'db1' },
  annotations: { summary: 'line 1\nResolved: not really\u2028--\u0007 & "quoted"' },
  previousSeverity: null,
  isTest: false,
};

const acme = exampleMessage({
  owner: 'acme',
  timeZone: 'Europe/Berlin',
  links: { incident: 'https://t.example/i/1?a=1&b="2"', rule: 'https://t.example/r/1' },
  notification: {
    title: 'Disk almost full',
    severity: 'critical',
    purpose: 'severity_raised',
    previousSeverity: 'warning',
    project: 'shop',
    environment: 'prod',
    cluster: 'east',
    namespace: 'acme-prod',
    isTest: false,
  },
});

describe('a mail', () => {
  it('says what, how severe, since when, where, and why', () => {
    const content = messageContent(acme);
    expect(mailSubject(content)).toBe(
      '[Severity raised] critical: Disk almost full (acme / shop / prod · east/acme-prod)',
    );
    expect(content.facts).toEqual([
      { name: 'Severity', value: 'critical (before: warning)' },
      {
        name: 'Since',
        value: expect.stringMatching(/Mar 1, 2026, 13:00:00 GMT\+1 \(Europe\/Berlin\)/),
      },
      { name: 'Where', value: 'acme / shop / prod · east/acme-prod' },
    ]);
  });

  it('says in the text all that it says in HTML', () => {
    const content = messageContent(acme);
    const text = mailText(content);
    const html = mailHtml(content);
    const { lead, others } = leadOf(content);
    for (const { value } of lead) {
      expect(text).toContain(value);
      expect(html.indexOf(escapeHtml(value))).toBeLessThan(html.indexOf('Since'));
    }
    const rows = [...content.facts, ...content.labels, ...others];
    for (const { name, value } of rows) {
      expect(text).toContain(`${name}: ${value}`);
      expect(html).toContain(escapeHtml(value));
    }
    for (const { url } of content.links) {
      expect(text).toContain(url);
      expect(html).toContain(`href="${escapeHtml(url)}"`);
    }
  });

  it('of a resolve says how long it lasted and why it ended, in Chinese too', () => {
    const startedAtMs = Date.UTC(2026, 2, 1, 12);
    const resolved = {
      purpose: 'resolved',
      status: 'resolved',
      startedAtMs,
      resolvedAtMs: startedAtMs + 3_723_000,
      resolveReason: 'expired_source_silent',
      isTest: false,
    } as const;
    const make = (language: 'en' | 'zh') =>
      mailText(
        messageContent(exampleMessage({ owner: 'globex', language, notification: resolved })),
      );
    expect(make('en')).toMatch(/Lasted: 1 hr, 2 min, 3 sec/);
    expect(make('en')).toContain('Ended because: its source has been silent for too long');
    const chinese = make('zh');
    expect(chinese).toMatch(/^告警恢复: Test notification/);
    expect(chinese).toMatch(/持续时长: 1小时\D*2分钟\D*3秒/);
    expect(chinese).toContain('恢复原因: 来源长时间没有消息');
    expect(chinese).not.toContain('acme');
  });

  it('says in words whatever an incident ended by, in both languages', () => {
    for (const resolveReason of END_REASONS) {
      for (const language of ['en', 'zh'] as const) {
        const notification = { purpose: 'resolved', status: 'resolved', resolveReason } as const;
        const content = messageContent(exampleMessage({ owner: 'acme', language, notification }));
        const said = content.facts.find(({ name }) => name === content.words.endReason);
        expect(said?.value).not.toBe(resolveReason);
      }
    }
  });

  it('names the owner alone where nothing of a cluster is meant', () => {
    const nowhere = { project: null, environment: null, cluster: NO_CLUSTER, namespace: null };
    const { facts } = messageContent(exampleMessage({ owner: 'acme', notification: nowhere }));
    expect(facts).toContainEqual({ name: 'Where', value: 'acme' });
  });

  it('says to people who are told without a channel why they are, in their language', () => {
    const footer = (channelId: string, language: 'en' | 'zh') =>
      messageContent(exampleMessage({ owner: 'acme', language, channelId })).footer;
    expect(footer('own-mail:acme', 'zh')).toBe('acme 未指定通知渠道，因此直接发送给您。');
    expect(footer('followers:acme', 'en')).toContain('because you have subscribed');
    expect(footer('own-mail:globex', 'en')).toContain('through the channel "ops"');
  });

  it('lets hostile labels do nothing', () => {
    const message = exampleMessage({ owner: 'acme', channelName: '"<i>', notification: HOSTILE });
    const content = messageContent(message);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: what must not be there
    expect(mailSubject(content)).not.toMatch(/[\u0000-\u001f]/);
    const html = mailHtml(content);
    expect(html).not.toMatch(/<script|<img|onerror=y>/);
    expect(html).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
    expect(html).not.toContain('\u0007');
    expect(mailText(content)).not.toMatch(/^Resolved: not really/m);
    expect(mailText(content)).not.toContain('\u0007');
    expect(mailText(content)).not.toMatch(/^Bcc:/m);
  });

  it('goes on with UTC when the zone is unknown', () => {
    const content = messageContent(exampleMessage({ owner: 'acme', timeZone: 'Mars/Base' }));
    expect(content.facts[1]?.value).toMatch(/ UTC$/);
  });
});

describe('recipients', () => {
  it('are told once each, and blind copies not shown', () => {
    const given = { to: ['a@x.org', 'a@x.org'], cc: ['b@x.org', 'a@x.org'], bcc: ['c@x.org'] };
    expect(checkMail(given)).toEqual({
      kind: 'valid',
      settings: { to: ['a@x.org'], cc: ['b@x.org'], bcc: ['c@x.org'] },
      secrets: {},
      target: 'a@x.org, b@x.org, +1 BCC',
    });
  });

  it.each([
    ['nobody', { cc: ['b@x.org'] }, '/to'],
    ['no address', { to: ['a@x.org'], bcc: ['c'] }, '/bcc/0'],
    [
      'too many',
      { to: ['a@x.org'], cc: Array.from({ length: 50 }, (_, i) => `u${i}@x.org`) },
      '/to',
    ],
  ])('are refused: %s', (_name, given, path) => {
    expect(checkMail(given)).toMatchObject({ kind: 'invalid', findings: [{ path }] });
  });
});

describe('what a mail may hold besides', () => {
  it('is a picture that comes with it, and the channel’s own text, escaped', () => {
    const content = messageContent(acme);
    const own = 'Look at <b>db1</b>';
    const html = mailHtml(content, { own, picture: { contentId: 'panel', widthPx: 600 } });
    expect(html).toContain('<img src="cid:panel" width="600" alt="Graph of the rule');
    expect(html).toContain('Look at &lt;b&gt;db1&lt;/b&gt;');
    expect(html).not.toContain('Severity</td>');
    expect(mailText(content, own)).toContain('\n\nLook at <b>db1</b>\n\n');
    expect(mailHtml(content)).not.toContain('<img');
  });
});

describe('addresses', () => {
  it.each(['ops@example.org', "o'brien+x@mail.example.co", 'a@localhost'])(
    'takes %s',
    (address) => {
      expect(isMailAddress(address)).toBe(true);
    },
  );
  it.each([
    'no',
    '@example.org',
    'a@',
    'a@b,c@d',
    'Name <a@example.org>',
    'a@example.org\r\nBcc: x@y.z',
    'a b@example.org',
    'a@-x.org',
    'ü@example.org',
    `${'a'.repeat(65)}@example.org`,
    'a@[127.0.0.1]',
    '"x"@example.org',
  ])('refuses %j', (address) => {
    expect(isMailAddress(address)).toBe(false);
  });
});

describe('what a failed conversation means', () => {
  const failure = (fields: object) => Object.assign(new Error('x'), fields);
  it.each([
    [
      '550 about a recipient',
      { code: 'EENVELOPE', responseCode: 550, response: '550 no such user' },
      'drop mail_rejected',
    ],
    [
      '554 about the data',
      { code: 'EMESSAGE', responseCode: 554, response: '554 spam' },
      'drop mail_rejected',
    ],
    ['451', { code: 'EMESSAGE', responseCode: 451, response: '451 later' }, 'retry mail_deferred'],
    ['time-out', { code: 'ETIMEDOUT' }, 'retry mail_relay_unreachable'],
    ['connection refused', { code: 'ESOCKET' }, 'retry mail_relay_unreachable'],
    [
      'wrong password: the administrator’s fault, not the message’s',
      { code: 'EAUTH', responseCode: 535, response: '535 no' },
      'retry mail_relay_refused',
    ],
    ['STARTTLS not offered', { code: 'ETLS' }, 'retry mail_relay_refused'],
    [
      '554 as greeting',
      { code: 'EPROTOCOL', responseCode: 554, response: '554 no service' },
      'retry mail_deferred',
    ],
  ])('%s', (_name, fields, expected) => {
    const outcome = judgeSmtpFailure(failure(fields));
    expect(outcome.kind === 'sent' ? 'sent' : `${outcome.kind} ${outcome.reason}`).toBe(expected);
  });
});

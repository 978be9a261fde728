import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { LinkView } from '../../alerting/message-links/message-link-service.ts';
import { createLogger } from '../../platform/observe/logger.ts';
import { incidentOf } from '../../test/support/incident-of.ts';
import { createHttpServer } from './http-server.ts';
import { registerMessageLinks } from './message-link-routes.ts';

const READY: LinkView = {
  kind: 'ready',
  receiver: 'Ops <b>room</b>',
  incidents: [{ ...incidentOf('01HZZZZZZZZZZZZZZZZZZZZZZ1'), title: '<script>alert(1)</script>' }],
  link: {
    action: 'acknowledge',
    language: 'en',
    owner: 'acme',
    incidentId: '01HZZZZZZZZZZZZZZZZZZZZZZ1',
    deliveryId: '01HZZZZZZZZZZZZZZZZZZZZZZ2',
    expiresAtMs: 5,
  },
};

describe('pages of links in messages', () => {
  const server = () => {
    const made = createHttpServer({
      logger: createLogger({ level: 'silent' }),
      trustedProxies: [],
      newRequestId: () => 'r',
    });
    const answer = (how: string) => async (token: string) => {
      calls.push(`${how} ${token}`);
      return view;
    };
    const links = { look: answer('look'), confirm: answer('confirm') };
    registerMessageLinks(made, { links, logger: createLogger({ level: 'silent' }) });
    return made;
  };
  let calls: string[];
  let view: LinkView;
  let http: ReturnType<typeof server>;

  beforeEach(() => {
    calls = [];
    view = READY;
    http = server();
  });
  afterEach(() => http.close());
  const form = { 'content-type': 'application/x-www-form-urlencoded' };

  it('GET asks and does nothing; nothing of the alert is markup, nothing runs', async () => {
    const answer = await http.inject({ method: 'GET', url: '/act/abc' });
    expect([answer.statusCode, calls]).toEqual([200, ['look abc']]);
    expect(answer.body).toContain('&lt;script&gt;');
    expect(answer.body).not.toContain('<script');
    expect(answer.body).not.toContain('<b>room');
    expect(answer.body).toContain('<form method="post">');
    expect(answer.headers['content-security-policy']).toContain("default-src 'none'");
    expect(answer.headers).toMatchObject({
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
    });
  });

  it('of all of a message names them, twenty at most, with their number', async () => {
    const [first] = READY.incidents;
    const many = Array.from({ length: 30 }, (_, n) => ({ ...first, title: `<i>Disk ${n}` }));
    view = {
      ...READY,
      link: { ...READY.link, action: 'acknowledge-all', language: 'zh' },
      incidents: [first, ...many],
    };
    const answer = await http.inject({ method: 'GET', url: '/act/abc' });
    expect(answer.body).toContain('确认以下全部告警事件？');
    expect(answer.body).toContain('<dd>31<br>');
    expect(answer.body).toContain('&lt;i&gt;Disk 18');
    expect(answer.body).not.toContain('Disk 19');
    expect(answer.body).not.toContain('<script');
  });

  it('POST does it only when it is confirmed', async () => {
    await http.inject({ method: 'POST', url: '/act/abc', headers: form, payload: 'confirm=no' });
    await http.inject({ method: 'POST', url: '/act/abc', headers: form, payload: '' });
    expect(calls.filter((call) => call.startsWith('confirm'))).toEqual([]);
    const payload = 'confirm=yes';
    const done = await http.inject({ method: 'POST', url: '/act/abc', headers: form, payload });
    expect(calls.at(-1)).toBe('confirm abc');
    expect(done.body).toContain('The incident is acknowledged');
    expect(done.body).not.toContain('<form');
  });

  it.each([
    ['unknown', 404],
    ['used', 410],
    ['expired', 410],
    ['switched_off', 410],
  ] as const)('says in the language of the message that a link is %s', async (reason, status) => {
    view = { kind: 'refused', reason, language: 'zh' };
    const answer = await http.inject({ method: 'GET', url: '/act/abc' });
    expect([answer.statusCode, answer.body.includes('未做任何更改')]).toEqual([status, true]);
  });

  it('HEAD and others are not possible', async () => {
    expect((await http.inject({ method: 'HEAD', url: '/act/abc' })).statusCode).toBe(405);
    expect((await http.inject({ method: 'DELETE', url: '/act/abc' })).statusCode).toBe(405);
    expect(calls).toEqual([]);
  });
});

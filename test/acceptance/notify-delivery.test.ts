import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { signWebhook } from '../../alerting/notify/webhook/sign-webhook.ts';
import type { Rule } from '../../alerting/rules/rule.ts';
import { systemClock } from '../../platform/clock/system-clock.ts';
import type { Service } from '../../platform/lifecycle/service.ts';
import { createLogger } from '../../platform/observe/logger.ts';
import { createMetrics } from '../../platform/observe/metrics.ts';
import { createOutbound } from '../../platform/outbound/outbound.ts';
import { outboundMetrics } from '../../platform/outbound/outbound-metrics.ts';
import { openSqliteState } from '../../platform/state/sqlite-state.ts';
import type { State } from '../../platform/state/state.ts';
import { addAuthor, addPerson } from '../support/notify-people.ts';
import {
  adminOf,
  NOTIFY_MIGRATIONS,
  type NotifyWorld,
  openNotifyWorld,
} from '../support/notify-world.ts';
import { type SmtpSink, startSmtpSink } from '../support/smtp-sink.ts';
import { removeFolder, tempFolder } from '../support/temp-folder.ts';
import { waitUntil } from '../support/wait-until.ts';
import { startWebhookSink, type WebhookSink } from '../support/webhook-sink.ts';

const SECRET = 'whsec_c2VjcmV0c2VjcmV0c2VjcmV0';
const metricsOf = () => createMetrics({ version: 'test', withProcessMetrics: false });

describe('real mail server, real webhook receiver, real SQLite with its writer thread', () => {
  let smtp: SmtpSink;
  let hook: WebhookSink;
  let folder: string;
  let state: State & Service;
  let world: NotifyWorld;
  const logged: string[] = [];

  beforeAll(async () => {
    smtp = await startSmtpSink();
    hook = await startWebhookSink();
  });
  afterAll(async () => {
    await smtp.stop();
    await hook.stop();
  });
  beforeEach(async () => {
    folder = tempFolder('notify');
    smtp.clear();
    smtp.refuse(null);
    hook.clear();
    hook.answerWith(() => ({}));
    await open();
  });
  afterEach(async () => {
    await close();
    removeFolder(folder);
  });

  async function open() {
    const logger = createLogger({
      level: 'debug',
      destination: { write: (line: string) => void logged.push(line) },
    });
    const metrics = metricsOf();
    const file = join(folder, 'tocsin.db');
    const clock = systemClock;
    state = await openSqliteState({ file, migrations: NOTIFY_MIGRATIONS, clock, logger, metrics });
    const outbound = createOutbound({
      policy: 'tenant',
      allow: ['127.0.0.1'],
      timeoutMs: 5_000,
      maxBytes: 4_096,
      clock,
      metrics: outboundMetrics(metrics),
    });
    const mailRelay = {
      host: smtp.host,
      port: smtp.port,
      tls: 'none',
      ca: null,
      user: null,
      password: null,
      from: 'alerts@tocsin.example',
      fromName: 'tocsin\r\nBcc: evil@example.org',
      connectTimeoutMs: 2_000,
      socketTimeoutMs: 2_000,
    } as const;
    world = await openNotifyWorld({ state, clock, outbound, mailRelay, logger });
    await world.start();
  }
  async function close() {
    await world.stop();
    await state.stop();
  }

  async function ruleWith(owner: string, rule: Partial<Rule> = {}): Promise<Rule> {
    const mail = await world.addChannel(owner, {
      kind: 'email',
      language: owner === 'acme' ? 'en' : 'zh',
      settings: { to: [`ops@${owner}.example`, `boss@${owner}.example`] },
    });
    const webhook = await world.addChannel(owner, {
      kind: 'webhook',
      settings: { url: `${hook.url}/${owner}?access_token=geheim-${owner}`, secret: SECRET },
    });
    return world.addRule(owner, {
      name: `Disk of ${owner}`,
      channels: [mail.id, webhook.id],
      ...rule,
    });
  }
  const bodyOf = (path: string, type: string) =>
    hook.waitFor(
      (request) => request.path.startsWith(path) && request.body.includes(`"incident.${type}"`),
    );

  it('firing and resolved arrive by mail and webhook; each tenant gets its own, in its language', async () => {
    const rules = [await ruleWith('acme'), await ruleWith('globex')];
    const startsAtMs = systemClock.nowMs();
    const hostile = { instance: 'db1', note: '<script>alert(1)</script>\r\nBcc: evil@example.org' };
    const alerts = rules.map((rule) => ({
      rule,
      startsAtMs,
      namespace: `${rule.owner}-prod`,
      labels: hostile,
    }));
    await world.postAs(alerts);
    for (const owner of ['acme', 'globex']) {
      const mail = await smtp.waitFor(({ to }) => to.includes(`ops@${owner}.example`));
      const other = owner === 'acme' ? 'globex' : 'acme';
      expect(mail.to).toEqual([`ops@${owner}.example`, `boss@${owner}.example`]);
      expect(mail.text + mail.html + mail.subject).not.toContain(other);
      expect(mail.text + mail.html).not.toContain('tocsin_rule');
      expect(mail.subject).toContain(`Disk of ${owner}`);
      expect(mail.subject).toContain(owner === 'acme' ? 'Firing' : '告警触发');
      expect(mail.headers.get('auto-submitted')).toBe('auto-generated');
      expect(mail.headers.has('bcc')).toBe(false);
      expect(mail.headers.get('from')).toContain('alerts@tocsin.example');
      expect(mail.html).toContain('&lt;script&gt;');
      expect(mail.html).not.toContain('<script>');
      expect(mail.text).toContain(owner === 'acme' ? '(Europe/Berlin)' : '(Asia/Shanghai)');
      const request = await bodyOf(`/${owner}`, 'firing');
      expect(request.body).not.toContain(other);
      const id = request.headers['webhook-id'] ?? '';
      const seconds = Number(request.headers['webhook-timestamp']);
      expect(request.headers['webhook-signature']).toBe(
        signWebhook(SECRET, id, seconds, request.body),
      );
    }
    const endsAtMs = systemClock.nowMs();
    await world.postAs(alerts.map((alert) => ({ ...alert, endsAtMs })));
    for (const owner of ['acme', 'globex']) {
      const [firing, resolved] = await Promise.all(
        ['firing', 'resolved'].map((type) => bodyOf(`/${owner}`, type)),
      );
      expect(JSON.parse(resolved?.body ?? '{}').incident.id).toBe(
        JSON.parse(firing?.body ?? '{}').incident.id,
      );
      const word = owner === 'acme' ? 'Resolved' : '告警恢复';
      const mail = await smtp.waitFor(
        ({ to, subject }) => to.includes(`ops@${owner}.example`) && subject.includes(word),
      );
      const first = smtp.mails.find(({ to }) => to.includes(`ops@${owner}.example`));
      expect(mail.headers.get('references')).toBe(first?.headers.get('references'));
      expect(mail.headers.get('message-id')).not.toBe(first?.headers.get('message-id'));
    }
    const history = JSON.stringify(await world.deliveries()) + logged.join('');
    expect(history).not.toContain('geheim');
  });

  it('nobody is named: the author gets a mail of her own, in her language', async () => {
    const people = [
      { id: 'ann', role: 'tenant-member', node: 'acme', language: 'zh' },
      { id: 'bob', role: 'tenant-admin', node: 'acme' },
      { id: 'eve', role: 'tenant-admin', node: 'globex' },
    ] as const;
    for (const person of people) {
      await addPerson(state, { ...person, email: `${person.id}@people.example` });
    }
    const rule = world.addRule('acme', { name: 'Disk' });
    await addAuthor(state, rule, 'ann');
    const alert = { rule, namespace: 'acme-prod', startsAtMs: systemClock.nowMs() };
    await world.postAs([alert]);
    const firing = await smtp.waitFor(({ to }) => to.includes('ann@people.example'));
    expect(firing.subject).toContain('告警触发');
    await waitUntil(
      async () => (await world.deliveries()).filter(({ state: at }) => at === 'sent').length === 2,
      { what: 'mail and inbox', timeoutMs: 10_000 },
    );
    await world.postAs([{ ...alert, endsAtMs: systemClock.nowMs() }]);
    const resolved = await smtp.waitFor(({ subject }) => subject.includes('告警恢复'));
    expect(resolved.to).toEqual(['ann@people.example']);
    expect(smtp.mails.every(({ to }) => to.join() === 'ann@people.example')).toBe(true);
  });

  it('a relay that defers, then takes it: the same Message-ID, each attempt stored', async () => {
    smtp.refuse({ at: 'data', code: 451, message: 'try later' });
    const rule = await ruleWith('acme');
    await world.postAs([{ rule, namespace: 'acme-prod' }]);
    await waitUntil(() => smtp.refusals() > 0, { what: 'a refusal', timeoutMs: 10_000 });
    smtp.refuse(null);
    const mail = await smtp.waitFor(({ to }) => to.includes('ops@acme.example'));
    const [incident] = await world.incidents('acme');
    const events = await waitUntil(
      async () => {
        const all = await world.events(incident?.id ?? '');
        return (
          all.some(
            (one) => one.kind === 'delivery_succeeded' && one.channel_name?.startsWith('email'),
          ) && all
        );
      },
      { what: 'the mail in the timeline', timeoutMs: 10_000 },
    );
    const failed = events.find((one) => one.kind === 'delivery_failed');
    expect(failed).toMatchObject({
      reason: 'mail_deferred',
      detail: expect.stringContaining('try later'),
    });
    expect(mail.headers.get('message-id')).toBe(`<${failed?.delivery_id}@tocsin.example>`);
  });

  it('a recipient that does not exist: dead letter with the code; the webhook is not held up', async () => {
    smtp.refuse({ at: 'rcpt', code: 550, message: 'no such user' });
    const rule = await ruleWith('globex');
    await world.postAs([{ rule, namespace: 'globex-prod' }]);
    await bodyOf('/globex', 'firing');
    const dropped = await waitUntil(
      async () => (await world.deliveries()).find((one) => one.state === 'dropped'),
      { what: 'a dead letter', timeoutMs: 10_000 },
    );
    expect(dropped).toMatchObject({ reason: 'mail_rejected', attempts: 1 });
  });

  it('stopped with a delivery waiting, started again: it arrives once, by its id', async () => {
    hook.answerWith(() => ({ status: 503 }));
    const rule = await ruleWith('acme');
    const startsAtMs = systemClock.nowMs();
    await world.postAs([{ rule, startsAtMs }]);
    const first = await hook.waitFor(() => true);
    await close();
    hook.answerWith(() => ({}));
    hook.clear();
    const { rules } = world;
    await open();
    for (const [id, known] of rules) world.rules.set(id, known);
    const again = await hook.waitFor(() => true);
    expect(again.headers['webhook-id']).toBe(first.headers['webhook-id']);
    expect(again.body).toBe(first.body);
    await world.postAs([{ rule, startsAtMs, endsAtMs: systemClock.nowMs() }]);
    await bodyOf('/acme', 'resolved');
    expect(hook.requests).toHaveLength(2);
  });

  it('the test button goes the way of a real message', async () => {
    const { channels } = world.notifier;
    const admin = adminOf('acme');
    const common = { name: 'try', enabled: true, sendResolved: true, language: 'en' } as const;
    const mail = { ...common, kind: 'email', settings: { to: ['x@acme.example'] } } as const;
    expect(await channels.test(admin, 'acme', mail)).toMatchObject({ outcome: 'sent' });
    expect((await smtp.waitFor(({ to }) => to.includes('x@acme.example'))).text).toContain(
      'This is a test',
    );
    hook.answerWith(() => ({ status: 500, body: 'on fire' }));
    const url = `${hook.url}/acme`;
    const webhook = { ...common, kind: 'webhook', settings: { url } } as const;
    expect(await channels.test(admin, 'acme', webhook)).toMatchObject({
      outcome: 'failed',
      detail: 'webhook_unavailable: answered 500: on fire',
    });
    const metadata = {
      ...common,
      kind: 'webhook',
      settings: { url: 'http://169.254.169.254/x' },
    } as const;
    const refused = await channels.test(admin, 'acme', metadata);
    expect(refused).toMatchObject({
      outcome: 'failed',
      detail: expect.stringContaining('destination_address'),
    });
    await expect(channels.test(adminOf('globex'), 'acme', mail)).rejects.toMatchObject({
      kind: 'scope_denied',
    });
  });
});

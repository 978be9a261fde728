import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { ChannelSettings } from '../../alerting/channels/channel.ts';
import type { ChannelKind } from '../../alerting/notify/channel-kind.ts';
import { serviceKinds } from '../../alerting/notify/create-kinds.ts';
import { isStatefulKind } from '../../alerting/notify/stateful-kinds.ts';
import { VirtualClock } from '../../platform/clock/virtual-clock.ts';
import { createMetrics } from '../../platform/observe/metrics.ts';
import { createOutbound } from '../../platform/outbound/outbound.ts';
import { outboundMetrics } from '../../platform/outbound/outbound-metrics.ts';
import { startChatServices, towards } from '../support/chat-services.ts';
import { exampleMessage } from '../support/example-message.ts';

const clock = new VirtualClock(1_700_000_000_000);
const busy = new Set<string>();
const gone = new Set<string>();
const dingtalkSecret = 'SECtest';
const feishuSecret = 'testsecret';

const GIVEN: Readonly<Record<string, ChannelSettings>> = {
  dingtalk: {
    url: 'https://oapi.dingtalk.com/robot/send?access_token=abc',
    secret: dingtalkSecret,
    mentions: ['13800000000'],
  },
  feishu: { url: 'https://open.feishu.cn/open-apis/bot/v2/hook/abc', secret: feishuSecret },
  wecom: { url: 'https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=abc' },
  slack: { url: 'https://hooks.slack.com/services/T1/B1/abc' },
  teams: { url: 'https://x.api.powerplatform.com/powerautomate/triggers/invoke?sig=abc' },
  telegram: { token: '123456:ABCDEFGHIJ', chatId: '-100123' },
  pagerduty: { routingKey: 'R'.repeat(32) },
};
const NAMES = Object.keys(GIVEN);

const HOSTILE = {
  title: '<b>@all</b> [x](http://evil.example) <!channel> **bold** `code` </a>',
  labels: Object.fromEntries(
    Array.from({ length: 60 }, (_, index) => [
      `label_${index}`,
      `</td><at user_id="all"></at>\n# heading & "quoted" ${'长'.repeat(900)}`,
    ]),
  ),
  annotations: { summary: '<@U123> <at id=all></at> @all\r\n> quote' },
  isTest: false,
};

let services: Awaited<ReturnType<typeof startChatServices>>;
let kinds: ReadonlyMap<string, ChannelKind>;
beforeAll(async () => {
  services = await startChatServices({
    dingtalkSecret,
    feishuSecret,
    nowMs: () => clock.nowMs(),
    busy,
    gone,
  });
  const outbound = createOutbound({
    policy: 'tenant',
    allow: ['127.0.0.1'],
    timeoutMs: 10_000,
    maxBytes: 65_536,
    clock,
    metrics: outboundMetrics(createMetrics({ version: 'test', withProcessMetrics: false })),
  });
  const parts = { outbound: towards(services.origin, outbound), isPublic: async () => true, clock };
  kinds = new Map(serviceKinds(parts).map((kind) => [kind.name, kind]));
});
afterAll(() => services.close());
beforeEach(() => {
  busy.clear();
  gone.clear();
  services.taken.length = 0;
});

/** What the service reads as markup: titles that are plain text are left out. */
function markedUp(taken: unknown): string {
  const isPlain = (key: string) => key === 'title' || key === 'header' || key === 'inlines';
  return JSON.stringify(taken, (key, value: unknown) => (isPlain(key) ? undefined : value));
}

function kindOf(name: string): ChannelKind {
  const kind = kinds.get(name);
  if (!kind) throw new Error(`no kind ${name}`);
  return kind;
}

function send(name: string, changes: Partial<Parameters<typeof exampleMessage>[0]> = {}) {
  const kind = kindOf(name);
  const checked = kind.check(GIVEN[name] ?? {}, undefined);
  if (checked.kind === 'invalid') throw new Error(JSON.stringify(checked.findings));
  const { settings, secrets } = checked;
  const message = exampleMessage({ owner: 'acme', settings, secrets, ...changes });
  return kind.send(message, new AbortController().signal);
}

describe.each(NAMES)('%s', (name) => {
  it('takes a firing and its resolve, of one tenant only', async () => {
    expect(await send(name, { notification: { isTest: false } })).toMatchObject({ kind: 'sent' });
    const resolved = { purpose: 'resolved', status: 'resolved', isTest: false } as const;
    const outcome = await send(name, { owner: 'globex', notification: resolved });
    expect(outcome).toMatchObject({ kind: 'sent' });
    expect(services.taken).toHaveLength(2);
    expect(JSON.stringify(services.taken[1])).toContain('globex');
    expect(JSON.stringify(services.taken[1])).not.toContain('acme');
  });

  it('is told in groups where it keeps no incidents of its own, and nowhere else', () => {
    const kind = kindOf(name);
    expect(isStatefulKind(kind.name)).toBe(kind.isStateful === true);
  });

  it('takes a message far too long and full of tricks', async () => {
    const links = { incident: 'https://t.example/incidents/1?scope=acme', rule: null };
    const outcome = await send(name, { notification: HOSTILE, links });
    expect(outcome).toMatchObject({ kind: 'sent' });
    expect(JSON.stringify(services.taken[0])).toContain('https://t.example/incidents/1');
    if (name === 'pagerduty') return;
    const marked = markedUp(services.taken[0]);
    expect(/@all|<at |<!channel|<@U123/.exec(marked)).toBeNull();
    const isMarkdown = name !== 'slack' && name !== 'telegram';
    if (isMarkdown) expect(/(?<!\\\\)\]\(http:\/\/evil/.exec(marked)).toBeNull();
  });

  it('says what the service says: too much, and gone for good', async () => {
    busy.add(name);
    const slow = await send(name);
    expect(slow).toMatchObject({ kind: 'retry', reason: 'service_rate_limited' });
    busy.clear();
    gone.add(name);
    const lost = await send(name);
    expect(lost).toMatchObject({ kind: 'drop', disables: true });
    expect(JSON.stringify([slow, lost])).not.toMatch(/access_token|abc|ABCDEFGHIJ/);
  });

  it('is counted by its robot, without telling its key', () => {
    const kind = kindOf(name);
    const keyOf = (given: ChannelSettings) => {
      const checked = kind.check(given, undefined);
      if (checked.kind === 'invalid') throw new Error(JSON.stringify(checked.findings));
      return kind.destinationKey?.(checked.settings, checked.secrets) ?? '';
    };
    const key = keyOf(GIVEN[name] ?? {});
    expect(key).toBe(keyOf(GIVEN[name] ?? {}));
    expect(key).not.toMatch(/abc|ABC|RRR|SEC/);
    expect(kind.rates?.length).toBeGreaterThan(0);
  });
});

describe('signatures', () => {
  it.each([
    ['dingtalk', 'errcode 310000: sign not match'],
    ['feishu', 'code 19021: sign match fail or timestamp is not within one hour'],
  ])('%s refuses a wrong secret', async (name, detail) => {
    const url = GIVEN[name]?.url;
    const secrets = { url: typeof url === 'string' ? url : '', secret: 'wrong' };
    expect(await send(name, { secrets })).toMatchObject({
      kind: 'drop',
      reason: 'service_credentials',
      detail,
    });
  });
});

describe('a text of its own that a service cannot read', () => {
  it('costs no message', async () => {
    const templates = { body: '<b>never closed {{ .Title }}' };
    const outcome = await send('telegram', { templates });
    expect(outcome).toMatchObject({ kind: 'sent', detail: expect.stringContaining('entities') });
    expect(services.taken).toHaveLength(1);
  });
});

describe('a test of PagerDuty', () => {
  it('leaves nobody with an incident', async () => {
    await send('pagerduty', { notification: { isTest: true } });
    const actions = services.taken.map(({ body }) => [body.event_action, body.dedup_key]);
    expect(actions.map(([action]) => action)).toEqual(['trigger', 'resolve']);
    expect(new Set(actions.map(([, key]) => key)).size).toBe(1);
  });
});

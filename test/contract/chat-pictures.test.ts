import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { ChannelSettings } from '../../alerting/channels/channel.ts';
import type {
  ChannelKind,
  DestinationRate,
  SendOutcome,
} from '../../alerting/notify/channel-kind.ts';
import { serviceKinds } from '../../alerting/notify/create-kinds.ts';
import type { PanelImage, PanelRequest } from '../../alerting/notify/panel-image.ts';
import type { PictureLinks } from '../../alerting/notify/picture-links.ts';
import { VirtualClock } from '../../platform/clock/virtual-clock.ts';
import { createMetrics } from '../../platform/observe/metrics.ts';
import { createOutbound } from '../../platform/outbound/outbound.ts';
import { outboundMetrics } from '../../platform/outbound/outbound-metrics.ts';
import { startChatServices, towards } from '../support/chat-services.ts';
import { exampleMessage } from '../support/example-message.ts';

const clock = new VirtualClock(1_700_000_000_000);
const blind = new Set<string>();
const [dingtalkSecret, feishuSecret] = ['SECtest', 'testsecret'];
const PNG = new Uint8Array([0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10, 0, 255, 45, 45]);

const GIVEN: Readonly<Record<string, ChannelSettings>> = {
  dingtalk: {
    url: 'https://oapi.dingtalk.com/robot/send?access_token=abc',
    secret: dingtalkSecret,
  },
  feishu: { url: 'https://open.feishu.cn/open-apis/bot/v2/hook/abc', secret: feishuSecret },
  wecom: { url: 'https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=abc' },
  slack: { url: 'https://hooks.slack.com/services/T1/B1/abc' },
  teams: { url: 'https://x.api.powerplatform.com/powerautomate/triggers/invoke?sig=abc' },
  telegram: { token: '123456:ABCDEFGHIJ', chatId: '-100123', topicId: '7' },
  pagerduty: { routingKey: 'R'.repeat(32) },
};
const BY_BYTES = ['wecom', 'telegram'];
const BY_URL = ['dingtalk', 'slack', 'teams', 'pagerduty'];

let services: Awaited<ReturnType<typeof startChatServices>>;
let kindsWith: (
  panel?: PanelImage,
  pictureLinks?: PictureLinks,
  ratesOf?: () => readonly DestinationRate[],
) => ReadonlyMap<string, ChannelKind>;
beforeAll(async () => {
  const always = new Set<string>();
  const nowMs = () => clock.nowMs();
  services = await startChatServices({
    dingtalkSecret,
    feishuSecret,
    nowMs,
    busy: always,
    gone: always,
    blind,
  });
  const metrics = createMetrics({ version: 'test', withProcessMetrics: false });
  const outbound = createOutbound({
    policy: 'tenant',
    allow: ['127.0.0.1'],
    timeoutMs: 10_000,
    maxBytes: 65_536,
    clock,
    metrics: outboundMetrics(metrics),
  });
  const parts = { outbound: towards(services.origin, outbound), isPublic: async () => true, clock };
  kindsWith = (panel, pictureLinks, ratesOf) => {
    const kinds = serviceKinds({ ...parts, panel, pictureLinks, ratesOf });
    return new Map(kinds.map((kind) => [kind.name, kind]));
  };
});
afterAll(() => services.close());
beforeEach(() => {
  blind.clear();
  services.taken.length = 0;
});

/** Draws the same for everybody, and keeps what it was asked for. */
function panelOf(png: Uint8Array | null | 'fails' | 'never' = PNG) {
  const asked: PanelRequest[] = [];
  const panel: PanelImage = {
    draw: async (request) => {
      asked.push(request);
      if (png === 'fails') throw new Error('no fonts');
      if (png === 'never') return new Promise(() => undefined);
      return png === null ? null : { png, widthPx: 592 };
    },
  };
  return { panel, asked };
}

const links: PictureLinks = {
  panel: ({ owner, incidentId }) => `https://tocsin.example/render/p?o=${owner}&i=${incidentId}(1)`,
};
const REAL = { isTest: false, ruleId: 'R1', title: 'Disk @all full' } as const;

interface Sending {
  readonly owner?: string;
  readonly notification?: object;
  readonly signal?: AbortSignal;
  readonly accepted?: (outcome: SendOutcome) => void;
}

function send(kind: ChannelKind | undefined, sending: Sending = {}): Promise<SendOutcome> {
  if (kind === undefined) throw new Error('no such kind');
  const checked = kind.check(GIVEN[kind.name] ?? {}, undefined);
  if (checked.kind === 'invalid') throw new Error(JSON.stringify(checked.findings));
  const { settings, secrets } = checked;
  const { owner = 'acme', notification = {}, signal = new AbortController().signal } = sending;
  const message = exampleMessage({
    owner,
    settings,
    secrets,
    notification: { ...REAL, ...notification },
  });
  return kind.send(message, signal, sending.accepted);
}

describe.each(BY_BYTES)('%s takes the picture itself', (name) => {
  it('behind the text, of each tenant its own', async () => {
    for (const owner of ['acme', 'globex']) {
      services.taken.length = 0;
      const { panel, asked } = panelOf();
      const accepted: SendOutcome[] = [];
      const sent = await send(kindsWith(panel).get(name), {
        owner,
        accepted: (said) => accepted.push(said),
      });
      expect(sent).toMatchObject({ kind: 'sent' });
      expect(sent.detail).not.toContain('picture');
      expect(accepted).toHaveLength(1);
      expect(asked).toMatchObject([{ owner, ruleId: 'R1' }]);
      const [text, picture] = services.taken.map(({ body }) => JSON.stringify(body));
      expect(text).toContain(owner);
      expect(picture).toContain(Buffer.from(PNG).toString('base64'));
      expect(picture).not.toContain('@all');
      expect(services.taken).toHaveLength(2);
    }
  });

  it.each<[string, Parameters<typeof panelOf>[0], RegExp]>([
    ['cannot be drawn', 'fails', /without its picture: it could not be drawn/],
    ['is too large', new Uint8Array(10_000_001), /without its picture: it has 10000001 bytes/],
  ])('loses nothing with one that %s, and says why', async (_name, png, detail) => {
    const sent = await send(kindsWith(panelOf(png).panel).get(name));
    expect(sent).toMatchObject({ kind: 'sent', detail: expect.stringMatching(detail) });
    expect(services.taken).toHaveLength(1);
  });

  it('loses nothing where the service refuses the picture', async () => {
    blind.add(name);
    const sent = await send(kindsWith(panelOf().panel).get(name));
    const detail = expect.stringMatching(/without its picture: service_/);
    expect(sent).toMatchObject({ kind: 'sent', detail });
    expect(sent).not.toHaveProperty('disables');
    expect(services.taken).toHaveLength(1);
  });

  it('has its text at once, and is not sent again where the time ends', async () => {
    const ending = new AbortController();
    const sending = send(kindsWith(panelOf('never').panel).get(name), {
      signal: ending.signal,
      accepted: () => ending.abort(),
    });
    expect(await sending).toMatchObject({
      kind: 'sent',
      detail: expect.stringContaining('there was no time for it'),
    });
    expect(services.taken).toHaveLength(1);
  });

  it.each<[string, object]>([
    ['a test', { isTest: true }],
    ['no rule', { ruleId: null }],
    ['a note', { purpose: 'note' }],
    ['a repeat', { purpose: 'repeat' }],
  ])('has none of %s', async (_name, notification) => {
    const { panel, asked } = panelOf();
    expect(await send(kindsWith(panel).get(name), { notification })).toMatchObject({
      kind: 'sent',
    });
    expect([asked.length, services.taken.length]).toEqual([0, 1]);
  });

  it('has room for texts whatever pictures there are', async () => {
    const plain = kindsWith().get(name);
    const kind = kindsWith(panelOf().panel).get(name);
    const perMinute = (one: ChannelKind | undefined) =>
      one?.rates?.find(({ perMs }) => perMs === 60_000)?.most ?? 0;
    const share = perMinute(plain) - perMinute(kind);
    expect(share).toBeGreaterThan(0);
    const details: string[] = [];
    for (let at = 0; at <= share; at += 1) details.push((await send(kind)).detail);
    expect(details.filter((detail) => detail.includes('no more pictures for now'))).toHaveLength(1);
    expect(services.taken).toHaveLength(2 * share + 1);
    await clock.advance(60_000);
    expect((await send(kind)).detail).not.toContain('picture');
  });

  it('keeps within what people have set, and counts what went before the start', async () => {
    const set = [{ most: 8, perMs: 3_600_000 }];
    const kind = kindsWith(panelOf().panel, undefined, () => set).get(name);
    expect(kind?.ratesWithin?.(set)).toEqual([{ most: 6, perMs: 3_600_000 }]);
    const checked = kind?.check(GIVEN[name] ?? {}, undefined);
    if (checked?.kind !== 'valid') throw new Error('it is valid');
    const wasSent = (agoMs: number) =>
      kind?.sentBefore?.(checked.settings, checked.secrets, clock.nowMs() - agoMs);
    wasSent(3_600_000);
    wasSent(3_500_000);
    const pictures = async () => {
      services.taken.length = 0;
      for (let n = 0; n < 3; n += 1) await send(kind);
      return services.taken.length - 3;
    };
    expect(await pictures()).toBe(1);
    await clock.advance(100_000);
    expect(await pictures()).toBe(1);
    expect(kindsWith().get(name)?.ratesWithin).toBeUndefined();
  });
});

describe.each(BY_URL)('%s fetches the picture', (name) => {
  it('from an address, where there is one', async () => {
    const kind = kindsWith(panelOf().panel, links).get(name);
    for (const owner of ['acme', 'globex']) {
      services.taken.length = 0;
      expect(await send(kind, { owner })).toMatchObject({ kind: 'sent' });
      const body = JSON.stringify(services.taken.map((one) => one.body));
      const url = `https://tocsin.example/render/p?o=${owner}&i=`;
      expect(body.split(url)).toHaveLength(2);
      expect(body).toContain('%281%29');
      expect(body).toContain('Graph of the rule around the incident');
    }
  });

  it('has none without links, without a rule, of a test, and behind an address that is too long', async () => {
    const long: PictureLinks = {
      panel: () => `https://tocsin.example/render/${'x'.repeat(1_000)}`,
    };
    for (const [kinds, notification] of [
      [kindsWith(panelOf().panel), {}],
      [kindsWith(panelOf().panel, { panel: () => null }), {}],
      [kindsWith(panelOf().panel, long), {}],
      [kindsWith(panelOf().panel, links), { ruleId: null }],
      [kindsWith(panelOf().panel, links), { isTest: true }],
    ] as const) {
      expect(await send(kinds.get(name), { notification })).toMatchObject({ kind: 'sent' });
    }
    expect(JSON.stringify(services.taken)).not.toMatch(/\/render\/|Graph of the rule/);
  });
});

describe('feishu', () => {
  it('takes no picture of a webhook, and the text as ever', async () => {
    const { panel, asked } = panelOf();
    expect(await send(kindsWith(panel, links).get('feishu'))).toMatchObject({ kind: 'sent' });
    expect(asked).toEqual([]);
    expect(JSON.stringify(services.taken)).not.toContain('/render/');
  });
});

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CHANNEL_KINDS } from '../../alerting/notify/channel-kinds.ts';
import { VirtualClock } from '../../platform/clock/virtual-clock.ts';
import { createLogger } from '../../platform/observe/logger.ts';
import { createMetrics } from '../../platform/observe/metrics.ts';
import type { OutboundRequest, OutboundResult } from '../../platform/outbound/outbound.ts';
import { inputCommon } from '../../web/contract/channel-common.ts';
import type { ChannelKind } from '../../web/contract/channel-kinds.ts';
import { type Channel, previewCommon } from '../../web/contract/channels.ts';
import { Gate } from '../../web/server/gate.ts';
import { registerHealth } from '../../web/server/health.ts';
import { createHttpServer } from '../../web/server/http-server.ts';
import { registerOpenApi } from '../../web/server/openapi.ts';
import { registerSome } from '../../web/server/register-api.ts';
import { channelHandlers } from '../../web/server/resources/channel-handlers.ts';
import { channelBodies } from '../../web/server/resources/channel-schemas.ts';
import { createTranslations } from '../../web/ui/i18n/setup.ts';
import {
  blankChannel,
  type ChannelForm,
  checkChannel,
  inputOfChannel,
} from '../../web/ui/pages/channels/channel-form.ts';
import { type DirectState, openDirectState } from '../support/direct-state.ts';
import {
  adminOf,
  NOTIFY_MIGRATIONS,
  type NotifyWorld,
  notifyDirectory,
  openNotifyWorld,
} from '../support/notify-world.ts';
import { pigeon } from '../support/pigeon-kind.ts';
import { waitUntil } from '../support/wait-until.ts';

const LOFT = 'https://loft.example/7';
const KINDS = [...CHANNEL_KINDS, pigeon];
const CHANNELS = '/api/v1/tenants/acme/channels';

interface OpenApi {
  readonly paths: Readonly<
    Record<
      string,
      {
        readonly post?: {
          readonly requestBody?: {
            readonly content: Readonly<
              Record<string, { readonly schema: { readonly anyOf: readonly Variant[] } }>
            >;
          };
        };
      }
    >
  >;
}
interface Variant {
  readonly properties: Readonly<Record<string, { readonly enum?: readonly string[] }>>;
  readonly required: readonly string[];
}

/** The one thing that is added is the kind's own file; everything else is the product's. */
describe('a kind of channel that is one file', () => {
  let state: DirectState;
  let world: NotifyWorld;
  let server: ReturnType<typeof createHttpServer>;
  let sent: OutboundRequest[];
  let clock: VirtualClock;
  let tenant = 'acme';

  beforeAll(async () => {
    state = openDirectState(NOTIFY_MIGRATIONS);
    clock = new VirtualClock(Date.parse('2026-03-01T12:00:00Z'));
    sent = [];
    const send = async (request: OutboundRequest): Promise<OutboundResult> => {
      sent.push(request);
      return { kind: 'answered', status: 200, headers: {}, body: Buffer.from(''), isCut: false };
    };
    world = await openNotifyWorld({ state, clock, outbound: { send }, channelKinds: KINDS });
    await world.start();
    const { channels, incidents } = world.notifier;
    const deliveries = { resume: () => Promise.reject(new Error('nothing is suspended')) };
    server = await serverOf({ channels, incidents, deliveries, clock });
  });
  afterAll(async () => {
    await server.close();
    await world.stop();
    state.close();
  });

  type UseCases = Omit<Parameters<typeof channelHandlers>[0], 'channelKinds' | 'directory'>;
  async function serverOf(useCases: UseCases) {
    const logger = createLogger({ level: 'silent' });
    const made = createHttpServer({ logger, trustedProxies: [], newRequestId: () => 'r' });
    const metrics = createMetrics({ version: 'test', withProcessMetrics: false });
    await registerOpenApi(made, 'test');
    registerHealth(made, { metricsToken: '', metrics, notReady: () => [] });
    const caller = { session: null, mustChangePassword: false, expiresAtMs: null };
    const gate = new Gate({
      callers: { callerOf: () => ({ ...caller, principal: adminOf(tenant) }) },
      directory: notifyDirectory,
      scopes: { grantTo: () => undefined },
    });
    const handlers = channelHandlers({
      ...useCases,
      channelKinds: KINDS,
      directory: notifyDirectory,
    });
    registerSome(made, gate, handlers, channelBodies(KINDS));
    return made;
  }

  const ask = async (method: 'GET' | 'POST', url: string, payload?: object) => {
    const answer = await server.inject({ method, url, ...(payload ? { payload } : {}) });
    return { status: answer.statusCode, body: answer.json() as unknown };
  };
  const described = async () => {
    const { body } = await ask('GET', '/api/v1/channel-kinds');
    const { items } = body as { readonly items: readonly ChannelKind[] };
    const found = items.find(({ name }) => name === 'pigeon');
    if (!found) throw new Error('the kind is not told of');
    return found;
  };
  const form = (values: ChannelForm['values']): ChannelForm => ({
    ...blankChannel('en', 'pigeon'),
    name: 'Loft',
    values,
  });
  const filled = form({ url: LOFT, ring: 'A7', flock: '3', seeds: ['corn', 'pea'] });
  const bodyOf = async (given = filled) => inputOfChannel(given, await described());

  it('has a schema of its own in the API document', async () => {
    const { body } = await ask('GET', '/api/openapi.json');
    const { paths } = body as OpenApi;
    const route = paths['/api/v1/tenants/{owner}/channels']?.post;
    const schema = route?.requestBody?.content['application/json']?.schema.anyOf.find(
      ({ properties }) => properties.kind?.enum?.includes('pigeon'),
    );
    expect(schema).toMatchObject({
      additionalProperties: false,
      properties: {
        ring: { type: 'string', minLength: 1, maxLength: 8, description: 'Of the pigeon' },
        flock: { type: 'integer', minimum: 1, maximum: 9 },
        colour: { anyOf: [{ enum: ['grey'] }, { enum: ['white'] }] },
      },
    });
    expect(schema?.required).toContain('ring');
    expect(schema?.required).not.toContain('url');
  });

  it('has no field that is called as what all channels have', () => {
    const names = KINDS.flatMap(({ fields }) => fields.map(({ name }) => name));
    const common = ['kind', ...Object.keys(inputCommon), ...Object.keys(previewCommon)];
    expect(names.filter((name) => common.includes(name))).toEqual([]);
  });

  it('has a form that judges what is typed', async () => {
    const { t } = await createTranslations('zh');
    const kind = await described();
    const judge = (given: ChannelForm) =>
      Object.fromEntries(checkChannel(given, kind, { isNew: true, t, words: ({ zh }) => zh }));
    expect(judge(filled)).toEqual({});
    expect(judge(form({ url: 'loft', ring: 'seven', flock: '12' }))).toEqual({
      '/url': t('channels.editor.urlInvalid'),
      '/ring': '字母加数字，而不是 seven。',
      '/flock': '1 到 9。',
    });
    expect(Object.keys(judge(form({})))).toEqual(['/url', '/ring']);
  });

  it.each([
    ['a field that it has not', { wings: 2 }, '/wings'],
    ['too many of a list', { seeds: ['a', 'b', 'c', 'd'] }, '/seeds'],
    ['a choice that there is not', { colour: 'pink' }, '/colour'],
    ['a number out of bounds', { flock: 10 }, '/flock'],
    ['a text in another form, which the kind itself says nothing of', { ring: '7' }, '/ring'],
    ['a URL that only the kind refuses', { url: 'ftp://loft.example/7' }, '/url'],
  ])('refuses %s', async (_name, change, path) => {
    const { status, body } = await ask('POST', CHANNELS, { ...(await bodyOf()), ...change });
    expect([status, body]).toMatchObject([400, { error: { details: [{ path }] } }]);
  });

  it('names the kinds where one is asked for that there is not', async () => {
    const { status, body } = await ask('POST', CHANNELS, { ...(await bodyOf()), kind: 'owl' });
    const message = expect.stringMatching(/"email" or .*"pigeon", got "owl"/);
    expect([status, body]).toMatchObject([
      400,
      { error: { details: [{ path: '/kind', message }] } },
    ]);
  });

  it('sends a test with what is typed', async () => {
    const { status, body } = await ask('POST', `${CHANNELS}/test`, await bodyOf());
    expect([status, body]).toMatchObject([200, { outcome: 'sent' }]);
    const [request] = sent.splice(0);
    expect(request?.url).toBe(LOFT);
    expect(JSON.parse(String(request?.body))).toMatchObject({ ring: 'A7', seeds: ['corn', 'pea'] });
  });

  it('previews a message', async () => {
    const { name, language, templates } = await bodyOf();
    const asked = { kind: 'pigeon', name, language, templates, colour: 'white' };
    const { status, body } = await ask('POST', `${CHANNELS}/preview`, asked);
    expect([status, body]).toMatchObject([200, { format: 'text' }]);
  });

  it('sends what fires, keeps its secret, and shows nothing to another tenant', async () => {
    const { status, body } = await ask('POST', CHANNELS, await bodyOf());
    const { id, ...channel } = body as Channel;
    expect([status, channel]).toMatchObject([201, { kind: 'pigeon', target: 'loft.example' }]);
    expect(channel).toMatchObject({
      secrets: ['url'],
      settings: { ring: 'A7', colour: 'grey', flock: '3', seeds: ['corn', 'pea'] },
    });
    expect(JSON.stringify(body)).not.toContain(LOFT);
    tenant = 'globex';
    expect((await ask('GET', `${CHANNELS}/${id}`)).status).toBe(403);
    tenant = 'acme';
    const rule = await world.addRule('acme', { name: 'Load', channels: [id] });
    await world.postAs([{ rule }]);
    const isSent = async () => {
      await clock.advance(200);
      return sent.length === 1;
    };
    await waitUntil(isSent, { what: 'the message' });
    expect(String(sent[0]?.body)).toContain('Load');
  });

  it('calls people by contacts of its own', async () => {
    const { personal } = world.notifier;
    const ann = { ...adminOf('acme'), id: 'ann' };
    const said = { quietHours: null, subscriptions: [] };
    const contact = (value: string) => [{ kind: 'pigeon-loft', value, severities: [] }];
    const wrong = personal.replace(ann, { ...said, contacts: contact('here') }, 0);
    await expect(wrong).rejects.toMatchObject({ details: [{ path: '/contacts/0/value' }] });
    const { contacts } = await personal.replace(ann, { ...said, contacts: contact('loft-7') }, 0);
    expect(contacts).toEqual(contact('loft-7'));
  });
});

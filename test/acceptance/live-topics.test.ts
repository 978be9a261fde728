import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { LiveTickets } from '../../alerting/live/live-tickets.ts';
import { RuleStateFeed } from '../../alerting/live/rule-state-feed.ts';
import type { Rule } from '../../alerting/rules/rule.ts';
import { acceptedStatus, type RuleStatus } from '../../alerting/sinks/rule-status.ts';
import { StatusBook } from '../../alerting/sinks/status-book.ts';
import { VirtualClock } from '../../platform/clock/virtual-clock.ts';
import { AppError } from '../../platform/errors/app-error.ts';
import { createLogger } from '../../platform/observe/logger.ts';
import type { Outbound } from '../../platform/outbound/outbound.ts';
import { Revocations } from '../../platform/tenancy/revocations.ts';
import type { LiveMessage } from '../../web/contract/live.ts';
import { LiveSockets } from '../../web/server/live-sockets.ts';
import type { Caller } from '../../web/server/request-context.ts';
import { encodeRuleState } from '../../web/server/resources/present-rule-state.ts';
import { type DirectState, openDirectState } from '../support/direct-state.ts';
import { openLive } from '../support/live-client.ts';
import { NOBODY_TOLD } from '../support/notify-things.ts';
import {
  adminOf,
  NOTIFY_MIGRATIONS,
  type NotifyWorld,
  notifyDirectory,
  openNotifyWorld,
} from '../support/notify-world.ts';
import { waitUntil } from '../support/wait-until.ts';

type Told<Type extends LiveMessage['type']> = Extract<LiveMessage, { readonly type: Type }>;
const NOTHING = { headers: {}, body: Buffer.alloc(0), isCut: false };
const OK = { kind: 'answered', status: 200, ...NOTHING } as const;
const ALL = 'incidents,deliveries,rules';
const HEADER = 'x-test-person';
const bytes = (text: string) => Buffer.byteLength(text);

/** Each sentence of the section "Live" of issue 6, on sockets as the service opens them, by a virtual clock. */
describe('the live socket', () => {
  const logger = createLogger({ level: 'silent' });
  let clock: VirtualClock;
  let state: DirectState;
  let world: NotifyWorld;
  let statuses: StatusBook;
  let tickets: LiveTickets;
  let feed: RuleStateFeed;
  let server: Server;
  let url: string;
  let sockets: Set<Socket>;
  let answers: Awaited<ReturnType<Outbound['send']>>[];

  beforeEach(async () => {
    clock = new VirtualClock();
    state = openDirectState(NOTIFY_MIGRATIONS);
    answers = [];
    const send = async () => answers.shift() ?? OK;
    world = await openNotifyWorld({ state, clock, outbound: { send } });
    await world.start();
    statuses = await StatusBook.open(state);
    tickets = new LiveTickets({ state, clock });
    const rules = {
      get: (id: string) => world.rules.get(id),
      all: () => [...world.rules.values()],
    };
    feed = new RuleStateFeed({ rules, statuses, clock, encode: encodeRuleState });
    server = createServer();
    sockets = new Set();
    server.on('connection', (socket) => sockets.add(socket));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const live = new LiveSockets({
      callers: { callerOfUpgrade: async (request, credential) => callerOf(request, credential) },
      directory: () => directory,
      onDirectoryChange: () => undefined,
      revocations: new Revocations(logger),
      tickets,
      feed: world.notifier.live,
      rules: feed,
      clock,
      logger,
    });
    server.on('upgrade', (request, socket, head) => live.upgrade(request, socket, head));
  });
  afterEach(async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
    await world.stop();
    state.close();
  });

  const directory = notifyDirectory();
  const shopDev = {
    ...({ kind: 'user', id: 'dev', name: 'dev' } as const),
    bindings: [
      { role: 'project-dev', node: { tenant: 'acme', project: 'shop', environment: null } },
    ],
  } as const;
  /** A token is the header; a session is what a ticket says. */
  function callerOf(
    request: IncomingMessage,
    credential?: { readonly hash: string } | null,
  ): Caller {
    const name = credential?.hash ?? String(request.headers[HEADER]);
    if (name === 'undefined') throw new AppError('unauthenticated', 'nobody');
    const principal = name === 'dev' ? shopDev : adminOf(name);
    return { principal, session: null, mustChangePassword: false, expiresAtMs: null };
  }
  const open = (owner: string, more: { topics?: string; since?: number; as?: string } = {}) => {
    const { as = owner, ...rest } = more;
    return openLive(url, { owner, headers: { [HEADER]: as }, ...rest });
  };
  type Client = Awaited<ReturnType<typeof open>>;
  const of = <Type extends LiveMessage['type']>(client: Client, type: Type) =>
    client.messages.filter((one): one is Told<Type> => one.type === type);
  /** Until nothing is on its way any more: what a client says is answered in order. */
  const settled = async (client: Client, topics = ['incidents']) => {
    const before = of(client, 'subscribed').length;
    client.send(JSON.stringify({ type: 'subscribe', topics }));
    await waitUntil(() => of(client, 'subscribed').length > before, { what: 'the answer' });
  };
  const rulesOf = (client: Client) => of(client, 'rules').flatMap(({ items }) => items);
  const ruleFor = (owner: string, name = 'Load') =>
    world.addRule(owner, { name, levels: NOBODY_TOLD });
  const look = (...looks: readonly (readonly [Rule, Partial<RuleStatus>])[]) => {
    const known = new Map(statuses.onCluster('east'));
    for (const [rule, more] of looks) {
      const nowMs = clock.nowMs();
      const seen = { stage: 'evaluated', health: 'ok', checkedAtMs: nowMs } as const;
      const before = acceptedStatus('east', rule.revision);
      known.set(rule.id, { ...before, ...seen, lastEvaluationAtMs: nowMs, ...more });
    }
    statuses.record('east', known);
  };
  const post = async (owner: string, namespace = `${owner}-prod`, n = '1') => {
    const rule = [...world.rules.values()].find((one) => one.owner === owner) ?? ruleFor(owner);
    await world.postAs([{ rule, namespace, labels: { n } }]);
    await clock.advance(1_000);
  };

  it('single-use ticket: opens one socket, and no other', async () => {
    const credential = { kind: 'session', hash: 'acme' } as const;
    const { ticket } = await tickets.issue({
      credential,
      principalId: 'admin-acme',
      owner: 'acme',
    });
    const withTicket = () =>
      new Promise<string>((resolve) => {
        const address = `${url.replace('http', 'ws')}/api/v1/live?owner=acme&ticket=${ticket}`;
        const socket = new WebSocket(address);
        socket.once('message', (data) => resolve(JSON.parse(String(data)).type));
        socket.once('unexpected-response', (_, { statusCode }) => resolve(String(statusCode)));
      });
    expect([await withTicket(), await withTicket()]).toEqual(['hello', '401']);
  });

  it('tenant from the session: nobody is shown another one, in any topic', async () => {
    await expect(open('globex', { as: 'acme' })).rejects.toThrow('refused with 403');
    const globex = await open('globex', { topics: ALL });
    const mine = ruleFor('acme');
    look([mine, { state: 'firing' }]);
    await post('acme');
    await settled(globex, ['rules']);
    expect(globex.messages.map(({ type }) => type)).toEqual(['hello', 'rules', 'subscribed']);
    expect(rulesOf(globex)).toEqual([]);
  });

  it('subscriptions: each is told of the topics that it names, changed on the open socket', async () => {
    const { id } = await world.addChannel('acme', {
      kind: 'webhook',
      settings: { url: 'https://hook.example', secret: 'a-key-of-enough-length' },
    });
    const rule = world.addRule('acme', { name: 'Load', channels: [id] });
    look([rule, {}]);
    const [plain, all, some] = [
      await open('acme'),
      await open('acme', { topics: ALL }),
      await open('acme', { topics: 'deliveries' }),
    ];
    expect((await all.waitFor('hello')).topics).toEqual({
      ...{ incidents: 'reset', deliveries: 'reset', rules: 'snapshot' },
    });
    answers = [{ ...OK, status: 503 }, OK];
    await post('acme');
    look([rule, { state: 'firing' }]);
    await clock.advance(60_000);
    await waitUntil(() => of(some, 'delivery').at(-1)?.state === 'delivered', { what: 'its end' });
    await settled(all, ['rules']);
    await settled(plain);
    expect(of(some, 'delivery').map((one) => one.state)).toEqual(['queued', 'failed', 'delivered']);
    expect(of(all, 'delivery').map((one) => one.state)).toEqual(['queued', 'failed', 'delivered']);
    expect(new Set(plain.messages.map(({ type }) => type))).toEqual(
      new Set(['hello', 'incident', 'subscribed']),
    );
    expect(of(some, 'incident')).toEqual([]);
    expect(rulesOf(all).map((one) => one.state)).toEqual(['ok', 'firing']);
    expect(of(all, 'subscribed')[0]?.topics).toEqual({ rules: 'continues' });
    const heard = of(all, 'incident').length;
    await settled(some, ['incidents', 'rules']);
    expect(of(some, 'subscribed')[0]?.topics).toEqual({ incidents: 'reset', rules: 'snapshot' });
    await post('acme', 'acme-prod', '2');
    await some.waitFor('incident');
    expect(rulesOf(some).map((one) => one.state)).toEqual(['firing']);
    expect(of(all, 'incident')).toHaveLength(heard);
  });

  it('subscriptions: a member of a project is told of its deliveries and rules only', async () => {
    const { id } = await world.addChannel('acme', {
      kind: 'webhook',
      settings: { url: 'https://hook.example', secret: 'a-key-of-enough-length' },
    });
    const whole = world.addRule('acme', { name: 'Whole', channels: [id] });
    const node = { tenant: 'acme', project: 'shop', environment: 'prod' };
    const own = world.addRule('acme', {
      name: 'Own',
      scope: { kind: 'node', node, cluster: null },
      levels: NOBODY_TOLD,
    });
    const dev = await open('acme', { topics: ALL, as: 'dev' });
    await dev.waitFor('rules');
    look([whole, { state: 'firing' }], [own, { state: 'pending' }]);
    await world.postAs([
      { rule: whole, namespace: 'acme-blog' },
      { rule: whole, namespace: 'acme-prod' },
    ]);
    await clock.advance(1_000);
    await waitUntil(() => of(dev, 'delivery').at(-1)?.state === 'delivered', { what: 'its own' });
    const places = of(dev, 'incident').map(({ incident }) => JSON.stringify(incident));
    expect(places.every((text) => text.includes('acme-prod'))).toBe(true);
    expect(new Set(of(dev, 'delivery').map(({ event }) => event.incidentId)).size).toBe(1);
    expect(new Set(rulesOf(dev).map((one) => one.id))).toEqual(new Set([own.id]));
  });

  it('what moves out of sight is gone for who saw it, and there again when it comes back', async () => {
    const prod = { tenant: 'acme', project: 'shop', environment: 'prod' };
    const blog = { tenant: 'acme', project: 'blog', environment: 'prod' };
    const at = (node: typeof prod) => ({ scope: { kind: 'node', node, cluster: null } }) as const;
    let rule = world.addRule('acme', { name: 'Own', ...at(prod), levels: NOBODY_TOLD });
    const move = async (node: typeof prod) => {
      rule = { ...rule, ...at(node), revision: rule.revision + 1 };
      world.rules.set(rule.id, rule);
      look([rule, { state: 'firing' }]);
      await clock.advance(100);
    };
    look([rule, {}]);
    const dev = await open('acme', { topics: 'rules', as: 'dev' });
    const admin = await open('acme', { topics: 'rules' });
    await dev.waitFor('rules');
    await move(blog);
    look([rule, { state: 'pending' }]);
    await clock.advance(100);
    await move(prod);
    for (const client of [dev, admin]) await settled(client, ['rules']);
    const words = (client: Client) => rulesOf(client).map((one) => `${one.revision} ${one.state}`);
    expect(words(dev)).toEqual(['1 ok', '1 gone', '3 firing']);
    expect(rulesOf(dev)[1]?.status).toEqual([]);
    expect(words(admin)).toEqual(['1 ok', '2 firing', '2 pending', '3 firing']);
    await move(blog);
    world.rules.delete(rule.id);
    look();
    await clock.advance(100);
    for (const client of [dev, admin]) await settled(client, ['rules']);
    expect([words(dev).at(-1), words(admin).at(-1)]).toEqual(['3 gone', '4 gone']);
  });

  it('subscriptions: what is none, and changing without end, ends the socket', async () => {
    await expect(open('acme', { topics: 'weather' })).rejects.toThrow('refused with 400');
    const ends = async (client: Client) =>
      (await waitUntil(() => client.closed() ?? undefined, { what: 'the end' })).reason;
    for (const said of ['hi', '{}', '{"type":"subscribe","topics":["weather"]}', '[1]', 'null']) {
      const client = await open('acme');
      client.send(said);
      expect(await ends(client)).toBe('not_a_subscription');
    }
    const greedy = await open('acme');
    for (let n = 0; n < 61; n++) greedy.send('{"type":"subscribe","topics":["rules"]}');
    expect(await ends(greedy)).toBe('too_many_subscriptions');
  });

  it('resume: what was missed of both topics, from the position of any message', async () => {
    const { id } = await world.addChannel('acme', {
      kind: 'webhook',
      settings: { url: 'https://hook.example', secret: 'a-key-of-enough-length' },
    });
    world.addRule('acme', { name: 'Load', channels: [id] });
    const whole = await open('acme', { topics: ALL });
    await whole.waitFor('hello');
    await post('acme', 'acme-prod', '1');
    await post('acme', 'acme-prod', '2');
    await waitUntil(
      () => of(whole, 'delivery').filter((one) => one.state === 'delivered').length === 2,
      { what: 'both' },
    );
    await settled(whole, ['incidents', 'deliveries', 'rules']);
    const stream = whole.messages.filter((one) => 'position' in one && one.type !== 'hello');
    const linesIn = (messages: readonly LiveMessage[]) =>
      messages.flatMap((one) => {
        if (one.type === 'incident') return one.events.map(({ position }) => `i${position}`);
        return one.type === 'delivery' ? [`d${one.event.incidentId} ${one.deliveryId}`] : [];
      });
    for (const [index, one] of stream.entries()) {
      const since = 'position' in one ? one.position : 0;
      const later = await open('acme', { topics: ALL, since });
      expect(await later.waitFor('hello')).toMatchObject({
        position: since,
        topics: { incidents: 'resumed', deliveries: 'resumed', rules: 'snapshot' },
      });
      await settled(later);
      const known = new Set([...linesIn(stream.slice(0, index + 1)), ...linesIn(later.messages)]);
      expect([...new Set(linesIn(stream))].filter((line) => !known.has(line))).toEqual([]);
      later.close();
    }
  });

  it('reset: a position that is not known begins anew, with how rules are now', async () => {
    look([ruleFor('acme'), { health: 'err' }]);
    const client = await open('acme', { topics: ALL, since: 999 });
    expect(await client.waitFor('hello')).toMatchObject({
      ...{ position: 0, resumed: false },
      topics: { incidents: 'reset', deliveries: 'reset', rules: 'snapshot' },
    });
    expect((await client.waitFor('rules')).items).toMatchObject([{ state: 'error' }]);
  });

  it('coalescing: of a burst of looks, the last state of each rule', async () => {
    const [a, b] = [ruleFor('acme', 'a'), ruleFor('acme', 'b')];
    look([a, {}], [b, {}]);
    const client = await open('acme', { topics: 'rules' });
    await client.waitFor('rules');
    for (let n = 0; n < 200; n++) look([a, { state: n % 2 ? 'pending' : 'firing' }]);
    look([a, { state: 'firing' }], [b, {}]);
    await clock.advance(100);
    look([b, {}]);
    await clock.advance(100);
    world.rules.delete(b.id);
    look([a, { lastEvaluationAtMs: clock.nowMs() - 3_600_000 }]);
    await clock.advance(100);
    await settled(client, ['rules']);
    const told = of(client, 'rules').slice(1);
    expect(told.map(({ items }) => items.map(({ id, state: word }) => [id, word]))).toEqual([
      [[a.id, 'firing']],
      [
        [a.id, 'stale'],
        [b.id, 'gone'],
      ],
    ]);
  });

  it('heartbeat: a ping every 25 s, and the end of who did not answer the last', async () => {
    const client = await open('acme');
    await client.waitFor('hello');
    for (let n = 0; n < 3; n++) {
      await clock.advance(25_000);
      await waitUntil(() => client.pings() > n, { what: 'a ping' });
      await settled(client);
    }
    expect(client.closed()).toBeNull();
    client.pause();
    await clock.advance(50_000);
    client.resume();
    await waitUntil(() => client.closed(), { what: 'its end' });
  });

  it('bounded buffer: who does not read is told how rules are when it reads, or ended', async () => {
    const rules = Array.from({ length: 250 }, (_, n) => ruleFor('acme', `rule ${n}`));
    const texts: string[] = [];
    const reader = { owner: 'acme', mayRead: () => true, bufferedBytes: 0 };
    const slow = { ...reader, send: (text: string) => void texts.push(text) };
    feed.open(slow);
    const first = texts.map((text): Told<'rules'> => JSON.parse(text));
    expect(first.map(({ items, left }) => [items.length, left])).toEqual([
      [100, 150],
      [100, 50],
      [50, 0],
    ]);
    slow.bufferedBytes = 1024 * 1024;
    for (let n = 0; n < 50; n++) {
      look(...rules.map((rule) => [rule, { state: n % 2 ? 'firing' : 'pending' }] as const));
      await clock.advance(200);
    }
    expect(texts).toHaveLength(3);
    slow.bufferedBytes = 0;
    await clock.advance(200);
    const later = texts.slice(3).map((text): Told<'rules'> => JSON.parse(text));
    expect(later.flatMap(({ items }) => items.map((one) => one.state))).toEqual(
      rules.map(() => 'firing'),
    );
    expect(Math.max(...texts.map(bytes))).toBeLessThan(128 * 1024);
  });

  it('no compression: it is not agreed on, though the client asks for it', async () => {
    const address = `${url.replace('http', 'ws')}/api/v1/live?owner=acme`;
    const socket = new WebSocket(address, {
      perMessageDeflate: true,
      headers: { [HEADER]: 'acme' },
    });
    await new Promise((resolve) => socket.once('open', resolve));
    expect(socket.extensions).toBe('');
  });
});

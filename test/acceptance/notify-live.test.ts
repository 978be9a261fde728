import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  type IncidentVisibility,
  incidentVisibility,
} from '../../alerting/incidents/incident-visibility.ts';
import { EVERYTHING, type IncidentQuery } from '../../alerting/incidents/search/incident-query.ts';
import type { LiveMessage } from '../../alerting/live/live-message.ts';
import type { LiveSession } from '../../alerting/live/live-session.ts';
import { VirtualClock } from '../../platform/clock/virtual-clock.ts';
import { Directory } from '../../platform/tenancy/directory.ts';
import { type DirectState, openDirectState } from '../support/direct-state.ts';
import { NOBODY_TOLD } from '../support/notify-things.ts';
import {
  adminOf,
  ENVIRONMENTS,
  NOTIFY_MIGRATIONS,
  type NotifyWorld,
  openNotifyWorld,
} from '../support/notify-world.ts';

type Incoming = Extract<LiveMessage, { type: 'incident' }>;

const directory = new Directory(1, {
  tenants: ['acme', 'globex'].map((id) => ({
    id,
    title: '',
    timeZone: 'UTC',
    language: 'en',
    severities: ['critical'],
  })),
  projects: ENVIRONMENTS.map(({ tenant, project }) => ({ tenant, id: project, title: '' })),
  environments: ENVIRONMENTS,
  clusters: ['east'],
});
const all = (owner: string) => incidentVisibility(directory, adminOf(owner), owner);
const shopOnly = incidentVisibility(
  directory,
  {
    kind: 'user',
    id: 'dev',
    name: 'dev',
    bindings: [
      { role: 'project-dev', node: { tenant: 'acme', project: 'shop', environment: null } },
    ],
  },
  'acme',
);

describe('the live feed', () => {
  let clock: VirtualClock;
  let state: DirectState;
  let world: NotifyWorld;
  beforeEach(async () => {
    clock = new VirtualClock();
    state = openDirectState(NOTIFY_MIGRATIONS);
    const send = async () =>
      ({
        kind: 'answered',
        status: 200,
        headers: {},
        body: Buffer.alloc(0),
        isCut: false,
      }) as const;
    world = await openNotifyWorld({ state, clock, outbound: { send } });
    await world.start();
  });
  afterEach(async () => {
    await world.stop();
    state.close();
  });

  async function connect(visibility: IncidentVisibility, since: number | null = null) {
    const messages: LiveMessage[] = [];
    const socket = {
      bufferedBytes: 0,
      closed: null as string | null,
      send: (text: string) => void messages.push(JSON.parse(text)),
      close: (_code: number, reason: string) => {
        socket.closed = reason;
      },
    };
    const session: LiveSession = await world.notifier.live.open({ socket, visibility, since });
    const incidents = () => messages.filter((one): one is Incoming => one.type === 'incident');
    return { messages, socket, session, incidents };
  }
  const post = (owner: string, namespace: string, labels = {}, more = {}) => {
    const rule =
      [...world.rules.values()].find((one) => one.owner === owner) ??
      world.addRule(owner, { name: 'Load', levels: NOBODY_TOLD });
    return world.postAs([{ rule, namespace, labels, ...more }]);
  };

  it('says hello, then each tenant sees its own, and a project member the project', async () => {
    const acme = await connect(all('acme'));
    const globex = await connect(all('globex'));
    const shop = await connect(shopOnly);
    expect(acme.messages).toEqual([
      { type: 'hello', position: 0, resumed: false, topics: { incidents: 'reset' } },
    ]);
    await post('acme', 'acme-prod');
    await post('acme', 'acme-blog');
    await post('globex', 'globex-prod');
    await clock.advance(1_000);
    const seen = (one: typeof acme) => one.incidents().map(({ incident }) => incident.namespace);
    expect(seen(acme)).toEqual(['acme-prod', 'acme-blog']);
    expect(seen(globex)).toEqual(['globex-prod']);
    expect(seen(shop)).toEqual(['acme-prod']);
  });

  it('one message for several changes of an incident, with all its events', async () => {
    const acme = await connect(all('acme'));
    const startsAtMs = clock.nowMs();
    await post('acme', 'acme-prod', {}, { startsAtMs });
    await clock.advance(0);
    await post('acme', 'acme-prod', {}, { startsAtMs, severity: 'critical' });
    await post(
      'acme',
      'acme-prod',
      {},
      { startsAtMs, severity: 'critical', endsAtMs: clock.nowMs() },
    );
    await post('acme', 'acme-prod', {}, { startsAtMs, endsAtMs: clock.nowMs() });
    await clock.advance(60);
    const [first, second, ...others] = acme.incidents();
    expect(first?.events.map(({ kind }) => kind)).toEqual(['fired', 'notification_not_sent']);
    expect(second?.incident.status).toBe('resolved');
    expect(
      second?.events.filter(({ kind }) => kind !== 'notification_not_sent').map(({ kind }) => kind),
    ).toEqual(['severity_raised', 'severity_lowered', 'resolved']);
    expect(others).toEqual([]);
  });

  it('resumes from a position: what was missed, nothing of others, then what happens', async () => {
    const before = await connect(all('acme'));
    await post('acme', 'acme-prod', { n: '1' });
    await clock.advance(100);
    const known = before.incidents().at(-1)?.position ?? -1;
    before.session.gone();
    await post('acme', 'acme-prod', { n: '2' });
    await post('globex', 'globex-prod');
    const after = await connect(all('acme'), known);
    expect(after.messages[0]).toEqual({
      ...{ type: 'hello', position: known, resumed: true },
      topics: { incidents: 'resumed' },
    });
    await post('acme', 'acme-blog', { n: '3' });
    await clock.advance(100);
    expect(
      after.incidents().map(({ incident }) => JSON.parse(JSON.stringify(incident.labels)).n),
    ).toEqual(['2', '3']);
    const positions = after.incidents().map(({ position }) => position);
    expect(positions).toEqual([...positions].sort((a, b) => a - b));
  });

  it('what happens while the past is being read comes after it, once', async () => {
    await post('acme', 'acme-prod', { n: '1' });
    await clock.advance(100);
    const opening = connect(all('acme'), 0);
    const posting = post('acme', 'acme-prod', { n: '2' });
    const reader = await opening;
    await posting;
    await clock.advance(100);
    const numbers = reader
      .incidents()
      .map(({ incident }) => JSON.parse(JSON.stringify(incident.labels)).n);
    expect([...new Set(numbers)]).toEqual(['1', '2']);
  });

  it('a position from the future, or too far in the past: fetch lists anew', async () => {
    expect((await connect(all('acme'), 999)).messages[0]).toMatchObject({
      resumed: false,
      position: 0,
    });
    const labels = (n: number) => ({ labels: { n: String(n) }, namespace: 'acme-prod' });
    const rule = world.addRule('acme', { name: 'Load', levels: NOBODY_TOLD });
    await world.postAs(Array.from({ length: 600 }, (_, n) => ({ rule, ...labels(n) })));
    const late = await connect(all('acme'), 0);
    expect(late.messages).toEqual([
      { type: 'hello', position: 1_200, resumed: false, topics: { incidents: 'reset' } },
    ]);
  });

  it('a reader that does not read is closed; the others go on', async () => {
    const slow = await connect(all('acme'));
    const good = await connect(all('acme'));
    slow.socket.bufferedBytes = 2 * 1024 * 1024;
    await post('acme', 'acme-prod');
    await clock.advance(100);
    expect(slow.socket.closed).toBe('slow_reader');
    expect(slow.session.isOpen).toBe(false);
    expect(good.incidents()).toHaveLength(1);
    expect(world.notifier.live.size).toBe(1);
  });

  it('a websocket channel speaks to those who may see the incident, and says to how many', async () => {
    const { id } = await world.addChannel('acme', { kind: 'websocket' });
    world.addRule('acme', { name: 'Load', channels: [id] });
    const readers = [
      await connect(all('acme')),
      await connect(all('globex')),
      await connect(shopOnly),
    ];
    await post('acme', 'acme-blog');
    await clock.advance(1_000);
    const heard = readers.map(
      ({ messages }) => messages.filter(({ type }) => type === 'notification').length,
    );
    expect(heard).toEqual([1, 0, 0]);
    const [incident] = await world.incidents('acme');
    const events = await world.events(incident?.id ?? '');
    expect(events.at(-1)).toMatchObject({ kind: 'delivery_succeeded', detail: '1 open page' });
    await post('acme', 'acme-prod');
    for (const { session } of readers) session.gone();
    await clock.advance(1_000);
    const second = (await world.incidents('acme'))[1];
    expect((await world.events(second?.id ?? '')).at(-1)).toMatchObject({ detail: '0 open pages' });
  });

  it('access that was taken away ends the socket', async () => {
    const reader = await connect(all('acme'));
    world.notifier.live.revoke(({ visibility }) => visibility.owner === 'acme');
    expect(reader.socket.closed).toBe('access_changed');
  });
});

describe('incidents for people', () => {
  it('lists and timelines show only what may be seen', async () => {
    const clock = new VirtualClock();
    const state = openDirectState(NOTIFY_MIGRATIONS);
    const send = async () => ({ kind: 'failed', reason: 'dns', cause: new Error('x') }) as const;
    const world = await openNotifyWorld({ state, clock, outbound: { send } });
    const acme = world.addRule('acme', { name: 'A', levels: NOBODY_TOLD });
    const globex = world.addRule('globex', { name: 'G', levels: NOBODY_TOLD });
    const startsAtMs = clock.nowMs();
    await world.postAs([
      { rule: acme, namespace: 'acme-prod', startsAtMs },
      { rule: acme, namespace: 'acme-blog', startsAtMs },
      { rule: acme, startsAtMs },
      { rule: globex, namespace: 'globex-prod', startsAtMs },
    ]);
    await world.postAs([
      { rule: acme, namespace: 'acme-prod', startsAtMs, endsAtMs: clock.nowMs() + 0 },
    ]);
    const { incidents, history } = world.notifier;
    const page = { limit: 2, cursor: null };
    const find = (who: IncidentVisibility, query: Partial<IncidentQuery> = {}, asked = page) =>
      history.search.page([who], { ...EVERYTHING, ...query }, asked);
    const first = await find(all('acme'));
    const rest = { limit: 2, cursor: first.nextCursor };
    const second = await history.search.page([all('acme')], EVERYTHING, rest);
    const names = [...first.items, ...second.items].map(({ incident }) => incident.namespace);
    expect(names).toEqual([null, 'acme-blog', 'acme-prod']);
    expect(second.nextCursor).toBeNull();
    const shop = await find(shopOnly);
    expect(shop.items.map(({ incident }) => incident.namespace)).toEqual(['acme-prod']);
    const firing = await find(all('acme'), { status: 'firing', ruleIds: [acme.id] });
    expect(firing.items).toHaveLength(2);
    const other = await find(all('globex'), { ruleIds: [acme.id] });
    expect(other.items).toEqual([]);
    const id = shop.items[0]?.incident.id ?? '';
    const { events, lastEvent } = await incidents.timeline(shopOnly, id);
    expect(events.map(({ kind }) => kind)).toEqual([
      'fired',
      'notification_not_sent',
      'resolved',
      'notification_not_sent',
    ]);
    expect(lastEvent).toBe(events.at(-1)?.position);
    await expect(incidents.timeline(all('globex'), id)).rejects.toMatchObject({
      kind: 'not_found',
    });
    const blog = first.items[1]?.incident.id ?? '';
    await expect(incidents.timeline(shopOnly, blog)).rejects.toMatchObject({ kind: 'not_found' });
    expect(() => incidentVisibility(directory, adminOf('globex'), 'acme')).toThrow(/permission/);
    state.close();
  });
});

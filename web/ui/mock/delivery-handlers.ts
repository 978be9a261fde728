import type { Delivery, MessageLinks } from '../../contract/deliveries.ts';
import { MockFault } from './fault.ts';
import type { Handlers } from './handler-types.ts';
import type { MockIo, World } from './world.ts';

const HOUR_MS = 3_600_000;

/** Messages that were given up, of two tenants. Sentinel: one whose title holds `gone` has no channel. */
export function deliveryHandlers(world: World, io: MockIo) {
  const letters = new Map(seed(world, io.now()));
  const links = new Map<string, MessageLinks>();
  const linksOf = (owner: string): MessageLinks =>
    links.get(owner) ?? { enabled: true, changedAt: null, changedBy: null };
  return {
    'deliveries.list': ({ params: { owner }, query }) => ({
      items: [...letters.values()]
        .filter((letter) => letter.owner === owner && letter.state === (query?.state ?? 'dropped'))
        .filter(({ channelId }) => query?.channel === undefined || query.channel === channelId)
        .filter(({ reason }) => query?.reason === undefined || query.reason === reason)
        .map(({ owner: _owner, ...letter }) => letter),
      nextCursor: null,
    }),
    'deliveries.replay': ({ params: { owner }, body }) => ({
      items: body.ids.map((id) => {
        const letter = letters.get(id);
        if (letter?.owner !== owner) return { id, outcome: 'not_found' as const };
        if (letter.title.includes('gone')) return { id, outcome: 'no_channel' as const };
        letters.set(id, { ...letter, state: 'pending', reason: null });
        return { id, outcome: 'queued' as const };
      }),
    }),
    'deliveries.resume': ({ params: { owner, id } }) => {
      const channel = world.channels.get(id);
      if (channel?.owner !== owner) throw new MockFault(404, 'not_found', `no channel ${id}`);
      const { revision } = channel;
      const on = { ...channel, enabled: true, disabledReason: null, revision: revision + 1 };
      world.channels.set(id, on);
      return on;
    },
    'deliveries.catchUp': () => ({ items: [], next: '', hasMore: false }),
    'deliveries.links': ({ params: { owner } }) => linksOf(owner),
    'deliveries.setLinks': ({ params: { owner }, body: { enabled } }) => {
      const changedAt = new Date(io.now()).toISOString();
      const set = { enabled, changedAt, changedBy: 'you' };
      links.set(owner, set);
      return set;
    },
  } satisfies Partial<Handlers>;
}

type Letter = Delivery & { readonly owner: string };

function seed(world: World, nowMs: number): readonly (readonly [string, Letter])[] {
  const [first] = world.incidents.values();
  return [...world.channels.values()].slice(0, 6).map((channel, index) => {
    const id = `01MCKDEADLETTER${String(index).padStart(11, '0')}`;
    const at = new Date(nowMs - (index + 1) * HOUR_MS).toISOString();
    const isOld = index % 2 === 1;
    return [
      id,
      {
        id,
        owner: channel.owner,
        channelId: channel.id,
        channelName: channel.name,
        purpose: 'firing',
        state: 'dropped',
        reason: isOld ? 'too_old' : 'webhook_rejected',
        incidentId: first?.id ?? id,
        title: first?.title ?? 'Disk almost full',
        severity: 'critical',
        incidents: index === 2 ? 14 : 1,
        digestId: null,
        attempts: isOld ? 291 : 1,
        createdAt: at,
        finishedAt: at,
        lastAttempt: {
          at,
          status: isOld ? 503 : 422,
          reason: isOld ? 'webhook_unavailable' : 'webhook_rejected',
          detail: isOld ? 'answered 503' : 'answered 422: unknown field "others"',
        },
      },
    ];
  });
}

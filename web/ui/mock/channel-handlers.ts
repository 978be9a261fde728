import type { Channel, ChannelInput } from '../../contract/channels.ts';
import { MockFault } from './fault.ts';
import type { Handlers } from './handler-types.ts';
import { type MockIo, nextId, type World } from './world.ts';

/** Sentinels: an address starting with `bad@` is refused; name `bounce` makes the test fail. */
function check(input: ChannelInput): void {
  if (input.kind !== 'email') return;
  const at = input.to.findIndex((address) => address.startsWith('bad@'));
  if (at === -1) return;
  throw new MockFault(400, 'invalid', 'the channel is not right', [
    { path: `/to/${at}`, message: 'the mail server does not know this address' },
  ]);
}

export function channelHandlers(world: World, io: MockIo) {
  const find = (owner: string, id: string): Channel => {
    const channel = world.channels.get(id);
    if (channel?.owner !== owner) throw new MockFault(404, 'not_found', `no channel ${id}`);
    return channel;
  };
  return {
    'channels.list': ({ params: { owner } }) => ({
      items: [...world.channels.values()].filter((channel) => channel.owner === owner),
      nextCursor: null,
    }),
    'channels.get': ({ params: { owner, id } }) => find(owner, id),
    'channels.create': ({ params: { owner }, body }) => {
      check(body);
      const at = new Date(io.now()).toISOString();
      const channel = {
        id: nextId(world),
        owner,
        revision: 1,
        createdAt: at,
        updatedAt: at,
        ...shown(body, ''),
      };
      world.channels.set(channel.id, channel);
      return channel;
    },
    'channels.update': ({ params: { owner, id }, body, revision }) => {
      check(body);
      const channel = find(owner, id);
      if (revision !== channel.revision) {
        throw new MockFault(
          412,
          'precondition_failed',
          'the channel was changed since it was read',
        );
      }
      const next = { ...channel, ...shown(body, channel.target), revision: channel.revision + 1 };
      world.channels.set(id, next);
      return next;
    },
    'channels.delete': ({ params: { owner, id } }) => {
      const users = [...world.rules.values()].filter(({ channels }) => channels.includes(id));
      if (users.length > 0) throw new MockFault(409, 'conflict', 'rules use this channel');
      world.channels.delete(find(owner, id).id);
      return null;
    },
    'channels.test': ({ body }) =>
      body.name === 'bounce'
        ? { outcome: 'failed', detail: '550 5.1.1 no such mailbox', durationMs: 812 }
        : { outcome: 'sent', detail: '250 2.0.0 accepted for delivery', durationMs: 143 },
  } satisfies Partial<Handlers>;
}

function shown(input: ChannelInput, target: string) {
  const { kind, name, sendResolved, language, enabled } = input;
  const common = {
    kind,
    name,
    sendResolved,
    language,
    enabled,
    to: [] as string[],
    disabledReason: null,
  };
  if (input.kind === 'email') return { ...common, to: input.to, target: input.to.join(', ') };
  if (input.kind === 'webhook' && input.url !== undefined) {
    return { ...common, target: new URL(input.url).host };
  }
  return { ...common, target };
}

import { builderFor, statement } from '../../platform/state/builder.ts';
import type { State } from '../../platform/state/state.ts';
import type { Channel } from '../channels/channel.ts';
import type { ChannelBook } from '../channels/channel-book.ts';
import type { ChannelReferences } from '../channels/channel-uses.ts';
import type { ChannelKinds } from '../notify/channel-kind.ts';
import { givenList } from '../notify/given-fields.ts';
import type { NotifyTables } from '../tables-notify.ts';

/** Channels of members that tell through a channel keep it from being deleted. */
export function throughReferences({
  state,
  channels,
}: {
  readonly state: State;
  readonly channels: Pick<ChannelBook, 'all'>;
}): ChannelReferences {
  return {
    noun: 'channels',
    using: (id) =>
      [...channels.all()].filter((one) => throughOf(one).includes(id)).map(({ name }) => name),
    channelUnused: (id) => {
      const query = builderFor<NotifyTables>(state.dialect)
        .selectFrom('channels')
        .select('channels.id')
        .where('kind', '=', 'members')
        .where('settings', 'like', `%"${id}"%`)
        .limit(1);
      return statement('channel.through_unused', query.compile(), 'none');
    },
  };
}

/** Ids of the channels that a channel of members tells through. */
function throughOf({ kind, settings }: Pick<Channel, 'kind' | 'settings'>): readonly string[] {
  return kind === 'members' ? (givenList(settings, 'through') ?? []) : [];
}

/** What is wrong with them: they are channels of the owner that can call people by name. */
export function throughFindings(
  {
    channels,
    kinds,
  }: { readonly channels: Pick<ChannelBook, 'get'>; readonly kinds: ChannelKinds },
  owner: string,
  channel: Pick<Channel, 'kind' | 'settings'>,
) {
  return throughOf(channel).flatMap((id, index) => {
    const known = channels.get(owner, id);
    if (known && (kinds.get(known.kind)?.contacts ?? []).length > 0) return [];
    const message = known ? `${known.name} calls nobody by name` : 'there is no such channel here';
    return [{ path: `/through/${index}`, message }];
  });
}

import type { Destination } from '../notify/channel-kind.ts';
import { type DefaultReceiverKind, defaultReceiverKind } from '../routing/default-receiver.ts';
import { isFollowersChannel } from '../routing/followers.ts';

/** What the default receiver is called where the name of a channel stands. */
const NAMES: Readonly<Record<DefaultReceiverKind | 'followers', string>> = {
  inbox: "author's inbox",
  'own-mail': "author's mail",
  followers: 'subscribers',
};

/** The part of the owner's default receiver that the id names, or its subscribers; undefined for any other id. */
export function defaultDestination(owner: string, id: string): Destination | undefined {
  const kind = isFollowersChannel(owner, id) ? 'followers' : defaultReceiverKind(owner, id);
  if (kind === undefined) return undefined;
  return {
    id,
    owner,
    kind,
    name: NAMES[kind],
    enabled: true,
    sendResolved: true,
    language: 'en',
    settings: {},
    sealedSecrets: '',
  };
}

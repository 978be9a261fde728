import type { ChannelKind } from '../notify/channel-kind.ts';
import type { FollowerRecipients } from './follower-recipients.ts';
import type { TellPeople } from './people-channel.ts';

/** Who has subscribed: a destination of every owner, like the default receiver. */
export function followersChannel(followers: FollowerRecipients, tell: TellPeople): ChannelKind {
  return {
    name: 'followers',
    check: () => ({ kind: 'valid', settings: {}, secrets: {}, target: '' }),
    send: (message, signal) => {
      const behind = { inbox: followers.by('inbox'), mail: followers.by('mail') };
      return tell.send(message, behind, signal);
    },
  };
}

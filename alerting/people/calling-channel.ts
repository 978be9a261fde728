import type { ChannelKind } from '../notify/channel-kind.ts';
import type { CalledPeople } from './called-people.ts';

/**
 * The kind, with people called by name in messages that members are told through it. Who they are is asked
 * at every attempt: who has left is not called.
 */
export function callingChannel(kind: ChannelKind, called: CalledPeople): ChannelKind {
  return {
    ...kind,
    send: async (message, signal, accepted) => {
      const { via } = message.notification;
      if (via === undefined) return kind.send(message, signal, accepted);
      const mentions = await called.of(message.notification, via.channelId, kind.name);
      return kind.send({ ...message, mentions }, signal, accepted);
    },
  };
}

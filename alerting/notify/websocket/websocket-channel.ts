import type { ChannelKind, SendOutcome } from '../channel-kind.ts';
import { unknownFields } from '../given-fields.ts';
import type { Notification } from '../notification.ts';

/** What is shown to people who have the product open. */
export interface LiveNotification {
  readonly deliveryId: string;
  readonly channelName: string;
  readonly notification: Notification;
}

/** Port: hands a message to every open page of the owner that may see the incident. */
export interface LiveHub {
  /** @returns how many sockets it was handed to. */
  notify(message: LiveNotification): number;
}

/** Browser notifications through the live socket. Always sent: who is not there reads the list. */
export function websocketChannel(hub: LiveHub): ChannelKind {
  return {
    name: 'websocket',
    check: (given) => {
      const findings = unknownFields(given, []);
      return findings.length > 0
        ? { kind: 'invalid', findings }
        : { kind: 'valid', settings: {}, secrets: {}, target: 'browsers' };
    },
    send: async ({ deliveryId, channelName, notification }): Promise<SendOutcome> => {
      const clients = hub.notify({ deliveryId, channelName, notification });
      return { kind: 'sent', detail: `${clients} open ${clients === 1 ? 'page' : 'pages'}` };
    },
  };
}

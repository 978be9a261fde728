import type { ChannelSecrets, OutgoingMessage } from '../../alerting/notify/channel-kind.ts';
import { exampleNotification } from '../../alerting/notify/example-notification.ts';
import type { Notification } from '../../alerting/notify/notification.ts';

/** A message about the example, with what a test wants to be different. */
export function exampleMessage(
  changes: Partial<Omit<OutgoingMessage, 'notification' | 'secrets'>> & {
    readonly owner: string;
    readonly secrets?: ChannelSecrets;
    readonly notification?: Partial<Notification>;
  },
): OutgoingMessage {
  const { owner, notification, ...rest } = changes;
  const example = exampleNotification(owner, Date.UTC(2026, 2, 1, 12));
  return {
    deliveryId: 'D1',
    channelId: 'C1',
    channelName: 'ops',
    language: 'en',
    settings: {},
    secrets: {},
    timeZone: 'UTC',
    links: { incident: null, rule: null },
    ...rest,
    notification: { ...example, ...notification },
  };
}

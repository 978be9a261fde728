import type { Principal } from '../../platform/tenancy/principal.ts';
import type { Channel } from '../channels/channel.ts';
import type { Incident } from '../incidents/incident.ts';
import type { EventDraft } from '../incidents/incident-event.ts';
import { environmentKeyOf } from '../incidents/incident-row.ts';
import { alertsOf, parseNotification } from '../notify/notification.ts';
import type { DeliveriesTable } from '../tables-notify.ts';

/** What becomes of what a channel has not sent while it was switched off. */
export type WaitingFate = 'send' | 'discard';

/** Who switched a channel on again, and what is told of it. */
export interface Resumed {
  readonly channel: Pick<Channel, 'id' | 'owner' | 'name'>;
  readonly by: Principal;
  readonly waiting: WaitingFate;
  readonly atMs: number;
}

/**
 * What timelines say of it: one line in that of the incident about the channel, and one for each incident
 * of a message that had waited.
 *
 * @param about the incident that says that the channel is switched off; left out: there is none yet
 * @param rows messages that waited; those of several incidents have a line in each
 */
export function resumedLines(
  resumed: Resumed,
  about: Incident | undefined,
  rows: readonly DeliveriesTable[],
): readonly EventDraft[] {
  const { channel, by, waiting, atMs } = resumed;
  const common = {
    owner: channel.owner,
    atMs,
    channelId: channel.id,
    channelName: channel.name,
    authorId: by.id,
    authorName: by.name,
  };
  const isSent = waiting === 'send';
  const told: readonly EventDraft[] = rows.flatMap((row) =>
    alertsOf(parseNotification(row.payload)).map((alert) => ({
      ...common,
      incidentId: alert.incidentId,
      environmentKey: environmentKeyOf(alert),
      ruleId: alert.ruleId,
      kind: isSent ? 'notification_queued' : 'notification_not_sent',
      severity: alert.severity,
      deliveryId: row.id,
      reason: isSent ? 'channel_resumed' : 'discarded',
      detail: null,
    })),
  );
  if (about === undefined) return told;
  const own: EventDraft = {
    ...common,
    incidentId: about.id,
    environmentKey: environmentKeyOf(about),
    ruleId: null,
    kind: 'channel_resumed',
    severity: about.severity,
    deliveryId: null,
    reason: isSent ? 'waiting_sent' : 'waiting_discarded',
    detail: String(rows.length),
  };
  return [own, ...told];
}

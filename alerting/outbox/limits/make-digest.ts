import type { Clock } from '../../../platform/clock/clock.ts';
import type { Logger } from '../../../platform/observe/logger.ts';
import type { State } from '../../../platform/state/state.ts';
import type { EventFeed } from '../../incidents/event-feed.ts';
import { EventSql, withPositions } from '../../incidents/event-sql.ts';
import type { EventDraft } from '../../incidents/incident-event.ts';
import { environmentKeyOf } from '../../incidents/incident-row.ts';
import type { ChannelKinds, Destination } from '../../notify/channel-kind.ts';
import { alertsOf, parseNotification } from '../../notify/notification.ts';
import type { ClaimedDelivery } from '../claim-sql.ts';
import { type DeliveryDraft, DeliverySql } from '../delivery-sql.ts';
import { type MessageWriterParts, outgoingMessage } from '../outgoing-message.ts';
import { type DigestPart, digestible, digestOf } from './digest.ts';
import { DIGESTED, type WaitingMessage, type WaitingSql, waitingMessage } from './waiting-sql.ts';

export interface DigestMates extends MessageWriterParts {
  readonly state: State;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly kinds: ChannelKinds;
  /** Rungs of an owner, most severe first. */
  readonly ladderOf: (owner: string) => readonly string[];
  readonly feed: EventFeed;
  readonly waiting: WaitingSql;
}

export interface DigestMaker {
  /**
   * Queues one message in place of what waits in the channel, and of those that are leased.
   * @returns ids of the leased ones that it says; none: nothing was joined
   */
  join(channel: Destination, leased: readonly ClaimedDelivery[]): Promise<readonly string[]>;
}

/** Rows that are looked at for one digest. */
const LOOKED_AT = 200;
const FEWEST = 2;

/** Joins messages of one tenant and channel; two tenants are never in one message. */
export function createDigestMaker(mates: DigestMates): DigestMaker {
  const deliveries = new DeliverySql(mates.state.dialect);
  const events = new EventSql(mates.state.dialect);
  return {
    join: async (channel, leased) => {
      const { state, waiting, clock, logger, feed } = mates;
      if (mates.kinds.get(channel.kind)?.isStateful === true) return [];
      const rows = await state.all(waiting.of(channel.id, LOOKED_AT));
      const messages = new Map(
        [...leased.map(leasedMessage), ...rows.map(waitingMessage)].map((one) => [one.id, one]),
      );
      const inOrder = [...messages.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
      const parts = inOrder.map(({ id, payload }) => ({
        id,
        notification: parseNotification(payload),
      }));
      const fitting = whatFits(mates, channel, digestible(parts), clock.nowMs());
      if (fitting === null) return [];
      const { digest, joined } = fitting;
      const taken = joined.flatMap(({ id }) => messages.get(id) ?? []);
      const lines = joined.flatMap((part) => linesOf(part, digest, clock.nowMs()));
      const statements = [
        ...taken.map((message) => waiting.join(message, digest.id)),
        ...deliveries.insert([digest]),
        ...events.insert(lines),
      ];
      const outcome = await state.commit({ name: 'delivery.digest', statements });
      if (outcome.kind !== 'committed') {
        logger.info({ channel: channel.id }, 'digest not made: its messages have changed');
        return [];
      }
      feed.publish(withPositions(lines, statements, outcome.results));
      return taken.flatMap(({ id, leaseId }) => (leaseId === null ? [] : [id]));
    },
  };
}

/** The longest run of the oldest whose incidents the kind can name in one message; null: not two. */
function whatFits(
  mates: DigestMates,
  channel: Destination,
  parts: readonly DigestPart[],
  nowMs: number,
): { readonly digest: DeliveryDraft; readonly joined: readonly DigestPart[] } | null {
  const write = mates.kinds.get(channel.kind)?.write;
  const ladder = mates.ladderOf(channel.owner);
  let joined = parts;
  while (joined.length >= FEWEST) {
    const digest = digestOf(joined, channel, ladder, nowMs);
    const message = outgoingMessage(mates, digest, digest.notification, channel);
    const isWhole = write === undefined || !write(message).isShortened;
    if (isWhole || joined.length === FEWEST) return { digest, joined };
    joined = joined.slice(0, Math.max(FEWEST, Math.floor(joined.length * 0.75)));
  }
  return null;
}

function leasedMessage({ id, payload, incidents, leaseId }: ClaimedDelivery): WaitingMessage {
  return { id, payload, incidents, leaseId };
}

/** Each incident's timeline says that its message is part of another. */
function linesOf(
  { notification }: DigestPart,
  digest: DeliveryDraft,
  atMs: number,
): readonly EventDraft[] {
  return alertsOf(notification).map((alert) => ({
    incidentId: alert.incidentId,
    owner: digest.owner,
    environmentKey: environmentKeyOf(alert),
    ruleId: alert.ruleId,
    atMs,
    kind: 'notification_grouped',
    severity: alert.severity,
    channelId: digest.channelId,
    channelName: digest.channelName,
    deliveryId: digest.id,
    reason: DIGESTED,
    detail: null,
    authorId: null,
    authorName: null,
  }));
}

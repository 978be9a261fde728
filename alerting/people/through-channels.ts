import type { Clock } from '../../platform/clock/clock.ts';
import { derivedUlid } from '../../platform/ids/derived-ulid.ts';
import type { State, Statement } from '../../platform/state/state.ts';
import type { EventFeed } from '../incidents/event-feed.ts';
import { EventSql, withPositions } from '../incidents/event-sql.ts';
import type { EventDraft } from '../incidents/incident-event.ts';
import { environmentKeyOf } from '../incidents/incident-row.ts';
import type { Destination, OutgoingMessage } from '../notify/channel-kind.ts';
import { givenList } from '../notify/given-fields.ts';
import { alertsOf, type Notification, onlyAlerts } from '../notify/notification.ts';
import { DeliverySql } from '../outbox/delivery-sql.ts';
import { timeOfUlid } from '../outbox/limits/digest.ts';
import { deliveryTo } from '../outbox/message-to.ts';
import type { CalledPeople } from './called-people.ts';
import { PeopleSql } from './people-sql.ts';
import { personLine } from './person-lines.ts';

export interface ThroughChannelsParts {
  readonly state: State;
  readonly clock: Clock;
  readonly feed: EventFeed;
  readonly called: CalledPeople;
  readonly destination: (owner: string, id: string) => Destination | undefined;
  readonly wakeOutbox: () => void;
}

/**
 * Queues what a channel of members says in the channels that it names besides, where anybody it tells has
 * chosen to be called at that severity. Those messages are deliveries like any other: limits, attempts,
 * dead letters. An end goes to where a beginning went, whatever the channel names by now.
 */
export class ThroughChannels {
  readonly #parts: ThroughChannelsParts;
  readonly #sql: PeopleSql;
  readonly #deliveries: DeliverySql;
  readonly #events: EventSql;

  constructor(parts: ThroughChannelsParts) {
    this.#parts = parts;
    const { dialect } = parts.state;
    this.#sql = new PeopleSql(dialect);
    this.#deliveries = new DeliverySql(dialect);
    this.#events = new EventSql(dialect);
  }

  /** The same message again queues nothing anew. Rejects as `State.commit` does. */
  async queue(message: OutgoingMessage): Promise<void> {
    const { state } = this.#parts;
    const { notification, channelId, settings } = message;
    const ids = alertsOf(notification).map(({ incidentId }) => incidentId);
    const rows = await state.all(this.#sql.toldThrough(channelId, ids));
    const begun = new Set(rows.map((row) => `${row.through_id} ${row.incident_id}`));
    const named = givenList(settings, 'through') ?? [];
    const over = rows.map((row) => row.through_id);
    let isQueued = false;
    for (const through of new Set([...named, ...over])) {
      const isNamed = named.includes(through);
      const part = onlyAlerts(notification, ({ purpose, incidentId }) =>
        purpose === 'resolved' ? begun.has(`${through} ${incidentId}`) : isNamed,
      );
      const isOne = notification.group === undefined;
      const isFor =
        notification.purpose === 'resolved' ? begun.has(`${through} ${ids[0]}`) : isNamed;
      if (isOne ? !isFor : alertsOf(part).length === 0) continue;
      isQueued = (await this.#queueTo(message, part, through)) || isQueued;
    }
    if (isQueued) this.#parts.wakeOutbox();
  }

  async #queueTo(message: OutgoingMessage, part: Notification, through: string): Promise<boolean> {
    const { state, clock, called, destination, feed } = this.#parts;
    const { owner } = part;
    const channel = destination(owner, through);
    const isOver = alertsOf(part).every(({ purpose }) => purpose === 'resolved');
    const isWanted =
      isOver || (await called.of(part, message.channelId, channel?.kind ?? '')).length > 0;
    const nowMs = clock.nowMs();
    const at = {
      channelId: through,
      channelName: channel?.name ?? through,
      notification: part,
    };
    const lines: EventDraft[] = [];
    const statements: Statement[] = [];
    const id = derivedUlid(timeOfUlid(message.deliveryId), `${message.deliveryId} ${through}`);
    const outcome = deliveryTo(
      through,
      { ...part, via: { channelId: message.channelId } },
      { incidents: alertsOf(part).map(incidentIn), groupId: null },
      { nowMs, newId: () => id, channel: destination },
    );
    const refusal = isWanted ? null : 'no_contact';
    const reason = outcome.kind === 'refused' ? outcome.reason : refusal;
    if (reason !== null && (await this.#wasSaid(message, through))) return false;
    if (reason === null && outcome.kind === 'delivery') {
      statements.push(...this.#deliveries.insert([outcome.delivery]));
      const told = alertsOf(part).filter(({ purpose }) => purpose !== 'resolved');
      for (const { incidentId } of told) {
        statements.push(this.#sql.throughTold(message.channelId, incidentId, through, nowMs));
      }
    }
    for (const alert of alertsOf(part)) {
      const kind = reason === null ? 'notification_queued' : 'notification_not_sent';
      const said = { kind, reason: reason ?? alert.purpose, detail: message.channelName } as const;
      const line = personLine(at, alert, nowMs, said);
      lines.push(reason === null ? { ...line, deliveryId: id } : line);
    }
    const batch = [...statements, ...this.#events.insert(lines)];
    const written = await state.commit({ name: 'people.through', statements: batch });
    // A conflict: an attempt before has queued it.
    if (written.kind !== 'committed') return false;
    feed.publish(withPositions(lines, batch, written.results));
    return reason === null;
  }

  /** An attempt before has said why nothing goes through. */
  async #wasSaid({ deliveryId, notification }: OutgoingMessage, through: string) {
    const sinceMs = timeOfUlid(deliveryId);
    const query = this.#sql.untoldThrough(notification.incidentId, through, sinceMs);
    return (await this.#parts.state.first(query)) !== undefined;
  }
}

function incidentIn(alert: ReturnType<typeof alertsOf>[number]) {
  const { incidentId, ruleId, purpose, severity } = alert;
  return { incidentId, ruleId, purpose, severity, environmentKey: environmentKeyOf(alert) };
}

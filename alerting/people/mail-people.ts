import type { Clock } from '../../platform/clock/clock.ts';
import type { State } from '../../platform/state/state.ts';
import { InboxSql } from '../inbox/inbox-sql.ts';
import { type PersonalMessage, usersOf } from '../inbox/personal-messages.ts';
import type { EventFeed } from '../incidents/event-feed.ts';
import type { ChannelKind, OutgoingMessage, SendOutcome } from '../notify/channel-kind.ts';
import { alertsOf, type NotifiedAlert, onlyAlerts } from '../notify/notification.ts';
import type { HeldMailRow } from '../tables-people.ts';
import { PeopleSql } from './people-sql.ts';
import { commitLines, personLine } from './person-lines.ts';
import { quietUntil } from './quiet-hours.ts';
import { mailedAt, type Reachable, reachOf } from './reach.ts';

export interface MailPeopleParts {
  readonly state: State;
  readonly clock: Clock;
  readonly newId: () => string;
  /** What sends mails through the administrator's relay. */
  readonly email: ChannelKind;
  readonly feed: EventFeed;
}

/**
 * Mails a message to each of some people, at their own addresses and in their language; what falls into
 * somebody's quiet hours is kept for their end. Who got it is kept, so that another attempt leaves them
 * out and the resolve finds them.
 */
export class MailPeople {
  readonly #parts: MailPeopleParts;
  readonly #inbox: InboxSql;
  readonly #sql: PeopleSql;

  constructor(parts: MailPeopleParts) {
    this.#parts = parts;
    this.#inbox = new InboxSql(parts.state.dialect);
    this.#sql = new PeopleSql(parts.state.dialect);
  }

  /** Who got a mail that an incident fires, whoever sent it. */
  mailedAbout(incidentId: string): Promise<readonly string[]> {
    return usersOf(this.#parts.state, this.#inbox.mailedAbout(incidentId));
  }

  /** Of several mails the one that is to be tried again decides; one that is lost for good stops nothing. */
  async send(
    message: OutgoingMessage,
    people: readonly PersonalMessage[],
    signal: AbortSignal,
  ): Promise<SendOutcome> {
    const { state } = this.#parts;
    const { deliveryId } = message;
    const done = new Set(await usersOf(state, [this.#inbox.mailedIn(deliveryId)]));
    const reach = await reachOf(
      state,
      people.map(({ person }) => person),
    );
    let worst: SendOutcome | null = null;
    let held = 0;
    for (const { person, notification } of people) {
      const whom = reach.get(person.id);
      if (whom === undefined || mailedAt(whom, notification.severity).length === 0) continue;
      if (done.has(person.id)) {
        worst ??= { kind: 'sent', detail: 'sent before' };
        continue;
      }
      const now = await this.#holdQuiet({ ...message, notification }, whom);
      held += alertsOf(notification).length - (now === null ? 0 : alertsOf(now).length);
      if (now === null) continue;
      const outcome = await this.mail({ ...message, notification: now }, whom, signal);
      if (worst === null || RANK[outcome.kind] > RANK[worst.kind]) worst = outcome;
    }
    if (worst !== null) return worst;
    return held > 0
      ? { kind: 'sent', detail: `${held} kept for the end of quiet hours` }
      : NO_ADDRESS;
  }

  /** One mail to one person. */
  async mail(message: OutgoingMessage, whom: Reachable, signal: AbortSignal): Promise<SendOutcome> {
    const { state, clock, email } = this.#parts;
    const { person } = whom;
    const { deliveryId, notification } = message;
    const theirs = { ...message, ...message.pagesIn?.(person.language) };
    const { acknowledgeAll: _all, ...own } = theirs;
    // Of what a message does not list nobody knows whether this person may see it.
    const isListed = (notification.group?.truncated ?? 0) === 0;
    const outcome = await email.send(
      {
        ...(isListed ? theirs : own),
        deliveryId: `${deliveryId}.${person.id}`,
        language: person.language,
        settings: { to: mailedAt(whom, notification.severity) },
      },
      signal,
    );
    if (outcome.kind === 'sent' && !notification.isTest) {
      const nowMs = clock.nowMs();
      const mailed = this.#inbox.mailed(deliveryId, person.id, notification.incidentId, nowMs);
      await state.commit({ name: 'people.mailed', statements: [mailed] });
    }
    return outcome;
  }

  /** @returns what is mailed now; null: all of it waits. */
  async #holdQuiet(
    message: OutgoingMessage,
    { person, quiet }: Reachable,
  ): Promise<OutgoingMessage['notification'] | null> {
    const { clock, newId } = this.#parts;
    const { notification, channelId, channelName } = message;
    const nowMs = clock.nowMs();
    const held: { readonly alert: NotifiedAlert; readonly row: HeldMailRow }[] = [];
    for (const alert of notification.isTest ? [] : alertsOf(notification)) {
      const untilMs = quietUntil(quiet, alert.severity, nowMs);
      if (untilMs === null) continue;
      const row = {
        user_id: person.id,
        incident_id: alert.incidentId,
        owner: notification.owner,
        channel_id: channelId,
        channel_name: channelName,
        message_id: newId(),
        purpose: alert.purpose,
        attempts: 0,
        since_ms: nowMs,
        due_at_ms: untilMs,
      };
      held.push({ alert, row });
    }
    if (held.length === 0) return notification;
    await this.#keep(message, person.name, person.id, held, nowMs);
    const gone = new Set(held.map(({ alert }) => alert.incidentId));
    if (gone.size === alertsOf(notification).length) return null;
    return onlyAlerts(notification, ({ incidentId }) => !gone.has(incidentId));
  }

  /** Another attempt of the same message says nothing anew. */
  async #keep(
    message: OutgoingMessage,
    name: string,
    userId: string,
    held: readonly { readonly alert: NotifiedAlert; readonly row: HeldMailRow }[],
    nowMs: number,
  ): Promise<void> {
    const { state, feed } = this.#parts;
    const ids = held.map(({ alert }) => alert.incidentId);
    const known = await state.all(this.#sql.heldOf(userId, ids));
    const lines = held.flatMap(({ alert, row }) => {
      const same = ({ incident_id, purpose }: HeldMailRow) =>
        incident_id === row.incident_id && purpose === row.purpose;
      if (known.some(same)) return [];
      const detail = `${name}, until ${new Date(row.due_at_ms).toISOString()}`;
      return [personLine(message, alert, nowMs, { reason: 'quiet_hours', detail })];
    });
    await commitLines({ state, feed }, lines, [...held.map(({ row }) => this.#sql.hold(row))]);
  }
}

/** Nobody who is to be told can be mailed. */
export const NO_ADDRESS: SendOutcome = {
  kind: 'drop',
  reason: 'no_mail_address',
  detail: 'nobody who is to be told has a mail address',
};

const RANK: Readonly<Record<SendOutcome['kind'], number>> = { drop: 0, sent: 1, retry: 2 };

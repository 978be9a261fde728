import type { Clock } from '../../platform/clock/clock.ts';
import type { State, Statement } from '../../platform/state/state.ts';
import { inboxStatements, NOBODY } from '../inbox/inbox-channel.ts';
import { InboxSql } from '../inbox/inbox-sql.ts';
import { type PersonalMessage, personalMessages } from '../inbox/personal-messages.ts';
import type { EventFeed } from '../incidents/event-feed.ts';
import type { OutgoingMessage, SendOutcome } from '../notify/channel-kind.ts';
import { alertsOf } from '../notify/notification.ts';
import type { PersonToldRow } from '../tables-people.ts';
import { type MailPeople, NO_ADDRESS } from './mail-people.ts';
import { PeopleSql } from './people-sql.ts';
import { commitLines, personLine } from './person-lines.ts';
import type { Recipients } from './recipients.ts';

/** Who is behind a receiver of people: in their inbox, and by mail; null: not that way. */
export interface PeopleBehind {
  readonly inbox: Recipients | null;
  readonly mail: Recipients | null;
}

export interface TellPeopleParts {
  readonly state: State;
  readonly clock: Clock;
  readonly feed: EventFeed;
  readonly mail: MailPeople;
}

/**
 * Tells each of those behind a receiver in their inbox and by mail, and remembers whom: who has left since
 * gets nothing more, which the timeline says once; who has joined gets what comes next.
 */
export class TellPeople {
  readonly #parts: TellPeopleParts;
  readonly #sql: PeopleSql;
  readonly #inbox: InboxSql;

  constructor(parts: TellPeopleParts) {
    this.#parts = parts;
    this.#sql = new PeopleSql(parts.state.dialect);
    this.#inbox = new InboxSql(parts.state.dialect);
  }

  async send(
    message: OutgoingMessage,
    { inbox, mail }: PeopleBehind,
    signal: AbortSignal,
  ): Promise<SendOutcome> {
    const { notification } = message;
    const known = await this.#knownOf(message);
    const told = async (incidentId: string) => idsOf(known.get(incidentId) ?? []);
    const mailed = async (incidentId: string) => {
      const ids = new Set(await this.#parts.mail.mailedAbout(incidentId));
      return (await told(incidentId)).filter((id) => ids.has(id));
    };
    const entered = inbox === null ? [] : await personalMessages(inbox, notification, told);
    const written = mail === null ? [] : await personalMessages(mail, notification, mailed);
    const isKept = await this.#keep(message, entered, [...entered, ...written], known);
    if (!isKept) {
      return { kind: 'retry', reason: 'inbox_not_written', detail: 'the database turned it down' };
    }
    if (entered.length === 0 && written.length === 0) return NOBODY_LEFT;
    const outcome =
      written.length === 0 ? NO_ADDRESS : await this.#parts.mail.send(message, written, signal);
    if (entered.length === 0 || outcome.kind === 'retry') return outcome;
    const inInbox = `${entered.length} in the inbox`;
    return outcome.kind === 'sent'
      ? { ...outcome, detail: `${inInbox}; ${outcome.detail}` }
      : { kind: 'sent', detail: mail === null ? inInbox : `${inInbox}; ${outcome.reason}` };
  }

  /** Whom the receiver has told of each incident of the message. */
  async #knownOf({ channelId, notification }: OutgoingMessage) {
    const known = new Map<string, readonly PersonToldRow[]>();
    for (const { incidentId } of alertsOf(notification)) {
      known.set(incidentId, await this.#parts.state.all(this.#sql.toldBy(channelId, incidentId)));
    }
    return known;
  }

  /** Entries, who was told, and who has left; all of it or nothing. */
  #keep(
    message: OutgoingMessage,
    entered: readonly PersonalMessage[],
    people: readonly PersonalMessage[],
    known: ReadonlyMap<string, readonly PersonToldRow[]>,
  ): Promise<boolean> {
    const { clock, state, feed } = this.#parts;
    const nowMs = clock.nowMs();
    const left = leftOf(people, known);
    const lines = alertsOf(message.notification).flatMap((alert) =>
      left
        .filter(({ incident_id }) => incident_id === alert.incidentId)
        .map(({ user_id }) =>
          personLine(message, alert, nowMs, { reason: 'no_longer_member', detail: user_id }),
        ),
    );
    const statements: readonly Statement[] = [
      ...inboxStatements(this.#inbox, message, entered, nowMs),
      ...toldRows(message.channelId, people, nowMs).map((row) => this.#sql.told(row)),
      ...left.map((row) => this.#sql.left(row, nowMs)),
    ];
    return commitLines({ state, feed }, lines, statements);
  }
}

const NOBODY_LEFT: SendOutcome = {
  ...NOBODY,
  detail: 'nobody is behind it who may see the incident',
};

function idsOf(rows: readonly PersonToldRow[]): readonly string[] {
  return rows.map(({ user_id }) => user_id);
}

function toldRows(
  channelId: string,
  people: readonly PersonalMessage[],
  nowMs: number,
): readonly PersonToldRow[] {
  return people.flatMap(({ person, notification }) =>
    alertsOf(notification).map(({ incidentId }) => ({
      channel_id: channelId,
      incident_id: incidentId,
      user_id: person.id,
      at_ms: nowMs,
      left_at_ms: null,
    })),
  );
}

/** Those who were told of an incident and are not told of it now. */
function leftOf(
  people: readonly PersonalMessage[],
  known: ReadonlyMap<string, readonly PersonToldRow[]>,
): readonly PersonToldRow[] {
  const now = new Set(
    people.flatMap(({ person, notification }) =>
      alertsOf(notification).map(({ incidentId }) => `${person.id} ${incidentId}`),
    ),
  );
  return [...known.values()]
    .flat()
    .filter(({ user_id, incident_id }) => !now.has(`${user_id} ${incident_id}`));
}

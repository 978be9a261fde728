import type { Clock } from '../../platform/clock/clock.ts';
import type { State } from '../../platform/state/state.ts';
import type { ChannelBook } from '../channels/channel-book.ts';
import { personalMessages } from '../inbox/personal-messages.ts';
import type { Mention } from '../notify/channel-kind.ts';
import type { Notification } from '../notify/notification.ts';
import { chosenAt } from './contact.ts';
import type { MemberRecipients } from './member-recipients.ts';
import { mentionOf } from './mentions.ts';
import { PeopleSql } from './people-sql.ts';
import { quietUntil } from './quiet-hours.ts';
import { reachOf } from './reach.ts';
import type { Person } from './recipients.ts';

export interface CalledPeopleParts {
  readonly state: State;
  readonly clock: Clock;
  readonly channels: Pick<ChannelBook, 'get'>;
  readonly members: MemberRecipients;
  /** Contacts by which a kind of channel calls people; none: it calls nobody. */
  readonly contactsOf: (channelKind: string) => readonly string[];
}

/** At most so many are called by one message. */
const MAX_CALLED = 50;

/**
 * Whom a message that goes through another channel calls by name, as things stand now: members behind the
 * channel of members that may see an incident of it, by the contacts that they chose for its severity.
 * Quiet hours hold.
 */
export class CalledPeople {
  readonly #parts: CalledPeopleParts;
  readonly #sql: PeopleSql;

  constructor(parts: CalledPeopleParts) {
    this.#parts = parts;
    this.#sql = new PeopleSql(parts.state.dialect);
  }

  /**
   * @param membersId the channel of members; nobody is called where it is gone
   * @param channelKind of the channel that the message goes through
   */
  async of(
    notification: Notification,
    membersId: string,
    channelKind: string,
  ): Promise<readonly Mention[]> {
    const { state, channels, members, contactsOf } = this.#parts;
    const usable = contactsOf(channelKind);
    const channel = channels.get(notification.owner, membersId);
    if (channel?.kind !== 'members' || usable.length === 0) return [];
    const told = async (incidentId: string) => {
      const rows = await state.all(this.#sql.toldBy(membersId, incidentId));
      return rows.map((row) => row.user_id);
    };
    const personal = await personalMessages(members.by(channel.settings), notification, told);
    const severities = new Map(
      personal.map(({ person, notification: own }) => [person.id, own.severity]),
    );
    const people = personal.map(({ person }) => person);
    return this.#reachable(people, severities, usable);
  }

  async #reachable(
    people: readonly Person[],
    severities: ReadonlyMap<string, string>,
    usable: readonly string[],
  ): Promise<readonly Mention[]> {
    const reach = await reachOf(this.#parts.state, people);
    const nowMs = this.#parts.clock.nowMs();
    const mentions: Mention[] = [];
    for (const { person, quiet, contacts } of reach.values()) {
      const severity = severities.get(person.id) ?? '';
      if (quietUntil(quiet, severity, nowMs) !== null) continue;
      const mention = mentionOf(person.name, chosenAt(contacts, severity), usable);
      if (mention !== null) mentions.push(mention);
    }
    return mentions.slice(0, MAX_CALLED);
  }
}

import type { Clock } from '../../platform/clock/clock.ts';
import type { State } from '../../platform/state/state.ts';
import type { Incident } from '../incidents/incident.ts';
import type { Destination } from '../notify/channel-kind.ts';
import { givenText } from '../notify/given-fields.ts';
import { notificationOf } from '../notify/notification-of.ts';
import type { FollowerRecipients } from './follower-recipients.ts';
import type { MemberRecipients } from './member-recipients.ts';
import { quietUntil } from './quiet-hours.ts';
import { mailedAt, reachOf } from './reach.ts';
import type { Person, Recipients } from './recipients.ts';

/** Somebody that a receiver of people would tell now, and how. */
export interface PersonBehind {
  readonly name: string;
  readonly inbox: boolean;
  /** `none`: they have no address, or the receiver does not mail them. */
  readonly mail: 'now' | 'quiet_hours' | 'none';
  /** End of the quiet hours that hold. */
  readonly untilMs: number | null;
}

export interface WhoIsBehindParts {
  readonly state: State;
  readonly clock: Clock;
  readonly members: MemberRecipients;
  readonly followers: FollowerRecipients;
}

/** Shown at most. */
const MOST = 50;

/** Whom a receiver of people would tell of an incident that fires, as things stand now. */
export class WhoIsBehind {
  readonly #parts: WhoIsBehindParts;

  constructor(parts: WhoIsBehindParts) {
    this.#parts = parts;
  }

  /** Null for any other kind of channel. */
  async of(
    incident: Incident,
    channel: Pick<Destination, 'kind' | 'settings'> | undefined,
  ): Promise<readonly PersonBehind[] | null> {
    const { members, followers } = this.#parts;
    if (channel?.kind === 'members') {
      const named = members.by(channel.settings);
      const isMailed = givenText(channel.settings, 'by') !== 'inbox';
      return this.#behind(incident, named, isMailed ? named : null);
    }
    if (channel?.kind !== 'followers') return null;
    return this.#behind(incident, followers.by('inbox'), followers.by('mail'));
  }

  async #behind(
    incident: Incident,
    inbox: Recipients,
    mail: Recipients | null,
  ): Promise<readonly PersonBehind[]> {
    const nowMs = this.#parts.clock.nowMs();
    const about = notificationOf(incident, 'firing', null, nowMs);
    const entered = await inbox.of(about, []);
    const mailed = mail === null ? [] : await mail.of(about, []);
    const people = new Map<string, Person>([...entered, ...mailed].map((one) => [one.id, one]));
    const reach = await reachOf(this.#parts.state, [...people.values()].slice(0, MOST));
    return [...reach.values()].map((whom) => {
      const { person, quiet } = whom;
      const isMailed =
        mailedAt(whom, incident.severity).length > 0 && mailed.some(({ id }) => id === person.id);
      const untilMs = isMailed ? quietUntil(quiet, incident.severity, nowMs) : null;
      const way = untilMs === null ? 'now' : 'quiet_hours';
      return {
        name: person.name,
        inbox: entered.some(({ id }) => id === person.id),
        mail: isMailed ? way : 'none',
        untilMs,
      };
    });
  }
}

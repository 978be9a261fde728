import type { Clock } from '../../platform/clock/clock.ts';
import type { Logger } from '../../platform/observe/logger.ts';
import type { State } from '../../platform/state/state.ts';
import type { Directory } from '../../platform/tenancy/directory.ts';
import type { ChannelBook } from '../channels/channel-book.ts';
import type { Hold } from '../holding/hold.ts';
import { DefaultRecipients } from '../inbox/default-recipients.ts';
import { inboxChannel } from '../inbox/inbox-channel.ts';
import { ownMailChannel } from '../inbox/own-mail-channel.ts';
import type { EventFeed } from '../incidents/event-feed.ts';
import type { Incident } from '../incidents/incident.ts';
import type { IncidentReader } from '../incidents/incident-reader.ts';
import type { ChannelKind, Destination } from '../notify/channel-kind.ts';
import { contactsOfKinds } from '../notify/channel-kinds.ts';
import type { MailRelay } from '../notify/email/mail-relay.ts';
import type { KindDescription } from '../notify/kind-description.ts';
import type { IncidentLinks } from '../outbox/outgoing-message.ts';
import { followersChannelId } from '../routing/followers.ts';
import { CalledPeople } from './called-people.ts';
import { callingChannel } from './calling-channel.ts';
import { ConfirmationMail } from './confirmation-mail.ts';
import { FollowerRecipients } from './follower-recipients.ts';
import { followersChannel } from './followers-kind.ts';
import { heldMailLoop } from './held-mail-loop.ts';
import { MailPeople } from './mail-people.ts';
import { MemberRecipients } from './member-recipients.ts';
import { TellPeople } from './people-channel.ts';
import { PersonalSettings } from './personal-settings.ts';
import { SeeingPeople } from './seeing-people.ts';
import { SubscriptionBook } from './subscription-book.ts';
import { ThroughChannels } from './through-channels.ts';
import { WhoIsBehind } from './who-is-behind.ts';

export interface PeopleParts {
  readonly state: State;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly random: () => number;
  readonly newId: () => string;
  readonly directory: () => Directory;
  readonly links: IncidentLinks;
  readonly mailRelay: MailRelay | null;
  readonly sendTimeoutMs: number;
  readonly channels: Pick<ChannelBook, 'get'>;
  readonly channelKinds: readonly KindDescription[];
}

export interface PeopleMates {
  readonly email: ChannelKind;
  readonly feed: EventFeed;
  readonly incidents: IncidentReader;
  readonly timeZoneOf: (owner: string) => string;
  readonly destination: (owner: string, id: string) => Destination | undefined;
  readonly wakeOutbox: () => void;
}

/** All that tells people by name: the kinds of channels, what people say of themselves, and the loop. */
export async function createPeople(parts: PeopleParts, mates: PeopleMates) {
  const { state, channelKinds } = parts;
  const { email, feed } = mates;
  const people = new SeeingPeople(parts);
  const mail = new MailPeople({ ...parts, email, feed });
  const tell = new TellPeople({ ...parts, feed, mail });
  const book = await SubscriptionBook.open(state);
  const recipients = new DefaultRecipients(parts);
  const members = new MemberRecipients(state, people);
  const followers = new FollowerRecipients(state, people);
  const called = new CalledPeople({ ...parts, members, contactsOf: contactsOf(channelKinds) });
  const through = new ThroughChannels({ ...parts, ...mates, called });
  return {
    kinds: [
      inboxChannel(recipients, parts),
      ownMailChannel(recipients, mail),
      followersChannel(followers, tell),
    ],
    /** For kinds of channels that tell people. */
    telling: { members, tell, mail, through },
    /** Kinds of services, with members called by name. */
    calling: (kinds: readonly ChannelKind[]) => kinds.map((kind) => callingChannel(kind, called)),
    /** Whom an incident goes to besides: channel ids. */
    followed: (incident: Incident) =>
      book.isFollowed(incident) ? [followersChannelId(incident.owner)] : [],
    behind: new WhoIsBehind({ ...parts, members, followers }),
    own: {
      personal: new PersonalSettings({
        ...parts,
        book,
        contactKinds: contactsOfKinds(channelKinds),
        confirmations: new ConfirmationMail(parts.mailRelay),
      }),
      /** Somebody was deleted. */
      peopleForgotten: () => book.reload(),
    },
    loop: (holds: readonly Hold[]) => heldMailLoop({ ...parts, ...mates, people, mail, holds }),
  };
}

function contactsOf(kinds: readonly KindDescription[]): (channelKind: string) => readonly string[] {
  const known = new Map(kinds.map((kind) => [kind.name, contactsOfKinds([kind])]));
  return (channelKind) => (known.get(channelKind) ?? []).map(({ kind }) => kind);
}

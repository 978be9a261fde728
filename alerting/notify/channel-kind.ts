import type { ErrorDetail } from '../../platform/errors/app-error.ts';
import type {
  Channel,
  ChannelKindName,
  ChannelLanguage,
  ChannelSettings,
  ChannelTemplates,
} from '../channels/channel.ts';
import type { DefaultReceiverKind } from '../routing/default-receiver.ts';
import type { Notification, NotifiedAlert } from './notification.ts';

/** A channel that people made, a part of the default receiver, or those who subscribed. */
export type DestinationKind = ChannelKindName | DefaultReceiverKind | 'followers';

/** Where a message goes. */
export interface Destination
  extends Pick<
    Channel,
    | 'id'
    | 'owner'
    | 'name'
    | 'enabled'
    | 'sendResolved'
    | 'declines'
    | 'templates'
    | 'language'
    | 'settings'
    | 'sealedSecrets'
  > {
  readonly kind: DestinationKind;
  /** Why the service switched it off; left out or null: it did not. */
  readonly disabledReason?: string | null;
}

/** Secret settings by name, e.g. `{ url, secret }`; only ever in memory while checking or sending. */
export type ChannelSecrets = Readonly<Record<string, string>>;

export type CheckedSettings =
  | {
      readonly kind: 'valid';
      readonly settings: ChannelSettings;
      readonly secrets: ChannelSecrets;
      /** What people may see of the destination. */
      readonly target: string;
    }
  | { readonly kind: 'invalid'; readonly findings: readonly ErrorDetail[] };

/** Addresses of pages, for people; null while the service does not know its own. */
export interface AlertLinks {
  readonly incident: string | null;
  readonly rule: string | null;
  /** Pages that act once they are confirmed; left out: there are none. */
  readonly acknowledge?: string;
  readonly silence?: string;
}

/** Somebody whom a message calls, by what the service knows them by (see `people/contact.ts`). */
export interface Mention {
  readonly name: string;
  /** At least one. */
  readonly contacts: readonly { readonly kind: string; readonly value: string }[];
}

/** One message on its way, with everything a kind needs to write and address it. */
export interface OutgoingMessage {
  /** Same for every attempt: receivers drop repeats by it. */
  readonly deliveryId: string;
  readonly notification: Notification;
  readonly channelId: string;
  readonly channelName: string;
  readonly language: ChannelLanguage;
  readonly settings: ChannelSettings;
  readonly secrets: ChannelSecrets;
  /** IANA zone of the owner. */
  readonly timeZone: string;
  /** Pages of the incident and its rule, if the service knows its own address. */
  readonly links: AlertLinks;
  /** Those of any incident of the message; left out: only those of the first are known. */
  readonly linksOf?: (alert: Pick<NotifiedAlert, 'incidentId' | 'ruleId' | 'status'>) => AlertLinks;
  /** Who is called by name, for members that are told through the channel; left out: nobody. */
  readonly mentions?: readonly Mention[];
  /** The page that acknowledges all of the message, which is about so many; left out: there is none. */
  readonly acknowledgeAll?: { readonly url: string; readonly incidents: number };
  /** Its pages for somebody who reads another language; left out: they are the same. */
  readonly pagesIn?: (language: ChannelLanguage) => MessagePages;
  /** The channel's own texts; left out: ours. */
  readonly templates?: ChannelTemplates;
  /** Others of its group still fire; asked for kinds that say so, of messages about ends. */
  readonly othersFire?: boolean;
  /** Id of a group under which it was told too and which ends with it; left out: there is none. */
  readonly endsGroup?: string;
}

/** The pages that a message leads to. */
export type MessagePages = Pick<OutgoingMessage, 'links' | 'linksOf' | 'acknowledgeAll'>;

/** A message as a service shows it. */
export interface WrittenMessage {
  readonly title: string;
  readonly body: string;
  /** Something was left out because of the receiver's limit. */
  readonly isShortened: boolean;
  /** Templates of the channel that failed; our own words stand in for them. */
  readonly problems: readonly string[];
}

/** How the body of a written message is to be read. */
export type TextFormat = 'text' | 'markdown' | 'html' | 'json';

/** At most `most` messages in any `perMs`. */
export interface DestinationRate {
  readonly most: number;
  readonly perMs: number;
}

/**
 * What became of one attempt. `reason` is a name, `detail` is for people, at most 1 KiB, and holds
 * neither secrets nor addresses. `status` is the destination's own code, if it gave one.
 *
 * - `sent`: the destination has it.
 * - `retry`: it may work later; not before `afterMs`, if given.
 * - `drop`: it never will. `disables` also switches the channel off, with that reason.
 */
export type SendOutcome =
  | { readonly kind: 'sent'; readonly status?: number; readonly detail: string }
  | {
      readonly kind: 'retry';
      readonly reason: string;
      readonly afterMs?: number;
      readonly status?: number;
      readonly detail: string;
    }
  | {
      readonly kind: 'drop';
      readonly reason: string;
      readonly status?: number;
      readonly detail: string;
      readonly disables?: boolean;
    };

/**
 * Told that the destination has the message: it must not be sent again, whatever comes.
 * The outcome is `sent`, with the detail that stands where nothing comes any more.
 */
export type Accepted = (outcome: SendOutcome) => void;

/**
 * One way to reach people, as it is used; `KindDescription` is how it is written.
 *
 * `check` is pure; `given` are the fields of the form, `kept` the stored secrets of an existing
 * channel, which stand in for those left out.
 * `send` does not throw for anything the destination does; it must settle soon after the signal
 * aborts (then the outcome is `retry`). It says `accepted` where the destination has the message but
 * something that belongs to it is still to be sent, and settles with `sent` from then on.
 */
export interface ChannelKind {
  readonly name: DestinationKind;
  /** Contacts by which it calls people by name; left out or empty: it calls nobody. */
  readonly contacts?: readonly string[];
  check(given: ChannelSettings, kept: ChannelSecrets | undefined): CheckedSettings;
  send(message: OutgoingMessage, signal: AbortSignal, accepted?: Accepted): Promise<SendOutcome>;
  /**
   * What a limit on messages is counted by: the host and a hash of what names the robot, so that
   * channels of several tenants that go to the same one share it. Pure; never holds a secret.
   * Left out: the messages stay within the service.
   */
  readonly destinationKey?: (settings: ChannelSettings, secrets: ChannelSecrets) => string;
  /** What the service takes by default, all of them together; left out or empty: no limit is known. */
  readonly rates?: readonly DestinationRate[];
  /** What is left to messages of limits that people have set; left out: all of it. Pure. */
  readonly ratesWithin?: (set: readonly DestinationRate[]) => readonly DestinationRate[];
  /**
   * Told at the start of each message that went to a destination lately, or may have, oldest first; before
   * anything is sent. Left out: the kind counts nothing of its own.
   */
  readonly sentBefore?: (settings: ChannelSettings, secrets: ChannelSecrets, atMs: number) => void;
  /** See `KindDescription`. */
  readonly isStateful?: boolean;
  /** Whether its messages say how the whole group does, beside what they are about. Pure. */
  readonly saysOfGroup?: (settings: ChannelSettings) => boolean;
  /** True for a message whose sending rests on more than the message; left out: for none. Pure. */
  readonly staysHere?: (message: OutgoingMessage) => boolean;
  /** What `send` would show, for a preview; pure. Left out: the kind has no text. */
  readonly write?: (message: OutgoingMessage) => WrittenMessage & { readonly format: TextFormat };
}

/** Kinds by name. */
export type ChannelKinds = ReadonlyMap<DestinationKind, ChannelKind>;

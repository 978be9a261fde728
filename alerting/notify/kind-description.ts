import type { MailPeople } from '../people/mail-people.ts';
import type { MemberRecipients } from '../people/member-recipients.ts';
import type { TellPeople } from '../people/people-channel.ts';
import type { ThroughChannels } from '../people/through-channels.ts';
import type { ChannelKind } from './channel-kind.ts';
import type { ContactDescription } from './contact-description.ts';
import type { LiveHub } from './live-hub.ts';
import type { ServiceParts } from './service/post-service.ts';
import type { Words } from './words.ts';

/**
 * How a field is filled in, and what it holds in the API:
 * - `text`, `url`, `password`, `block` (a long text): one text;
 * - `number`: an integer;
 * - `choice`: one of `choices`, the first where none was made;
 * - `tags` (several short texts), `lines` (one in each line): a list of texts;
 * - `some`: any of `choices`; `check` judges which there are;
 * - `callers`: ids of channels of the owner that call people by name.
 */
export type FieldType =
  | 'text'
  | 'url'
  | 'password'
  | 'block'
  | 'number'
  | 'choice'
  | 'tags'
  | 'lines'
  | 'some'
  | 'callers';

/**
 * One setting of a kind. Its schema in the API, its place in the form and what is checked of it anywhere
 * are made from this.
 */
export interface KindField {
  /** In the API and in the settings. */
  readonly name: string;
  readonly type: FieldType;
  readonly label: Words;
  readonly help?: Words;
  readonly placeholder?: Words;
  /** For the API document. */
  readonly description?: string;
  /** It goes in and never comes out; left out of a change, the stored one stays. */
  readonly isSecret?: true;
  /** A new channel needs it. */
  readonly isRequired?: true;
  /** Behind the button for what few need. */
  readonly isRare?: true;
  /** A preview of a message depends on it. */
  readonly shapesPreview?: true;
  /** Name of the stored secret that the old one becomes when a new one is given, until it is cleared. */
  readonly previous?: string;
  readonly choices?: readonly { readonly value: string; readonly label: Words }[];
  /** Characters of the text, or of each of the list, inclusive; at least 1 where nothing is said. */
  readonly minLength?: number;
  readonly maxLength?: number;
  /** Of a list, inclusive. */
  readonly minItems?: number;
  readonly maxItems?: number;
  /** Of a number, inclusive. */
  readonly minimum?: number;
  readonly maximum?: number;
  /** What the text, or each of the list, looks like; without flags, since browsers judge by it too. */
  readonly pattern?: RegExp;
  /** Said where it does not; `{{value}}` stands for the text. */
  readonly wrong?: Words;
}

/** What only the process has that decides about incidents. */
export interface OwnParts {
  readonly email: ChannelKind;
  readonly live: LiveHub;
  readonly members: MemberRecipients;
  readonly tell: TellPeople;
  readonly mail: MailPeople;
  readonly through: ThroughChannels;
}

/** How messages of a kind are checked and sent; the rest is in its description. */
export type KindSending = Omit<ChannelKind, 'name' | 'contacts' | 'isStateful'>;

/**
 * One kind of channel: all that the rest of the program, its API and its interface know of it. It is exported
 * by the file of the kind and stands in `CHANNEL_KINDS`.
 */
export interface KindDescription {
  /** In the API and in the database; for good. */
  readonly name: string;
  readonly title: Words;
  /** What it is, in one sentence. */
  readonly hint: Words;
  /** Name of a picture of the interface (`kind-icons.ts`); one that it does not know gets a plain one. */
  readonly icon: string;
  /** In the order of the form. */
  readonly fields: readonly KindField[];
  /** Messages have a title and a text that the channel may write itself. */
  readonly hasTexts: boolean;
  /** Receivers keep incidents of their own: each message changes one of them, none stands for several. */
  readonly isStateful?: boolean;
  /** By which of their contacts it calls people in a message; left out: it calls nobody. */
  readonly contacts?: readonly ContactDescription[];
  /** Where its messages go, of all its channels alike; left out: each has a target. */
  readonly target?: Words;
  /** Why a cluster's own Alertmanager cannot send in our place; left out: what holds for services. */
  readonly undelegated?: string;
  readonly sending:
    | {
        /** Posts to a service over HTTP, which any process can do. */
        readonly by: 'service';
        readonly create: (parts: ServiceParts) => KindSending;
      }
    | { readonly by: 'owner'; readonly create: (parts: OwnParts) => KindSending };
}

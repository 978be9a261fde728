import type { Mention } from '../notify/channel-kind.ts';
import type { ContactKind } from './contact.ts';

/** Channels through which members can be told by their contacts, and by which of them. */
const CONTACTS_OF: Readonly<Record<string, readonly ContactKind[]>> = {
  // A gateway that sends text messages or calls.
  webhook: ['phone'],
  dingtalk: ['dingtalk-mobile', 'dingtalk-user'],
  feishu: ['feishu-user'],
  wecom: ['wecom-user'],
  slack: ['slack-user'],
  telegram: ['telegram-user'],
  pagerduty: ['pagerduty-user'],
};

/** Kinds of contacts that a kind of channel reaches people by; empty: it reaches nobody by name. */
export function contactsOfKind(channelKind: string): readonly ContactKind[] {
  return Object.hasOwn(CONTACTS_OF, channelKind) ? (CONTACTS_OF[channelKind] ?? []) : [];
}

/** Of somebody's contacts those that the channel can use; null: none. */
export function mentionOf(
  name: string,
  contacts: readonly { readonly kind: ContactKind; readonly value: string }[],
  channelKind: string,
): Mention | null {
  const kinds = contactsOfKind(channelKind);
  const usable = contacts.filter(({ kind }) => kinds.includes(kind));
  return usable.length === 0 ? null : { name, contacts: usable };
}

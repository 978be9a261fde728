/** What the default receiver has: an inbox here, and a mail to the person's own address. */
export const DEFAULT_RECEIVER_KINDS = ['inbox', 'own-mail'] as const;
export type DefaultReceiverKind = (typeof DEFAULT_RECEIVER_KINDS)[number];

/** Id that stands in the place of a channel's, e.g. `inbox:acme`; no ULID has a colon. */
export function defaultChannelId(kind: DefaultReceiverKind, owner: string): string {
  return `${kind}:${owner}`;
}

/** Which part of the owner's default receiver the id names; undefined for any other channel. */
export function defaultReceiverKind(owner: string, id: string): DefaultReceiverKind | undefined {
  return DEFAULT_RECEIVER_KINDS.find((kind) => id === defaultChannelId(kind, owner));
}

import type { Mention } from '../notify/channel-kind.ts';

/** Of somebody's contacts those that a channel can use, by their kinds; null: none. */
export function mentionOf(
  name: string,
  contacts: readonly { readonly kind: string; readonly value: string }[],
  kinds: readonly string[],
): Mention | null {
  const usable = contacts.filter(({ kind }) => kinds.includes(kind));
  return usable.length === 0 ? null : { name, contacts: usable };
}

import type { TFunction } from 'i18next';
import type { Channel } from '../../contract/channels.ts';

/**
 * What a channel reaches, for people; `isName`: an address or a host, not a word.
 * @param ofKind what all channels of its kind reach; undefined: each has its own
 */
export function targetWords(
  { target, settings }: Channel,
  ofKind: string | undefined,
  t: TFunction,
): { readonly words: string; readonly isName: boolean } {
  if (ofKind !== undefined) return { words: ofKind, isName: false };
  const { place, roles } = settings;
  // Only channels of members have a place; its words are those of the service, in English.
  if (place === undefined) return { words: target, isName: true };
  const named = [roles ?? []].flat();
  const who = named.length === 0 ? t('channels.everyMember') : named.join(', ');
  const where = [place].flat().join('');
  const words = where === '' ? who : t('channels.membersOf', { who, place: where });
  return { words, isName: false };
}

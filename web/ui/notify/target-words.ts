import type { TFunction } from 'i18next';
import type { Channel } from '../../contract/channels.ts';

/** What a channel reaches, for people; `isName`: an address or a host, not a word. */
export function targetWords(
  { kind, target, settings }: Channel,
  t: TFunction,
): { readonly words: string; readonly isName: boolean } {
  if (kind === 'websocket') return { words: t('channels.everyBrowser'), isName: false };
  if (kind !== 'members') return { words: target, isName: true };
  const roles = [settings.roles ?? []].flat();
  const place = [settings.place ?? ''].flat().join('');
  const who = roles.length === 0 ? t('channels.everyMember') : roles.join(', ');
  return { words: place === '' ? who : t('channels.membersOf', { who, place }), isName: false };
}

import type { TFunction } from 'i18next';

/** What a channel is called; the parts of the default receiver have names of their own. */
export function channelWords(id: string | null, name: string | null, t: TFunction): string {
  if (id?.startsWith('inbox:')) return t('inbox.ofAuthor');
  if (id?.startsWith('own-mail:')) return t('inbox.mailOfAuthor');
  if (id?.startsWith('followers:')) return t('inbox.ofFollowers');
  return name ?? t('incidents.event.someChannel');
}

import type { TFunction } from 'i18next';

/** A named reason in words; one without words is shown as it is named, with spaces. */
export function reasonWords(reason: string, t: TFunction): string {
  return knownWords(reason, t) ?? reason.replaceAll('_', ' ');
}

/** The words of a text that is a named reason; undefined for any other text. */
export function knownWords(text: string, t: TFunction): string | undefined {
  if (!/^[a-z_]+$/.test(text)) return undefined;
  // Reasons are an open set: the service may know newer ones than this interface.
  const known: string = t(`reasons.${text}` as 'reasons.expired', { defaultValue: '' });
  return known === '' ? undefined : known;
}

/** `destination_address: 10.0.0.1 is …`, as deliveries are explained, with the reason in words. */
export function detailWords(detail: string, t: TFunction): string {
  const parts = detail.split('; ').map((part) => sentWords(part, t));
  if (parts.every((part) => part !== undefined)) return parts.join(t('incidents.sent.and'));
  const [, reason, rest] = /^([a-z]+(?:_[a-z]+)+): (.*)$/s.exec(detail) ?? [];
  return reason === undefined ? detail : `${reasonWords(reason, t)}: ${rest ?? ''}`;
}

/** What a delivery says when it went well; undefined for any other text. */
function sentWords(text: string, t: TFunction): string | undefined {
  const [, number, what, answer = ''] =
    /^(\d+) (in the inbox|open pages?|accepted)(?:: (.*))?$/s.exec(text) ?? [];
  const count = Number(number);
  if (what === 'in the inbox') return t('incidents.sent.inbox', { count });
  if (what === 'accepted') return t('incidents.sent.accepted', { count, answer });
  return what === undefined ? undefined : t('incidents.sent.pages', { count });
}

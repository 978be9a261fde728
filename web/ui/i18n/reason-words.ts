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
  const [, reason, rest] = /^([a-z]+(?:_[a-z]+)+): (.*)$/s.exec(detail) ?? [];
  return reason === undefined ? detail : `${reasonWords(reason, t)}: ${rest ?? ''}`;
}

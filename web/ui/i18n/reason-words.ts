import type { TFunction } from 'i18next';

/** A named reason in words; one without words is shown as it is named, with spaces. */
export function reasonWords(reason: string, t: TFunction): string {
  // Reasons are an open set: the service may know newer ones than this interface.
  const known: string = t(`reasons.${reason}` as 'reasons.expired', { defaultValue: '' });
  return known === '' ? reason.replaceAll('_', ' ') : known;
}

/** `destination_address: 10.0.0.1 is …`, as deliveries are explained, with the reason in words. */
export function detailWords(detail: string, t: TFunction): string {
  const [, reason, rest] = /^([a-z]+(?:_[a-z]+)+): (.*)$/s.exec(detail) ?? [];
  return reason === undefined ? detail : `${reasonWords(reason, t)}: ${rest ?? ''}`;
}

import type { TFunction } from 'i18next';

interface Reason {
  readonly code: string;
  readonly values: Readonly<Record<string, string>>;
}

/**
 * What became of a report, in the reader's language. The service's English stands where it gives no
 * codes (of older runs) or one that is not known here.
 */
export function reportWords(
  said: { readonly message: string; readonly reasons: readonly Reason[] },
  t: TFunction,
): string {
  const words = said.reasons.map(({ code, values }) => {
    if (!/^[a-z_]+$/.test(code)) return '';
    return t(`reports.reasons.${code}` as 'reports.reasons.failed', {
      ...{ by: '', scope: '', dashboard: '', channel: '', address: '', size: '', detail: '' },
      ...values,
      defaultValue: '',
    });
  });
  const isKnown = words.length > 0 && words.every((word) => word !== '');
  // Chinese sentences follow each other without a blank.
  return isKnown ? words.join(' ').replaceAll('。 ', '。') : said.message;
}

import type { TFunction } from 'i18next';

/** A scope within a sentence: the platform has a word, the others their path. */
export function scopeWords(scope: string, t: TFunction): string {
  return scope.replace(/^_platform(?=@|$)/, () => t('frame.scope.platform'));
}

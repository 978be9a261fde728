/** Languages whose range queries are kept. */
export const RANGE_LANGUAGES = ['promql', 'logql'] as const;

export type RangeLanguage = (typeof RANGE_LANGUAGES)[number];

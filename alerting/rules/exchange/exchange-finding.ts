import type { BilingualText } from '../../../queries/templates/named-metric.ts';

/** Something said about a place of a text: `groups[0].rules[3].labels.severity`, line 12. */
export interface ExchangeFinding {
  /** From 1; 0 for the text as a whole. */
  readonly line: number;
  readonly path: string;
  /** Names of the group and rule it lies in; empty where it lies in none. */
  readonly group: string;
  readonly rule: string;
  readonly message: BilingualText;
}

/** The same sentence in both languages of the service. */
export function said(en: string, zh: string): BilingualText {
  return { en, zh };
}

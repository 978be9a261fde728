import type { RuleLanguage } from './rule-language.ts';

/** What decides how far back a rule reads. */
export interface RuleReading {
  readonly language: RuleLanguage;
  readonly expression: string;
  readonly nowMs: number;
}

import type { Rule } from './rule.ts';

/**
 * All rules in memory, for those who must look one up for every alert (intake) or all of them in
 * one pass (delivery to sinks). Answers are as of the last committed change of this process.
 */
export interface RuleBook {
  get(id: string): Rule | undefined;
  all(): readonly Rule[];
}

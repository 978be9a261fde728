import type { ReadWithin } from '../../queries/scope/read-within.ts';
import type { GroupRule } from '../rules/manifests/rule-group.ts';
import type { RuleLanguage } from '../rules/rule-language.ts';

/**
 * A rule group as the ruler evaluates it on one cluster: its rules one after the other, so that a
 * rule sees what those before it recorded. Two groups of a cluster never have the same file and name.
 */
export interface RuledGroup {
  readonly file: string;
  readonly name: string;
  /** Tenant, or `_platform`: as whom questions are asked and samples written. */
  readonly owner: string;
  /** Name of the scope, for the command that asks the same by hand, e.g. `acme.shop@lab`. */
  readonly scope: string;
  /** What its rules may read there. */
  readonly within: ReadWithin;
  readonly language: RuleLanguage;
  /** >= 1. */
  readonly intervalMs: number;
  /** Most alerts or series of one rule, inclusive; 0: no bound. */
  readonly limit: number;
  /** The question is asked about so much earlier than the instant of the evaluation. */
  readonly queryOffsetMs: number;
  readonly rules: readonly GroupRule[];
}

/** Name of the group on its cluster, as Prometheus writes it: `file;name`. */
export function groupKeyOf({ file, name }: Pick<RuledGroup, 'file' | 'name'>): string {
  return `${file};${name}`;
}

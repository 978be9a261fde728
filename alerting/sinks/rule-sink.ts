import type { ReadWithin } from '../../queries/scope/read-within.ts';
import type { RuleGroup } from '../rules/manifests/rule-group.ts';

/** One rule as it is to be delivered to one cluster. */
export interface RuleFile {
  readonly ruleId: string;
  readonly revision: number;
  /** Tenant, or `_platform`. */
  readonly owner: string;
  /** Name of the rule's scope, e.g. `acme.shop`. */
  readonly scope: string;
  /** What the rule may read on the cluster; its expressions hold these matchers already. */
  readonly within: ReadWithin;
  /** Namespace of the rule's first environment on the cluster; null for `_platform`. */
  readonly home: string | null;
  /** All namespaces of the rule on the cluster that it may read now. */
  readonly namespaces: readonly string[];
  readonly fileName: string;
  /** The whole file, for sinks that write files. */
  readonly text: string;
  readonly group: RuleGroup;
}

export type RuleHealth = 'ok' | 'err' | 'unknown';
export type AlertState = 'inactive' | 'pending' | 'firing';

/** How the evaluator says a rule does. All levels together: the worst health, the highest state. */
export interface Evaluation {
  readonly health: RuleHealth;
  readonly state: AlertState;
  /** Of the level that was evaluated longest ago; null when one never was. */
  readonly lastEvaluationAtMs: number | null;
  /** The evaluator's own words when the health is `err`. */
  readonly lastError: string | null;
}

/**
 * What became of one rule:
 * - `failed`: it is not, or not in this version, at the destination, and trying again will not help
 * - `waiting`: not written yet, trying goes on
 * - `delivered`: written; the evaluator does not run exactly this
 * - `unseen`: written; the evaluator cannot be asked how it does
 * - `running`: the evaluator runs exactly this
 */
export type RuleOutcome =
  | { readonly kind: 'failed'; readonly message: string }
  | { readonly kind: 'waiting'; readonly message: string }
  | { readonly kind: 'delivered'; readonly message: string }
  | { readonly kind: 'unseen'; readonly message: string }
  | { readonly kind: 'running'; readonly evaluation: Evaluation };

export interface SinkReport {
  /** One per rule that was asked for, by id. */
  readonly rules: ReadonlyMap<string, RuleOutcome>;
  /** What stands in the way of the sink as a whole; null when nothing does. */
  readonly problem: string | null;
  /** Whether the evaluator was told to load anew. */
  readonly reloaded: boolean;
}

/**
 * Where rules of one cluster go. Calls never overlap. What goes wrong at the destination is in the
 * report, with nothing lost: the next call tries again. Rejects only with the signal's reason.
 */
export interface RuleSink {
  /** Makes the destination hold exactly these rules, repairs drift, and looks how they do. */
  reconcile(desired: readonly RuleFile[], signal: AbortSignal): Promise<SinkReport>;
  /** Looks how the rules of the last `reconcile` do; changes nothing. */
  observe(signal: AbortSignal): Promise<SinkReport>;
}

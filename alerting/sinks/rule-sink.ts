import type { Labels } from '../../platform/model/labels.ts';
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

/** An alert that is pending or fires, as its evaluator shows it. */
export interface CurrentAlert {
  readonly labels: Labels;
  readonly state: 'pending' | 'firing';
  readonly activeAtMs: number;
  readonly value: number;
}

/** The alerts of one level. */
export interface CurrentAlerts {
  readonly pending: number;
  readonly firing: number;
  /** Firing ones before pending ones; at most `MAX_SHOWN_ALERTS`. */
  readonly first: readonly CurrentAlert[];
}

/** So many alerts of a level are kept for people to look at. */
export const MAX_SHOWN_ALERTS = 50;

/** How one level does, or one of the rules that record. */
export interface LevelEvaluation {
  readonly health: RuleHealth;
  readonly lastEvaluationAtMs: number | null;
  /** Of the last evaluation; null where the evaluator does not say. */
  readonly durationMs: number | null;
  readonly lastError: string | null;
  /** Null where the evaluator does not say, and for what records. */
  readonly alerts: CurrentAlerts | null;
}

/** How the evaluator says a rule does. All levels together: the worst health, the highest state. */
export interface Evaluation {
  readonly health: RuleHealth;
  readonly state: AlertState;
  /** Of the level that was evaluated longest ago; null when one never was. */
  readonly lastEvaluationAtMs: number | null;
  /** The evaluator's own words when the health is `err`. */
  readonly lastError: string | null;
  /** The error is that the source of the data could not be asked. Only our own ruler tells. */
  readonly isUnavailable: boolean;
  /** In the order of the group. */
  readonly levels: readonly LevelEvaluation[];
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
  | {
      readonly kind: 'delivered';
      readonly message: string;
      /** The destination took it as it is, and will run it. */
      readonly isTaken?: boolean;
      /** Nobody could be asked who would know. */
      readonly isUnasked?: boolean;
    }
  | { readonly kind: 'unseen'; readonly message: string }
  | {
      readonly kind: 'running';
      readonly evaluation: Evaluation;
      /** What else is worth saying of it while nothing is wrong. */
      readonly note?: string;
    };

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
  /** How often a look is worth it although nothing changes; left out: at each `reconcile`. */
  readonly lookEveryMs?: number;
  /** Makes the destination hold exactly these rules, repairs drift, and looks how they do. */
  reconcile(desired: readonly RuleFile[], signal: AbortSignal): Promise<SinkReport>;
  /** Looks how the rules of the last `reconcile` do; changes nothing. */
  observe(signal: AbortSignal): Promise<SinkReport>;
  /** Lets go of what it holds open; what was delivered stays. No call may follow. */
  close?(): Promise<void>;
}

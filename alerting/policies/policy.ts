import type { EscalationStep } from '../escalation/escalation-step.ts';
import type { FlapDamping } from '../flapping/flap-damping.ts';
import type { Grouping } from '../routing/grouping.ts';
import type { RuleRepeat } from '../rules/rule.ts';
import type { TimeWindow } from './time-window.ts';

/**
 * How those are told whose rules belong to it: whom, when, and how often again. What a rule or one of
 * its levels says of its own comes first.
 */
export interface Policy {
  /** ULID. */
  readonly id: string;
  /** Tenant, or `_platform`. */
  readonly owner: string;
  /** Distinct among those of the owner. */
  readonly name: string;
  readonly description: string;
  /** Channel ids, distinct; empty: the default receiver. */
  readonly channels: readonly string[];
  /** Instead of `channels` for these severities; an empty list: nobody is told. */
  readonly severityChannels: ReadonlyMap<string, readonly string[]>;
  /** Null: nothing is said again. */
  readonly repeat: RuleRepeat | null;
  /** Instead of `repeat` for these severities. */
  readonly severityRepeats: ReadonlyMap<string, RuleRepeat>;
  readonly windows: readonly TimeWindow[];
  /** Null: each incident is told alone. */
  readonly grouping: Grouping | null;
  /** Who is told when nobody acknowledges an incident, in order. */
  readonly escalation: readonly EscalationStep[];
  /** Null: alerts that come and go are told each time. */
  readonly flapping: FlapDamping | null;
  /** Grows by one with every change. */
  readonly revision: number;
  readonly createdAtMs: number;
  readonly updatedAtMs: number;
  /** Name, for people. */
  readonly updatedBy: string;
}

/** The part that people decide. */
export type PolicyContent = Pick<
  Policy,
  | 'name'
  | 'description'
  | 'channels'
  | 'severityChannels'
  | 'repeat'
  | 'severityRepeats'
  | 'windows'
  | 'grouping'
  | 'escalation'
  | 'flapping'
>;

/** Every channel that a policy names, each once. */
export function channelsOfPolicy(policy: PolicyContent): readonly string[] {
  const steps = policy.escalation.flatMap(({ channels }) => channels);
  return [
    ...new Set([...policy.channels, ...[...policy.severityChannels.values()].flat(), ...steps]),
  ];
}

/** Every severity that a policy names, each once. */
export function severitiesOfPolicy(policy: PolicyContent): readonly string[] {
  return [...new Set([...policy.severityChannels.keys(), ...policy.severityRepeats.keys()])];
}

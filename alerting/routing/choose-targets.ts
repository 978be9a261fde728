import type { EscalationStep } from '../escalation/escalation-step.ts';
import type { FlapDamping } from '../flapping/flap-damping.ts';
import type { TimeWindow } from '../policies/time-window.ts';
import type { RuleRepeat } from '../rules/rule.ts';
import {
  chooseReceivers,
  type ReceiverPolicy,
  type ReceiverReason,
  type ReceiverRule,
} from './choose-receivers.ts';
import type { Grouping } from './grouping.ts';

/** How those are told of whom a policy or a route speaks. */
export interface Telling {
  /** Null: nothing is said again. */
  readonly repeat: RuleRepeat | null;
  /** Instead of `repeat` for these severities. */
  readonly severityRepeats: ReadonlyMap<string, RuleRepeat>;
  readonly windows: readonly TimeWindow[];
  /** Who is told when nobody acknowledges an incident, in order. */
  readonly escalation: readonly EscalationStep[];
  /** Null: alerts that come and go are told each time. */
  readonly flapping: FlapDamping | null;
  /** Null: each incident alone. */
  readonly grouping: Grouping | null;
  /** Part of the key of its groups, e.g. `policy:01H…`; empty where nothing is grouped. */
  readonly routeKey: string;
}

/** What a policy says of whom to tell, and how. */
export type TellingPolicy = ReceiverPolicy & Telling;

/** A route of the owner's tree that takes an incident, with what holds on it. */
export interface TakenRoute {
  /** Of the route, as people called it. */
  readonly name: string;
  /** For the severity that the incident has; null: the default receiver. Empty: nobody. */
  readonly channels: readonly string[] | null;
  readonly telling: Telling;
}

/** A channel that an incident goes to, and how it is told there. */
export interface Target {
  readonly channelId: string;
  /** Who named it, for the timeline: a reason, or `route <name>`. */
  readonly detail: string;
  readonly telling: Telling;
}

/** What is known about whom to tell of an incident. */
export interface TargetChoice {
  readonly severity: string;
  /** Null: no rule of ours raised it, or it is gone. */
  readonly rule: ReceiverRule | null;
  readonly policy: TellingPolicy | null;
  /** What the owner's tree says, in order; asked only when neither rule nor policy names anybody. */
  readonly routes: () => readonly TakenRoute[];
  /** Channel ids of the owner's default receiver. */
  readonly defaults: readonly string[];
  /** Channel ids that get it besides, whoever is named: those who subscribed. Left out: none. */
  readonly followed?: readonly string[];
}

export interface Targets {
  readonly reason: ReceiverReason | 'route';
  /** Of distinct channels; empty: nobody, because somebody said so. */
  readonly targets: readonly Target[];
}

/** Nothing is said about how to tell: at once, each alone, and never again. */
export const PLAIN_TELLING: Telling = {
  windows: [],
  escalation: [],
  flapping: null,
  grouping: null,
  routeKey: '',
  repeat: null,
  severityRepeats: new Map(),
};

const NO_RULE: ReceiverRule = { channels: [], levels: [] };

/**
 * Whom does an incident go to, and how? As `chooseReceivers` says; where neither rule nor policy speaks,
 * the routes of the tree that take it. A channel that two of them name counts with the first.
 */
export function chooseTargets(choice: TargetChoice): Targets {
  const named = namedTargets(choice);
  if (choice.followed === undefined || choice.followed.length === 0) return named;
  const followed = choice.followed.filter(
    (id) => !named.targets.some(({ channelId }) => channelId === id),
  );
  if (followed.length === 0) return named;
  const also = followed.map((channelId) => ({
    channelId,
    detail: 'subscription',
    telling: PLAIN_TELLING,
  }));
  return { reason: named.reason, targets: [...named.targets, ...also] };
}

function namedTargets(choice: TargetChoice): Targets {
  const { severity, rule, policy, defaults, routes } = choice;
  const { reason, channels } = chooseReceivers(severity, rule ?? NO_RULE, policy, defaults);
  const taken = reason === 'default_receiver' && policy === null ? routes() : [];
  if (taken.length === 0) {
    const telling = policy ?? PLAIN_TELLING;
    return {
      reason,
      targets: channels.map((channelId) => ({ channelId, detail: reason, telling })),
    };
  }
  const targets = new Map<string, Target>();
  for (const { name, channels: named, telling } of taken) {
    for (const channelId of named ?? defaults) {
      if (!targets.has(channelId))
        targets.set(channelId, { channelId, detail: `route ${name}`, telling });
    }
  }
  return { reason: 'route', targets: [...targets.values()] };
}

/**
 * What holds for the incident as a whole, not for one channel: the policy of its rule, else what holds
 * on the first route that tells somebody. Null: nothing is said of it.
 */
export function leadTelling(choice: TargetChoice): Telling | null {
  const { severity, rule, policy, defaults } = choice;
  if (policy !== null) return policy;
  const { reason, channels } = chooseReceivers(severity, rule ?? NO_RULE, policy, defaults);
  if (reason !== 'default_receiver') return channels.length > 0 ? PLAIN_TELLING : null;
  return namedTargets(choice).targets[0]?.telling ?? null;
}

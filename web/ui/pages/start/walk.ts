import type { IncidentEvent } from '../../../contract/incidents.ts';

/** From nothing to a firing rule that somebody heard of. */
export const STEPS = ['data', 'logs', 'channel', 'rule', 'incident'] as const;
export type StepName = (typeof STEPS)[number];

/** Undefined where the service has not answered yet, `failed` where it cannot. */
export type Fact = boolean | 'failed' | undefined;

/** What the service says. */
export interface WalkFacts {
  /** Targets that are up, or samples of anything else. */
  readonly hasData: Fact;
  readonly hasLines: Fact;
  /** One that is switched on. */
  readonly hasChannel: Fact;
  /** Some rule has fired, now or before. */
  readonly hasFired: Fact;
  /** A channel took a notification of it. */
  readonly wasTold: Fact;
}

export type StepState = 'unknown' | 'open' | 'done' | 'failed';

export interface WalkStep {
  readonly name: StepName;
  readonly state: StepState;
  /** The first that waits for somebody. */
  readonly isCurrent: boolean;
}

export interface Walk {
  readonly steps: readonly WalkStep[];
  readonly done: number;
  /** Not every cluster has a store of logs: without one an alert can be had as well. */
  readonly isComplete: boolean;
}

/** How far one has come. Each step stands on what the service says, never on what was clicked. */
export function readWalk(facts: WalkFacts): Walk {
  const states: Readonly<Record<StepName, StepState>> = {
    data: stateOf(facts.hasData),
    logs: stateOf(facts.hasLines),
    channel: stateOf(facts.hasChannel),
    rule: stateOf(facts.hasFired),
    incident: stateOf(facts.wasTold),
  };
  const isOver = (name: StepName) => states[name] === 'done' || states[name] === 'failed';
  const current = STEPS.find((name) => !isOver(name));
  const steps = STEPS.map((name) => ({ name, state: states[name], isCurrent: name === current }));
  const missing = STEPS.filter((name) => states[name] !== 'done');
  return {
    steps,
    done: STEPS.length - missing.length,
    isComplete: missing.every((name) => name === 'logs' && states.logs === 'failed'),
  };
}

function stateOf(fact: Fact): StepState {
  if (fact === undefined) return 'unknown';
  if (fact === 'failed') return 'failed';
  return fact ? 'done' : 'open';
}

/** Whether a channel took a notification. */
export function wasDelivered(events: readonly IncidentEvent[]): boolean {
  return events.some(({ kind }) => kind === 'delivery_succeeded');
}

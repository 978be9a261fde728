import type { IncidentEvent } from '../../../contract/incidents.ts';

/** From nothing to a firing rule that somebody heard of. */
export const STEPS = ['data', 'logs', 'channel', 'rule', 'incident'] as const;
export type StepName = (typeof STEPS)[number];

/** What the service says; undefined where it has not answered yet. */
export interface WalkFacts {
  /** Targets that are up, or samples of anything else. */
  readonly hasData: boolean | undefined;
  readonly hasLines: boolean | undefined;
  /** One that is switched on. */
  readonly hasChannel: boolean | undefined;
  /** Some rule has fired, now or before. */
  readonly hasFired: boolean | undefined;
  /** A channel took a notification of it. */
  readonly wasTold: boolean | undefined;
}

export type StepState = 'unknown' | 'open' | 'done';

export interface WalkStep {
  readonly name: StepName;
  readonly state: StepState;
  /** The first that is not done. */
  readonly isCurrent: boolean;
}

export interface Walk {
  readonly steps: readonly WalkStep[];
  readonly done: number;
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
  const current = STEPS.find((name) => states[name] !== 'done');
  const steps = STEPS.map((name) => ({ name, state: states[name], isCurrent: name === current }));
  return { steps, done: steps.filter(({ state }) => state === 'done').length };
}

function stateOf(fact: boolean | undefined): StepState {
  if (fact === undefined) return 'unknown';
  return fact ? 'done' : 'open';
}

/** Whether a channel took a notification. */
export function wasDelivered(events: readonly IncidentEvent[]): boolean {
  return events.some(({ kind }) => kind === 'delivery_succeeded');
}

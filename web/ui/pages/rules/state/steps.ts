import type { RuleStatus } from '../../../../contract/rules.ts';

export type StepName = 'desired' | 'delivered' | 'accepted' | 'loaded' | 'evaluated';

export interface Step {
  readonly step: StepName;
  readonly at: string | null;
  readonly state: 'done' | 'now' | 'failed' | 'waiting';
}

type Known = Pick<RuleStatus, 'stage' | 'health' | 'steps' | 'lastEvaluationAt'>;

/** The way of a rule to its first evaluation: how far it has come, and where it failed. */
export function stepsOf({ stage, health, steps, lastEvaluationAt }: Known): readonly Step[] {
  const isOff = stage === 'disabled';
  const times: readonly (readonly [StepName, string | null])[] = [
    ['desired', steps.desiredAt],
    ['delivered', steps.deliveredAt],
    ['accepted', steps.acceptedAt],
    ['loaded', steps.loadedAt],
    ['evaluated', isOff ? null : lastEvaluationAt],
  ];
  const furthest = times.findLastIndex(([, at]) => at !== null);
  const isBroken = stage === 'failed' || health === 'err';
  // What was evaluated and is broken, is so at its evaluation; otherwise the next step does not come.
  const at = isBroken && furthest < times.length - 1 ? furthest + 1 : furthest;
  return times.map(([step, time], index) => ({
    step,
    at: time,
    state: stateAt(index, { furthest, brokenAt: isBroken && !isOff ? at : undefined, isOff }),
  }));
}

function stateAt(
  index: number,
  way: {
    readonly furthest: number;
    readonly brokenAt: number | undefined;
    readonly isOff: boolean;
  },
): Step['state'] {
  const { furthest, brokenAt, isOff } = way;
  if (index === brokenAt) return 'failed';
  if (index <= furthest) return 'done';
  return index === furthest + 1 && brokenAt === undefined && !isOff ? 'now' : 'waiting';
}

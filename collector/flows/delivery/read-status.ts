import { listIn, objectIn } from '../../../platform/kubernetes/objects/json-object.ts';
import type { KubernetesObject } from '../../../platform/kubernetes/objects/kubernetes-object.ts';
import type { LogSpecState } from './log-spec-status.ts';

export interface OperatorSays {
  readonly state: Extract<LogSpecState, 'delivered' | 'active' | 'problem'>;
  readonly problems: readonly string[];
}

const MAX_PROBLEMS = 20;
const MAX_LENGTH = 500;

/** `status.active` and `status.problems` of an object, as the operator wrote them. */
export function readStatus(live: KubernetesObject | undefined): OperatorSays {
  const status = objectIn(live, 'status');
  const problems = listIn(status, 'problems')
    .filter((problem) => typeof problem === 'string')
    .slice(0, MAX_PROBLEMS)
    .map((problem) => problem.slice(0, MAX_LENGTH));
  if (problems.length > 0) return { state: 'problem', problems };
  if (status.active === true) return { state: 'active', problems };
  if (status.active === false) {
    return { state: 'problem', problems: ['the operator does not use it'] };
  }
  return { state: 'delivered', problems };
}

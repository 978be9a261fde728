import type { KnownPolicies } from '../../alerting/rules/rule-preconditions.ts';

/** For rules that belong to none. */
export const noPolicies: KnownPolicies = {
  has: () => false,
  mustExist: () => {
    throw new Error('no rule here has a policy');
  },
};

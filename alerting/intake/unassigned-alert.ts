import type { Labels } from '../../platform/model/labels.ts';
import { RULE_LABEL } from '../rules/alert-labels.ts';
import type { UnassignedReason } from './identify.ts';

/** An alert that could not be given to anybody, or not to who has too many, as it is listed. */
export interface UnassignedAlert {
  readonly key: string;
  readonly cluster: string;
  readonly reason: UnassignedReason | typeof OVER_QUOTA;
  readonly labels: Labels;
  /** How many alerts the line stands for. */
  readonly count: number;
}

/** Its owner has all the open incidents that it may have. */
export const OVER_QUOTA = 'owner_over_quota';

const MAX_VALUE_CHARS = 1_024;

/** The labels to keep: long values cut, and of a rule label only the id, since the MAC is a secret. */
export function unassignedLabels(labels: Labels): Labels {
  return new Map(
    [...labels].map(([name, value]) => {
      const shown = name === RULE_LABEL ? (value.split('.')[0] ?? '') : value;
      return [name, shown.slice(0, MAX_VALUE_CHARS)];
    }),
  );
}

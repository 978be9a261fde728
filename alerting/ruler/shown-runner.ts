import type { Service } from '../../platform/lifecycle/service.ts';
import type { GroupRunner } from './group-runner.ts';
import type { RuledGroup } from './ruled-group.ts';

/** A group that is evaluated, here or by another process, as it is shown. */
export type ShownRunner = Pick<
  GroupRunner,
  'cluster' | 'group' | 'wanted' | 'rules' | 'evaluationMs' | 'lastEvaluationAtMs'
>;

/** What evaluates the groups of all clusters; see `Ruler`. */
export interface RuleEvaluator extends Service {
  assign(cluster: string, groups: readonly RuledGroup[]): ReadonlyMap<string, string>;
  runners(cluster: string): readonly ShownRunner[];
}

import { ruleNameOf } from '../rules/manifests/rule-group.ts';
import { repeatCommand } from './repeat-command.ts';
import type { EvaluationRecord } from './rule-history.ts';
import type { ShownRunner } from './shown-runner.ts';

/** An evaluation with the command that asks the same again. */
export interface TracedEvaluation extends EvaluationRecord {
  readonly command: string;
}

/** What the last evaluations of one rule of a group did, newest first. */
export interface RuleTrace {
  readonly rule: string;
  readonly evaluations: readonly TracedEvaluation[];
}

/**
 * The traces of a group's rules, in their order.
 * @param externalUrl address of this service, without a trailing slash
 */
export function rulesTrace(
  { group, rules }: Pick<ShownRunner, 'group' | 'rules'>,
  externalUrl: string,
): readonly RuleTrace[] {
  const { scope, language } = group;
  return rules.map(({ definition, history }) => ({
    rule: ruleNameOf(definition),
    evaluations: history.records.map((record) => ({
      ...record,
      command: repeatCommand({ externalUrl, scope, language, ...record }),
    })),
  }));
}

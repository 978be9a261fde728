import type { EnvironmentEntry } from '../../platform/tenancy/directory.ts';
import type { ClosingReason } from '../rules/closing-reason.ts';
import type { RuleBook } from '../rules/rule-book.ts';
import { type EndCondition, endedByEnvironment, endedByRule } from './ended-by.ts';
import type { EndReason } from './incident.ts';

/** Port: ends open incidents (`AlertPipeline`). */
export interface IncidentPipeline {
  end(condition: EndCondition, reason: EndReason): Promise<void>;
}

/** Ends incidents for reasons that no alert tells. Call after the change has been committed. */
export interface IncidentEnder {
  /** `rule_narrowed` ends only those outside the rule's scope as it is now. */
  closeForRule(ruleId: string, reason: ClosingReason): Promise<void>;
  closeForEnvironment(
    environment: Pick<EnvironmentEntry, 'tenant' | 'project' | 'id'>,
  ): Promise<void>;
}

export function resolveIncidents(pipeline: IncidentPipeline, rules: RuleBook): IncidentEnder {
  return {
    closeForRule: (ruleId, reason) =>
      pipeline.end(endedByRule(ruleId, reason, rules.get(ruleId)?.scope), reason),
    closeForEnvironment: (environment) =>
      pipeline.end(endedByEnvironment(environment), 'environment_deleted'),
  };
}

import { assertNever } from '../../platform/model/assert-never.ts';
import type { EnvironmentEntry } from '../../platform/tenancy/directory.ts';
import { contains, type ScopeName } from '../../platform/tenancy/scope-name.ts';
import type { ClosingReason } from '../rules/closing-reason.ts';
import type { RuleBook } from '../rules/rule-book.ts';
import type { EndReason, Incident } from './incident.ts';

/** Port: ends open incidents (`AlertPipeline`). */
export interface IncidentPipeline {
  end(condition: (incident: Incident) => boolean, reason: EndReason): Promise<void>;
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
    closeForRule: (ruleId, reason) => {
      const scope = reason === 'rule_narrowed' ? rules.get(ruleId)?.scope : undefined;
      return pipeline.end(
        (incident) => incident.ruleId === ruleId && !(scope && isWithin(incident, scope)),
        reason,
      );
    },
    closeForEnvironment: ({ tenant, project, id }) =>
      pipeline.end(
        (incident) =>
          incident.owner === tenant && incident.project === project && incident.environment === id,
        'environment_deleted',
      ),
  };
}

/** True when the scope still holds what the incident is about, as far as it says. */
function isWithin(incident: Incident, scope: ScopeName): boolean {
  if (scope.cluster !== null && scope.cluster !== incident.cluster) return false;
  switch (scope.kind) {
    case 'platform':
      return true;
    case 'node':
      return contains(scope.node, {
        tenant: incident.owner,
        project: incident.project,
        environment: incident.environment,
      });
    default:
      return assertNever(scope);
  }
}

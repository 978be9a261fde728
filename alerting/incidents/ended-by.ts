import { assertNever } from '../../platform/model/assert-never.ts';
import type { EnvironmentEntry } from '../../platform/tenancy/directory.ts';
import { contains, type ScopeName } from '../../platform/tenancy/scope-name.ts';
import type { ClosingReason } from '../rules/closing-reason.ts';
import type { Incident } from './incident.ts';

/** Whether a change ends an open incident. */
export type EndCondition = (incident: Incident) => boolean;

/**
 * The open incidents that a change of a rule ends.
 * @param scope of the rule after the change; undefined when it is gone
 */
export function endedByRule(
  ruleId: string,
  reason: ClosingReason,
  scope: ScopeName | undefined,
): EndCondition {
  const kept = reason === 'rule_narrowed' ? scope : undefined;
  return (incident) => incident.ruleId === ruleId && !(kept && isWithin(incident, kept));
}

/** The open incidents that end with their environment. */
export function endedByEnvironment({
  tenant,
  project,
  id,
}: Pick<EnvironmentEntry, 'tenant' | 'project' | 'id'>): EndCondition {
  return (incident) =>
    incident.owner === tenant && incident.project === project && incident.environment === id;
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

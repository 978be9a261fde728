import { PLATFORM } from '../../platform/tenancy/scope-name.ts';
import type { IncidentSubject } from '../incidents/incident.ts';
import { ownFiring } from '../incidents/own-incident.ts';
import type { IncidentWork } from '../incidents/record-observations.ts';
import { incidentKey } from '../intake/incident-labels.ts';
import { TROUBLE_LABEL } from '../rules/alert-labels.ts';
import type { Rule } from '../rules/rule.ts';
import type { RuleTrouble } from './judge-rule.ts';
import { TROUBLE_SOURCE } from './trouble-source.ts';
import type { ClusterTrouble, TroubleText } from './trouble-words.ts';

/** Stands where an environment would in the key: no environment is named so. */
const KEY_PLACE = ':rules';

/** What is in trouble. */
export type TroubledThing =
  | { readonly kind: 'rule'; readonly rule: Rule; readonly trouble: RuleTrouble }
  | { readonly kind: 'cluster'; readonly trouble: ClusterTrouble };

/**
 * What an incident about a rule, or about the rules of a cluster, is known by. It is the rule's
 * owner's, in the rule's environment when its scope is one, and the platform's for a cluster.
 */
export function troubleSubject(
  thing: TroubledThing,
  cluster: string,
  title: string,
): IncidentSubject {
  const labels = new Map([[TROUBLE_LABEL, thing.trouble]]);
  const rule = thing.kind === 'rule' ? thing.rule : null;
  const owner = rule?.owner ?? PLATFORM;
  const node = rule?.scope.kind === 'node' ? rule.scope.node : null;
  const ruleId = rule?.id ?? null;
  return {
    key: incidentKey({ owner, cluster, ruleId, environment: KEY_PLACE, labels }),
    owner,
    cluster,
    namespace: null,
    project: node?.project ?? null,
    environment: node?.environment ?? null,
    ruleId,
    title,
    labels,
  };
}

/**
 * That the trouble is there. One rule: the lowest rung but one, since somebody must look, but nobody
 * at night. All rules of a cluster: the highest rung but one.
 */
export function troubleObserved(
  subject: IncidentSubject,
  { annotations }: TroubleText,
  ladder: readonly string[],
  times: { readonly sinceMs: number; readonly nowMs: number },
): IncidentWork {
  const lowestButOne = Math.max(0, ladder.length - 2);
  const rung = subject.ruleId === null ? Math.min(1, lowestButOne) : lowestButOne;
  const severity = ladder[rung] ?? 'none';
  return ownFiring(subject, {
    grade: { severity, rung, reason: 'severity_on_ladder' },
    annotations,
    source: TROUBLE_SOURCE,
    ...times,
  });
}

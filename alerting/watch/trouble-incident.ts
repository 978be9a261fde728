import { PLATFORM } from '../../platform/tenancy/scope-name.ts';
import type { Incident, IncidentSubject } from '../incidents/incident.ts';
import type { Observation } from '../incidents/observation.ts';
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

/** Far beyond any incident: it ends when we say so. */
const FOREVER_MS = 100 * 365 * 86_400_000;

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
  const firing: Observation = {
    kind: 'firing',
    levelKey: severity,
    severity,
    rung,
    gradeReason: 'severity_on_ladder',
    annotations,
    startsAtMs: times.sinceMs,
    endsAtMs: times.nowMs + FOREVER_MS,
    endsAtIsTimeout: false,
    source: TROUBLE_SOURCE,
  };
  return { subject, observations: [firing] };
}

/** That an open incident about a rule is over. */
export function troubleOver(
  incident: Incident,
  reason: 'recovered' | 'rule_deleted' | 'rule_disabled' | 'rule_narrowed',
  nowMs: number,
): IncidentWork {
  const firing = [...incident.levels.values()].filter(({ state }) => state === 'firing');
  return {
    subject: incident,
    observations: firing.map(({ key }) => ({
      kind: 'ended',
      levelKey: key,
      endsAtMs: nowMs,
      reason,
    })),
  };
}

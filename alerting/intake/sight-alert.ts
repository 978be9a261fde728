import { withoutLabels } from '../../platform/model/labels.ts';
import type { Language } from '../../platform/tenancy/tenant.ts';
import { grade } from '../grading/grade.ts';
import type { IncidentSubject } from '../incidents/incident.ts';
import type { Observation } from '../incidents/observation.ts';
import { NO_DATA_LABEL, SEVERITY_LABEL } from '../rules/alert-labels.ts';
import { noDataTitle } from '../rules/no-data-words.ts';
import type { Rule } from '../rules/rule.ts';
import {
  type IdentifyContext,
  type Identity,
  identify,
  type UnassignedReason,
} from './identify.ts';
import { incidentKey, incidentLabels, unassignedKey } from './incident-labels.ts';
import { sourceOf } from './intake-token.ts';
import type { PostedAlert } from './posted-alert.ts';
import { type UnassignedAlert, unassignedLabels } from './unassigned-alert.ts';

/** An alert that belongs to somebody: which incident it is of, and what it says about it. */
export interface Sighting {
  readonly kind: 'owned';
  readonly reason: string;
  readonly subject: IncidentSubject;
  readonly observation: Observation;
}

export interface Stray {
  readonly kind: 'unassigned';
  readonly reason: UnassignedReason;
  readonly alert: UnassignedAlert;
}

/** Rungs of an owner, most severe first. */
export type LadderOf = (owner: string) => readonly string[];

/** identify -> grade, for one alert. */
export function sightAlert(
  alert: PostedAlert,
  context: IdentifyContext,
  ladderOf: LadderOf,
  nowMs: number,
): Sighting | Stray {
  const identity = identify(alert.labels, context);
  if (identity.kind === 'unassigned') return stray(alert, identity.reason, context);
  return {
    kind: 'owned',
    reason: identity.reason,
    subject: subjectOf(alert, identity, context),
    observation: observationOf(alert, sourceOf(context.token), ladderOf(identity.owner), nowMs),
  };
}

function subjectOf(
  alert: PostedAlert,
  identity: Extract<Identity, { kind: 'owned' }>,
  { cluster, directory }: IdentifyContext,
): IncidentSubject {
  const { owner, rule, environment, namespace } = identity;
  const labels = incidentLabels(alert.labels, cluster.replicaLabels);
  const place = environment
    ? { project: environment.project, environment: environment.id }
    : { project: projectOf(identity), environment: null };
  const key = incidentKey({
    owner,
    cluster: cluster.cluster,
    ruleId: rule?.id ?? null,
    environment: environment ? `${environment.project}.${environment.id}` : null,
    labels,
    ...(rule ? { except: RULE_NAME } : {}),
  });
  return {
    key,
    owner,
    cluster: cluster.cluster,
    namespace,
    ...place,
    ruleId: rule?.id ?? null,
    title: titleOf(alert, rule, directory.tenants.get(owner)?.language ?? 'en'),
    labels,
  };
}

/** The name of its rule, or its own; that data is missing is said first. */
function titleOf({ labels }: PostedAlert, rule: Rule | null, language: Language): string {
  if (rule === null) return labels.get('alertname') ?? 'alert';
  const isNoData = rule.noData === 'alert' && labels.get(NO_DATA_LABEL) === 'true';
  return isNoData ? noDataTitle(rule.name, language) : rule.name;
}

/** All alerts of a rule of ours bear its name, which may change while they fire. */
const RULE_NAME: ReadonlySet<string> = new Set(['alertname']);

function projectOf({ rule }: Extract<Identity, { kind: 'owned' }>): string | null {
  return rule?.scope.kind === 'node' ? rule.scope.node.project : null;
}

function observationOf(
  alert: PostedAlert,
  source: string,
  ladder: readonly string[],
  nowMs: number,
): Observation {
  const posted = alert.labels.get(SEVERITY_LABEL);
  const { annotations, startsAtMs, endsAtMs, endsAtIsTimeout } = alert;
  const levelKey = posted ?? '';
  if (endsAtMs <= nowMs) return { kind: 'resolved', levelKey, annotations, endsAtMs };
  const { severity, rung, reason: gradeReason } = grade(posted, ladder);
  return {
    kind: 'firing',
    levelKey,
    severity,
    rung,
    gradeReason,
    annotations,
    startsAtMs,
    endsAtMs,
    endsAtIsTimeout,
    source,
  };
}

function stray(alert: PostedAlert, reason: UnassignedReason, context: IdentifyContext): Stray {
  const { cluster, replicaLabels } = context.cluster;
  const labels = unassignedLabels(withoutLabels(alert.labels, replicaLabels));
  return {
    kind: 'unassigned',
    reason,
    alert: { key: unassignedKey(cluster, labels), cluster, reason, labels, count: 1 },
  };
}

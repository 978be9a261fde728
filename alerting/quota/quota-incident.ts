import { grade } from '../grading/grade.ts';
import { type Incident, type IncidentSubject, NO_CLUSTER } from '../incidents/incident.ts';
import { ownFiring } from '../incidents/own-incident.ts';
import type { IncidentWork } from '../incidents/record-observations.ts';
import { incidentKey } from '../intake/incident-labels.ts';

/** Who tells that a quota is used up: the name of no cluster, so that nobody can post in its name. */
export const QUOTA_SOURCE = ':quota';

const LABELS = new Map([['quota', 'open_incidents']]);

/** One notice per owner. */
export function quotaKey(owner: string): string {
  return incidentKey({
    owner,
    cluster: '',
    ruleId: null,
    environment: QUOTA_SOURCE,
    labels: LABELS,
  });
}

/** It goes where the owner's tree of routes says, else to its default receiver; null for any other. */
export function quotaRoute({ levels }: Pick<Incident, 'levels'>) {
  for (const { source } of levels.values()) {
    if (source === QUOTA_SOURCE) {
      return { channels: [], levels: [], levelChange: 'any', policy: null } as const;
    }
  }
  return null;
}

export interface QuotaNotice {
  readonly title: string;
  readonly summary: string;
}

/** The tenant's new alerts are refused. */
export function quotaUsedUp(
  owner: string,
  { title, summary }: QuotaNotice,
  { ladder, nowMs }: { readonly ladder: readonly string[]; readonly nowMs: number },
): IncidentWork {
  const subject: IncidentSubject = {
    key: quotaKey(owner),
    owner,
    cluster: NO_CLUSTER,
    namespace: null,
    project: null,
    environment: null,
    ruleId: null,
    title,
    labels: LABELS,
  };
  return ownFiring(subject, {
    // The most severe: what is refused is told to nobody.
    grade: grade(ladder[0] ?? '', ladder),
    annotations: new Map([['summary', summary]]),
    source: QUOTA_SOURCE,
    sinceMs: nowMs,
    nowMs,
  });
}

import type { Directory } from '../../platform/tenancy/directory.ts';
import { parseNodePath } from '../../platform/tenancy/scope-name.ts';
import { grade } from '../grading/grade.ts';
import { type IncidentSubject, NO_CLUSTER } from '../incidents/incident.ts';
import { ownFiring } from '../incidents/own-incident.ts';
import type { IncidentWork } from '../incidents/record-observations.ts';
import { incidentKey } from '../intake/incident-labels.ts';
import type { Heartbeat } from './heartbeat.ts';

/** Who tells that heartbeats stop: the name of no cluster, so that nobody can post in its name. */
export const HEARTBEAT_SOURCE = ':heartbeats';

/** What its incident is known by; null: its environment is gone. */
export function heartbeatSubject(
  heartbeat: Heartbeat,
  directory: Directory,
): IncidentSubject | null {
  const { owner, content } = heartbeat;
  const node = content.environment && parseNodePath(`${owner}.${content.environment}`);
  const place = node ? directory.environmentAt(node) : undefined;
  if (content.environment !== null && place === undefined) return null;
  const labels = new Map([['heartbeat', content.name]]);
  return {
    key: heartbeatKey(heartbeat),
    owner,
    cluster: place?.cluster ?? NO_CLUSTER,
    namespace: place?.namespace ?? null,
    project: place?.project ?? null,
    environment: place?.id ?? null,
    ruleId: null,
    title: content.name,
    labels,
  };
}

/** Independent of what people change: an open incident stays that of its heartbeat. */
export function heartbeatKey({ owner, id }: Pick<Heartbeat, 'owner' | 'id'>): string {
  const labels = new Map([['heartbeat', id]]);
  return incidentKey({ owner, cluster: '', ruleId: null, environment: HEARTBEAT_SOURCE, labels });
}

export function heartbeatStopped(
  subject: IncidentSubject,
  { content }: Heartbeat,
  summary: string,
  { ladder, nowMs }: { readonly ladder: readonly string[]; readonly nowMs: number },
): IncidentWork {
  const text = content.description === '' ? [] : [['description', content.description] as const];
  return ownFiring(subject, {
    grade: grade(content.severity, ladder),
    annotations: new Map([['summary', summary], ...text]),
    source: HEARTBEAT_SOURCE,
    sinceMs: nowMs,
    nowMs,
  });
}

import type { Labels } from '../../platform/model/labels.ts';
import type { IncidentSubject } from '../incidents/incident.ts';

/**
 * The labels by which conditions of people know an incident: its own, its severity, and where it
 * belongs as we found out: nobody can put it into another environment with a label.
 */
export function seenLabels(subject: IncidentSubject, severity: string): Labels {
  const labels = new Map(subject.labels);
  const place = {
    severity,
    cluster: subject.cluster,
    namespace: subject.namespace,
    project: subject.project,
    environment: subject.environment,
  };
  for (const [name, value] of Object.entries(place)) {
    if (value === null) labels.delete(name);
    else labels.set(name, value);
  }
  return labels;
}

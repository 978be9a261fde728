import type { Labels } from '../../platform/model/labels.ts';
import type { Incident } from '../incidents/incident.ts';

/** What of an incident routes and groups can look at beside its labels. */
export type FactSource = Pick<
  Incident,
  'labels' | 'severity' | 'project' | 'environment' | 'cluster' | 'namespace' | 'ruleId' | 'title'
>;

/** Names that stand for what we know ourselves; a label of that name does not count. */
export const KNOWN_FACTS = [
  'severity',
  'project',
  'environment',
  'cluster',
  'namespace',
  'rule',
] as const;

/** The labels of an incident, and what we know of it: `rule` is the name of its rule, if it has one. */
export function incidentFacts(incident: FactSource): Labels {
  const facts = new Map(incident.labels);
  for (const name of KNOWN_FACTS) facts.delete(name);
  const { severity, project, environment, cluster, namespace, ruleId, title } = incident;
  const known = { severity, project, environment, cluster, namespace };
  for (const [name, value] of Object.entries(known)) if (value !== null) facts.set(name, value);
  if (ruleId !== null) facts.set('rule', title);
  return facts;
}

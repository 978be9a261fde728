import { type Incident, NO_CARE } from '../../alerting/incidents/incident.ts';

/** An open incident of acme, with what the test is about changed. */
export function incidentOf(id: string, changes: Partial<Incident> = {}): Incident {
  return {
    id,
    key: `key ${id}`,
    owner: 'acme',
    cluster: 'east',
    namespace: null,
    project: null,
    environment: null,
    ruleId: 'rule',
    title: 'Load',
    labels: new Map(),
    status: 'firing',
    severity: 'warning',
    rung: 1,
    peakSeverity: 'warning',
    peakRung: 1,
    annotations: new Map(),
    levels: new Map(),
    startedAtMs: 0,
    resolvedAtMs: null,
    resolveReason: null,
    notifiedChannels: [],
    revision: 1,
    refreshedAtMs: 0,
    ...NO_CARE,
    ...changes,
  };
}

import type { IncidentReader } from '../../../alerting/incidents/incident-reader.ts';
import { incidentVisibility } from '../../../alerting/incidents/incident-visibility.ts';
import { listUnassigned } from '../../../alerting/intake/unassigned-reader.ts';
import { labelsToObject } from '../../../platform/model/labels.ts';
import type { State } from '../../../platform/state/state.ts';
import type { Directory } from '../../../platform/tenancy/directory.ts';
import type { Handlers } from '../register-api.ts';
import { instant, pageRequest, presentPage } from './present.ts';
import { presentEvent, presentIncident } from './present-incident.ts';

export interface IncidentUseCases {
  readonly directory: () => Directory;
  readonly incidents: IncidentReader;
  readonly state: State;
}

type IncidentHandlers = Pick<Handlers, 'incidents.get' | 'intake.unassigned'>;

/** An incident with its timeline, and unassigned alerts, over HTTP. */
export function incidentHandlers(use: IncidentUseCases): IncidentHandlers {
  return {
    'incidents.get': async ({ params }, context) => {
      const visibility = incidentVisibility(
        use.directory(),
        context.caller().principal,
        params.owner,
      );
      const { incident, lastEvent, events } = await use.incidents.timeline(visibility, params.id);
      return { incident: presentIncident(incident, lastEvent), events: events.map(presentEvent) };
    },
    'intake.unassigned': async ({ query }) =>
      presentPage(await listUnassigned(use.state, pageRequest(query)), (alert) => ({
        id: alert.id,
        cluster: alert.cluster,
        reason: alert.reason,
        labels: labelsToObject(alert.labels),
        firstSeenAt: instant(alert.firstSeenAtMs),
        lastSeenAt: instant(alert.lastSeenAtMs),
        count: alert.count,
      })),
  };
}

import type { IncidentEvent } from '../incidents/incident-event.ts';
import type { IncidentRecord } from '../incidents/incident-reader.ts';
import type { LiveMessage } from './live-message.ts';

export type IncidentMessage = Extract<LiveMessage, { type: 'incident' }>;

/**
 * One message per incident for a run of events, in the order of their latest events. `position` of
 * each is the highest from which resuming would miss nothing that comes in later messages.
 */
export function incidentMessages(
  events: readonly IncidentEvent[],
  records: readonly IncidentRecord[],
): readonly IncidentMessage[] {
  const byIncident = new Map<string, IncidentEvent[]>();
  for (const event of [...events].sort((a, b) => a.position - b.position)) {
    const own = byIncident.get(event.incidentId);
    if (own) own.push(event);
    else byIncident.set(event.incidentId, [event]);
  }
  const found = records
    .flatMap((record) => {
      const own = byIncident.get(record.incident.id);
      const first = own?.[0];
      const last = own?.at(-1);
      return own && first && last ? [{ record, own, first, last }] : [];
    })
    .sort((a, b) => a.last.position - b.last.position);
  let nextFirst = Number.POSITIVE_INFINITY;
  const messages: IncidentMessage[] = [];
  for (const { record, own, first, last } of found.reverse()) {
    const position = Math.min(last.position, nextFirst - 1);
    messages.push({ type: 'incident', position, events: own, ...record });
    nextFirst = Math.min(nextFirst, first.position);
  }
  return messages.reverse();
}

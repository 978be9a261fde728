import type { Incident } from '../incidents/incident.ts';

/** The incident itself where nobody new was told: most of the time, and it is a large object. */
export function toldBy(incident: Incident, notifiedChannels: readonly string[]): Incident {
  const isSame =
    notifiedChannels.length === incident.notifiedChannels.length &&
    notifiedChannels.every((id, at) => id === incident.notifiedChannels[at]);
  return isSame ? incident : { ...incident, notifiedChannels };
}

import type { Incident } from '../incidents/incident.ts';

/** Who tells of trouble with rules: the name of no cluster, so that nobody can post in its name. */
export const TROUBLE_SOURCE = ':rules';

/** True of incidents about rules themselves. */
export function isTrouble({ levels }: Pick<Incident, 'levels'>): boolean {
  for (const level of levels.values()) if (level.source === TROUBLE_SOURCE) return true;
  return false;
}

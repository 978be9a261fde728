import type { Incident } from './incident.ts';

/** Who tells that a level of it fires. */
export function firingSources({ levels }: Pick<Incident, 'levels'>): ReadonlySet<string> {
  const firing = [...levels.values()].filter(({ state }) => state === 'firing');
  return new Set(firing.map(({ source }) => source));
}

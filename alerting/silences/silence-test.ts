import type { ScopeName } from '../../platform/tenancy/scope-name.ts';
import type { Silence, Silenceable } from './silence.ts';
import { type CompiledMatcher, compileMatcher } from './silence-matcher.ts';

/** Of matchers, the severity is the one on the owner's ladder, as people see it. */
const SEVERITY = 'severity';

/** Value of a label of an alert as matchers see it; '' when there is none. */
export function labelOf({ labels, severity }: Silenceable, name: string): string {
  return name === SEVERITY ? severity : (labels.get(name) ?? '');
}

/** Whether the place holds what the incident is about. The owner is judged elsewhere. */
export function isIn(place: ScopeName, incident: Silenceable): boolean {
  if (place.cluster !== null && place.cluster !== incident.cluster) return false;
  if (place.kind === 'platform') return true;
  const { project, environment } = place.node;
  if (project === null) return true;
  if (project !== incident.project) return false;
  return environment === null || environment === incident.environment;
}

/** A silence ready to be asked whether it mutes something, whatever the time. */
export interface SilenceTest {
  readonly matchers: readonly CompiledMatcher[];
  mutes(incident: Silenceable): boolean;
}

export function silenceTest(
  silence: Pick<Silence, 'owner' | 'places' | 'binding' | 'matchers'>,
): SilenceTest {
  const { owner, places, binding } = silence;
  const matchers = silence.matchers.map(compileMatcher);
  return {
    matchers,
    mutes: (incident) =>
      incident.owner === owner &&
      isBound(binding, incident) &&
      matchers.every((matcher) => matcher.accepts(labelOf(incident, matcher.name))) &&
      places.some((place) => isIn(place, incident)),
  };
}

function isBound(binding: Silence['binding'], { id, key, ruleId }: Silenceable): boolean {
  switch (binding?.kind) {
    case undefined:
      return true;
    case 'rule':
      return binding.ruleId === ruleId;
    case 'incident':
      return binding.incidentId === id;
    case 'alert':
      return binding.key === key;
  }
}

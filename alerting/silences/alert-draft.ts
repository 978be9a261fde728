import { printScopeName } from '../../platform/tenancy/scope-name.ts';
import type { Incident } from '../incidents/incident.ts';
import type { SilenceDraft } from './silence-draft.ts';

/** Which alert it is says the binding; the matchers are for people and other clients. */
const MOST_MATCHERS = 50;

/** How the alert of an incident is to be silenced. `endsAtMs` null: until somebody ends it. */
export interface AlertSilence {
  readonly kind: 'silence' | 'blacklist';
  /** Null: the title of the incident. */
  readonly reason: string | null;
  readonly endsAtMs: number | null;
}

/** A silence of one alert, by its exact labels, where its incident is. */
export function alertDraft(
  incident: Incident,
  { kind, reason, endsAtMs }: AlertSilence,
  nowMs: number,
): SilenceDraft {
  const { key, title, labels } = incident;
  const scope = scopeOfIncident(incident);
  return {
    kind,
    reason: reason ?? title,
    scope,
    matchers: [...labels]
      .slice(0, MOST_MATCHERS)
      .map(([name, value]) => ({ name, operator: '=', value }) as const),
    binding: { kind: 'alert', key },
    schedule: { kind: 'once', startsAtMs: nowMs, endsAtMs },
  };
}

/** Where a silence of this incident counts: in what it belongs to, and nowhere else. */
export function scopeOfIncident({ owner, project, environment, cluster }: Incident): string {
  return printScopeName(
    owner.startsWith('_')
      ? { kind: 'platform', cluster }
      : { kind: 'node', node: { tenant: owner, project, environment }, cluster: null },
  );
}

import type { Silence } from './silence.ts';
import type { SilenceState } from './silence-span.ts';

/** What a list of silences is asked for; null: any. */
export interface SilenceFilter {
  readonly states: readonly SilenceState[] | null;
  readonly kind: Silence['kind'] | null;
  readonly ruleId: string | null;
  readonly incidentId: string | null;
}

export function passes(
  { silence, state }: { readonly silence: Silence; readonly state: SilenceState },
  { states, kind, ruleId, incidentId }: SilenceFilter,
): boolean {
  const { binding } = silence;
  if (states !== null && !states.includes(state)) return false;
  if (kind !== null && silence.kind !== kind) return false;
  if (ruleId !== null && !(binding?.kind === 'rule' && binding.ruleId === ruleId)) return false;
  return incidentId === null || (binding?.kind === 'incident' && binding.incidentId === incidentId);
}

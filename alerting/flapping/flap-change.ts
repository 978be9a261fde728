import type { Incident, StateEvent } from '../incidents/incident.ts';
import { leadTelling, type TargetChoice } from '../routing/choose-targets.ts';
import type { RoutedRule } from '../routing/route-change.ts';
import type { FlapDamping } from './flap-damping.ts';

/** How the changes of an incident are damped of which this is one; null: it does not count. */
export function dampingOf(
  { severity }: Pick<Incident, 'severity'>,
  { kind }: Pick<StateEvent, 'kind'>,
  context: Omit<TargetChoice, 'severity' | 'rule'> & { readonly rule: RoutedRule | null },
): FlapDamping | null {
  if (!isFlapChange(kind, context.rule)) return null;
  const { rule, policy, routes, defaults } = context;
  return leadTelling({ severity, rule, policy, routes, defaults })?.flapping ?? null;
}

/** Whether a change counts for flapping: those that are told, unless something keeps them back. */
function isFlapChange(
  kind: StateEvent['kind'],
  rule: Pick<RoutedRule, 'levelChange'> | null,
): boolean {
  // As for messages: what no rule of ours raised is told when it becomes more severe.
  const levelChange = rule?.levelChange ?? 'raised';
  switch (kind) {
    case 'fired':
    case 'resolved':
      return true;
    case 'severity_raised':
      return levelChange !== 'none';
    case 'severity_lowered':
      return levelChange === 'any';
    case 'went_stale':
    case 'came_back':
      return false;
  }
}

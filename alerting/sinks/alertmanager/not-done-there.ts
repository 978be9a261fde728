import type { Policy } from '../../policies/policy.ts';
import { repeatFor } from '../../repeats/message-clock.ts';
import type { Rule } from '../../rules/rule.ts';

/** What is decided here and nowhere else, whatever the rule says. */
const NEVER =
  'silences, the blacklist, maintenance, inhibition rules, acknowledgements and the tree of routes that are kept here count for nothing there';

/**
 * What of how a rule's alerts are told an Alertmanager does not do when it decides by itself, in words
 * for people; the last is true of every rule.
 */
export function notDoneThere(rule: Pick<Rule, 'levels'>, policy: Policy | null): readonly string[] {
  const repeats = rule.levels.flatMap(
    ({ severity }) => repeatFor(severity, { levels: rule.levels }, policy) ?? [],
  );
  const isDoubling = repeats.some(({ mode }) => mode === 'doubling');
  const isEveryTime = repeats.some(({ mode }) => mode === 'every_time');
  const isCounted = repeats.some(({ mode, max }) => mode !== 'once' && max !== null);
  const isOnce = repeats.some(({ mode }) => mode === 'once');
  return [
    ...((policy?.escalation.length ?? 0) > 0
      ? ['nothing escalates there: the steps of the policy are not taken']
      : []),
    ...((policy?.flapping ?? null) === null
      ? []
      : ['alerts that come and go are told there each time']),
    ...((policy?.grouping ?? null) === null
      ? []
      : ['alerts are not gathered there as the policy says']),
    ...(isDoubling ? ['it says alerts again at one interval, which does not double'] : []),
    ...(isEveryTime
      ? ['it says alerts again at an interval, not each time they are reported']
      : []),
    ...(isCounted ? ['it says alerts again without end'] : []),
    ...(isOnce ? ['it says alerts again after five days'] : []),
    NEVER,
  ];
}

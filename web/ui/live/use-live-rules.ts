import { useEffect, useMemo } from 'react';
import type { Rule } from '../../contract/rules.ts';
import { useLive, useLiveTopic } from './live-context.ts';
import { speaksOfOthers, withLiveStatus, withLiveStatuses } from './live-rules.ts';

/**
 * Fetched rules as they do now.
 * @param refetch asked when the stream speaks of rules that were not fetched
 */
export function useLiveRules(
  fetched: readonly Rule[] | undefined,
  refetch: () => void,
): readonly Rule[] | undefined {
  useLiveTopic('rules');
  const { rules } = useLive().overlay;
  const isMissing = fetched !== undefined && speaksOfOthers(fetched, rules);
  // biome-ignore lint/correctness/useExhaustiveDependencies: once for each time that something is missing
  useEffect(() => {
    if (isMissing) refetch();
  }, [isMissing]);
  return useMemo(() => fetched && withLiveStatuses(fetched, rules), [fetched, rules]);
}

/** One rule as it does now. */
export function useLiveRule<R extends Rule | undefined>(fetched: R): R | Rule {
  useLiveTopic('rules');
  const { rules } = useLive().overlay;
  return useMemo(
    () => (fetched === undefined ? fetched : withLiveStatus(fetched, rules.get(fetched.id))),
    [fetched, rules],
  );
}

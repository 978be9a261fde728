import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useEffectEvent, useState } from 'react';
import { ownerKey } from '../../api/queries.ts';
import { usePlace } from '../../scope/use-place.ts';

/**
 * Asks what is shown once more. After a change of the rows it waits until these have asked what is
 * new, and asks only the rest; without one it starts all questions anew, aborting those on their way.
 */
export function useAskAgain(): (isChanged: boolean) => void {
  const { scope, parts } = usePlace();
  const queryClient = useQueryClient();
  const [changes, setChanges] = useState(0);
  const ask = useEffectEvent((cancelRefetch: boolean) => askAll(cancelRefetch));
  const askAll = (cancelRefetch: boolean) => {
    for (const kind of ['range', 'instant']) {
      const queryKey = [...ownerKey(parts.owner), kind, scope];
      void queryClient.refetchQueries({ queryKey, type: 'active' }, { cancelRefetch });
    }
  };
  useEffect(() => {
    if (changes > 0) ask(false);
  }, [changes]);
  return (isChanged) => {
    if (isChanged) setChanges((count) => count + 1);
    else askAll(true);
  };
}

import { useEffect, useReducer, useState } from 'react';
import { useServices } from '../app/services.ts';
import { usePlace } from '../scope/use-place.ts';
import { followTail, type TailState } from './follow-tail.ts';
import { EMPTY_TAIL, stepTail } from './tail-buffer.ts';

/** Follows a query's new lines as long as it is shown; another query begins anew, '' follows none. */
export function useLiveTail(query: string) {
  const { live } = useServices();
  const { scope } = usePlace();
  const [tail, step] = useReducer(stepTail, EMPTY_TAIL);
  const [state, setState] = useState<TailState>({ kind: 'connecting' });
  useEffect(() => {
    step({ kind: 'restart' });
    if (query === '') return undefined;
    return followTail(
      { scope, query, io: live },
      { onState: setState, onFrame: (frame) => step({ kind: 'arrive', frame }) },
    );
  }, [query, scope, live]);
  return { tail, state, step };
}

import { useState } from 'react';
import { Unanswered } from '../../../../../dashboards/model/scoped-api.ts';

/** How soon it is asked again where nothing answers. */
const AGAIN_MS = 5_000;

/** Of a question that nothing answers, so that what is shown comes back by itself. */
export const againWhileAway = ({ state }: { readonly state: { readonly error: Error | null } }) =>
  state.error instanceof Unanswered ? AGAIN_MS : false;

/**
 * The answer that there is, or the last one to the same question while nothing answers: it stays, and the bar of
 * the lost connection says how old it is.
 * @param about the question but for its time
 */
export function useKeptAnswer<Data>(
  found: {
    readonly data: Data | undefined;
    readonly isPlaceholderData: boolean;
    readonly error: Error | null;
  },
  about: string,
): Data | undefined {
  const [kept, setKept] = useState<{ readonly about: string; readonly data: Data }>();
  const { data, isPlaceholderData, error } = found;
  const isNew = data !== undefined && !isPlaceholderData && kept?.data !== data;
  if (isNew) setKept({ about, data });
  if (data !== undefined) return data;
  return error instanceof Unanswered && kept?.about === about ? kept.data : undefined;
}

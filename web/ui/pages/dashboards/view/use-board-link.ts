import { useCallback } from 'react';
import { useSearchParams } from 'react-router';
import { useLinkTo } from '../../../scope/use-place.ts';

/** Links to other pages of the same dashboard: what is chosen for its variables goes along. */
export function useBoardLink(): (path: string, more?: Readonly<Record<string, string>>) => string {
  const linkTo = useLinkTo();
  const [search] = useSearchParams();
  const chosen = [...search].filter(([name]) => name.startsWith('var-'));
  const text = new URLSearchParams(chosen).toString();
  return useCallback(
    (path, more) => `${linkTo(path, more)}${text === '' ? '' : `&${text}`}`,
    [linkTo, text],
  );
}

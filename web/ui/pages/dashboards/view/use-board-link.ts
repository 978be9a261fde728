import { useCallback } from 'react';
import { useSearchParams } from 'react-router';
import { useLinkTo } from '../../../scope/use-place.ts';

/**
 * Links to other pages of the same dashboard: what is chosen for its variables goes along, and so does the range,
 * also the usual one, since a dashboard may open with another.
 */
export function useBoardLink(): (path: string, more?: Readonly<Record<string, string>>) => string {
  const linkTo = useLinkTo();
  const [search] = useSearchParams();
  const range = search.get('range');
  const chosen = [...search].filter(([name]) => name.startsWith('var-'));
  const text = new URLSearchParams(chosen).toString();
  return useCallback(
    (path, more) => {
      const link = linkTo(path, { ...(range === null ? {} : { range }), ...more });
      return `${link}${text === '' ? '' : `&${text}`}`;
    },
    [linkTo, range, text],
  );
}

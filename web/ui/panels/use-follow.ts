import { useContext } from 'react';
import { boardAddress } from '../../../dashboards/links/board-address.ts';
import { PlaceContext } from '../scope/use-place.ts';

/** Variables were put in when the panel was asked. */
const FILLED = { variables: new Map(), builtIns: new Map() };

/**
 * Where a link in what a panel shows leads the reader: to dashboards in the scope and range of the
 * page. Embedded panels have neither, and who looks at one may not open our pages: there only links to
 * other sites are followed, and null stands for the others.
 */
export function useFollow(): (url: string) => string | null {
  const place = useContext(PlaceContext);
  return (url) => {
    if (place === undefined) return /^(?:https?|mailto):/i.test(url) ? url : null;
    const { scope, rangeText: range } = place;
    return boardAddress(url, FILLED, { scope, range, keeps: { time: true, variables: false } });
  };
}

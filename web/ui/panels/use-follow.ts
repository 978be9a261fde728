import { useContext } from 'react';
import { boardAddress } from '../../../dashboards/links/board-address.ts';
import { PlaceContext } from '../scope/use-place.ts';
import { BoardPresenceContext, type Followed, followed } from './board-presence.ts';

/** Variables were put in when the panel was asked. */
const FILLED = { variables: new Map(), builtIns: new Map() };

/**
 * Where a link in what a panel shows leads the reader: to dashboards in the scope and range of the
 * page. Embedded panels have neither, and who looks at one may not open our pages: there only links to
 * other sites are followed.
 */
export function useFollow(): (url: string) => Followed {
  const place = useContext(PlaceContext);
  const find = useContext(BoardPresenceContext);
  return (url) => {
    if (place === undefined) {
      return followed(/^(?:https?|mailto):/i.test(url) ? url : null, find);
    }
    const { scope, rangeText: range } = place;
    const keeps = { time: true, variables: false };
    return followed(boardAddress(url, FILLED, { scope, range, keeps }), find);
  };
}

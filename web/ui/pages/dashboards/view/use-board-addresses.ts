import { useContext } from 'react';
import { boardAddress } from '../../../../../dashboards/links/board-address.ts';
import type { PanelLink } from '../../../../../dashboards/model/panel.ts';
import {
  interpolationOf,
  type PanelContext,
} from '../../../../../dashboards/queries/plan-panel.ts';
import { interpolateText } from '../../../../../dashboards/variables/interpolate.ts';
import { BoardPresenceContext, followed } from '../../../panels/board-presence.ts';
import { usePlace } from '../../../scope/use-place.ts';

/**
 * Words and address of links of a dashboard or panel; null for those that may not be followed. Without an
 * address: to a dashboard that is not there for who looks.
 */
export function useBoardAddresses(context: PanelContext) {
  const { scope, rangeText: range } = usePlace();
  const find = useContext(BoardPresenceContext);
  const given = interpolationOf(context, context.scrapeIntervalMs);
  return ({ title, url, keepsTime, keepsVariables }: Omit<PanelLink, 'tags'>) => {
    const keeps = { time: keepsTime, variables: keepsVariables };
    const wanted = boardAddress(url, given, { scope, range, keeps });
    const to = followed(wanted, find);
    if (wanted === null || to.kind === 'none') return null;
    const address = to.kind === 'link' ? to.address : null;
    return { title: interpolateText(title, given) || wanted, address };
  };
}

import { boardAddress } from '../../../../../dashboards/links/board-address.ts';
import type { PanelLink } from '../../../../../dashboards/model/panel.ts';
import {
  interpolationOf,
  type PanelContext,
} from '../../../../../dashboards/queries/plan-panel.ts';
import { interpolateText } from '../../../../../dashboards/variables/interpolate.ts';
import { usePlace } from '../../../scope/use-place.ts';

/** Words and address of links of a dashboard or panel; null for those that may not be followed. */
export function useBoardAddresses(context: PanelContext) {
  const { scope, rangeText: range } = usePlace();
  const given = interpolationOf(context, context.scrapeIntervalMs);
  return ({ title, url, keepsTime, keepsVariables }: Omit<PanelLink, 'tags'>) => {
    const keeps = { time: keepsTime, variables: keepsVariables };
    const address = boardAddress(url, given, { scope, range, keeps });
    if (address === null) return null;
    return { title: interpolateText(title, given) || address, address };
  };
}

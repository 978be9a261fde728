import { useMemo } from 'react';
import type { Panel } from '../../../dashboards/model/panel.ts';
import { withTexts } from '../../../dashboards/queries/panel-texts.ts';
import type { PanelContext } from '../../../dashboards/queries/plan-panel.ts';
import type { PlacedPanel } from '../../../dashboards/queries/repeat-panels.ts';

/** A panel with the variables of its texts filled in; the same one as long as they are. */
export function useTexts(
  { panel, variables }: Pick<PlacedPanel, 'panel' | 'variables'>,
  { time, dashboard, scrapeIntervalMs, looker }: Omit<PanelContext, 'variables'>,
): Panel {
  const { fromMs, toMs, timeZone } = time;
  const { uid, title } = dashboard;
  return useMemo(
    () =>
      withTexts(panel, {
        ...{ time: { fromMs, toMs, timeZone }, variables, filters: [] },
        ...{ dashboard: { uid, title }, scrapeIntervalMs, looker },
      }),
    [panel, variables, fromMs, toMs, timeZone, uid, title, scrapeIntervalMs, looker],
  );
}

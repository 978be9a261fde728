import type { Panel } from '../../../../../dashboards/model/panel.ts';

/** What a panel asks and how its data are shown: when it changes, it is asked anew. Not where it lies. */
export function panelVersion(panel: Panel): string {
  const { targets, transformations, fieldConfig, interval, maxDataPoints } = panel;
  const { timeFrom, timeShift, kind } = panel;
  return JSON.stringify([
    kind,
    targets,
    transformations,
    fieldConfig,
    interval,
    maxDataPoints,
    timeFrom,
    timeShift,
  ]);
}

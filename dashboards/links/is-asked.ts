import type { PanelTime } from '../model/panel-data.ts';
import type { ScopedParameters } from '../model/scoped-api.ts';
import { type PlannedQuery, planPanel } from '../queries/plan-panel.ts';
import { type PlacedPanel, repeatPanels } from '../queries/repeat-panels.ts';
import type { ResolvedVariables } from '../variables/resolve-variables.ts';
import type { LinkedDashboard } from './linked-dashboard.ts';

/** What most scrape by. */
export const LINK_SCRAPE_INTERVAL_MS = 15_000;

/** A linked dashboard as it stands: its variables resolved, at a time. */
export interface LinkedView {
  readonly dashboard: LinkedDashboard['dashboard'];
  readonly resolved: Pick<ResolvedVariables, 'values' | 'filters'>;
  readonly time: PanelTime;
}

/** A question that somebody says the dashboard asks. */
export interface ClaimedQuestion {
  /** Of the placed panel, see `repeatPanels`. */
  readonly panel: string;
  readonly refId: string;
  readonly widthPx: number;
  readonly language: 'promql' | 'logql';
  readonly path: string;
  readonly parameters: ScopedParameters;
}

/** The panels of a view with their repetitions, by key; rows are among them. */
export function placedByKey({ dashboard, resolved }: LinkedView): ReadonlyMap<string, PlacedPanel> {
  const placed = repeatPanels(dashboard, resolved.values);
  return new Map(placed.flatMap((one) => [one, ...one.panels]).map((one) => [one.key, one]));
}

/**
 * The question of the dashboard that is just this: planned anew from the view, and equal to the last
 * character. Undefined: the dashboard does not ask it.
 * @param placed see `placedByKey`
 */
export function askedQuery(
  { dashboard, resolved, time }: LinkedView,
  placed: ReadonlyMap<string, PlacedPanel>,
  claimed: ClaimedQuestion,
): PlannedQuery | undefined {
  const one = placed.get(claimed.panel);
  if (one === undefined) return undefined;
  const context = {
    ...{ time, variables: one.variables, filters: resolved.filters },
    dashboard: { uid: dashboard.uid, title: dashboard.title },
    scrapeIntervalMs: LINK_SCRAPE_INTERVAL_MS,
  };
  const { queries } = planPanel(one.panel, context, claimed.widthPx);
  return queries.find((query) => isSame(query, claimed));
}

function isSame({ target, path, parameters }: PlannedQuery, claimed: ClaimedQuestion): boolean {
  return (
    target.refId === claimed.refId &&
    target.language === claimed.language &&
    path === claimed.path &&
    parameters.length === claimed.parameters.length &&
    parameters.every(([name, value], at) => {
      const [otherName, otherValue] = claimed.parameters[at] ?? [];
      return name === otherName && value === otherValue;
    })
  );
}

import { importDashboard } from '../../../../dashboards/import/import-dashboard.ts';
import type { Dashboard } from '../../../../dashboards/model/dashboard.ts';
import type { Panel } from '../../../../dashboards/model/panel.ts';

/** A board of Grafana by our own model; what cannot be read is refused in the words of the import. */
export function readBoard(source: string): ReturnType<typeof importDashboard> {
  return importDashboard(parsed(source));
}

function parsed(source: string): unknown {
  try {
    return JSON.parse(source);
  } catch {
    return null; // refused by the import
  }
}

/** Its panels in their order, also those under folded rows; rows are none. */
export function panelsOf({ panels }: Pick<Dashboard, 'panels'>): readonly Panel[] {
  return panels.flatMap((panel) => [panel, ...panel.panels]).filter(({ kind }) => kind !== 'row');
}

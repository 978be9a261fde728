import { AppError } from '../../platform/errors/app-error.ts';
import { importDashboardText } from '../import/import-dashboard.ts';
import type { Dashboard } from '../model/dashboard.ts';
import type { Panel } from '../model/panel.ts';
import type { BoardLink } from './board-link.ts';
import { linkedDashboard } from './linked-dashboard.ts';

/** What a link may fix beside variables. */
const FIXED: ReadonlySet<string> = new Set(['from', 'to', 'theme', 'language', 'width', 'height']);
const MOST_NAMED = 20;

/**
 * Refuses a link that fixes what the dashboard has not, since what was meant would stay open, or that
 * is of a panel that is not there.
 * @param source Grafana's JSON as text
 * @throws AppError `invalid`, naming what exists
 */
export function refuseUnknown(source: string, wish: Pick<BoardLink, 'panelId' | 'fixed'>): void {
  const other = wish.fixed.find(([name]) => !FIXED.has(name) && !name.startsWith('var-'));
  if (other !== undefined) {
    const known = `${[...FIXED].join(', ')} and var-…`;
    throw new AppError('invalid', `fixed: there is no ${shown(other[0])}; it takes ${known}.`);
  }
  const read = importDashboardText(source);
  if (read.kind === 'refused') {
    throw new AppError('invalid', `The dashboard cannot be shown: ${read.message}`);
  }
  refuseVariable(read.dashboard, wish.fixed);
  if (linkedDashboard(read.dashboard, { panelId: wish.panelId, fixed: [] }) !== null) return;
  const panels = panelsOf(read.dashboard.panels).map(({ id, title }) => `${id} (${shown(title)})`);
  throw new AppError(
    'invalid',
    `The dashboard has no panel ${wish.panelId ?? ''}. It has: ${listed(panels)}.`,
  );
}

function refuseVariable({ variables }: Dashboard, fixed: BoardLink['fixed']): void {
  const names = variables.map(({ name }) => `var-${name}`);
  const known = new Set(names);
  const unknown = fixed.find(([name]) => name.startsWith('var-') && !known.has(name));
  if (unknown === undefined) return;
  throw new AppError(
    'invalid',
    `fixed: the dashboard has no ${shown(unknown[0])}. It has: ${listed(names)}.`,
  );
}

function panelsOf(panels: readonly Panel[]): readonly Panel[] {
  return panels.flatMap((panel) => {
    return panel.kind === 'row' ? panelsOf(panel.panels) : [panel, ...panelsOf(panel.panels)];
  });
}

function listed(names: readonly string[]): string {
  if (names.length === 0) return 'none';
  const more = names.length - MOST_NAMED;
  return names.slice(0, MOST_NAMED).join(', ') + (more > 0 ? ` and ${more} more` : '');
}

function shown(text: string): string {
  return JSON.stringify(text.slice(0, 80));
}

import type { Dashboard, Variable } from '../model/dashboard.ts';
import type { Panel } from '../model/panel.ts';
import { referencedNames } from '../variables/find-references.ts';
import { dependenciesOf } from '../variables/order-variables.ts';
import { pinVariables } from '../variables/pin-variables.ts';
import { askedOf } from '../variables/resolve-variables.ts';
import type { BoardLink } from './board-link.ts';
import { openTexts } from './open-texts.ts';

type Linked = Pick<BoardLink, 'panelId' | 'fixed'>;

/** What a link leaves of a dashboard, and what nobody who holds it may choose. */
export interface LinkedDashboard {
  /** With its panel alone and what that names, where the link is of a panel; fixed values pinned. */
  readonly dashboard: Dashboard;
  /** Names of variables that stand as they are. */
  readonly closed: ReadonlySet<string>;
  /** Ends of the range that are fixed; null for those that may be chosen. */
  readonly from: string | null;
  readonly to: string | null;
}

/** Null where the panel is not there. */
export function linkedDashboard(dashboard: Dashboard, link: Linked): LinkedDashboard | null {
  const panels = panelsOf(dashboard, link.panelId);
  if (panels === null) return null;
  const pinned = pinnedOf(link);
  const needed = link.panelId === null ? null : neededBy(panels, dashboard.variables);
  const variables = pinVariables(dashboard.variables, pinned).filter(
    ({ name }) => needed === null || needed.has(name),
  );
  const closed = new Set([...pinned.keys(), ...openTexts({ panels, variables })]);
  const from = fixedValue(link, 'from');
  const to = fixedValue(link, 'to');
  return {
    dashboard: {
      ...dashboard,
      ...{ panels, variables },
      ...{ from: from ?? dashboard.from, to: to ?? dashboard.to },
      ...(link.panelId === null ? {} : { links: [] }),
    },
    ...{ closed, from, to },
  };
}

/** Values that the giver has chosen, by name without `var-`. */
export function pinnedOf({
  fixed,
}: Pick<BoardLink, 'fixed'>): ReadonlyMap<string, readonly string[]> {
  return askedOf(new URLSearchParams(fixed.map(([name, value]) => [name, value])));
}

export function fixedValue({ fixed }: Pick<BoardLink, 'fixed'>, name: string): string | null {
  return fixed.find(([one]) => one === name)?.[1] ?? null;
}

/** What is chosen: what may not be is left out. */
export function chosenAmong(
  { closed, dashboard }: Pick<LinkedDashboard, 'closed' | 'dashboard'>,
  chosen: ReadonlyMap<string, readonly string[]>,
): ReadonlyMap<string, readonly string[]> {
  const pinned = dashboard.variables.flatMap(({ name, current }) =>
    closed.has(name) ? [[name, current] as const] : [],
  );
  return new Map([...[...chosen].filter(([name]) => !closed.has(name)), ...pinned]);
}

function panelsOf({ panels }: Dashboard, panelId: number | null): readonly Panel[] | null {
  if (panelId === null) return panels;
  for (const panel of panels) {
    if (panel.kind !== 'row') {
      if (panel.id === panelId) return [panel];
      continue;
    }
    const inside = panel.panels.find(({ id }) => id === panelId);
    // The row may be repeated, and the panel with it.
    if (inside !== undefined) return [{ ...panel, isCollapsed: false, panels: [inside] }];
  }
  return null;
}

function neededBy(panels: readonly Panel[], variables: readonly Variable[]): ReadonlySet<string> {
  const repeated = panels.flatMap((panel) => [panel, ...panel.panels]).map(({ repeat }) => repeat);
  const named = referencedNames(JSON.stringify(panels));
  const sources = panels
    .flatMap((panel) => [panel, ...panel.panels])
    .flatMap(({ targets }) => targets.flatMap(({ source }) => source ?? []));
  const filters = variables.filter(({ kind }) => kind === 'adhoc').map(({ name }) => name);
  const needed = new Set([
    ...named,
    ...sources,
    ...repeated.flatMap((one) => one?.variable ?? []),
    ...filters,
  ]);
  // A set grows while it is walked.
  for (const name of needed) {
    const variable = variables.find((one) => one.name === name);
    for (const other of variable === undefined ? [] : dependenciesOf(variable)) needed.add(other);
  }
  return needed;
}

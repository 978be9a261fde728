import { bottomOf, compacted } from '../edit/grid-items.ts';
import type { Dashboard } from '../model/dashboard.ts';
import type { Panel } from '../model/panel.ts';
import { eachValue, type VariableValues } from '../variables/variable-value.ts';

/** A panel as it stands on the page; of a repetition with its own value of the variable. */
export interface PlacedPanel {
  readonly panel: Panel;
  readonly variables: VariableValues;
  /** Distinct on the page, also among repetitions of one panel. */
  readonly key: string;
  /** Of a row: what is under it. */
  readonly panels: readonly PlacedPanel[];
}

/** Repetitions of one panel or row at most. */
const MOST_REPEATS = 100;
const COLUMNS = 24;

/**
 * Rows and panels with their repetitions, placed as Grafana's grid does: each as far up as it can go,
 * in the order in which they are read; what would lie on another is pushed down, and rows come below
 * all that is before them.
 */
export function repeatPanels(
  { panels }: Pick<Dashboard, 'panels'>,
  variables: VariableValues,
): readonly PlacedPanel[] {
  const found: PlacedPanel[] = [];
  let top = 0;
  const add = (block: PlacedBlock) => {
    found.push(...block.panels);
    top = block.bottom;
  };
  let loose: Panel[] = [];
  for (const panel of panels) {
    if (panel.kind !== 'row') {
      loose.push(panel);
      continue;
    }
    add(placePanels(loose, { variables, suffix: '' }, top));
    loose = [];
    for (const copy of copiesOf(panel, variables)) add(placeRow(panel, copy, top));
  }
  add(placePanels(loose, { variables, suffix: '' }, top));
  return found;
}

interface PlacedBlock {
  readonly panels: readonly PlacedPanel[];
  /** The first row of the grid below them. */
  readonly bottom: number;
}

/** One copy of a row with what is under it. */
function placeRow(row: Panel, copy: Copy, top: number): PlacedBlock {
  const { panels, bottom } = placePanels(row.panels, copy, top + 1);
  const panel = { ...row, place: { ...row.place, y: top } };
  const key = `${row.id}${copy.suffix}`;
  return { panels: [{ panel, variables: copy.variables, key, panels }], bottom };
}

/** The panels of one section from `top` on. A panel and its repetitions keep together. */
function placePanels(
  panels: readonly Panel[],
  { variables, suffix }: Copy,
  top: number,
): PlacedBlock {
  const groups = panels.map((panel) =>
    groupOf(
      panel,
      copiesOf(panel, variables).map((copy) => ({ ...copy, suffix: `${suffix}${copy.suffix}` })),
    ),
  );
  const shown = groups.filter(({ copies }) => copies.length > 0);
  const placed = new Map(compacted(shown).map((group) => [group.panel, group.y]));
  return {
    panels: shown.flatMap((group) => spread(group, top + (placed.get(group.panel) ?? 0))),
    bottom: top + bottomOf(shown.map((group) => ({ ...group, y: placed.get(group.panel) ?? 0 }))),
  };
}

interface Copy {
  readonly variables: VariableValues;
  readonly suffix: string;
}

function copiesOf({ repeat }: Panel, variables: VariableValues): readonly Copy[] {
  const value = repeat === null ? undefined : variables.get(repeat.variable);
  if (value === undefined || repeat === null) return [{ variables, suffix: '' }];
  return eachValue(value)
    .slice(0, MOST_REPEATS)
    .map((each) => ({
      variables: new Map([...variables, [repeat.variable, each]]),
      suffix: `-${repeat.variable}=${each.values[0] ?? ''}`,
    }));
}

/** The place that a panel takes with all its repetitions. */
interface Group {
  readonly panel: Panel;
  readonly copies: readonly Copy[];
  /** How many are side by side, each of a width; null for those that stay in their columns. */
  readonly across: { readonly perRow: number; readonly width: number } | null;
  readonly x: number;
  readonly y: number;
  readonly w: number;
  readonly h: number;
}

/** Side by side in the width of the page, or one below the other. */
function groupOf(panel: Panel, copies: readonly Copy[]): Group {
  const { place, repeat } = panel;
  const { x, y, width: w, height } = place;
  const own = { panel, copies, across: null, x, y, w, h: height };
  if (repeat === null || copies.length < 2) return own;
  if (repeat.direction === 'v') return { ...own, h: height * copies.length };
  const perRow = Math.max(1, Math.min(copies.length, repeat.maxPerRow ?? 4, COLUMNS));
  const width = Math.floor(COLUMNS / perRow);
  const h = height * Math.ceil(copies.length / perRow);
  return { ...own, across: { perRow, width }, x: 0, w: COLUMNS, h };
}

function spread({ panel, copies, across }: Group, top: number): readonly PlacedPanel[] {
  const { place } = panel;
  return copies.map(({ variables, suffix }, index) => {
    const perRow = across?.perRow ?? 1;
    const y = top + Math.floor(index / perRow) * place.height;
    const moved =
      across === null
        ? { ...place, y }
        : { ...place, x: (index % perRow) * across.width, width: across.width, y };
    return {
      panel: { ...panel, place: moved },
      variables,
      key: `${panel.id}${suffix}`,
      panels: [],
    };
  });
}

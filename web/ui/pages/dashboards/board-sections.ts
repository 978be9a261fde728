import type { PlacedPanel } from '../../../../dashboards/queries/repeat-panels.ts';

/** A row of a dashboard with what is under it; the first one may have no head. */
export interface BoardSection {
  readonly head: PlacedPanel | null;
  readonly panels: readonly PlacedPanel[];
}

/** Panels below a row belong to it up to the next one; a folded row holds its own, and no others. */
export function sectionsOf(placed: readonly PlacedPanel[]): readonly BoardSection[] {
  const sections: { head: PlacedPanel | null; panels: PlacedPanel[] }[] = [];
  for (const one of placed) {
    if (one.panel.kind === 'row') sections.push({ head: one, panels: [...one.panels] });
    else {
      const last = sections.at(-1);
      const isFolded = last?.head?.panel.isCollapsed === true;
      if (last === undefined || isFolded) sections.push({ head: null, panels: [one] });
      else last.panels.push(one);
    }
  }
  return sections;
}

/** The panel that has the key, also in a folded row; undefined: none has. */
export function panelWithKey(placed: readonly PlacedPanel[], key: string): PlacedPanel | undefined {
  return placed
    .flatMap((one) => [one, ...one.panels])
    .find((one) => one.key === key && one.panel.kind !== 'row');
}

const ROW_PX = 30;
const GAP_PX = 8;

/** How high so many rows of the grid are, with the gaps between them. */
export function heightPx(rows: number): number {
  return rows * ROW_PX + (rows - 1) * GAP_PX;
}

/** The first row of the grid that a section uses; its panels are placed from there. */
export function topOf(panels: readonly PlacedPanel[]): number {
  return Math.min(...panels.map(({ panel }) => panel.place.y));
}

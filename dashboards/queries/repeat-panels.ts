import type { Dashboard } from '../model/dashboard.ts';
import type { Panel } from '../model/panel.ts';
import { singleValue, type VariableValues } from '../variables/variable-value.ts';

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

/** Rows and panels with their repetitions, placed: what a repetition adds pushes down what follows. */
export function repeatPanels(
  { panels }: Pick<Dashboard, 'panels'>,
  variables: VariableValues,
): readonly PlacedPanel[] {
  let down = 0;
  return panels.flatMap((panel) => {
    const copies = copiesOf(panel, variables);
    return copies.map(({ values, suffix }, index) => {
      const moved = { ...panel, place: { ...panel.place, y: panel.place.y + down } };
      if (panel.kind !== 'row')
        return placeCopy(panel, { copies: copies.length, index, down, values, suffix });
      const inside = flatRepeats(panel.panels, values, suffix, down);
      const bottom = bottomOf(panel.panels, panel.place.y + 1);
      const grown =
        bottomOf(
          inside.map((each) => each.panel),
          moved.place.y + 1,
        ) -
        bottom -
        down;
      const isLast = index === copies.length - 1;
      down += grown + (isLast ? 0 : bottom - panel.place.y);
      return { panel: moved, variables: values, key: `${panel.id}${suffix}`, panels: inside };
    });
  });
}

function bottomOf(panels: readonly Panel[], least: number): number {
  return Math.max(least, ...panels.map(({ place }) => place.y + place.height));
}

function flatRepeats(
  panels: readonly Panel[],
  variables: VariableValues,
  suffix: string,
  down: number,
): readonly PlacedPanel[] {
  return panels.flatMap((panel) => {
    const copies = copiesOf(panel, variables);
    return copies.map(({ values, suffix: own }, index) =>
      placeCopy(panel, { copies: copies.length, index, down, values, suffix: `${suffix}${own}` }),
    );
  });
}

interface Copy {
  readonly values: VariableValues;
  readonly suffix: string;
}

function copiesOf({ repeat }: Panel, variables: VariableValues): readonly Copy[] {
  const value = repeat === null ? undefined : variables.get(repeat.variable);
  if (value === undefined || repeat === null) return [{ values: variables, suffix: '' }];
  return value.values.slice(0, MOST_REPEATS).map((each) => ({
    values: new Map([...variables, [repeat.variable, singleValue(repeat.variable, each)]]),
    suffix: `-${repeat.variable}=${each}`,
  }));
}

/** Side by side in the width of the page, or one below the other. */
function placeCopy(
  panel: Panel,
  {
    copies,
    index,
    down,
    values,
    suffix,
  }: Copy & Readonly<Record<'copies' | 'index' | 'down', number>>,
): PlacedPanel {
  const { place, repeat } = panel;
  const key = `${panel.id}${suffix}`;
  const moved = { ...place, y: place.y + down };
  if (repeat === null || copies < 2)
    return { panel: { ...panel, place: moved }, variables: values, key, panels: [] };
  if (repeat.direction === 'v') {
    const y = moved.y + index * place.height;
    return { panel: { ...panel, place: { ...moved, y } }, variables: values, key, panels: [] };
  }
  const perRow = Math.max(1, Math.min(copies, repeat.maxPerRow ?? 4, COLUMNS));
  const width = Math.floor(COLUMNS / perRow);
  const x = (index % perRow) * width;
  const y = moved.y + Math.floor(index / perRow) * place.height;
  return {
    panel: { ...panel, place: { ...moved, x, y, width } },
    variables: values,
    key,
    panels: [],
  };
}

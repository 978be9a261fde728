import type { Grouping } from '../ast.ts';
import type { Evaluation } from './evaluation.ts';
import { LabelSet, METRIC_NAME } from './label-set.ts';
import { isPendingDrop, type VectorColumns } from './vector-columns.ts';

/** The rows of a vector in groups, in the order in which the groups are met. */
export interface RowGroups {
  /** Group of each row. */
  readonly groupOf: Int32Array;
  /** What each group is called. */
  readonly labels: readonly LabelSet[];
  /** Names that are to be dropped later, by group; null: none. */
  readonly pendingDrop: Uint8Array | null;
}

/** Puts rows in groups by an aggregation's clause; without one all are in the same. */
export async function groupRows(
  { turn }: Evaluation,
  vector: VectorColumns,
  grouping: Grouping | null,
): Promise<RowGroups> {
  const { series } = vector;
  const groupOf = new Int32Array(series.length);
  const known = new Map<string, number>();
  const labels: LabelSet[] = [];
  const pending: number[] = [];
  const keyed = keyMaker(grouping);
  for (const [row, set] of series.entries()) {
    const { key, group } = keyed(set);
    let index = known.get(key);
    if (index === undefined) {
      index = labels.length;
      known.set(key, index);
      labels.push(group());
      pending.push(isPendingDrop(vector, row) ? 1 : 0);
    }
    groupOf[row] = index;
    if (turn.isDue()) await turn.rest();
  }
  const pendingDrop = vector.pendingDrop === null ? null : Uint8Array.from(pending);
  return { groupOf, labels, pendingDrop };
}

interface Keyed {
  readonly key: string;
  group(): LabelSet;
}

function keyMaker(grouping: Grouping | null): (set: LabelSet) => Keyed {
  if (grouping === null) return () => ({ key: '', group: () => LabelSet.empty });
  const { labels } = grouping;
  if (grouping.mode === 'by') {
    return (set) => ({ key: valuesKey(set, labels), group: () => set.only(labels) });
  }
  const dropped = [...labels, METRIC_NAME];
  return (set) => {
    const rest = set.without(dropped);
    return { key: rest.key(), group: () => rest };
  };
}

/** Equal exactly where all the named labels are. */
export function valuesKey(set: LabelSet, names: readonly string[]): string {
  if (names.length === 1) return set.get(names[0] ?? '');
  let key = '';
  for (const name of names) {
    const value = set.get(name);
    key += `${value.length}:${value}`;
  }
  return key;
}

/** The rows of each group, ascending. */
export function rowsByGroup(groups: RowGroups): readonly (readonly number[])[] {
  const rows: number[][] = groups.labels.map(() => []);
  for (const [row, group] of groups.groupOf.entries()) rows[group]?.push(row);
  return rows;
}

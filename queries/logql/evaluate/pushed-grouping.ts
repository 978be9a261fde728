import type {
  Grouping,
  RangeAggregation,
  RangeOp,
  Stage,
  VectorAggregation,
  VectorOp,
} from '../ast.ts';
import type { LabelChoice } from './line-labels.ts';

/** Where an aggregation of aggregations is one aggregation: a sum of sums, the greatest of the greatest. */
const ASSOCIATIVE: ReadonlyMap<VectorOp, readonly RangeOp[]> = new Map<
  VectorOp,
  readonly RangeOp[]
>([
  ['sum', ['count_over_time', 'rate', 'bytes_over_time', 'bytes_rate', 'sum_over_time']],
  ['max', ['max_over_time']],
  ['min', ['min_over_time']],
]);

/**
 * How an aggregation around a range aggregation groups, if lines may be grouped so right where they are
 * read: then labels that nobody asks for make no series. Null: they may not.
 */
export function pushedGrouping(
  { op, grouping }: VectorAggregation,
  inner: RangeAggregation,
): Grouping | null {
  if (inner.grouping !== null || !(ASSOCIATIVE.get(op) ?? []).includes(inner.op)) return null;
  return grouping ?? { mode: 'by', labels: [] };
}

/** Which labels a range aggregation leaves: the unwrapped one goes, unless it is grouped by. */
export function rangeChoice(
  { grouping, range: { unwrap } }: RangeAggregation,
  pushed: Grouping | null,
): LabelChoice | null {
  const asked = grouping ?? pushed;
  if (grouping?.mode === 'by') return { mode: 'by', names: new Set(grouping.labels) };
  if (asked?.mode === 'by') {
    return { mode: 'by', names: new Set(asked.labels.filter((name) => name !== unwrap?.label)) };
  }
  if (asked === null && unwrap === null) return null;
  const names = new Set(asked?.labels ?? []);
  if (unwrap !== null) names.add(unwrap.label);
  return { mode: 'without', names };
}

const SUFFIX = '_extracted';

/**
 * The fields that parsers need not leave out, where the result and all stages name the labels that
 * they look at; null where any label may matter.
 */
export function wantedFields(
  { range }: RangeAggregation,
  choice: LabelChoice | null,
): ReadonlySet<string> | null {
  if (choice?.mode !== 'by' || !range.stages.every(namesItsLabels)) return null;
  const wanted = new Set(choice.names);
  const filters = range.stages.flatMap((stage) =>
    stage.kind === 'label_filter' ? [stage.filter] : [],
  );
  for (const filter of [...filters, ...(range.unwrap?.filters ?? [])]) addNames(filter, wanted);
  if (range.unwrap !== null) wanted.add(range.unwrap.label);
  for (const name of [...wanted]) {
    if (name.endsWith(SUFFIX)) wanted.add(name.slice(0, -SUFFIX.length));
  }
  return wanted;
}

function namesItsLabels({ kind }: Stage): boolean {
  return kind !== 'line_format' && kind !== 'label_format' && kind !== 'drop' && kind !== 'keep';
}

type LabelFilter = Extract<Stage, { kind: 'label_filter' }>['filter'];

function addNames(filter: LabelFilter, names: Set<string>): void {
  switch (filter.kind) {
    case 'and':
    case 'or':
      addNames(filter.left, names);
      addNames(filter.right, names);
      return;
    case 'string':
      names.add(filter.matcher.name);
      return;
    default:
      names.add(filter.name);
  }
}

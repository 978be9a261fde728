import { QueryFailure } from '../../source/query-failure.ts';
import type { Aggregation, Grouping } from '../ast.ts';
import { quoteGo } from '../go-quote.ts';
import { type Evaluation, evaluateVector, release, textOf } from './evaluation.ts';
import { formatFixed } from './format-number.ts';
import type { Grid } from './grid.ts';
import { isLabelName } from './label-functions.ts';
import { type LabelSet, METRIC_NAME } from './label-set.ts';
import { RowsBuilder } from './rows-builder.ts';
import { isPendingDrop, type VectorColumns } from './vector-columns.ts';

/** `count_values("label", v)`: how many rows of a group have each value, the value as a label. */
export async function aggregateCountValues(
  evaluation: Evaluation,
  node: Aggregation,
  grid: Grid,
): Promise<VectorColumns> {
  const label = textOf(node.param ?? undefined);
  if (!isLabelName(label)) {
    throw new QueryFailure('execution', `invalid label name ${quoteGo(label)}`);
  }
  const vector = await evaluateVector(evaluation, node.expr, grid);
  const { steps, values, present, series } = vector;
  const builder = new RowsBuilder(evaluation, steps);
  const groupOf = groupMaker(node.grouping, label);
  const rows = new Map<string, number>();
  for (const [row, labels] of series.entries()) {
    const ofValue = new Map<string, number>();
    for (let step = 0; step < steps; step++) {
      if (present[row * steps + step] === 0) continue;
      const text = formatFixed(values[row * steps + step] ?? 0);
      let target = ofValue.get(text);
      if (target === undefined) {
        const group = groupOf(labels, text);
        target = rows.get(group.key());
        if (target === undefined) {
          target = builder.add(group, isPendingDrop(vector, row));
          rows.set(group.key(), target);
        }
        ofValue.set(text, target);
      }
      builder.increment(target, step);
    }
    if (evaluation.turn.isDue()) await evaluation.turn.rest();
  }
  release(evaluation, vector);
  return builder.build(false, vector.pendingDrop !== null);
}

function groupMaker(
  grouping: Grouping | null,
  label: string,
): (labels: LabelSet, value: string) => LabelSet {
  if (grouping?.mode === 'without') {
    const dropped = [...grouping.labels, METRIC_NAME];
    return (labels, value) => labels.with(label, value).without(dropped);
  }
  const kept = [...(grouping?.labels ?? []), label];
  return (labels, value) => labels.with(label, value).only(kept);
}

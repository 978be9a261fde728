import { assertNever } from '../../../platform/model/assert-never.ts';
import type { Turn } from '../../source/turn.ts';
import type { Grouping, VectorAggregation, VectorOp } from '../ast.ts';
import { type LabelSet, NO_LABELS, omitLabels, pickLabels } from './label-set.ts';
import { emptySeries, type Series } from './series.ts';
import { nextMean } from './window-functions.ts';

/** An aggregation over series, at each step. */
export async function aggregateSeries(
  { op, param, grouping }: VectorAggregation,
  input: readonly Series[],
  turn: Turn,
): Promise<readonly Series[]> {
  switch (op) {
    case 'sum':
    case 'avg':
    case 'max':
    case 'min':
    case 'count':
    case 'stddev':
    case 'stdvar':
      return foldGroups(op, groupSeries(input, grouping), turn);
    case 'topk':
    case 'approx_topk':
      return rankSeries(groupSeries(input, grouping), param?.value ?? 0, descending, turn);
    case 'bottomk':
      return rankSeries(groupSeries(input, grouping), param?.value ?? 0, ascending, turn);
    case 'sort':
      return sortSeries(input, ascending);
    case 'sort_desc':
      return sortSeries(input, descending);
    default:
      return assertNever(op);
  }
}

interface Group {
  readonly labels: LabelSet;
  readonly members: Series[];
}

function groupSeries(input: readonly Series[], grouping: Grouping | null): readonly Group[] {
  const groups = new Map<string, Group>();
  const names = new Set(grouping?.labels ?? []);
  for (const series of input) {
    const labels = groupLabels(series.labels, grouping, names);
    const group = groups.get(labels.key);
    if (group === undefined) groups.set(labels.key, { labels, members: [series] });
    else group.members.push(series);
  }
  return [...groups.values()];
}

function groupLabels(
  labels: LabelSet,
  grouping: Grouping | null,
  names: ReadonlySet<string>,
): LabelSet {
  if (grouping === null) return NO_LABELS;
  return grouping.mode === 'by' ? pickLabels(labels, names) : omitLabels(labels, names);
}

type FoldOp = Exclude<VectorOp, 'topk' | 'bottomk' | 'approx_topk' | 'sort' | 'sort_desc'>;

async function foldGroups(
  op: FoldOp,
  groups: readonly Group[],
  turn: Turn,
): Promise<readonly Series[]> {
  const results: Series[] = [];
  for (const group of groups) results.push(await foldGroup(op, group, turn));
  return results;
}

async function foldGroup(op: FoldOp, { labels, members }: Group, turn: Turn): Promise<Series> {
  const steps = members[0]?.values.length ?? 0;
  const result = emptySeries(labels, steps);
  const values: number[] = [];
  for (let k = 0; k < steps; k++) {
    if (turn.isDue()) await turn.rest();
    values.length = 0;
    for (const { has, values: all } of members) if (has[k] === 1) values.push(all[k] ?? 0);
    if (values.length === 0) continue;
    result.has[k] = 1;
    result.values[k] = fold(op, values);
  }
  return result;
}

function fold(op: FoldOp, values: readonly number[]): number {
  switch (op) {
    case 'sum':
      return values.reduce((total, value) => total + value, 0);
    case 'avg':
      return values.reduce((mean, value, i) => nextMean(mean, value, i + 1), 0);
    case 'max':
      return values.reduce((most, value) => (value > most || Number.isNaN(most) ? value : most));
    case 'min':
      return values.reduce((least, value) =>
        value < least || Number.isNaN(least) ? value : least,
      );
    case 'count':
      return values.length;
    case 'stdvar':
      return variance(values);
    case 'stddev':
      return Math.sqrt(variance(values));
    default:
      return assertNever(op);
  }
}

function variance(values: readonly number[]): number {
  let mean = 0;
  let squares = 0;
  for (const [i, value] of values.entries()) {
    const delta = value - mean;
    mean += delta / (i + 1);
    squares += delta * (value - mean);
  }
  return squares / values.length;
}

type Order = (a: number, b: number) => number;

/** NaN behind every number, in both directions. */
function ascending(a: number, b: number): number {
  if (Number.isNaN(a)) return Number.isNaN(b) ? 0 : 1;
  if (Number.isNaN(b) || a < b) return -1;
  return a === b ? 0 : 1;
}

function descending(a: number, b: number): number {
  if (Number.isNaN(a) || Number.isNaN(b)) return ascending(a, b);
  return ascending(b, a);
}

/** The first `k` of each group at each step, with all of their labels; of an instant, in their order. */
async function rankSeries(
  groups: readonly Group[],
  k: number,
  order: Order,
  turn: Turn,
): Promise<readonly Series[]> {
  const results = new Map<Series, Series>();
  for (const { members } of groups) {
    const steps = members[0]?.values.length ?? 0;
    for (let step = 0; step < steps; step++) {
      if (turn.isDue()) await turn.rest();
      const present = members.filter(({ has }) => has[step] === 1);
      present.sort((a, b) => order(a.values[step] ?? 0, b.values[step] ?? 0));
      for (const winner of present.slice(0, k)) {
        const result = results.get(winner) ?? emptySeries(winner.labels, steps);
        results.set(winner, result);
        result.has[step] = 1;
        result.values[step] = winner.values[step] ?? 0;
      }
    }
  }
  return [...results.values()];
}

/** Only an instant has an order; over a range every step would have its own. */
function sortSeries(input: readonly Series[], order: Order): readonly Series[] {
  if ((input[0]?.values.length ?? 0) > 1) return input;
  return input
    .filter(({ has }) => has[0] === 1)
    .sort((a, b) => order(a.values[0] ?? 0, b.values[0] ?? 0));
}

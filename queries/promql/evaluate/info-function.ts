import { QueryFailure } from '../../source/query-failure.ts';
import type { SourceMatcher } from '../../source/source-matcher.ts';
import type { Call, Expr, VectorSelector } from '../ast.ts';
import { DEFAULT_INFO_METRIC, visitExpr } from '../selectors-of.ts';
import { compileMatcher, compileMatchers } from './compile-matchers.ts';
import { mergeEqualRows } from './distinct-rows.ts';
import { evaluateSelector } from './evaluate-selector.ts';
import { type Evaluation, evaluateVector, release } from './evaluation.ts';
import type { Grid } from './grid.ts';
import { valuesKey } from './grouping.ts';
import { type LabelSet, METRIC_NAME } from './label-set.ts';
import { RowsBuilder } from './rows-builder.ts';
import { isPendingDrop, type VectorColumns } from './vector-columns.ts';

/** What tells whose info a series is. */
const IDENTIFYING = ['instance', 'job'];

/** What the second argument asks for. */
interface InfoAsk {
  /** Conditions on data labels: only these labels are added; none: all are. */
  readonly data: readonly SourceMatcher[];
  readonly selector: VectorSelector;
  /** Whether a series is itself one of the info series, which stay as they are. */
  isInfo(labels: LabelSet): boolean;
}

/** `info(v, {selector})`: adds the labels of the info series of the same instance and job. */
export async function callInfo(
  evaluation: Evaluation,
  call: Call,
  grid: Grid,
): Promise<VectorColumns> {
  const [arg, second] = call.args;
  if (arg === undefined) throw new TypeError('info() without an argument');
  const ask = readAsk(evaluation, second, arg);
  const base = await evaluateVector(evaluation, arg, grid);
  const info = await evaluateSelector(evaluation, ask.selector, grid, 'times');
  const builder = new RowsBuilder(evaluation, grid.steps);
  const infoRows = rowsByIdentity(info);
  for (const [row, labels] of base.series.entries()) {
    if (ask.isInfo(labels)) copyRow(base, row, builder);
    else enrichRow({ base, info, ask, builder }, row, candidatesOf(labels, infoRows));
    if (evaluation.turn.isDue()) await evaluation.turn.rest();
  }
  release(evaluation, base, info);
  return mergeEqualRows(evaluation, builder.build(false, base.pendingDrop !== null), 'merge');
}

function readAsk(evaluation: Evaluation, second: Expr | undefined, arg: Expr): InfoAsk {
  const { patterns } = evaluation;
  const given = second?.kind === 'vector' ? compileMatchers(second, patterns) : [];
  const names = given.filter(({ name }) => name === METRIC_NAME);
  const fallback = compileMatcher(METRIC_NAME, '=', DEFAULT_INFO_METRIC, patterns);
  const isDefault = names.length === 0;
  const timing = firstSelector(arg);
  const base = second?.kind === 'vector' ? second : EMPTY_SELECTOR;
  const selector: VectorSelector = {
    ...base,
    name: isDefault ? DEFAULT_INFO_METRIC : base.name,
    offset: timing?.offset ?? null,
    at: timing?.at ?? null,
  };
  const own = second === undefined ? [fallback] : names;
  return {
    data: given.filter(({ name }) => name !== METRIC_NAME),
    selector,
    isInfo: (labels) => own.some((matcher) => matcher.matches(labels.get(METRIC_NAME))),
  };
}

const EMPTY_SELECTOR: VectorSelector = {
  kind: 'vector',
  name: null,
  matchers: [],
  braceStart: -1,
  nameEnd: 0,
  extension: null,
  offset: null,
  at: null,
  start: 0,
  end: 0,
};

/** Info series are read when the first selector of the argument reads. */
function firstSelector(arg: Expr): Pick<VectorSelector, 'offset' | 'at'> | null {
  let found: Pick<VectorSelector, 'offset' | 'at'> | null = null;
  visitExpr(arg, (node) => {
    if (found === null && (node.kind === 'vector' || node.kind === 'matrix')) found = node;
  });
  return found;
}

function identity(labels: LabelSet): string {
  return valuesKey(labels, IDENTIFYING);
}

/** A series that says nothing of its origin has no info. */
function candidatesOf(
  labels: LabelSet,
  rows: ReadonlyMap<string, readonly number[]>,
): readonly number[] {
  if (IDENTIFYING.every((name) => labels.get(name) === '')) return [];
  return rows.get(identity(labels)) ?? [];
}

function rowsByIdentity(info: VectorColumns): ReadonlyMap<string, readonly number[]> {
  const rows = new Map<string, number[]>();
  for (const [row, labels] of info.series.entries()) {
    const key = identity(labels);
    const known = rows.get(key);
    if (known === undefined) rows.set(key, [row]);
    else known.push(row);
  }
  return rows;
}

function copyRow(base: VectorColumns, row: number, builder: RowsBuilder): void {
  const { steps, present, values, series } = base;
  const labels = series[row];
  if (labels === undefined) return;
  const target = builder.add(labels, isPendingDrop(base, row));
  for (let step = 0; step < steps; step++) {
    const at = row * steps + step;
    if (present[at] === 1) builder.set(target, step, values[at] ?? 0);
  }
}

interface Enrichment {
  readonly base: VectorColumns;
  readonly info: VectorColumns;
  readonly ask: InfoAsk;
  readonly builder: RowsBuilder;
}

/** One row of the result for each combination of info series that the steps see. */
function enrichRow(work: Enrichment, row: number, candidates: readonly number[]): void {
  const { base, builder, ask } = work;
  const { steps, present, values, series } = base;
  const labels = series[row];
  if (labels === undefined) return;
  const mayBeBare = ask.data.every((matcher) => matcher.matches(''));
  const targets = new Map<string, number>();
  for (let step = 0; step < steps; step++) {
    const at = row * steps + step;
    if (present[at] === 0) continue;
    const chosen = newestByName(work.info, candidates, step);
    const key = chosen.join();
    let target = targets.get(key);
    if (target === undefined) {
      const enriched = withInfo(work, labels, chosen);
      const isBare = enriched === labels;
      target = isBare && !mayBeBare ? -1 : builder.add(enriched, isPendingDrop(base, row));
      targets.set(key, target);
    }
    if (target >= 0) builder.set(target, step, values[at] ?? 0);
  }
}

/** Of the info series of each name the one with the newest sample. @throws QueryFailure for two */
function newestByName(
  info: VectorColumns,
  rows: readonly number[],
  step: number,
): readonly number[] {
  const { steps, present, values, series } = info;
  const newest = new Map<string, number>();
  for (const row of rows) {
    if (present[row * steps + step] === 0) continue;
    const name = series[row]?.get(METRIC_NAME) ?? '';
    const before = newest.get(name);
    const time = values[row * steps + step] ?? 0;
    const known =
      before === undefined ? Number.NEGATIVE_INFINITY : (values[before * steps + step] ?? 0);
    if (time === known) {
      throw new QueryFailure('execution', `found duplicate series for info metric ${name}`);
    }
    if (time > known) newest.set(name, row);
  }
  return [...newest.values()];
}

/** The labels with those of the info series that were asked for and are not there yet. */
function withInfo({ info, ask }: Enrichment, labels: LabelSet, rows: readonly number[]): LabelSet {
  const wanted = new Set(ask.data.map(({ name }) => name));
  const added = new Map<string, string>();
  for (const row of rows) {
    for (const [name, value] of info.series[row]?.labels ?? []) {
      if (name === METRIC_NAME || (wanted.size > 0 && !wanted.has(name))) continue;
      const before = added.get(name);
      if (before !== undefined && before !== value) {
        throw new QueryFailure('execution', `conflicting label: ${name}`);
      }
      if (labels.get(name) === '') added.set(name, value);
    }
  }
  let result = labels;
  for (const [name, value] of added) result = result.with(name, value);
  return result;
}

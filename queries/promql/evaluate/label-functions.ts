import { QueryFailure } from '../../source/query-failure.ts';
import type { Call } from '../ast.ts';
import { mergeEqualRows } from './distinct-rows.ts';
import { type Evaluation, evaluateVector, textOf } from './evaluation.ts';
import { expandTemplate } from './expand-template.ts';
import type { Grid } from './grid.ts';
import { type LabelSet, METRIC_NAME } from './label-set.ts';
import type { VectorColumns } from './vector-columns.ts';

const CLASSIC_LABEL = /^[a-zA-Z_][a-zA-Z0-9_]*$/;

/**
 * Whether a query may make a label of this name. Any text may name a label since 3.0, but what a
 * query makes keeps to the classic names, as in Prometheus's own suite.
 */
export function isLabelName(name: string): boolean {
  return CLASSIC_LABEL.test(name);
}

/** `label_replace(v, dst, replacement, src, regex)`. */
export async function callLabelReplace(
  evaluation: Evaluation,
  call: Call,
  grid: Grid,
): Promise<VectorColumns> {
  const [arg, ...texts] = call.args;
  if (arg === undefined) throw new TypeError('label_replace() without arguments');
  const [target = '', replacement = '', from = '', regex = ''] = texts.map(textOf);
  const vector = await evaluateVector(evaluation, arg, grid);
  const pattern = evaluation.patterns.compile(regex);
  if (pattern === null) {
    throw failure(`invalid regular expression in label_replace(): ${regex}`);
  }
  if (!isLabelName(target)) {
    throw failure(`invalid destination label name in label_replace(): ${target}`);
  }
  const results = new Map<string, string | null>();
  return replaceLabel(evaluation, vector, target, (labels) => {
    const source = labels.get(from);
    let result = results.get(source);
    if (result === undefined) {
      const groups = pattern.match(source);
      result = groups === null ? null : expandTemplate(replacement, groups);
      results.set(source, result);
    }
    return result;
  });
}

/** `label_join(v, dst, separator, src…)`. */
export async function callLabelJoin(
  evaluation: Evaluation,
  call: Call,
  grid: Grid,
): Promise<VectorColumns> {
  const [arg, ...texts] = call.args;
  if (arg === undefined) throw new TypeError('label_join() without arguments');
  const [target = '', separator = '', ...sources] = texts.map(textOf);
  const vector = await evaluateVector(evaluation, arg, grid);
  for (const source of sources) {
    if (isLabelName(source)) continue;
    throw failure(`invalid source label name in label_join(): ${source}`);
  }
  if (!isLabelName(target)) {
    throw failure(`invalid destination label name in label_join(): ${target}`);
  }
  return replaceLabel(evaluation, vector, target, (labels) =>
    sources.map((source) => labels.get(source)).join(separator),
  );
}

/** Sets one label of every row; `null` leaves a row as it is. */
async function replaceLabel(
  evaluation: Evaluation,
  vector: VectorColumns,
  target: string,
  valueFor: (labels: LabelSet) => string | null,
): Promise<VectorColumns> {
  const { turn, settings } = evaluation;
  const series: LabelSet[] = [];
  const isName = target === METRIC_NAME;
  const pendingDrop = vector.pendingDrop === null ? null : vector.pendingDrop.slice();
  for (const [row, labels] of vector.series.entries()) {
    const value = valueFor(labels);
    series.push(value === null ? labels : labels.with(target, value));
    // A name that is written anew stays.
    if (value !== null && isName && pendingDrop !== null) pendingDrop[row] = 0;
    if (turn.isDue()) await turn.rest();
  }
  const sameName = vector.sameName && !isName;
  const replaced: VectorColumns = { ...vector, series, pendingDrop, sameName: false };
  const distinct = await mergeEqualRows(
    evaluation,
    replaced,
    settings.compat2 ? 'merge' : 'strict',
  );
  return { ...distinct, sameName };
}

function failure(message: string): QueryFailure {
  return new QueryFailure('execution', message);
}

import { QueryFailure } from '../../source/query-failure.ts';
import type { Turn } from '../../source/turn.ts';
import type { BinaryExpr, VectorMatching } from '../ast.ts';
import { calculate } from '../constant.ts';
import { operatorInfo } from '../operators.ts';
import { type LabelSet, labelSet, omitLabels, pickLabels } from './label-set.ts';
import { emptySeries, type Series, withValues } from './series.ts';
import { combineSets } from './set-operator.ts';

/** Of two values; null: the sample is filtered out. */
type Combine = (left: number, right: number) => number | null;

function combinerOf({ op, returnBool }: BinaryExpr): Combine {
  if (op === 'and' || op === 'or' || op === 'unless') throw new TypeError(`${op} joins no values`);
  if (operatorInfo(op).family !== 'comparison' || returnBool) {
    return (left, right) => calculate(op, left, right);
  }
  return (left, right) => (calculate(op, left, right) === 1 ? left : null);
}

/** Each sample with a number; a comparison keeps the sample's value, wherever the number stands. */
export function combineWithNumber(
  expr: BinaryExpr,
  series: readonly Series[],
  number: number,
  isNumberLeft: boolean,
): readonly Series[] {
  const combine = combinerOf(expr);
  const results = series.map((input) => {
    const { labels, values, has } = input;
    const result = emptySeries(labels, values.length);
    for (let k = 0; k < values.length; k++) {
      if (has[k] === 0) continue;
      const value = values[k] ?? 0;
      const combined = isNumberLeft ? combine(number, value) : combine(value, number);
      if (combined === null) continue;
      const isFilter = operatorInfo(expr.op).family === 'comparison' && !expr.returnBool;
      result.has[k] = 1;
      result.values[k] = isFilter ? value : combined;
    }
    return result;
  });
  return withValues(results);
}

/** @throws QueryFailure `execution` where labels match more than once */
export async function combineSeries(
  expr: BinaryExpr,
  left: readonly Series[],
  right: readonly Series[],
  turn: Turn,
): Promise<readonly Series[]> {
  const signatureOf = signatures(expr.matching);
  if (operatorInfo(expr.op).family === 'set') return combineSets(expr.op, left, right, signatureOf);
  const isSwapped = expr.matching?.group === 'right';
  const [many, one] = isSwapped ? [right, left] : [left, right];
  const matcher = new VectorMatcher(expr, one, signatureOf, isSwapped);
  const steps = many[0]?.values.length ?? 0;
  for (let k = 0; k < steps; k++) {
    if (turn.isDue()) await turn.rest();
    matcher.step(many, k);
  }
  return matcher.results();
}

function signatures(matching: VectorMatching | null): (labels: LabelSet) => string {
  if (matching === null) return ({ key }) => key;
  const names = new Set(matching.labels);
  return matching.mode === 'on'
    ? (labels) => pickLabels(labels, names).key
    : (labels) => omitLabels(labels, names).key;
}

/** Joins the samples of one step after the other. */
class VectorMatcher {
  readonly #expr: BinaryExpr;
  readonly #combine: Combine;
  readonly #one: readonly Series[];
  readonly #isSwapped: boolean;
  readonly #signatureOf: (labels: LabelSet) => string;
  readonly #signatures = new Map<Series, string>();
  readonly #labels = new Map<Series, Map<Series, LabelSet>>();
  readonly #results = new Map<string, Series>();

  constructor(
    expr: BinaryExpr,
    one: readonly Series[],
    signatureOf: (labels: LabelSet) => string,
    isSwapped: boolean,
  ) {
    this.#expr = expr;
    this.#combine = combinerOf(expr);
    this.#one = one;
    this.#signatureOf = signatureOf;
    this.#isSwapped = isSwapped;
  }

  results(): readonly Series[] {
    return withValues([...this.#results.values()]);
  }

  step(many: readonly Series[], k: number): void {
    if (!many.some(({ has }) => has[k] === 1)) return;
    const ones = this.#onesAt(k);
    const matched = new Set<string>();
    for (const series of many) {
      if (series.has[k] === 0) continue;
      const signature = this.#signature(series);
      const one = ones.get(signature);
      if (one === undefined) continue;
      const labels = this.#resultLabels(series, one);
      this.#refuseRepeated(matched, signature, labels);
      this.#join(series, one, labels, k);
    }
  }

  #onesAt(k: number): ReadonlyMap<string, Series> {
    const ones = new Map<string, Series>();
    for (const series of this.#one) {
      if (series.has[k] === 0) continue;
      const signature = this.#signature(series);
      if (ones.has(signature)) {
        const side = this.#isSwapped ? 'left' : 'right';
        throw new QueryFailure(
          'execution',
          `found duplicate series on the ${side} hand-side;` +
            'many-to-many matching not allowed: matching labels must be unique on one side',
        );
      }
      ones.set(signature, series);
    }
    return ones;
  }

  #refuseRepeated(matched: Set<string>, signature: string, labels: LabelSet): void {
    const isOneToOne = (this.#expr.matching?.group ?? null) === null;
    const key = isOneToOne ? signature : `${signature}|${labels.key}`;
    if (!matched.has(key)) {
      matched.add(key);
      return;
    }
    throw new QueryFailure(
      'execution',
      isOneToOne
        ? 'multiple matches for labels: many-to-one matching must be explicit (group_left/group_right)'
        : 'multiple matches for labels: grouping labels must ensure unique matches',
    );
  }

  #join(series: Series, one: Series, labels: LabelSet, k: number): void {
    const mine = series.values[k] ?? 0;
    const other = one.values[k] ?? 0;
    const combined = this.#isSwapped ? this.#combine(other, mine) : this.#combine(mine, other);
    if (combined === null) return;
    const result = this.#results.get(labels.key) ?? emptySeries(labels, series.values.length);
    this.#results.set(labels.key, result);
    result.has[k] = 1;
    result.values[k] = combined;
  }

  #signature(series: Series): string {
    const known = this.#signatures.get(series) ?? this.#signatureOf(series.labels);
    this.#signatures.set(series, known);
    return known;
  }

  #resultLabels(series: Series, one: Series): LabelSet {
    const known = this.#labels.get(series) ?? new Map<Series, LabelSet>();
    this.#labels.set(series, known);
    const labels = known.get(one) ?? joinLabels(series.labels, one.labels, this.#expr.matching);
    known.set(one, labels);
    return labels;
  }
}

function joinLabels(many: LabelSet, one: LabelSet, matching: VectorMatching | null): LabelSet {
  if (matching === null) return many;
  const names = new Set(matching.labels);
  if (matching.group === null) {
    return matching.mode === 'on' ? pickLabels(many, names) : omitLabels(many, names);
  }
  if (matching.include.length === 0) return many;
  const labels = new Map(many.labels);
  for (const name of matching.include) {
    const value = one.labels.get(name) ?? '';
    if (value === '') labels.delete(name);
    else labels.set(name, value);
  }
  return labelSet(labels);
}

import { QueryFailure } from '../../source/query-failure.ts';
import type { BinaryExpr } from '../ast.ts';
import { mergeEqualRows } from './distinct-rows.ts';
import { type Evaluation, release } from './evaluation.ts';
import { type LabelSet, showLabelSet } from './label-set.ts';
import { matchGroup, signatureOf } from './match-signature.ts';
import { isFilter, losesName, numberOperator } from './operator-traits.ts';
import { RowsBuilder } from './rows-builder.ts';
import { isPendingDrop, presentAnywhere, type VectorColumns } from './vector-columns.ts';

/** Rows of both sides that match each other. */
interface MatchingRows {
  readonly many: number[];
  readonly one: number[];
}

/** Arithmetic and comparisons between two vectors, by matching labels. */
export async function matchVectors(
  evaluation: Evaluation,
  node: BinaryExpr,
  left: VectorColumns,
  right: VectorColumns,
): Promise<VectorColumns> {
  const matcher = new VectorMatcher(evaluation, node, left, right);
  const result = await matcher.match();
  release(evaluation, left, right);
  // Equal labels at different steps are one series.
  return mergeEqualRows(evaluation, result, 'merge');
}

class VectorMatcher {
  readonly #evaluation: Evaluation;
  readonly #node: BinaryExpr;
  /** The side whose rows may share a match, and the other: left and right but for `group_right`. */
  readonly #many: VectorColumns;
  readonly #one: VectorColumns;
  readonly #isSwapped: boolean;
  readonly #losesName: boolean;
  readonly #isLenient: boolean;
  readonly #compute: (a: number, b: number) => number;
  readonly #builder: RowsBuilder;
  readonly #steps: number;
  /** Steps at which there is anything to do. */
  readonly #active: Uint8Array;

  constructor(evaluation: Evaluation, node: BinaryExpr, left: VectorColumns, right: VectorColumns) {
    this.#evaluation = evaluation;
    this.#node = node;
    this.#isSwapped = node.matching?.group === 'right';
    this.#isLenient = evaluation.settings.compat2;
    this.#losesName = losesName(node, evaluation.settings.compat2);
    this.#many = this.#isSwapped ? right : left;
    this.#one = this.#isSwapped ? left : right;
    this.#compute = numberOperator(node.op);
    this.#steps = left.steps;
    this.#builder = new RowsBuilder(evaluation, left.steps);
    this.#active = this.#activeSteps();
  }

  async match(): Promise<VectorColumns> {
    const { turn, settings } = this.#evaluation;
    const groups = await this.#groups();
    for (const { one } of groups.values()) this.#refuseManyOnOneSide(one);
    for (const rows of groups.values()) {
      if (this.#node.matching?.group == null) this.#oneToOne(rows);
      else this.#manyToOne(rows);
      if (turn.isDue()) await turn.rest();
    }
    const loses = this.#losesName && !settings.delayedNameRemoval;
    return this.#builder.build(loses, settings.delayedNameRemoval);
  }

  /** Without fill values both sides must hold something. */
  #activeSteps(): Uint8Array {
    const many = presentAnywhere(this.#many);
    const one = presentAnywhere(this.#one);
    const fills = this.#node.fill !== null;
    return many.map((any, step) => (fills || (any === 1 && one[step] === 1) ? 1 : 0));
  }

  async #groups(): Promise<ReadonlyMap<string, MatchingRows>> {
    const signature = signatureOf(this.#node.matching);
    const groups = new Map<string, MatchingRows>();
    const groupOf = (labels: LabelSet): MatchingRows => {
      const key = signature(labels);
      let rows = groups.get(key);
      if (rows === undefined) {
        rows = { many: [], one: [] };
        groups.set(key, rows);
      }
      return rows;
    };
    const { turn } = this.#evaluation;
    for (const [row, labels] of this.#many.series.entries()) {
      groupOf(labels).many.push(row);
      if (turn.isDue()) await turn.rest();
    }
    for (const [row, labels] of this.#one.series.entries()) {
      groupOf(labels).one.push(row);
      if (turn.isDue()) await turn.rest();
    }
    return groups;
  }

  #refuseManyOnOneSide(rows: readonly number[]): void {
    if (rows.length < 2) return;
    const { present, series } = this.#one;
    for (let step = 0; step < this.#steps; step++) {
      if (this.#active[step] === 0) continue;
      let earlier = -1;
      for (const row of rows) {
        if (present[row * this.#steps + step] === 0) continue;
        if (earlier >= 0) throw this.#manyOnOneSide(series[row], series[earlier]);
        earlier = row;
      }
    }
  }

  #manyOnOneSide(later: LabelSet | undefined, earlier: LabelSet | undefined): QueryFailure {
    if (later === undefined || earlier === undefined) throw new RangeError('no such row');
    const side = this.#isSwapped ? 'left' : 'right';
    const group = showLabelSet(matchGroup(later, this.#node.matching));
    const pair = `[${showLabelSet(later)}, ${showLabelSet(earlier)}]`;
    return new QueryFailure(
      'execution',
      `found duplicate series for the match group ${group} on the ${side} hand-side of the operation: ${pair};many-to-many matching not allowed: matching labels must be unique on one side`,
    );
  }

  #oneToOne({ many, one }: MatchingRows): void {
    const taken = many.length > 1 || one.length > 1 ? new Uint8Array(this.#steps) : null;
    const refuse = (step: number): void => {
      if (taken === null) return;
      if (taken[step] === 1) {
        throw new QueryFailure(
          'execution',
          'multiple matches for labels: many-to-one matching must be explicit (group_left/group_right)',
        );
      }
      taken[step] = 1;
    };
    this.#pairs({ many, one }, refuse);
  }

  #manyToOne(rows: MatchingRows): void {
    const taken = new Map<string, Uint8Array>();
    const isAlone = rows.many.length === 1;
    this.#pairs(rows, (step, target) => {
      if (isAlone) return;
      const key = target.key();
      let steps = taken.get(key);
      if (steps === undefined) {
        steps = new Uint8Array(this.#steps);
        taken.set(key, steps);
      }
      if (steps[step] === 1) {
        throw new QueryFailure(
          'execution',
          'multiple matches for labels: grouping labels must ensure unique matches',
        );
      }
      steps[step] = 1;
    });
  }

  /** Every row of one side with every row of the other, and what fill values stand in for. */
  #pairs({ many, one }: MatchingRows, take: (step: number, labels: LabelSet) => void): void {
    for (const row of many) for (const other of one) this.#pair(row, other, take);
    const { fill } = this.#node;
    if (fill === null) return;
    const [manyFill, oneFill] = this.#isSwapped ? [fill.right, fill.left] : [fill.left, fill.right];
    if (oneFill !== null) {
      for (const row of many) this.#fillOne(row, one, oneFill.value, take);
    }
    if (manyFill !== null) {
      for (const row of one) this.#fillMany(row, many, manyFill.value, take);
    }
  }

  #pair(row: number, other: number, take: (step: number, labels: LabelSet) => void): void {
    const steps = this.#steps;
    const [many, one] = [this.#many, this.#one];
    const labels = this.#resultLabels(many.series[row], one.series[other]);
    let target = -1;
    for (let step = 0; step < steps; step++) {
      const [at, from] = [row * steps + step, other * steps + step];
      if (many.present[at] === 0 || one.present[from] === 0) continue;
      const value = this.#value(many.values[at] ?? 0, one.values[from] ?? 0);
      // 2.42 counts matches only where the filter lets them pass.
      if (value === null && this.#isLenient) continue;
      take(step, labels);
      if (value === null) continue;
      if (target < 0) target = this.#addRow(labels, isPendingDrop(many, row));
      this.#builder.set(target, step, value);
    }
  }

  /** A row of the many side where no match is present. */
  #fillOne(
    row: number,
    one: readonly number[],
    value: number,
    take: (step: number, labels: LabelSet) => void,
  ): void {
    const own = this.#many.series[row];
    if (own === undefined) return;
    const labels = this.#resultLabels(own, matchGroup(own, this.#node.matching));
    let target = -1;
    for (let step = 0; step < this.#steps; step++) {
      const at = row * this.#steps + step;
      if (this.#many.present[at] === 0 || this.#isPresent(this.#one, one, step)) continue;
      const result = this.#value(this.#many.values[at] ?? 0, value);
      if (result === null) continue;
      take(step, labels);
      if (target < 0) target = this.#addRow(labels, isPendingDrop(this.#many, row));
      this.#builder.set(target, step, result);
    }
  }

  /** A row of the one side where no match is present. */
  #fillMany(
    row: number,
    many: readonly number[],
    value: number,
    take: (step: number, labels: LabelSet) => void,
  ): void {
    const own = this.#one.series[row];
    if (own === undefined) return;
    const labels = this.#resultLabels(matchGroup(own, this.#node.matching), own);
    let target = -1;
    for (let step = 0; step < this.#steps; step++) {
      const at = row * this.#steps + step;
      if (this.#one.present[at] === 0 || this.#isPresent(this.#many, many, step)) continue;
      const result = this.#value(value, this.#one.values[at] ?? 0);
      if (result === null) continue;
      take(step, labels);
      if (target < 0) target = this.#addRow(labels, false);
      this.#builder.set(target, step, result);
    }
  }

  #isPresent(vector: VectorColumns, rows: readonly number[], step: number): boolean {
    return rows.some((row) => vector.present[row * this.#steps + step] === 1);
  }

  /** What comes of two values; null: nothing. A filter answers the left one. */
  #value(many: number, one: number): number | null {
    const [left, right] = this.#isSwapped ? [one, many] : [many, one];
    const result = this.#compute(left, right);
    if (!isFilter(this.#node))
      return this.#node.op === '</' || this.#node.op === '>/' ? null : result;
    return result === 1 ? left : null;
  }

  #addRow(labels: LabelSet, isPending: boolean): number {
    return this.#builder.add(labels, isPending || this.#losesName);
  }

  #resultLabels(many: LabelSet | undefined, one: LabelSet | undefined): LabelSet {
    if (many === undefined || one === undefined) throw new RangeError('no such row');
    const { matching } = this.#node;
    const { delayedNameRemoval } = this.#evaluation.settings;
    let labels = this.#losesName && !delayedNameRemoval ? many.withoutName() : many;
    if (matching === null) return labels;
    if (matching.group === null) {
      if (matching.mode === 'on') return labels.only(matching.labels);
      return labels.without(matching.labels);
    }
    for (const name of matching.include) labels = labels.with(name, one.get(name));
    return labels;
  }
}

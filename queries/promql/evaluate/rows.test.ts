import { describe, expect, it } from 'vitest';
import { labelsFromObject } from '../../../platform/model/labels.ts';
import type { Turn } from '../../source/turn.ts';
import { aggregateTop } from './aggregate-selected.ts';
import { Annotations } from './annotations.ts';
import { mergeEqualRows } from './distinct-rows.ts';
import type { Evaluation } from './evaluation.ts';
import { groupRows, rowsByGroup } from './grouping.ts';
import { LabelSet, showLabelSet } from './label-set.ts';
import { PatternBudget } from './pattern-budget.ts';
import { RowsBuilder } from './rows-builder.ts';
import type { VectorColumns } from './vector-columns.ts';

const turn: Turn = {
  isDue: () => true,
  rest: () => Promise.resolve(),
  holdSamples: () => undefined,
  readBytes: () => undefined,
};

const evaluation: Evaluation = {
  settings: {
    lookbackMs: 300_000,
    defaultSubqueryStepMs: 60_000,
    compat2: false,
    delayedNameRemoval: false,
  },
  bounds: { startMs: 0, endMs: 0, stepMs: 0 },
  source: {
    select: () => Promise.resolve([]),
    labelSets: () => Promise.resolve([]),
    labelNames: () => Promise.resolve([]),
    labelValues: () => Promise.resolve([]),
  },
  turn,
  annotations: new Annotations('', false),
  patterns: new PatternBudget(),
  evaluate: () => Promise.reject(new Error('nothing to evaluate')),
};

/** Two steps; null is absent. */
type Row = readonly [Record<string, string>, number | null, number | null];

function vectorOf(rows: readonly Row[]): VectorColumns {
  const builder = new RowsBuilder(evaluation, 2);
  for (const [labels, first, second] of rows) {
    const row = builder.add(new LabelSet(labelsFromObject(labels)), false);
    if (first !== null) builder.set(row, 0, first);
    if (second !== null) builder.set(row, 1, second);
  }
  return builder.build(false, false);
}

function rowsOf({ series, values, present, steps }: VectorColumns): readonly string[] {
  return series.map((labels, row) => {
    const points = [0, 1].map((step) =>
      present[row * steps + step] === 1 ? values[row * steps + step] : '_',
    );
    return `${showLabelSet(labels)} ${points.join(' ')}`;
  });
}

describe('rows with equal labels', () => {
  const apart = (): VectorColumns =>
    vectorOf([
      [{ ns: 'acme' }, 1, null],
      [{ ns: 'globex' }, 5, 6],
      [{ ns: 'acme' }, null, 2],
      [{ ns: 'none' }, null, null],
    ]);

  it('become one where they are never at the same step', async () => {
    const merged = await mergeEqualRows(evaluation, apart(), 'merge');
    expect(rowsOf(merged)).toEqual(['{ns="acme"} 1 2', '{ns="globex"} 5 6']);
  });

  it('are an error where they are, or may not be at all', async () => {
    const same = 'vector cannot contain metrics with the same labelset';
    await expect(mergeEqualRows(evaluation, apart(), 'strict')).rejects.toThrow(same);
    const both = vectorOf([
      [{ ns: 'acme' }, 1, 1],
      [{ ns: 'acme' }, null, 2],
    ]);
    await expect(mergeEqualRows(evaluation, both, 'merge')).rejects.toThrow(same);
  });
});

describe('groups', () => {
  const rows: readonly Row[] = [
    [{ __name__: 'up', ns: 'acme', job: 'a' }, 1, 1],
    [{ __name__: 'up', ns: 'globex', job: 'a' }, 1, 1],
    [{ __name__: 'up', ns: 'acme', job: 'b' }, 1, 1],
    [{ __name__: 'up', job: 'b' }, 1, 1],
  ];

  it.each([
    [null, ['{}: 0,1,2,3']],
    [{ mode: 'by', labels: ['ns'] }, ['{ns="acme"}: 0,2', '{ns="globex"}: 1', '{}: 3']],
    [{ mode: 'without', labels: ['ns'] }, ['{job="a"}: 0,1', '{job="b"}: 2,3']],
    [{ mode: 'by', labels: ['ns', 'zz'] }, ['{ns="acme"}: 0,2', '{ns="globex"}: 1', '{}: 3']],
  ] as const)('%j', async (grouping, wanted) => {
    const groups = await groupRows(evaluation, vectorOf(rows), grouping);
    const members = rowsByGroup(groups);
    const shown = groups.labels.map((labels, i) => `${showLabelSet(labels)}: ${members[i]}`);
    expect(shown).toEqual(wanted);
  });
});

describe('topk and bottomk', () => {
  it.each([
    [3, true],
    [70, true],
    [3, false],
    [500, false],
    [0, true],
  ])('keep %d of many, the greatest: %s', async (count, isTop) => {
    const rows = Array.from({ length: 200 }, (_, i): Row => {
      const value = i === 7 ? Number.NaN : (i * 37) % 101;
      return [{ i: String(i) }, value, null];
    });
    const vector = vectorOf(rows);
    const wanted = rows
      .map(([, value]) => value ?? 0)
      .filter((value) => !Number.isNaN(value))
      .sort((a, b) => (isTop ? b - a : a - b))
      .slice(0, count)
      .sort((a, b) => a - b);
    const groups = await groupRows(evaluation, vector, null);
    const kept = await aggregateTop(
      evaluation,
      vector,
      groups,
      Float64Array.of(count, count),
      isTop,
    );
    const found = rowsOf(kept)
      .map((text) => text.split(' ').at(1) ?? '')
      .filter((text) => text !== '_' && text !== 'NaN')
      .map(Number)
      .sort((a, b) => a - b);
    expect(found).toEqual(wanted);
  });
});

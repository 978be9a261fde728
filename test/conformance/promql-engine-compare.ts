import { type Labels, labelsKey } from '../../platform/model/labels.ts';
import { formatSample } from '../../queries/promql/evaluate/format-number.ts';
import { printLabels } from '../../queries/promql/evaluate/print-result.ts';
import type {
  MatrixResult,
  QueryValue,
  VectorResult,
} from '../../queries/promql/evaluate/query-result.ts';
import type { SeriesNotation } from '../../queries/promql/series-notation.ts';
import type { ScriptEval, ScriptSpan } from './promql-engine-script.ts';

/** Relative difference that is allowed. */
const EPSILON = 1e-6;
const MIN_NORMAL = 2 ** -1022;

/** As Prometheus's suite: NaN equals NaN, else within a part in a million of both together. */
export function isAlmostEqual(a: number, b: number): boolean {
  if (Number.isNaN(a) && Number.isNaN(b)) return true;
  if (a === b) return true;
  const sum = Math.abs(a) + Math.abs(b);
  const difference = Math.abs(a - b);
  if (a === 0 || b === 0 || sum < MIN_NORMAL) return difference < EPSILON * MIN_NORMAL;
  return difference / Math.min(sum, Number.MAX_VALUE) < EPSILON;
}

/** How a value differs from what a script expects; null where it does not. */
export function differenceOf(
  expected: ScriptEval,
  value: QueryValue,
  isOrdered: boolean,
): string | null {
  switch (value.kind) {
    case 'string':
      return value.value === expected.text ? null : `got the string ${JSON.stringify(value.value)}`;
    case 'scalar':
      if (expected.scalar === null) return `got the scalar ${formatSample(value.value)}`;
      return isAlmostEqual(value.value, expected.scalar)
        ? null
        : `expected ${formatSample(expected.scalar)}, got ${formatSample(value.value)}`;
    case 'vector':
      return vectorDifference(expected, value, isOrdered);
    case 'matrix': {
      const { startMs, endMs, stepMs } = expected;
      return matrixDifference(expected, value, expected.rangeVector ?? { startMs, endMs, stepMs });
    }
  }
}

function vectorDifference(
  expected: ScriptEval,
  { series, values }: VectorResult,
  isOrdered: boolean,
): string | null {
  if (expected.scalar !== null) return 'expected a scalar, got a vector';
  if (expected.text !== null) return 'expected a string, got a vector';
  const wanted = new Map(
    expected.series.map((one, place) => [labelsKey(one.labels), { one, place }]),
  );
  for (const [place, labels] of series.entries()) {
    const key = labelsKey(labels);
    const found = wanted.get(key);
    const value = values[place] ?? 0;
    const got = `${printLabels(labels)} ${formatSample(value)}`;
    if (found === undefined) return `unexpected ${got}`;
    wanted.delete(key);
    if (isOrdered && found.place !== place) return `at place ${place + 1}: ${got}`;
    const [want] = found.one.points;
    if (typeof want !== 'number' || found.one.points.length !== 1) return `cannot compare ${got}`;
    if (!isAlmostEqual(value, want)) return `expected ${formatSample(want)}, got ${got}`;
  }
  return missing([...wanted.values()].map(({ one }) => one.labels));
}

function matrixDifference(
  expected: ScriptEval,
  { series }: MatrixResult,
  span: ScriptSpan,
): string | null {
  const wanted = new Map(expected.series.map((one) => [labelsKey(one.labels), one]));
  if (expected.scalar !== null) {
    wanted.set('', { labels: new Map(), points: [expected.scalar] });
  }
  for (const { labels, times, values } of series) {
    const key = labelsKey(labels);
    const found = wanted.get(key);
    if (found === undefined) return `unexpected series ${printLabels(labels)} [${showAll(values)}]`;
    wanted.delete(key);
    const problem = pointsDifference(found, times, values, span);
    if (problem !== null) return `${printLabels(labels)}: ${problem}`;
  }
  return missing([...wanted.values()].filter(hasPoint).map(({ labels }) => labels));
}

function hasPoint({ points }: SeriesNotation): boolean {
  return points.some((point) => point !== 'gap');
}

function pointsDifference(
  { points }: SeriesNotation,
  times: Float64Array,
  values: Float64Array,
  { startMs, stepMs }: ScriptSpan,
): string | null {
  const wanted = points.flatMap((point, place): [number, number][] =>
    typeof point === 'number' ? [[startMs + place * stepMs, point]] : [],
  );
  const got = `got [${showAll(values)}]`;
  if (wanted.length !== times.length) return `expected ${wanted.length} points, ${got}`;
  for (const [i, [time, value]] of wanted.entries()) {
    if (times[i] !== time) return `point ${i} at ${times[i]} instead of ${time}`;
    if (!isAlmostEqual(values[i] ?? 0, value)) {
      return `expected ${formatSample(value)} at ${time}, ${got}`;
    }
  }
  return null;
}

function showAll(values: Float64Array): string {
  return Array.from(values, formatSample).join(' ');
}

function missing(labels: readonly Labels[]): string | null {
  return labels.length === 0 ? null : `missing ${labels.map(printLabels).join(' ')}`;
}

import { compareText } from '../../../platform/model/labels.ts';
import { formatSample } from '../../../queries/promql/evaluate/format-number.ts';
import { quoteGo } from '../../../queries/promql/go-quote.ts';
import type { Verdict } from './case-result.ts';
import type { ExpectedAlert, ExpectedSample } from './read-unit-test-file.ts';

/** Whether these alerts are exactly those; texts that are empty count. */
export function compareAlerts(
  expected: readonly ExpectedAlert[],
  got: readonly ExpectedAlert[],
): Verdict {
  const printed = (alerts: readonly ExpectedAlert[]) => alerts.map(printAlert).sort(compareText);
  return verdictOf(printed(expected), printed(got), (a, b) => a === b);
}

function printAlert({ labels, annotations }: ExpectedAlert): string {
  const own = printPairs(labels);
  return annotations.size === 0 ? own : `${own} annotations ${printPairs(annotations)}`;
}

/**
 * Whether these samples are exactly those. NaN is NaN.
 * @param isFuzzy values that differ in the last bit only are equal
 */
export function compareSamples(
  expected: readonly ExpectedSample[],
  got: readonly ExpectedSample[],
  isFuzzy: boolean,
): Verdict {
  const isSame = (a: PrintedSample, b: PrintedSample) =>
    a.metric === b.metric && isSameValue(a.value, b.value, isFuzzy);
  return verdictOf(sortedSamples(expected), sortedSamples(got), isSame);
}

interface PrintedSample {
  readonly metric: string;
  readonly value: number;
  toString(): string;
}

function sortedSamples(samples: readonly ExpectedSample[]): readonly PrintedSample[] {
  const printed = samples.map(({ labels, value }) => {
    const metric = printMetric(labels);
    return { metric, value, toString: () => `${metric} ${formatSample(value)}` };
  });
  return printed.sort((a, b) => compareText(a.metric, b.metric) || a.value - b.value);
}

function verdictOf<T>(
  expected: readonly T[],
  got: readonly T[],
  isSame: (a: T, b: T) => boolean,
): Verdict {
  const isEqual =
    expected.length === got.length &&
    expected.every((one, index) => {
      const other = got[index];
      return other !== undefined && isSame(one, other);
    });
  if (isEqual) return { kind: 'passed' };
  return { kind: 'differs', expected: expected.map(String), got: got.map(String) };
}

function isSameValue(a: number, b: number, isFuzzy: boolean): boolean {
  if (a === b || (Number.isNaN(a) && Number.isNaN(b))) return true;
  return isFuzzy && Math.sign(a) === Math.sign(b) && Math.abs(lastBit(a, b)) === 1;
}

/** How many numbers lie between two of the same sign, as far as that is 1. */
function lastBit(a: number, b: number): number {
  const bits = new BigInt64Array(Float64Array.of(a, b).buffer);
  return Number((bits[0] ?? 0n) - (bits[1] ?? 0n));
}

function printMetric(labels: ReadonlyMap<string, string>): string {
  const name = labels.get('__name__') ?? '';
  const others = new Map([...labels].filter(([label]) => label !== '__name__'));
  return others.size === 0 && name !== '' ? name : `${name}${printPairs(others)}`;
}

function printPairs(pairs: ReadonlyMap<string, string>): string {
  const sorted = [...pairs].sort(([a], [b]) => compareText(a, b));
  return `{${sorted.map(([name, value]) => `${name}=${quoteGo(value)}`).join(', ')}}`;
}

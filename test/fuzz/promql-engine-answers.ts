import { labelsFromObject, labelsKey } from '../../platform/model/labels.ts';
import type { QueryValue } from '../../queries/promql/evaluate/query-result.ts';
import { isAlmostEqual } from '../conformance/promql-engine-compare.ts';
import type { SystemAnswer } from '../conformance/promql-engine-system.ts';

/** Samples of a series by their key. */
export interface AnswerSeries {
  readonly key: string;
  readonly points: readonly (readonly [atMs: number, value: number])[];
}

/** What a real Prometheus says. */
export type PrometheusAnswer =
  | { readonly kind: 'failure'; readonly message: string }
  | { readonly kind: 'result'; readonly type: string; readonly series: readonly AnswerSeries[] };

interface Envelope {
  readonly status: string;
  readonly error?: string;
  readonly data?: { readonly resultType: string; readonly result: unknown };
}

interface JsonSeries {
  readonly metric: Record<string, string>;
  readonly value?: readonly [number, string];
  readonly values?: readonly (readonly [number, string])[];
}

/** Reads an envelope of the API. */
export function answerOf(json: unknown): PrometheusAnswer {
  const { status, error = '', data } = json as Envelope;
  if (status !== 'success' || data === undefined) return { kind: 'failure', message: error };
  const { resultType: type } = data;
  if (type === 'scalar' || type === 'string') {
    const [at, text] = data.result as [number, string];
    return { kind: 'result', type, series: [{ key: '', points: [[at * 1000, read(text)]] }] };
  }
  const series = (data.result as readonly JsonSeries[]).map(({ metric, value, values }) => ({
    key: labelsKey(labelsFromObject(metric)),
    points: (values ?? (value === undefined ? [] : [value])).map(([at, text]): [number, number] => [
      Math.round(at * 1000),
      read(text),
    ]),
  }));
  return { kind: 'result', type, series };
}

function read(text: string): number {
  if (text === '+Inf') return Number.POSITIVE_INFINITY;
  return text === '-Inf' ? Number.NEGATIVE_INFINITY : Number(text);
}

/** The same of an answer of ours. */
function seriesOf(value: QueryValue): readonly AnswerSeries[] {
  switch (value.kind) {
    case 'scalar':
      return [{ key: '', points: [[value.atMs, value.value]] }];
    case 'string':
      return [];
    case 'vector':
      return value.series.map((labels, i) => ({
        key: labelsKey(labels),
        points: [[value.atMs, value.values[i] ?? 0]],
      }));
    case 'matrix':
      return value.series.map(({ labels, times, values }) => ({
        key: labelsKey(labels),
        points: Array.from(times, (time, i): [number, number] => [time, values[i] ?? 0]),
      }));
  }
}

/** Which of equal values these keep is up to storage: only the values can be compared. */
const TIES = /topk|bottomk/;

/** Which step and which match group is met first is up to storage: these are one message. */
const MATCHES =
  /^(?:found duplicate series for the match group .*|multiple matches for labels: .*)$/;

/** How two answers differ beyond rounding; null where they do not. */
export function differenceBetween(
  query: string,
  own: SystemAnswer,
  their: PrometheusAnswer,
): string | null {
  if (own.kind === 'failure') {
    if (their.kind !== 'failure') return `only ours fails: ${own.message}`;
    const [ownText, theirText] = [own.message, their.message].map((text) =>
      text.replace(MATCHES, 'matches'),
    );
    return ownText === theirText ? null : `ours says ${ownText}, theirs ${theirText}`;
  }
  if (their.kind === 'failure') return `only theirs fails: ${their.message}`;
  const { value } = own.result;
  if (value.kind !== their.type) return `ours is a ${value.kind}, theirs a ${their.type}`;
  const [ownSeries, theirSeries] = [seriesOf(value), their.series];
  if (TIES.test(query)) return valuesDifference(ownSeries, theirSeries);
  const isNear = OVERFLOWS.test(query) ? isNearOrOverflown : isNearly;
  const wanted = new Map(theirSeries.map((one) => [one.key, one.points]));
  for (const { key, points } of ownSeries) {
    const other = wanted.get(key);
    if (other === undefined) return `only ours has ${key}: ${JSON.stringify(points.slice(0, 3))}`;
    wanted.delete(key);
    const problem = pointsDifference(points, other, isNear);
    if (problem !== null) return `${key}: ${problem}`;
  }
  const [rest] = wanted;
  return rest === undefined ? null : `only theirs has ${rest[0]}: ${JSON.stringify(rest[1][0])}`;
}

type Points = AnswerSeries['points'];

function pointsDifference(own: Points, their: Points, isNear: Nearness): string | null {
  if (own.length !== their.length) return `${own.length} points, theirs ${their.length}`;
  for (const [i, [at, value]] of own.entries()) {
    const [otherAt = 0, other = 0] = their[i] ?? [];
    if (at !== otherAt || !isNear(value, other))
      return `${value} at ${at}, theirs ${other} at ${otherAt}`;
  }
  return null;
}

type Nearness = (a: number, b: number) => boolean;

/** Nothing at all is what rounding leaves of a difference of equals. */
const isNearly: Nearness = (a, b) => isAlmostEqual(a, b) || Math.abs(a - b) < 1e-9;

/** What exceeds all numbers on the way may end as an infinity or as NaN: 3.x mended some of it. */
const OVERFLOWS = /exp|sinh|cosh|\^/;

const isNearOrOverflown: Nearness = (a, b) =>
  isNearly(a, b) || (!Number.isFinite(a) && !Number.isFinite(b));

function valuesDifference(
  own: readonly AnswerSeries[],
  their: readonly AnswerSeries[],
): string | null {
  const sorted = (series: readonly AnswerSeries[]): Points =>
    series
      .flatMap(({ points }) => points)
      .toSorted(([at, value], [otherAt, other]) => at - otherAt || value - other || 0);
  return pointsDifference(sorted(own), sorted(their), isNearly);
}

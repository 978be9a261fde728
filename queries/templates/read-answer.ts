import { type Labels, labelsFrom } from '../../platform/model/labels.ts';
import type { AnswerOrigin, AskAnswer, InstantSample, RangeSeries } from './ask-metrics.ts';

/**
 * The `data` of an answer of the Prometheus query API as an `AskAnswer`. Histogram samples and texts
 * are left out. What has another shape is an error of kind `upstream_failed`.
 */
export function readAnswer(data: unknown, origin: AnswerOrigin): AskAnswer {
  const { resultType, result } = fieldsOf(data);
  if (resultType === 'scalar') {
    const point = pointOf(result);
    if (point !== null)
      return { kind: 'vector', ...origin, samples: [{ labels: NO_LABELS, value: point[1] }] };
  }
  if (resultType === 'vector' && Array.isArray(result))
    return { kind: 'vector', ...origin, samples: result.flatMap(sampleOf) };
  if (resultType === 'matrix' && Array.isArray(result))
    return { kind: 'matrix', ...origin, series: result.flatMap(seriesOf) };
  const message = 'the metrics backend answered something that is no vector and no matrix';
  return { kind: 'error', error: { kind: 'upstream_failed', message } };
}

const NO_LABELS: Labels = labelsFrom([]);

interface Fields {
  readonly resultType?: unknown;
  readonly result?: unknown;
  readonly metric?: unknown;
  readonly value?: unknown;
  readonly values?: unknown;
}

function fieldsOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? value : {};
}

function sampleOf(entry: unknown): readonly InstantSample[] {
  const { metric, value } = fieldsOf(entry);
  const point = pointOf(value);
  return point === null ? [] : [{ labels: labelsOf(metric), value: point[1] }];
}

function seriesOf(entry: unknown): readonly RangeSeries[] {
  const { metric, values } = fieldsOf(entry);
  if (!Array.isArray(values)) return [];
  const points = values.flatMap((value) => {
    const point = pointOf(value);
    return point === null ? [] : [point];
  });
  return [{ labels: labelsOf(metric), points }];
}

function labelsOf(metric: unknown): Labels {
  if (typeof metric !== 'object' || metric === null) return NO_LABELS;
  const pairs = Object.entries(metric).flatMap(([name, value]): [string, string][] =>
    typeof value === 'string' ? [[name, value]] : [],
  );
  return labelsFrom(pairs);
}

/** `[1767225600.5, "0.25"]` as `[1767225600500, 0.25]`. */
function pointOf(pair: unknown): [number, number] | null {
  if (!Array.isArray(pair)) return null;
  const [seconds, text]: unknown[] = pair;
  if (typeof seconds !== 'number' || typeof text !== 'string') return null;
  return [Math.round(seconds * 1000), numberOf(text)];
}

/** `NaN`, `+Inf`, `-Inf` or a decimal number. */
function numberOf(text: string): number {
  if (text === '+Inf' || text === 'Inf') return Number.POSITIVE_INFINITY;
  return text === '-Inf' ? Number.NEGATIVE_INFINITY : Number(text);
}

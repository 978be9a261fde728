import { labelsFromObject } from '../../platform/model/labels.ts';
import type { QueryValue } from '../../queries/promql/evaluate/query-result.ts';
import type { SystemAnswer } from './promql-engine-system.ts';

type Point = readonly [atS: number, value: string];

interface JsonSeries {
  readonly metric: Readonly<Record<string, string>>;
  readonly value?: Point;
  readonly values?: readonly Point[];
}

interface Envelope {
  readonly status: string;
  readonly error?: string;
  readonly warnings?: readonly string[];
  readonly infos?: readonly string[];
  readonly data?: { readonly resultType: string; readonly result: unknown };
}

/** An answer of Prometheus's HTTP API to a query at `atMs` (or over a range) as the engine's. */
export function systemAnswerOf(body: string, atMs: number): SystemAnswer {
  const { status, error = '', warnings = [], infos = [], data } = JSON.parse(body) as Envelope;
  if (status !== 'success' || data === undefined) return { kind: 'failure', message: error };
  return { kind: 'result', result: { value: readValue(data, atMs), warnings, infos } };
}

function readValue(
  { resultType, result }: NonNullable<Envelope['data']>,
  atMs: number,
): QueryValue {
  switch (resultType) {
    case 'scalar':
      return { kind: 'scalar', atMs, value: numberOf((result as Point)[1]) };
    case 'string':
      return { kind: 'string', atMs, value: (result as Point)[1] };
    case 'vector': {
      const series = result as readonly JsonSeries[];
      return {
        kind: 'vector',
        atMs,
        series: series.map(({ metric }) => labelsFromObject(metric)),
        values: Float64Array.from(series, ({ value }) => numberOf(value?.[1] ?? '')),
      };
    }
    case 'matrix':
      return {
        kind: 'matrix',
        series: (result as readonly JsonSeries[]).map(({ metric, values = [] }) => ({
          labels: labelsFromObject(metric),
          times: Float64Array.from(values, ([at]) => Math.round(at * 1000)),
          values: Float64Array.from(values, ([, value]) => numberOf(value)),
        })),
      };
    default:
      throw new TypeError(`no such type of result: ${resultType}`);
  }
}

function numberOf(text: string): number {
  if (text === '+Inf') return Number.POSITIVE_INFINITY;
  return text === '-Inf' ? Number.NEGATIVE_INFINITY : Number(text);
}

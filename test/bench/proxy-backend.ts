import { type Prometheus, startPrometheus } from '../support/prometheus.ts';
import { tenants } from '../support/two-tenants.ts';

/** The instant that the benchmark's questions are asked for, so that answers never change. */
export const benchAtSeconds = Date.parse('2024-05-01T12:00:00Z') / 1000;

const points = 60;
const stepSeconds = 60;
const instances = 5;

/** One of the questions: its path for a tenant's query text. */
export interface BenchQuestion {
  readonly label: string;
  readonly isRange: boolean;
  /** As the tenant asks it, and as it must be asked without tocsin for the same answer. */
  readonly metric: string;
  path(query: string): string;
}

/** The cheapest instant query, and a range query of 5 series × 60 points. */
export const benchQuestions: readonly BenchQuestion[] = [
  {
    label: 'instant query',
    isRange: false,
    metric: 'bench_up',
    path: (query) => `/api/v1/query?${new URLSearchParams({ query, time: `${benchAtSeconds}` })}`,
  },
  {
    label: 'range query',
    isRange: true,
    metric: 'bench_requests',
    path: (query) =>
      `/api/v1/query_range?${new URLSearchParams({
        query,
        start: `${benchAtSeconds - (points - 1) * stepSeconds}`,
        end: `${benchAtSeconds}`,
        step: `${stepSeconds}`,
      })}`,
  },
];

/** A real Prometheus with the same series for both tenants. */
export async function startBenchPrometheus(port: number | null): Promise<Prometheus> {
  const prometheus = await startPrometheus(port === null ? {} : { port });
  for (const { namespace } of tenants) {
    await prometheus.writeSeries([
      { labels: { __name__: 'bench_up', namespace, job: 'shop' }, samples: samples(1) },
      ...Array.from({ length: instances }, (_, index) => ({
        labels: { __name__: 'bench_requests', namespace, instance: `10.0.0.${index}:9100` },
        samples: samples(index + 1),
      })),
    ]);
  }
  return prometheus;
}

function samples(factor: number): [number, number][] {
  return Array.from({ length: points }, (_, index) => [
    (benchAtSeconds - (points - 1 - index) * stepSeconds) * 1000,
    factor * index + 0.25,
  ]);
}

import type { VectorSample } from '../../api/prometheus.ts';

/** Of hosts with node-exporter's metrics, ours among them. */
export const FIGURES = ['cpu', 'memory', 'load', 'disk'] as const;
export type FigureName = (typeof FIGURES)[number];

const CPU = '100 * (1 - avg(rate(node_cpu_seconds_total{mode="idle"}[1m])))';
const MEMORY = '100 * (1 - sum(node_memory_MemAvailable_bytes) / sum(node_memory_MemTotal_bytes))';
const DISK =
  'max(100 * (1 - node_filesystem_avail_bytes{mountpoint="/"} / node_filesystem_size_bytes{mountpoint="/"}))';

const named = (name: string, expression: string) =>
  `label_replace(${expression}, "figure", "${name}", "", "")`;

/** All figures in one question. */
export const FIGURES_QUERY = [
  named('cpu', CPU),
  named('memory', MEMORY),
  named('load', 'avg(node_load1)'),
  named('disk', DISK),
  named('hosts', 'count(count by (instance) (node_load1))'),
  named('up', 'count(up == 1)'),
  named('targets', 'count(up)'),
].join(' or ');

/** The two that are drawn. */
export const GRAPH_QUERY = [named('cpu', CPU), named('memory', MEMORY)].join(' or ');

/** The latest values; what has none is not in it. */
export type HostFigures = ReadonlyMap<string, number>;

export function readFigures(samples: readonly VectorSample[]): HostFigures {
  return new Map(
    samples.flatMap(({ metric, value }) => {
      const figure = Number(value?.[1]);
      return metric.figure === undefined || !Number.isFinite(figure)
        ? []
        : [[metric.figure, figure] as const];
    }),
  );
}

/** Whether anything arrives: a target that is up, or a metric that somebody pushes. */
export function hasSamples(figures: HostFigures): boolean {
  return [...figures.keys()].some((name) => name !== 'targets');
}

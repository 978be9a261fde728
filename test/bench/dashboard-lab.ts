import { type Prometheus, startPrometheus } from '../support/prometheus.ts';
import { tenants } from '../support/two-tenants.ts';

export const scrapeSeconds = 15;
const pods = 40;
const metrics = ['http', 'rpc', 'jobs', 'disk', 'net', 'mail'].map((name) => `${name}_total`);

/** What a dashboard of 24 panels asks: four kinds of question to six metrics, in `selector`. */
export function panelsFor(selector: string): readonly string[] {
  return metrics.flatMap((metric) => {
    const series = `${metric}${selector}`;
    return [
      `sum(rate(${series}[5m]))`,
      `sum by (code) (rate(${series}[5m]))`,
      `sum by (pod) (rate(${series}[1m]))`,
      `topk(5, increase(${series}[10m]))`,
    ];
  });
}

/** A Prometheus with the series of both tenants, from `fromS` to `toS`. */
export async function startDashboardPrometheus(
  fromS: number,
  toS: number,
  options: { readonly flags?: readonly string[]; readonly queryLogFile?: string } = {},
): Promise<Prometheus> {
  const { flags = [], queryLogFile } = options;
  const prometheus = await startPrometheus({
    extraFlags: ['--query.max-samples=5000000', ...flags],
    ...(queryLogFile === undefined ? {} : { queryLogFile }),
  });
  for (const metric of metrics) {
    for (const { namespace } of tenants) {
      await prometheus.writeSeries(
        Array.from({ length: pods }, (_, pod) => ({
          labels: { __name__: metric, namespace, pod: `shop-${pod}`, code: `${200 + (pod % 3)}` },
          samples: counter(fromS, toS, pod + 1),
        })),
      );
    }
  }
  return prometheus;
}

function counter(fromS: number, toS: number, factor: number): [number, number][] {
  return Array.from({ length: Math.floor((toS - fromS) / scrapeSeconds) }, (_, index) => [
    (fromS + index * scrapeSeconds) * 1000,
    factor * index + Math.sin(index / 7) / 3,
  ]);
}

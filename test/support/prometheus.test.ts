import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Alertmanager, startAlertmanager } from './alertmanager.ts';
import { type NodeExporter, startNodeExporter } from './node-exporter.ts';
import { type Prometheus, startPrometheus } from './prometheus.ts';
import { requires } from './requires.ts';
import { waitUntil } from './wait-until.ts';

interface VectorData {
  readonly result: readonly { metric: Record<string, string>; value: [number, string] }[];
}

requires(
  'prometheus',
  'prometheus-alertmanager',
  'prometheus-node-exporter',
)('Prometheus, Alertmanager and node-exporter', () => {
  let prometheus: Prometheus;
  let alertmanager: Alertmanager;
  let exporter: NodeExporter;
  beforeAll(async () => {
    [prometheus, alertmanager, exporter] = await Promise.all([
      startPrometheus(),
      startAlertmanager(),
      startNodeExporter(),
    ]);
  });
  afterAll(async () => {
    await Promise.all([prometheus.stop(), alertmanager.stop(), exporter.stop()]);
  });

  const query = (text: string, time?: string) =>
    prometheus.get('/api/v1/query', {
      query: text,
      ...(time === undefined ? {} : { time }),
    }) as Promise<VectorData>;

  it('keeps written series of two tenants, also of long ago and out of order', async () => {
    const labels = (tenant: string) => ({ __name__: 'jobs_waiting', namespace: tenant });
    const thenMs = Date.parse('2020-01-01T00:00:00Z');
    await prometheus.writeSeries([
      { labels: labels('acme'), samples: [[thenMs, 1.5]] },
      { labels: labels('umbrella'), samples: [[thenMs, -2]] },
    ]);
    await prometheus.writeSeries([{ labels: labels('acme'), samples: [[thenMs - 60_000, 7]] }]);
    const { result } = await query('sort(jobs_waiting)', '2020-01-01T00:00:00Z');
    expect(result.map(({ metric, value }) => [metric.namespace, value[1]])).toEqual([
      ['umbrella', '-2'],
      ['acme', '1.5'],
    ]);
    expect((await query('jobs_waiting', '2019-12-31T23:59:00Z')).result[0]?.value[1]).toBe('7');
  });

  it('scrapes the exporter and tells the Alertmanager after a new configuration', async () => {
    await prometheus.configure({
      scrape: [{ jobName: 'node', targets: [exporter.target], labels: { namespace: 'acme' } }],
      alertmanagers: [{ url: alertmanager.url, bearerToken: 'none-needed' }],
    });
    await waitUntil(async () => (await query('up == 1')).result.length > 0, { what: 'a scrape' });
    const known = (await prometheus.get('/api/v1/alertmanagers')) as {
      activeAlertmanagers: unknown[];
    };
    expect(known.activeAlertmanagers).toHaveLength(1);
  });

  it('says what is wrong with a configuration', async () => {
    await expect(prometheus.configure({ evaluationInterval: 'soon' })).rejects.toThrow(/500/);
  });
});

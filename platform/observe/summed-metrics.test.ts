import { describe, expect, it } from 'vitest';
import { createMetrics, type MetricsSnapshot } from './metrics.ts';
import { exposeSum, growingSum } from './summed-metrics.ts';

/** What a process reports that answered so many questions of two tenants. */
async function processWith(acme: number, globex: number): Promise<MetricsSnapshot> {
  const metrics = createMetrics({ version: '1.2.3', withProcessMetrics: false });
  const asked = metrics.counter({
    name: 'tocsin_asked_total',
    help: 'Asked.',
    labels: { tenant: ['acme', 'globex'] },
  });
  if (acme > 0) asked.inc({ tenant: 'acme' }, acme);
  if (globex > 0) asked.inc({ tenant: 'globex' }, globex);
  metrics.gauge({ name: 'tocsin_running', help: 'Now.' }).set({}, acme);
  metrics.gauge({ name: 'tocsin_state', help: 'Is.', acrossProcesses: 'max' }).set({}, globex);
  metrics.histogram({ name: 'tocsin_wait_seconds', help: 'W.', buckets: [1] }).observe({}, 0.5);
  // As it comes from another process.
  return JSON.parse(JSON.stringify(await metrics.snapshot()));
}

describe('the metrics of several processes', () => {
  it('are added up, but for what makes no sense added up', async () => {
    const { text, contentType } = await exposeSum(await processWith(2, 0), [
      await processWith(1, 4),
      await processWith(0, 3),
    ]);
    expect(contentType).toContain('text/plain');
    expect(text.split('\n')).toEqual(
      expect.arrayContaining([
        '# TYPE tocsin_asked_total counter',
        'tocsin_asked_total{tenant="acme"} 3',
        'tocsin_asked_total{tenant="globex"} 7',
        'tocsin_running 3',
        'tocsin_state 4',
        'tocsin_wait_seconds_bucket{le="1"} 3',
        'tocsin_wait_seconds_count 3',
        expect.stringMatching(/^tocsin_build_info\{version="1\.2\.3",node="[^"]+"\} 1$/),
      ]),
    );
  });

  it('that ended: what only grows stays', async () => {
    const left = await growingSum([await processWith(2, 1), await processWith(1, 0)]);
    const { text } = await exposeSum(await processWith(1, 0), [left]);
    expect(text).toContain('tocsin_asked_total{tenant="acme"} 4');
    expect(text).toContain('tocsin_asked_total{tenant="globex"} 1');
    expect(text).toContain('tocsin_running 1\n');
    expect(text).toContain('tocsin_wait_seconds_count 3');
  });

  it('keeps when the first process began', async () => {
    const metrics = createMetrics({ version: '1', withProcessMetrics: true });
    const { text } = await exposeSum(await metrics.snapshot(), [await metrics.snapshot()]);
    expect(text).toMatch(/^process_start_time_seconds \d+/m);
  });
});

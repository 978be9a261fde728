import { describe, expect, it } from 'vitest';
import { createMetrics } from './metrics.ts';

const newMetrics = () => createMetrics({ version: '1.2.3', withProcessMetrics: false });

describe('metrics', () => {
  it('exposes counters, gauges and histograms of this registry only', async () => {
    const metrics = newMetrics();
    const sent = metrics.counter({
      name: 'tocsin_sent_total',
      help: 'Sent.',
      labels: { outcome: ['sent', 'dropped'], cluster: { maxValues: 2 } },
    });
    sent.inc({ outcome: 'sent', cluster: 'acme-1' });
    sent.inc({ outcome: 'sent', cluster: 'globex-1' }, 2);
    metrics.gauge({ name: 'tocsin_queue', help: 'Queue.', collect: (g) => g.set({}, 7) });
    metrics
      .histogram({ name: 'tocsin_commit_seconds', help: 'Commit.', buckets: [0.1, 1] })
      .observe({}, 0.5);
    const { text, contentType } = await metrics.expose();
    expect(contentType).toContain('text/plain');
    expect(text).toContain('tocsin_sent_total{outcome="sent",cluster="acme-1"} 1');
    expect(text).toContain('tocsin_sent_total{outcome="sent",cluster="globex-1"} 2');
    expect(text).toContain('tocsin_queue 7');
    expect(text).toContain('tocsin_commit_seconds_bucket{le="1"} 1');
    expect(text).toMatch(/tocsin_build_info\{version="1\.2\.3",node="\d+\.[^"]+"\} 1/);
    expect((await newMetrics().expose()).text).not.toContain('tocsin_sent_total');
  });

  it('counts values over the bound as other, and gives a removed one its place back', async () => {
    const metrics = newMetrics();
    const up = metrics.gauge({
      name: 'tocsin_up',
      help: 'Up.',
      labels: { cluster: { maxValues: 1 } },
    });
    up.set({ cluster: 'a' }, 1);
    up.set({ cluster: 'b' }, 1);
    expect((await metrics.expose()).text).toContain('tocsin_up{cluster="other"} 1');
    up.remove({ cluster: 'a' });
    up.set({ cluster: 'b' }, 3);
    const { text } = await metrics.expose();
    expect(text).toContain('tocsin_up{cluster="b"} 3');
    expect(text).not.toContain('cluster="a"');
  });

  it.each([
    ['a name without bound', { url: { maxValues: 5 } }, /no bound/],
    ['too many values', { cluster: { maxValues: 501 } }, /1 to 500/],
    ['no values', { outcome: [] }, /1 to 500/],
    ['too many series', { a: { maxValues: 100 }, b: { maxValues: 100 } }, /10000 series/],
  ])('refuses %s', (_name, labels, message) => {
    const metrics = newMetrics();
    expect(() => metrics.counter({ name: 'tocsin_x_total', help: 'x', labels })).toThrow(message);
  });

  it('includes process and Node metrics when asked', async () => {
    const metrics = createMetrics({ version: '1', withProcessMetrics: true });
    expect((await metrics.expose()).text).toContain('process_cpu_seconds_total');
  });
});

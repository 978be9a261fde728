import { describe, expect, it } from 'vitest';
import { VirtualClock } from '../../platform/clock/virtual-clock.ts';
import { createMetrics } from '../../platform/observe/metrics.ts';
import { placeOf, pushOf } from '../../test/support/receiver-world.ts';
import { observedReceiver, type PushOutcome, type ReceiverMetrics } from './observed-receiver.ts';
import { ReceiveRates } from './receive-rates.ts';
import type { Receiver, ReceiverPlace } from './receiver.ts';
import { createReceiverMetrics } from './receiver-metrics.ts';
import { emptyAnswer } from './text-answer.ts';

const idle: ReceiverMetrics = { pushed: () => undefined };
const five: Receiver<ReceiverPlace> = async () => emptyAnswer(204, { taken: 5, refused: 1 });

describe('the rates of receivers', () => {
  it('are those of the last minute, by receiver and tenant', async () => {
    const clock = new VirtualClock();
    const rates = new ReceiveRates(clock);
    const receive = observedReceiver('loki-push', five, idle, rates);
    const umbrella = {
      receiver: 'loki-push',
      tenant: 'umbrella',
      pushes: 1,
      failedPushes: 0,
      bytes: 2,
      taken: 5,
      refused: 1,
    };
    await receive(pushOf('abc'), placeOf('acme'));
    await clock.advance(30_000);
    await receive(pushOf('abc'), placeOf('acme'));
    await receive(pushOf('ab'), placeOf('umbrella'));
    const acme = { ...umbrella, tenant: 'acme', pushes: 2, bytes: 6, taken: 10, refused: 2 };
    expect(rates.lastMinute(null)).toEqual([acme, umbrella]);
    expect(rates.lastMinute('umbrella')).toEqual([umbrella]);
    await clock.advance(30_000);
    expect(rates.lastMinute('acme')).toEqual([{ ...umbrella, tenant: 'acme', bytes: 3 }]);
    await clock.advance(31_000);
    expect(rates.lastMinute(null)).toEqual([]);
  });
});

describe('the metrics of receivers', () => {
  it.each<[PushOutcome, number, number, number]>([
    ['taken', 204, 5, 0],
    ['partial', 400, 5, 1],
    ['refused', 400, 0, 1],
    ['refused', 413, 0, 0],
    ['limited', 429, 0, 0],
    ['unavailable', 503, 0, 0],
  ])(
    'say %s of status %i with %i taken and %i refused',
    async (outcome, status, taken, refused) => {
      const seen: unknown[] = [];
      const metrics: ReceiverMetrics = { pushed: (...pushed) => seen.push(pushed) };
      const answers: Receiver<ReceiverPlace> = async () => emptyAnswer(status, { taken, refused });
      const receive = observedReceiver(
        'otlp-logs',
        answers,
        metrics,
        new ReceiveRates(new VirtualClock()),
      );
      await receive(pushOf('abc'), placeOf('acme'));
      expect(seen).toEqual([['otlp-logs', outcome, { bytes: 3, taken, refused }]]);
    },
  );

  it('are counters of the process', async () => {
    const registry = createMetrics({ version: '1', withProcessMetrics: false });
    const metrics = createReceiverMetrics(registry);
    const receive = observedReceiver(
      'loki-push',
      five,
      metrics,
      new ReceiveRates(new VirtualClock()),
    );
    await receive(pushOf('abc'), placeOf('acme'));
    const { text } = await registry.expose();
    expect(text).toContain(
      'tocsin_receiver_pushes_total{receiver="loki-push",outcome="partial"} 1',
    );
    expect(text).toContain('tocsin_receiver_items_total{receiver="loki-push",result="taken"} 5');
    expect(text).toContain('tocsin_receiver_bytes_total{receiver="loki-push"} 3');
  });

  it('say that a receiver is at fault, and let the fault go on', async () => {
    const seen: PushOutcome[] = [];
    const metrics: ReceiverMetrics = { pushed: (_, outcome) => seen.push(outcome) };
    const broken: Receiver<ReceiverPlace> = () => Promise.reject(new TypeError('a fault'));
    const receive = observedReceiver(
      'otlp-logs',
      broken,
      metrics,
      new ReceiveRates(new VirtualClock()),
    );
    await expect(receive(pushOf('abc'), placeOf('acme'))).rejects.toThrow('a fault');
    expect(seen).toEqual(['fault']);
  });
});

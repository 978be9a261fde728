import { describe, expect, it } from 'vitest';
import { VirtualClock } from '../../clock/virtual-clock.ts';
import { createMetrics } from '../../observe/metrics.ts';
import { outboundMetrics } from '../../outbound/outbound-metrics.ts';
import { inParallel } from '../in-parallel.ts';
import { type Lane, Lanes } from './lanes.ts';

const metrics = createMetrics({ version: 'test', withProcessMetrics: false });
const lanes = () =>
  new Lanes({
    requestTimeoutMs: 1_000,
    maxBytes: 1_000,
    connections: 2,
    clock: new VirtualClock(),
    outboundMetrics: outboundMetrics(metrics),
  });
const isClosed = ({ dispatcher }: Lane) =>
  'destroyed' in dispatcher && dispatcher.destroyed === true;

describe('the connections to a cluster', () => {
  it('are those of one identity, until another is used and the last request of the old one ends', async () => {
    const all = lanes();
    const pick = (cert: string) => all.use({ cert }, async (lane) => lane);
    const old = await pick('old');
    expect(await pick('old')).toBe(old);
    let end: () => void = () => undefined;
    const held = all.use(
      { cert: 'old' },
      () =>
        new Promise<void>((resolve) => {
          end = resolve;
        }),
    );
    const fresh = await pick('new');
    expect([fresh === old, isClosed(old)]).toEqual([false, false]);
    end();
    await held;
    expect([isClosed(old), isClosed(fresh)]).toEqual([true, false]);
    await pick('newer');
    expect(isClosed(fresh)).toBe(true);
    await all.close();
  });
});

describe('in parallel', () => {
  it('keeps the order and the limit', async () => {
    let [now, most] = [0, 0];
    const run = async (item: number) => {
      most = Math.max(most, ++now);
      await new Promise((resolve) => setImmediate(resolve));
      now -= 1;
      return item * 2;
    };
    expect(await inParallel([1, 2, 3, 4, 5], 2, run)).toEqual([2, 4, 6, 8, 10]);
    expect(most).toBe(2);
    expect(await inParallel([], 2, run)).toEqual([]);
  });

  it('begins nothing after a rejection', async () => {
    const begun: number[] = [];
    const run = async (item: number) => {
      begun.push(item);
      if (item === 1) throw new Error('broken');
    };
    await expect(inParallel([1, 2, 3, 4, 5], 2, run)).rejects.toThrow('broken');
    expect(begun).toEqual([1, 2]);
  });
});

import { describe, expect, it } from 'vitest';
import { VirtualClock } from '../clock/virtual-clock.ts';
import { createLogger } from '../observe/logger.ts';
import { createRunningLoop } from './running-loop.ts';

const BACKOFF = { minMs: 1_000, maxMs: 13_000, factor: 2, jitter: 0 };

function setup(run: (signal: AbortSignal, count: number) => Promise<number>, random = () => 0) {
  const clock = new VirtualClock(0);
  const runsAtMs: number[] = [];
  const lines: { level: string; msg: string }[] = [];
  const logger = createLogger({
    level: 'debug',
    destination: { write: (line) => void lines.push(JSON.parse(line)) },
  });
  const loop = createRunningLoop({
    name: 'test',
    clock,
    logger,
    random,
    backoff: BACKOFF,
    run: (signal) => {
      runsAtMs.push(clock.nowMs());
      return run(signal, runsAtMs.length);
    },
  });
  return { clock, loop, runsAtMs, lines };
}

describe('running loop', () => {
  it('runs at once, then after the delay each run asks for', async () => {
    const { clock, loop, runsAtMs } = setup(async (_signal, count) => count * 100);
    await loop.start();
    await clock.advance(700);
    expect(runsAtMs).toEqual([0, 100, 300, 600]);
    await loop.stop();
    await clock.advance(10_000);
    expect(runsAtMs).toHaveLength(4);
    expect(clock.pendingTimers).toBe(0);
  });

  it('backs off while it fails, to the maximum, and starts over after a success', async () => {
    const { clock, loop, runsAtMs, lines } = setup(async (_signal, count) => {
      if (count === 8) return 50;
      throw new Error('no');
    });
    await loop.start();
    await clock.advance(43_000);
    const delays = runsAtMs.map((at, index) => at - (runsAtMs[index - 1] ?? 0)).slice(1);
    expect(delays).toEqual([1_000, 2_000, 4_000, 8_000, 13_000, 13_000]);
    await clock.advance(13_000);
    expect(runsAtMs.slice(-3)).toEqual([54_000, 54_050, 55_050]);
    expect(lines.map(({ level, msg }) => `${level} ${msg}`).slice(0, 10)).toEqual([
      'info loop run failed',
      'warn loop run failed',
      'warn loop run failed',
      'warn loop run failed',
      'error loop run failed',
      'error loop run failed',
      'error loop run failed',
      'info loop recovered',
      'info loop run failed',
      'warn loop run failed',
    ]);
    await loop.stop();
  });

  it('runs at once when woken, and once more when woken during a run', async () => {
    const { clock, loop, runsAtMs } = setup(async () => {
      if (runsAtMs.length === 2) loop.wake();
      return 60_000;
    });
    await loop.start();
    await clock.advance(10);
    loop.wake();
    loop.wake();
    await clock.advance(10);
    expect(runsAtMs).toEqual([0, 10, 10]);
    await loop.stop();
  });

  it('keeps the back-off when woken after a failure', async () => {
    const { clock, loop, runsAtMs } = setup(async () => {
      throw new Error('no');
    });
    await loop.start();
    await clock.advance(10);
    loop.wake();
    await clock.advance(900);
    expect(runsAtMs).toEqual([0]);
    await loop.stop();
  });

  it('never overlaps, and drain waits for the run under way', async () => {
    let finish: () => void = () => undefined;
    const { clock, loop, runsAtMs } = setup(
      () =>
        new Promise((resolve) => {
          finish = () => resolve(0);
        }),
    );
    await loop.start();
    await clock.advance(5_000);
    loop.wake();
    await clock.advance(5_000);
    expect(runsAtMs).toEqual([0]);
    let isDrained = false;
    const drained = loop.drain(new AbortController().signal).then(() => {
      isDrained = true;
    });
    await clock.advance(1);
    expect(isDrained).toBe(false);
    finish();
    await drained;
    await clock.advance(5_000);
    expect(runsAtMs).toEqual([0]);
    await loop.stop();
  });

  it('aborts the run when the grace period is over, and does not log that as a failure', async () => {
    const { clock, loop, lines } = setup(
      (signal) =>
        new Promise((_resolve, reject) => {
          signal.addEventListener('abort', () => reject(signal.reason));
        }),
    );
    await loop.start();
    await clock.advance(1);
    const grace = new AbortController();
    const drained = loop.drain(grace.signal);
    grace.abort(new Error('grace period over'));
    await drained;
    await loop.stop();
    expect(lines).toEqual([]);
  });
});

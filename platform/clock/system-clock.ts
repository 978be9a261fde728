import type { Clock, Timer } from './clock.ts';

const MAX_TIMER_MS = 2 ** 31 - 1;

function startTimer(delayMs: number, callback: () => void): Timer {
  const handle = setTimeout(callback, Math.min(Math.max(0, delayMs), MAX_TIMER_MS));
  handle.unref();
  return { cancel: () => clearTimeout(handle) };
}

function sleep(delayMs: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) {
      reject(signal.reason);
      return;
    }
    const onAbort = () => {
      timer.cancel();
      reject(signal?.reason);
    };
    const timer = startTimer(delayMs, () => {
      signal?.removeEventListener('abort', onAbort);
      resolve();
    });
    signal?.addEventListener('abort', onAbort, { once: true });
  });
}

/** The machine's clock: the only place that reads it. */
export const systemClock: Clock = {
  nowMs: () => Date.now(),
  monotonicMs: () => performance.now(),
  after: startTimer,
  sleep,
};

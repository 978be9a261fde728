import { monitorEventLoopDelay } from 'node:perf_hooks';

/**
 * How long the event loop of this process stood still at most while the work was done, in
 * milliseconds: the longest delay that was seen, but never more than the processor time that was
 * used, since on a busy machine a process also stands still because others run.
 */
export async function longestBlockMs(work: () => unknown): Promise<number> {
  const delays = monitorEventLoopDelay({ resolution: 2 });
  delays.enable();
  // Its timer compares with when it was called last, so it has to have been.
  await aTurn();
  const before = process.cpuUsage();
  await work();
  // What blocked is seen by the timer that comes after it.
  await aTurn();
  const { user, system } = process.cpuUsage(before);
  delays.disable();
  return Math.min(delays.max / 1e6, (user + system) / 1e3);
}

const aTurn = () => new Promise((resolve) => setTimeout(resolve, 4));

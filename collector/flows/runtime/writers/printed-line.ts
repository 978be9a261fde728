import type { StampedLine } from '../stamp-event.ts';

/** A line with its stamp as one JSON object: the stamp last, so that nothing stands over it. */
export function printLine({ timeNs, record, stamp }: StampedLine): string {
  const time = new Date(Number(timeNs / 1_000_000n)).toISOString();
  return JSON.stringify({ time, ...record, ...stamp });
}

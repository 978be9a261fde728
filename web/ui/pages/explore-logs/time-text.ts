import { instantText } from '../../time/instant-text.ts';

/** An instant of a line to the millisecond in a zone: `2026-11-20 09:00:00.123`. */
export function lineTimeText(timeNs: bigint, zone: string): string {
  const ms = Number(timeNs / 1_000_000n);
  return `${instantText(ms, zone)}.${String(((ms % 1000) + 1000) % 1000).padStart(3, '0')}`;
}

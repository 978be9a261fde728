import { instantText } from '../time/instant-text.ts';

/** An instant of a line to the millisecond in a zone: `2026-11-20` and `09:00:00.123`. */
export function lineTime(
  timeNs: bigint,
  zone: string,
): { readonly date: string; readonly time: string } {
  const ms = Number(timeNs / 1_000_000n);
  const [date = '', time = ''] = instantText(ms, zone).split(' ');
  return { date, time: `${time}.${String(ms % 1000).padStart(3, '0')}` };
}

import { DateTime } from 'luxon';
import { parseTimeEnd, printTimeEnd } from '../../../platform/model/time-end.ts';
import { instantText } from './instant-text.ts';
import type { RangeEnd } from './range.ts';

const FORMATS = ['yyyy-MM-dd HH:mm:ss', 'yyyy-MM-dd HH:mm', 'yyyy-MM-dd'];

/**
 * Reads one end of a range as typed by a person: `now`, `now-6h`, `now/d`, `2026-11-20 09:00` in `zone`, or
 * an instant with its own offset. @returns undefined for anything else.
 */
export function parseTyped(text: string, zone: string): RangeEnd | undefined {
  const trimmed = text.trim();
  const end = parseTimeEnd(trimmed, zone);
  if (end !== undefined) return end;
  for (const format of FORMATS) {
    const parsed = DateTime.fromFormat(trimmed, format, { zone });
    if (parsed.isValid) return { kind: 'absolute', atMs: parsed.toMillis() };
  }
  return undefined;
}

/** Prints what `parseTyped` reads in the same zone, to the second. */
export function printTyped(end: RangeEnd, zone: string): string {
  return end.kind === 'absolute' ? instantText(end.atMs, zone) : printTimeEnd(end);
}

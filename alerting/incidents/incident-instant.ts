import { decodeTime, encodeTime } from 'ulid';

const NOTHING = '0'.repeat(16);

/** Not after any id made at or after the instant, after all made before it. */
export function firstIdAt(atMs: number): string {
  return `${encodeTime(Math.max(0, Math.floor(atMs)))}${NOTHING}`;
}

/** When an incident was recorded, Unix milliseconds: its id says so. */
export function recordedAtMs(id: string): number {
  return decodeTime(id);
}

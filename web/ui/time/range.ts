import { parseDurationMs, printDurationMs } from '../../../platform/model/duration.ts';

/** One end of a range: an instant, or a distance before now (0 is now). */
export type RangeEnd =
  | { readonly kind: 'absolute'; readonly atMs: number }
  | { readonly kind: 'relative'; readonly agoMs: number };

/** What the reader asked to see; `from` is before `to` at any now. */
export interface TimeRange {
  readonly from: RangeEnd;
  readonly to: RangeEnd;
}

/** A range at one now, both ends inclusive. */
export interface Interval {
  readonly startMs: number;
  readonly endMs: number;
}

const NOW: RangeEnd = { kind: 'relative', agoMs: 0 };
const LONGEST_RANGE_MS = 400 * 86_400_000;

/**
 * Reads a range as it stands in the URL and as people type it: `1h` (the last hour), `now-6h`,
 * `now-6h..now-1h`, `2026-11-20T09:00:00Z..2026-11-20T10:00:00Z`.
 * @returns undefined for other texts and for ranges that end before they start.
 */
export function parseRange(text: string): TimeRange | undefined {
  const parts = text.trim().split('..');
  if (parts.length > 2) return undefined;
  const [first = '', second] = parts.map((part) => part.trim());
  const from = parseEnd(first) ?? parseLast(first);
  const to = second === undefined ? NOW : parseEnd(second);
  return from === undefined || to === undefined || !isForward(from, to) ? undefined : { from, to };
}

/** Prints what `parseRange` reads; the last hour is `1h`. */
export function printRange({ from, to }: TimeRange): string {
  const toNow = to.kind === 'relative' && to.agoMs === 0;
  if (toNow && from.kind === 'relative') return printDurationMs(from.agoMs);
  return toNow ? printEnd(from) : `${printEnd(from)}..${printEnd(to)}`;
}

/** Prints one end as people type it: `now`, `now-6h`, or an RFC 3339 instant in UTC. */
export function printEnd(end: RangeEnd): string {
  if (end.kind === 'absolute') return new Date(end.atMs).toISOString().replace('.000Z', 'Z');
  return end.agoMs === 0 ? 'now' : `now-${printDurationMs(end.agoMs)}`;
}

/** Reads one end: `now`, `now-6h`, or an instant with its zone (`2026-11-20T09:00Z`). */
export function parseEnd(text: string): RangeEnd | undefined {
  if (text === 'now') return NOW;
  if (text.startsWith('now-')) return parseLast(text.slice('now-'.length).trim());
  if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?(?:Z|[+-]\d{2}:\d{2})$/.test(text)) {
    return undefined;
  }
  const atMs = Date.parse(text);
  return Number.isNaN(atMs) ? undefined : { kind: 'absolute', atMs };
}

function parseLast(text: string): RangeEnd | undefined {
  const agoMs = parseDurationMs(text);
  if (agoMs === undefined || agoMs === 0 || agoMs > LONGEST_RANGE_MS) return undefined;
  return { kind: 'relative', agoMs };
}

function isForward(from: RangeEnd, to: RangeEnd): boolean {
  if (from.kind === 'relative' && to.kind === 'relative') return from.agoMs > to.agoMs;
  if (from.kind === 'absolute' && to.kind === 'absolute') return from.atMs < to.atMs;
  return true;
}

/** The range at `nowMs`. An absolute start after a relative end gives an empty, one-instant range. */
export function intervalAt(range: TimeRange, nowMs: number): Interval {
  const endMs = atNow(range.to, nowMs);
  return { startMs: Math.min(atNow(range.from, nowMs), endMs), endMs };
}

function atNow(end: RangeEnd, nowMs: number): number {
  return end.kind === 'absolute' ? end.atMs : nowMs - end.agoMs;
}

/** The absolute range between two instants, in either order, to whole seconds. */
export function rangeBetween(aMs: number, bMs: number): TimeRange {
  const startMs = Math.floor(Math.min(aMs, bMs) / 1000) * 1000;
  const endMs = Math.max(Math.ceil(Math.max(aMs, bMs) / 1000) * 1000, startMs + 1000);
  return { from: { kind: 'absolute', atMs: startMs }, to: { kind: 'absolute', atMs: endMs } };
}

/** Whether the range moves with time, so that it makes sense to ask again. */
export function isMoving(range: TimeRange): boolean {
  return range.to.kind === 'relative';
}

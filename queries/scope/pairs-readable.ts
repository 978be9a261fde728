import type { EnvironmentEntry } from '../../platform/tenancy/directory.ts';

/** The oldest instant that one selector of a question reads. */
export interface SelectorReach {
  /** As the user wrote it, for messages. */
  readonly selector: string;
  /** Unix milliseconds; -Infinity: everything there is. */
  readonly earliestMs: number;
}

/** An environment that a question reads nothing of. */
export interface LeftOutPair {
  readonly pair: EnvironmentEntry;
  /** Names the environment, why it is left out, and which selector made it so. */
  readonly message: string;
}

/**
 * Which pairs of a scope a question may read.
 * - `all`: every one, as nearly always.
 * - `some`: without those that are left out; the answer says so.
 * - `none`: the question is refused; the message names the selector.
 */
export type PairsReadable =
  | { readonly kind: 'all' }
  | {
      readonly kind: 'some';
      readonly kept: readonly EnvironmentEntry[];
      readonly leftOut: readonly LeftOutPair[];
    }
  | {
      readonly kind: 'none';
      readonly leftOut: readonly LeftOutPair[];
      readonly message: string;
    };

/**
 * Leaves out the environments that became what they are after the oldest instant that a question
 * reads: a namespace made again for another owner must not show the past of the first one. A pair
 * is judged by the selector that reads furthest back, since all selectors carry the same matchers.
 *
 * @example pairsReadable([born at 12:00, with an owner before], [{ selector: 'up', earliestMs: 11:55 }])
 *   // { kind: 'none', message: 'up reads back to …' }
 */
export function pairsReadable(
  pairs: readonly EnvironmentEntry[],
  reads: readonly SelectorReach[],
): PairsReadable {
  const furthest = furthestOf(reads);
  if (furthest === null) return ALL;
  const kept: EnvironmentEntry[] = [];
  const leftOut: LeftOutPair[] = [];
  for (const pair of pairs) {
    if (pair.readableFromMs === null || furthest.earliestMs >= pair.readableFromMs) kept.push(pair);
    else leftOut.push({ pair, message: leftOutMessage(pair, pair.readableFromMs, furthest) });
  }
  if (leftOut.length === 0) return ALL;
  if (kept.length > 0) return { kind: 'some', kept, leftOut };
  return { kind: 'none', leftOut, message: refusalMessage(leftOut, furthest) };
}

const ALL: PairsReadable = { kind: 'all' };

/** Most warnings of one answer; the rest is counted. */
const MAX_WARNINGS = 10;

/** What an answer says about the environments that were left out. */
export function leftOutWarnings(leftOut: readonly LeftOutPair[]): readonly string[] {
  const shown = leftOut.slice(0, MAX_WARNINGS).map(({ message }) => message);
  const more = leftOut.length - shown.length;
  return more === 0 ? shown : [...shown, `${more} more environments are left out likewise`];
}

function furthestOf(reads: readonly SelectorReach[]): SelectorReach | null {
  let furthest: SelectorReach | null = null;
  for (const read of reads) {
    if (furthest === null || !(read.earliestMs >= furthest.earliestMs)) furthest = read;
  }
  return furthest;
}

function leftOutMessage(
  pair: EnvironmentEntry,
  readableFromMs: number,
  { selector, earliestMs }: SelectorReach,
): string {
  return `environment ${pathOf(pair)} is left out: it may read from ${instant(readableFromMs)} on, when namespace ${pair.namespace} of cluster ${pair.cluster} became its own, and ${shortened(selector)} ${reach(earliestMs)}`;
}

function refusalMessage(
  leftOut: readonly LeftOutPair[],
  { selector, earliestMs }: SelectorReach,
): string {
  const since = leftOut
    .slice(0, MAX_WARNINGS)
    .map(({ pair }) => `${pathOf(pair)} from ${instant(pair.readableFromMs ?? 0)} on`);
  const more = leftOut.length > since.length ? ' …' : '';
  return `${shortened(selector)} ${reach(earliestMs)}, before every environment of the scope became its own; readable are ${since.join(', ')}${more}; ask for a later start, or a smaller range or offset`;
}

function pathOf({ tenant, project, id }: EnvironmentEntry): string {
  return `${tenant}.${project}.${id}`;
}

function reach(earliestMs: number): string {
  return Number.isFinite(earliestMs)
    ? `reads back to ${instant(earliestMs)}`
    : 'reads all the past';
}

/** Largest instant that has a date, either side of 1970. */
const MAX_DATE_MS = 8.64e15;

function instant(atMs: number): string {
  const bounded = Math.min(MAX_DATE_MS, Math.max(-MAX_DATE_MS, atMs));
  return new Date(bounded).toISOString();
}

const MAX_SELECTOR = 200;

function shortened(selector: string): string {
  return selector.length <= MAX_SELECTOR ? selector : `${selector.slice(0, MAX_SELECTOR)}…`;
}

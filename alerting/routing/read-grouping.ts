import type { ErrorDetail } from '../../platform/errors/app-error.ts';
import { parseDurationMs, printDurationMs } from '../../platform/model/duration.ts';
import {
  DEFAULT_GROUP_INTERVAL_MS,
  DEFAULT_GROUP_WAIT_MS,
  EACH_ALONE,
  type Grouping,
} from './grouping.ts';

/** Grouping as people send it; durations such as `30s`. */
export interface GroupingDraft {
  /** Labels; empty: all together; `...` alone: each alone. */
  readonly by: readonly string[];
  /** Left out: 30 seconds. */
  readonly wait?: string;
  /** Left out: 5 minutes. */
  readonly interval?: string;
}

const MAX_LABELS = 10;
const MAX_WAIT_MS = 3_600_000;
const MIN_INTERVAL_MS = 1_000;
const MAX_INTERVAL_MS = 86_400_000;

/** What is wrong with a grouping; nothing with none. */
export function checkGrouping(
  grouping: GroupingDraft | undefined,
  at: string,
): readonly ErrorDetail[] {
  if (grouping === undefined) return [];
  const { by, wait, interval } = grouping;
  const isAlone = by.includes(EACH_ALONE);
  const others =
    isAlone && (by.length > 1 || wait !== undefined || interval !== undefined)
      ? [{ path: `${at}/by`, message: `"${EACH_ALONE}" means each alone; nothing goes with it` }]
      : [];
  const many =
    by.length > MAX_LABELS ? [{ path: `${at}/by`, message: `at most ${MAX_LABELS} labels` }] : [];
  return [
    ...others,
    ...many,
    ...by.flatMap((name, index) => checkName(name, by.slice(0, index), `${at}/by/${index}`)),
    ...checkSpan(wait, `${at}/wait`, 0, MAX_WAIT_MS),
    ...checkSpan(interval, `${at}/interval`, MIN_INTERVAL_MS, MAX_INTERVAL_MS),
  ];
}

/** A grouping that `checkGrouping` has nothing to say against; null: each alone. */
export function readGrouping(grouping: GroupingDraft | undefined): Grouping | null {
  if (grouping === undefined || grouping.by.includes(EACH_ALONE)) return null;
  const { by, wait, interval } = grouping;
  return {
    by: [...by],
    waitMs: wait === undefined ? DEFAULT_GROUP_WAIT_MS : (parseDurationMs(wait) ?? 0),
    intervalMs:
      interval === undefined ? DEFAULT_GROUP_INTERVAL_MS : (parseDurationMs(interval) ?? 0),
  };
}

/** As people send it, durations spelled out. */
export function writeGrouping(grouping: Grouping | null): GroupingDraft {
  if (grouping === null) return { by: [EACH_ALONE] };
  const { by, waitMs, intervalMs } = grouping;
  return { by, wait: printDurationMs(waitMs), interval: printDurationMs(intervalMs) };
}

function checkName(name: string, before: readonly string[], path: string): readonly ErrorDetail[] {
  if (name === EACH_ALONE) return [];
  if (before.includes(name)) return [{ path, message: `"${name}" stands twice` }];
  const isName = name !== '' && name.length <= 128 && !/[\p{Cc}\s]/u.test(name);
  return isName ? [] : [{ path, message: 'expected the name of a label' }];
}

function checkSpan(
  text: string | undefined,
  path: string,
  least: number,
  most: number,
): readonly ErrorDetail[] {
  if (text === undefined) return [];
  const ms = parseDurationMs(text);
  if (ms === undefined) return [{ path, message: `"${text}" is not a duration like 30s` }];
  if (ms >= least && ms <= most) return [];
  const bounds = `from ${least === 0 ? '0s' : printDurationMs(least)} to ${printDurationMs(most)}`;
  return [{ path, message: `must be ${bounds}, is "${text}"` }];
}

import { DateTime } from 'luxon';
import { assertNever } from '../../platform/model/assert-never.ts';
import type { ReportRange } from './report.ts';

/** Both ends inclusive, milliseconds. */
export interface RangeAt {
  readonly fromMs: number;
  readonly toMs: number;
}

/**
 * What a report of that range looks at that is due at an instant. Days, weeks (from Monday) and months
 * are those of the calendar of its zone: a day on which clocks change has 23 or 25 hours. `last-24h` and
 * `last-7d` are elapsed time.
 */
export function rangeAt(range: ReportRange, dueMs: number, zone: string): RangeAt {
  switch (range) {
    case 'last-24h':
      return { fromMs: dueMs - 24 * HOUR_MS, toMs: dueMs };
    case 'last-7d':
      return { fromMs: dueMs - 7 * 24 * HOUR_MS, toMs: dueMs };
    case 'yesterday':
      return before('day', dueMs, zone);
    case 'last-week':
      return before('week', dueMs, zone);
    case 'last-month':
      return before('month', dueMs, zone);
    default:
      return assertNever(range);
  }
}

const HOUR_MS = 3_600_000;

/** The whole unit before the one that the instant is in. */
function before(unit: 'day' | 'week' | 'month', dueMs: number, zone: string): RangeAt {
  const end = DateTime.fromMillis(dueMs, { zone }).startOf(unit);
  // From noon, since a day may begin twice, or at one o'clock.
  const start = end
    .plus({ hour: 12 })
    .minus({ [unit]: 1 })
    .startOf(unit);
  return { fromMs: start.toMillis(), toMs: end.toMillis() - 1 };
}

import { IANAZone } from 'luxon';
import { cronTimes } from './cron-times.ts';

const PATTERN = /^[\d*/,\-LW#a-zA-Z]+(?: +[\d*/,\-LW#a-zA-Z]+){4}$/;
const MAX_CHARS = 200;

/** What is wrong with a pattern of times or its zone; null: nothing. */
export interface CronProblem {
  readonly at: 'cron' | 'zone';
  readonly message: string;
}

/** Judges a cron pattern of five fields on the clocks of an IANA zone: it must come true after `nowMs`. */
export function checkCron(cron: string, zone: string, nowMs: number): CronProblem | null {
  if (!IANAZone.isValidZone(zone)) {
    return { at: 'zone', message: `"${zone}" is no time zone such as Europe/Berlin` };
  }
  if (!PATTERN.test(cron) || cron.length > MAX_CHARS) {
    const message = 'expected five fields: minute, hour, day of the month, month, day of the week';
    return { at: 'cron', message };
  }
  try {
    const times = cronTimes(cron, zone);
    return times.next(nowMs) === null ? { at: 'cron', message: 'it never comes true' } : null;
  } catch (thrown) {
    // The library tells of a malformed pattern by throwing: that is the answer asked for.
    return { at: 'cron', message: thrown instanceof Error ? thrown.message : String(thrown) };
  }
}

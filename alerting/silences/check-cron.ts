import { Cron } from 'croner';
import { IANAZone } from 'luxon';

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
    return times.nextRun(new Date(nowMs)) === null
      ? { at: 'cron', message: 'it never comes true' }
      : null;
  } catch (thrown) {
    // The library tells of a malformed pattern by throwing: that is the answer asked for.
    return { at: 'cron', message: thrown instanceof Error ? thrown.message : String(thrown) };
  }
}

/**
 * The times of a pattern as clocks on the wall of its zone show them: a time that is skipped when clocks
 * go forward counts at the first instant after the gap, one that occurs twice counts once.
 * @throws Error when it is no pattern
 */
export function cronTimes(cron: string, zone: string): Cron {
  return new Cron(cron, { timezone: zone, mode: '5-part', paused: true });
}

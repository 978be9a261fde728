import { Cron } from 'croner';
import { IANAZone } from 'luxon';

/** The times of a pattern; milliseconds. */
export interface CronTimes {
  /** The first after an instant; null: there is none any more. */
  next(afterMs: number): number | null;
}

/**
 * The times of a cron pattern of five fields as clocks on the wall of its zone show them: a time that is skipped when
 * clocks go forward counts at the first instant after the gap, one that occurs twice counts once. Where
 * the hour is `*` the pattern is of every hour that passes: none is skipped or left out.
 *
 * The library follows that rule for a single time only: it drops `15,45 2 * * *` in the gap, and has
 * it twice over when clocks go back.
 * @throws Error when it is no pattern
 */
export function cronTimes(cron: string, zone: string): CronTimes {
  const [, hours] = cron.split(/ +/);
  const own = new Cron(cron, { timezone: zone, mode: '5-part', paused: true });
  if (hours === '*') return { next: (afterMs) => timeOf(own.nextRun(new Date(afterMs))) };
  const walls = new Cron(cron, { timezone: 'UTC', mode: '5-part', paused: true });
  const offsets = IANAZone.create(zone);
  return {
    next: (afterMs) => {
      let wallMs = afterMs + offsets.offset(afterMs) * MINUTE_MS;
      for (;;) {
        const next = timeOf(walls.nextRun(new Date(wallMs)));
        if (next === null) return null;
        const atMs = instantOf(next, offsets);
        if (atMs > afterMs) return atMs;
        // The first time round, when clocks went back since.
        wallMs = next;
      }
    },
  };
}

const MINUTE_MS = 60_000;
/** Farther than any zone is from UTC, with a day that is skipped whole. */
const FAR_MS = 40 * 60 * MINUTE_MS;

function timeOf(date: Date | null): number | null {
  return date === null ? null : date.getTime();
}

/**
 * The first instant at which clocks show a time, or that at which they have skipped it.
 * @param wallMs the time as if the zone were UTC
 */
function instantOf(wallMs: number, offsets: IANAZone): number {
  const [before, after] = [wallMs - FAR_MS, wallMs + FAR_MS].map((atMs) => offsets.offset(atMs));
  const found = [before, after]
    .flatMap((offset) =>
      offset === undefined ? [] : [{ offset, atMs: wallMs - offset * MINUTE_MS }],
    )
    .filter(({ offset, atMs }) => offsets.offset(atMs) === offset)
    .map(({ atMs }) => atMs);
  return found.length > 0
    ? Math.min(...found)
    : changeAfter(wallMs - FAR_MS, wallMs + FAR_MS, offsets);
}

/** The instant of the one change between two. */
function changeAfter(fromMs: number, toMs: number, offsets: IANAZone): number {
  const before = offsets.offset(fromMs);
  let [low, high] = [fromMs, toMs];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (offsets.offset(middle) === before) low = middle;
    else high = middle;
  }
  return high;
}

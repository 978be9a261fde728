/**
 * Days of the month of a text such as `1-7, 15, -1` (the last day).
 * @returns undefined when it is none; an empty list for an empty text.
 */
export function parseMonthDays(text: string): readonly number[] | undefined {
  const days: number[] = [];
  for (const part of text.split(',').map((each) => each.trim())) {
    if (part === '') continue;
    const [, from = '', , to = from] = /^(-?\d{1,2})(\s*-\s*(\d{1,2}))?$/.exec(part) ?? [];
    const first = Number(from);
    const last = Number(to);
    if (from === '' || !isDay(first) || !isDay(last) || (to !== from && first > last)) {
      return undefined;
    }
    if (first < 0 && to !== from) return undefined;
    for (let day = first; day <= last; day += 1) days.push(day);
  }
  return [...new Set(days)].slice(0, 31);
}

/** The text of a list of days, runs of them joined. */
export function printMonthDays(days: readonly number[]): string {
  const runs: [number, number][] = [];
  for (const day of days) {
    const run = runs.at(-1);
    if (run && day > 0 && run[1] > 0 && day === run[1] + 1) run[1] = day;
    else runs.push([day, day]);
  }
  return runs.map(([from, to]) => (from === to ? String(from) : `${from}-${to}`)).join(', ');
}

function isDay(day: number): boolean {
  return Number.isInteger(day) && day !== 0 && Math.abs(day) <= 31;
}

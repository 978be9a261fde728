/** Zone choices: the browser's own, UTC, or an IANA name (the tenant's). */
export type ZoneChoice = 'browser' | 'utc' | `tenant:${string}`;

/** The IANA name of a choice, e.g. `Europe/Berlin`. */
export function zoneName(choice: ZoneChoice): string {
  if (choice === 'utc') return 'UTC';
  if (choice === 'browser') return Intl.DateTimeFormat().resolvedOptions().timeZone;
  return choice.slice('tenant:'.length);
}

const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(zone: string): Intl.DateTimeFormat {
  const known = formats.get(zone);
  if (known !== undefined) return known;
  const made = new Intl.DateTimeFormat('en-CA', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  });
  formats.set(zone, made);
  return made;
}

/** An instant to the second in a zone, the same in all languages: `2026-11-20 09:00:00`. */
export function instantText(atMs: number, zone: string): string {
  const parts = new Map(
    formatOf(zone)
      .formatToParts(atMs)
      .map(({ type, value }) => [type, value]),
  );
  const get = (type: Intl.DateTimeFormatPartTypes) => parts.get(type) ?? '';
  return `${get('year')}-${get('month')}-${get('day')} ${get('hour')}:${get('minute')}:${get('second')}`;
}

/** The offset of a zone at an instant, for people: `UTC+01:00`; `UTC` when there is none. */
export function offsetText(atMs: number, zone: string): string {
  const shown = Date.parse(`${instantText(atMs, zone).replace(' ', 'T')}Z`);
  const minutes = Math.round((shown - Math.floor(atMs / 1000) * 1000) / 60_000);
  if (minutes === 0) return 'UTC';
  const sign = minutes < 0 ? '-' : '+';
  const two = (value: number) => String(value).padStart(2, '0');
  return `UTC${sign}${two(Math.floor(Math.abs(minutes) / 60))}:${two(Math.abs(minutes) % 60)}`;
}

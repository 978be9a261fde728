import { DateTime, IANAZone } from 'luxon';

/** A time zone as Go's `time.Location` uses it. */
export interface Zone {
  readonly name: string;
  /** East of Greenwich, at an instant. */
  offsetSeconds(atMs: number): number;
  /** As the layout's `MST` prints it: `CST`, `+03`. */
  abbreviation(atMs: number): string;
}

export const UTC: Zone = { name: 'UTC', offsetSeconds: () => 0, abbreviation: () => 'UTC' };

/** A zone that a text names by its distance only. */
export function fixedZone(offsetSeconds: number, name = ''): Zone {
  return {
    name,
    offsetSeconds: () => offsetSeconds,
    abbreviation: () => (name === '' ? numeric(offsetSeconds) : name),
  };
}

/** A zone of the tz database; the server's own (`Local`, empty) is UTC. Null: there is none. */
export function zoneOf(name: string): Zone | null {
  if (name === '' || name === 'UTC' || name === 'Local') return UTC;
  if (!IANAZone.isValidZone(name)) return null;
  const zone = IANAZone.create(name);
  const offsets = new Map<number, number>();
  return {
    name,
    offsetSeconds: (atMs) => {
      const quarter = Math.floor(atMs / QUARTER_MS);
      const known = offsets.get(quarter);
      if (known !== undefined) return known;
      if (offsets.size >= MAX_OFFSETS) offsets.clear();
      const offset = Math.round(zone.offset(atMs) * 60);
      offsets.set(quarter, offset);
      return offset;
    },
    abbreviation: (atMs) => abbreviate(name, zone, atMs),
  };
}

/** Asking for an offset is slow; no zone changes it but at a quarter of an hour. */
const QUARTER_MS = 900_000;
const MAX_OFFSETS = 256;

/** The tz database's short names where the locales that the runtime knows have none. */
const SHORT_NAMES: ReadonlyMap<string, string> = new Map([
  ['Asia/Shanghai', 'CST'],
  ['Asia/Chongqing', 'CST'],
  ['Asia/Taipei', 'CST'],
  ['Asia/Macau', 'CST'],
  ['Asia/Hong_Kong', 'HKT'],
  ['Asia/Tokyo', 'JST'],
  ['Asia/Seoul', 'KST'],
  ['Asia/Kolkata', 'IST'],
  ['Asia/Calcutta', 'IST'],
  ['Asia/Manila', 'PST'],
  ['Asia/Jakarta', 'WIB'],
  ['Asia/Karachi', 'PKT'],
  ['Europe/Moscow', 'MSK'],
  ['Africa/Johannesburg', 'SAST'],
  ['Africa/Lagos', 'WAT'],
  ['Africa/Nairobi', 'EAT'],
  ['Africa/Cairo', 'EET'],
]);

const LOCALES = ['en-US', 'en-GB', 'en-AU', 'en-NZ'];
/** Short names that the locales and the tz database agree on; the locales make up others. */
const AGREED: ReadonlySet<string> = new Set(
  'EST EDT CST CDT MST MDT PST PDT AKST AKDT HST GMT BST IST WET WEST CET CEST EET EEST AEST AEDT ACST ACDT AWST NZST NZDT'.split(
    ' ',
  ),
);

function abbreviate(name: string, zone: IANAZone, atMs: number): string {
  const known = SHORT_NAMES.get(name);
  if (known !== undefined) return known;
  const at = DateTime.fromMillis(atMs, { zone });
  for (const locale of LOCALES) {
    const short = at.setLocale(locale).offsetNameShort;
    if (short !== null && AGREED.has(short)) return short;
  }
  return numeric(Math.round(zone.offset(atMs) * 60));
}

/** `+08`, `+0530`. */
function numeric(offsetSeconds: number): string {
  const minutes = Math.trunc(Math.abs(offsetSeconds) / 60);
  const sign = offsetSeconds < 0 ? '-' : '+';
  const hours = String(Math.trunc(minutes / 60)).padStart(2, '0');
  return minutes % 60 === 0
    ? `${sign}${hours}`
    : `${sign}${hours}${String(minutes % 60).padStart(2, '0')}`;
}

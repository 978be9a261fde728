import { DAYS, type LayoutPart, MONTHS, splitLayout } from './layout.ts';
import { fixedZone, UTC, type Zone } from './zone.ts';

/** An instant in Unix nanoseconds and the zone that it was written in. */
export interface ParsedTime {
  readonly ns: bigint;
  readonly zone: Zone;
}

/** What has been read so far. */
interface Fields {
  year: number;
  month: number;
  day: number;
  dayOfYear: number;
  hour: number;
  minute: number;
  second: number;
  nanos: number;
  /** -1: not said. */
  isAfternoon: -1 | 0 | 1;
  offsetSeconds: number | null;
  zoneName: string;
}

/**
 * Go's `time.ParseInLocation`; a zone in the text wins over the one given. Null where the text does
 * not follow the layout, or names no day.
 */
export function parseTime(layout: string, text: string, zone: Zone): ParsedTime | null {
  const fields: Fields = {
    year: 0,
    month: -1,
    day: -1,
    dayOfYear: -1,
    hour: 0,
    minute: 0,
    second: 0,
    nanos: 0,
    isAfternoon: -1,
    offsetSeconds: null,
    zoneName: '',
  };
  const parts = splitLayout(layout);
  let rest = text;
  for (const [index, part] of parts.entries()) {
    const used =
      part.kind === 'text'
        ? readLiteral(part.text, rest)
        : readElement(part.text, rest, fields, parts[index + 1]);
    if (used === null) return null;
    rest = rest.slice(used);
  }
  return rest === '' ? assemble(fields, zone) : null;
}

/** Spaces in the layout stand for any number of spaces. */
function readLiteral(literal: string, rest: string): number | null {
  let at = 0;
  for (let i = 0; i < literal.length; i++) {
    if (literal.charAt(i) === ' ') {
      if (at < rest.length && rest.charAt(at) !== ' ') return null;
      while (literal.charAt(i + 1) === ' ') i++;
      while (rest.charAt(at) === ' ') at++;
    } else if (rest.charAt(at) === literal.charAt(i)) at++;
    else return null;
  }
  return at;
}

type NumberField = 'year' | 'month' | 'day' | 'dayOfYear' | 'hour' | 'minute' | 'second';

/** Elements that are numbers: what they look like, and their field. */
const NUMBERS: ReadonlyMap<string, readonly [RegExp, NumberField]> = new Map([
  ['2006', [/^\d{4}/, 'year']],
  ['1', [/^\d\d?/, 'month']],
  ['01', [/^\d\d/, 'month']],
  ['2', [/^\d\d?/, 'day']],
  ['_2', [/^ ?\d\d?/, 'day']],
  ['02', [/^\d\d/, 'day']],
  ['__2', [/^ {0,2}\d{1,3}/, 'dayOfYear']],
  ['002', [/^\d{3}/, 'dayOfYear']],
  ['15', [/^\d\d?/, 'hour']],
  ['3', [/^\d\d?/, 'hour']],
  ['03', [/^\d\d/, 'hour']],
  ['4', [/^\d\d?/, 'minute']],
  ['04', [/^\d\d/, 'minute']],
  ['5', [/^\d\d?/, 'second']],
  ['05', [/^\d\d/, 'second']],
]);

/** @returns how much was used; null where the text does not fit */
function readElement(
  element: string,
  rest: string,
  fields: Fields,
  next: LayoutPart | undefined,
): number | null {
  const number = NUMBERS.get(element);
  if (number !== undefined) {
    const [shape, field] = number;
    const found = shape.exec(rest)?.[0];
    if (found === undefined) return null;
    fields[field] = Number(found);
    if (field !== 'second') return found.length;
    return found.length + readImpliedFraction(rest.slice(found.length), fields, next);
  }
  if (/^[.,]/.test(element)) return readFraction(element, rest, fields);
  if (/^[-Z]/.test(element)) return readOffset(element, rest, fields);
  return readWord(element, rest, fields);
}

/** Behind the seconds a fraction may stand that the layout does not name. */
function readImpliedFraction(rest: string, fields: Fields, next: LayoutPart | undefined): number {
  if (next?.kind === 'element' && /^[.,]/.test(next.text)) return 0;
  const found = /^[.,](\d+)/.exec(rest);
  if (found === null) return 0;
  fields.nanos = nanosOf(found[1] ?? '');
  return found[0].length;
}

function nanosOf(digits: string): number {
  return Number(digits.slice(0, 9).padEnd(9, '0'));
}

function readFraction(element: string, rest: string, fields: Fields): number | null {
  const isExact = element.charAt(1) === '0';
  const digits = /^[.,](\d+)/.exec(rest)?.[1] ?? '';
  if (!isExact) {
    if (digits === '') return 0;
    fields.nanos = nanosOf(digits);
    return 1 + digits.length;
  }
  const count = element.length - 1;
  if (digits.length < count) return null;
  fields.nanos = nanosOf(digits.slice(0, count));
  return element.length;
}

function readOffset(element: string, rest: string, fields: Fields): number | null {
  if (element.startsWith('Z') && rest.startsWith('Z')) {
    fields.offsetSeconds = 0;
    fields.zoneName = 'UTC';
    return 1;
  }
  const shape = element.replace(/^[-Z]/, '').replace(/\d\d/g, '(\\d\\d)');
  const found = new RegExp(`^([+-])${shape}`).exec(rest);
  if (found === null) return null;
  const [text, sign, hours = '0', minutes = '0', seconds = '0'] = found;
  if (Number(hours) > 24 || Number(minutes) > 59 || Number(seconds) > 59) return null;
  const size = Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds);
  fields.offsetSeconds = sign === '-' ? -size : size;
  return text.length;
}

function readWord(element: string, rest: string, fields: Fields): number | null {
  switch (element) {
    case 'January':
      return readName(MONTHS, rest, (index) => setMonth(fields, index));
    case 'Jan':
      return readName(shortened(MONTHS), rest, (index) => setMonth(fields, index));
    case 'Monday':
      return readName(DAYS, rest, () => undefined);
    case 'Mon':
      return readName(shortened(DAYS), rest, () => undefined);
    case '06': {
      const year = Number(/^\d\d/.exec(rest)?.[0] ?? Number.NaN);
      if (Number.isNaN(year)) return null;
      fields.year = year >= 69 ? 1900 + year : 2000 + year;
      return 2;
    }
    case 'PM':
    case 'pm': {
      const half = rest.slice(0, 2);
      const isUpper = element === 'PM';
      if (half !== (isUpper ? 'PM' : 'pm') && half !== (isUpper ? 'AM' : 'am')) return null;
      fields.isAfternoon = half.toLowerCase() === 'pm' ? 1 : 0;
      return 2;
    }
    default: {
      const name = /^(?:GMT[+-]\d{1,2}|[A-Z]{3,5}|[+-]\d\d)/.exec(rest)?.[0];
      if (name === undefined) return null;
      fields.zoneName = name;
      return name.length;
    }
  }
}

function setMonth(fields: Fields, index: number): void {
  fields.month = index + 1;
}

function shortened(names: readonly string[]): readonly string[] {
  return names.map((name) => name.slice(0, 3));
}

function readName(
  names: readonly string[],
  rest: string,
  set: (index: number) => void,
): number | null {
  const lower = rest.toLowerCase();
  const index = names.findIndex((name) => lower.startsWith(name.toLowerCase()));
  if (index === -1) return null;
  set(index);
  return names[index]?.length ?? null;
}

function assemble(fields: Fields, zone: Zone): ParsedTime | null {
  const hour = hourOf(fields);
  const { year, minute, second } = fields;
  if (hour === null || hour > 23 || minute > 59 || second > 59) return null;
  const midnight = dayOf(fields);
  if (midnight === null) return null;
  midnight.setUTCHours(hour, minute, second);
  const localMs = midnight.getTime();
  const used = zoneOfFields(fields, zone, localMs);
  const ms = localMs - offsetOfLocal(used, localMs) * 1000;
  if (year < 0) return null;
  return { ns: BigInt(ms) * 1_000_000n + BigInt(fields.nanos), zone: used };
}

function hourOf({ hour, isAfternoon }: Fields): number | null {
  if (isAfternoon === -1) return hour;
  if (hour > 12) return null;
  return isAfternoon === 1 ? (hour === 12 ? 12 : hour + 12) : hour === 12 ? 0 : hour;
}

/** Midnight of the day, or null where the month has no such day. */
function dayOf({ year, month, day, dayOfYear }: Fields): Date | null {
  const date = new Date(0);
  if (dayOfYear >= 0 && month < 0) {
    date.setUTCFullYear(year, 0, dayOfYear);
    return dayOfYear >= 1 && date.getUTCFullYear() === year ? date : null;
  }
  const wantedMonth = month < 0 ? 1 : month;
  const wantedDay = day < 0 ? 1 : day;
  date.setUTCFullYear(year, wantedMonth - 1, wantedDay);
  const isReal = date.getUTCMonth() === wantedMonth - 1 && date.getUTCDate() === wantedDay;
  return isReal ? date : null;
}

/** A name alone counts only where the zone given has it; else it is a zone of no offset. */
function zoneOfFields({ offsetSeconds, zoneName }: Fields, zone: Zone, localMs: number): Zone {
  if (offsetSeconds !== null) {
    if (offsetSeconds === 0 && zoneName === 'UTC') return UTC;
    return zone.offsetSeconds(localMs) === offsetSeconds
      ? zone
      : fixedZone(offsetSeconds, zoneName);
  }
  if (zoneName === '') return zone;
  if (zoneName === 'UTC') return UTC;
  if (zone.abbreviation(localMs) === zoneName) return zone;
  const hours = /^(?:GMT)?([+-]\d{1,2})$/.exec(zoneName)?.[1];
  return fixedZone(hours === undefined ? 0 : Number(hours) * 3600, zoneName);
}

/** The offset that holds at a local time: tried once, then again at the instant it leads to. */
function offsetOfLocal(zone: Zone, localMs: number): number {
  const first = zone.offsetSeconds(localMs);
  return zone.offsetSeconds(localMs - first * 1000);
}

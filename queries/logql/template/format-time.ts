import { DAYS, MONTHS, splitLayout } from './layout.ts';
import type { Zone } from './zone.ts';

const NS_PER_MS = 1_000_000n;

/** Whole milliseconds before an instant, and the nanoseconds since the second began. */
function split(ns: bigint): { ms: number; nanos: number } {
  const ms = ns / NS_PER_MS - (ns % NS_PER_MS < 0n ? 1n : 0n);
  const rest = ns % 1_000_000_000n;
  return { ms: Number(ms), nanos: Number(rest < 0n ? rest + 1_000_000_000n : rest) };
}

/** What the elements of a layout are printed from. */
export interface Calendar {
  readonly date: Date;
  readonly nanos: number;
  readonly offsetSeconds: number;
  readonly zoneName: string;
}

/** The parts of an instant in a zone; `date`'s UTC fields hold the zone's time. */
export function calendarOf(ns: bigint, zone: Zone): Calendar {
  const { ms, nanos } = split(ns);
  const offsetSeconds = zone.offsetSeconds(ms);
  const date = new Date(ms + offsetSeconds * 1000);
  return { date, nanos, offsetSeconds, zoneName: zone.abbreviation(ms) };
}

/** Go's `Time.Format`. @param ns Unix nanoseconds */
export function formatTime(ns: bigint, zone: Zone, layout: string): string {
  const calendar = calendarOf(ns, zone);
  let out = '';
  for (const { kind, text } of splitLayout(layout)) {
    out += kind === 'text' ? text : formatElement(text, calendar);
  }
  return out;
}

function formatElement(element: string, calendar: Calendar): string {
  const { date, nanos, offsetSeconds, zoneName } = calendar;
  const year = date.getUTCFullYear();
  const hour = date.getUTCHours();
  switch (element) {
    case 'January':
      return MONTHS[date.getUTCMonth()] ?? '';
    case 'Jan':
      return (MONTHS[date.getUTCMonth()] ?? '').slice(0, 3);
    case '1':
      return String(date.getUTCMonth() + 1);
    case '01':
      return two(date.getUTCMonth() + 1);
    case 'Monday':
      return DAYS[date.getUTCDay()] ?? '';
    case 'Mon':
      return (DAYS[date.getUTCDay()] ?? '').slice(0, 3);
    case '2':
      return String(date.getUTCDate());
    case '_2':
      return String(date.getUTCDate()).padStart(2);
    case '02':
      return two(date.getUTCDate());
    case '__2':
      return String(dayOfYear(date)).padStart(3);
    case '002':
      return String(dayOfYear(date)).padStart(3, '0');
    case '15':
      return two(hour);
    case '3':
      return String(hour % 12 === 0 ? 12 : hour % 12);
    case '03':
      return two(hour % 12 === 0 ? 12 : hour % 12);
    case '4':
      return String(date.getUTCMinutes());
    case '04':
      return two(date.getUTCMinutes());
    case '5':
      return String(date.getUTCSeconds());
    case '05':
      return two(date.getUTCSeconds());
    case '2006':
      return year < 0 ? `-${String(-year).padStart(4, '0')}` : String(year).padStart(4, '0');
    case '06':
      return two(((year % 100) + 100) % 100);
    case 'PM':
      return hour >= 12 ? 'PM' : 'AM';
    case 'pm':
      return hour >= 12 ? 'pm' : 'am';
    case 'MST':
      return zoneName;
    default:
      return /^[.,]/.test(element)
        ? formatFraction(element, nanos)
        : formatOffset(element, offsetSeconds);
  }
}

function two(value: number): string {
  return String(value).padStart(2, '0');
}

/** From 1. */
export function dayOfYear(date: Date): number {
  const start = new Date(0);
  start.setUTCFullYear(date.getUTCFullYear(), 0, 1);
  return Math.floor((date.getTime() - start.getTime()) / 86_400_000) + 1;
}

/** `.000` prints all digits, `.999` leaves out the zeros at the end. */
function formatFraction(element: string, nanos: number): string {
  const digits = String(nanos)
    .padStart(9, '0')
    .slice(0, element.length - 1)
    .padEnd(element.length - 1, '0');
  if (element.charAt(1) === '0') return element.charAt(0) + digits;
  const kept = digits.replace(/0+$/, '');
  return kept === '' ? '' : element.charAt(0) + kept;
}

function formatOffset(element: string, offsetSeconds: number): string {
  if (element.startsWith('Z') && offsetSeconds === 0) return 'Z';
  const size = Math.abs(offsetSeconds);
  const parts = [two(Math.trunc(size / 3600)), two(Math.trunc(size / 60) % 60), two(size % 60)];
  const separator = element.includes(':') ? ':' : '';
  const count = element.replace(/[^0-9]/g, '').length / 2;
  return (offsetSeconds < 0 ? '-' : '+') + parts.slice(0, count).join(separator);
}

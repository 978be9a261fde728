import type {
  GoMember,
  GoObject,
  GoValue,
  ObjectType,
  TemplateFunction,
} from '../../../platform/gotemplate/go-value.ts';
import { isObject } from '../../../platform/gotemplate/go-value.ts';
import { define } from '../../../platform/gotemplate/template-function.ts';
import { calendarOf, dayOfYear, formatTime } from './format-time.ts';
import { DURATION, GoDuration } from './go-duration.ts';
import { DAYS, MONTHS } from './layout.ts';
import { UTC, type Zone } from './zone.ts';

const PRINTED = '2006-01-02 15:04:05.999999999 -0700 MST';
/** Year 1, the zero of Go's times. */
export const ZERO_TIME_NS = -62_135_596_800_000_000_000n;

/** Go's `time.Time`: an instant in a zone. */
export class GoTime implements GoObject {
  readonly kind = 'object';
  readonly typeName = 'time.Time';
  /** Unix nanoseconds. */
  readonly ns: bigint;
  readonly zone: Zone;

  constructor(ns: bigint, zone: Zone = UTC) {
    this.ns = ns;
    this.zone = zone;
  }

  text(): string {
    return formatTime(this.ns, this.zone, PRINTED);
  }

  format(layout: string, zone: Zone = this.zone): string {
    return formatTime(this.ns, zone, layout);
  }

  member(name: string): GoMember | undefined {
    const method = METHODS.get(name)?.(this) ?? this.#plain(name);
    return method === undefined ? undefined : { kind: 'method', method };
  }

  /** Methods without arguments. */
  #plain(name: string): TemplateFunction | undefined {
    const value = instantPart(this.ns, name) ?? calendarPart(this, name);
    return value === undefined ? undefined : define([], () => value);
  }
}

function instantPart(ns: bigint, name: string): GoValue {
  switch (name) {
    case 'Unix':
      return floorDivide(ns, 1_000_000_000n);
    case 'UnixMilli':
      return floorDivide(ns, 1_000_000n);
    case 'UnixMicro':
      return floorDivide(ns, 1_000n);
    case 'UnixNano':
      return ns;
    case 'UTC':
    case 'Local':
      return new GoTime(ns);
    case 'IsZero':
      return ns === ZERO_TIME_NS;
    default:
      return undefined;
  }
}

function calendarPart(time: GoTime, name: string): GoValue {
  const { date, nanos } = calendarOf(time.ns, time.zone);
  switch (name) {
    case 'String':
      return time.text();
    case 'Year':
      return BigInt(date.getUTCFullYear());
    case 'Month':
      return named('time.Month', MONTHS, date.getUTCMonth(), 1);
    case 'Day':
      return BigInt(date.getUTCDate());
    case 'Weekday':
      return named('time.Weekday', DAYS, date.getUTCDay(), 0);
    case 'YearDay':
      return BigInt(dayOfYear(date));
    case 'Hour':
      return BigInt(date.getUTCHours());
    case 'Minute':
      return BigInt(date.getUTCMinutes());
    case 'Second':
      return BigInt(date.getUTCSeconds());
    case 'Nanosecond':
      return BigInt(nanos);
    default:
      return undefined;
  }
}

/** A month or weekday: prints as its name, counts as its number. */
function named(typeName: string, names: readonly string[], index: number, first: number): GoObject {
  const text = names[index] ?? '';
  const underlying = BigInt(index + first);
  return { kind: 'object', typeName, underlying, text: () => text, member: () => undefined };
}

export function floorDivide(value: bigint, by: bigint): bigint {
  const whole = value / by;
  return value % by < 0n ? whole - 1n : whole;
}

export const TIME: ObjectType<GoTime> = {
  typeName: 'time.Time',
  is: (value): value is GoTime => isObject(value) && value instanceof GoTime,
};

/** Methods with arguments. */
const METHODS: ReadonlyMap<string, (time: GoTime) => TemplateFunction> = new Map([
  ['Format', (time: GoTime) => define(['string'], ([layout]) => time.format(layout))],
  ['Before', (time: GoTime) => define([TIME], ([other]) => time.ns < other.ns)],
  ['After', (time: GoTime) => define([TIME], ([other]) => time.ns > other.ns)],
  ['Equal', (time: GoTime) => define([TIME], ([other]) => time.ns === other.ns)],
  ['Sub', (time: GoTime) => define([TIME], ([other]) => new GoDuration(time.ns - other.ns))],
  [
    'Add',
    (time: GoTime) =>
      define([DURATION], ([duration]) => new GoTime(time.ns + duration.underlying, time.zone)),
  ],
]);

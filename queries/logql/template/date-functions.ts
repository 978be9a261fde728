import {
  type GoValue,
  isObject,
  type TemplateFunction,
} from '../../../platform/gotemplate/go-value.ts';
import { TemplateError } from '../../../platform/gotemplate/template-error.ts';
import { define, type FunctionSet } from '../../../platform/gotemplate/template-function.ts';
import { quoteText } from '../../../platform/model/go-quote.ts';
import { parseGoDuration } from './go-duration.ts';
import { floorDivide, GoTime, TIME, ZERO_TIME_NS } from './go-time.ts';
import { parseSize } from './parse-size.ts';
import { parseTime } from './parse-time.ts';
import { UTC, type Zone, zoneOf } from './zone.ts';

/** How many nanoseconds a unit has, by the number of digits of a time of our age in it. */
const UNIT_BY_DIGITS: ReadonlyMap<number, bigint> = new Map([
  [5, 86_400_000_000_000n],
  [10, 1_000_000_000n],
  [13, 1_000_000n],
  [16, 1_000n],
  [19, 1n],
]);

/**
 * Functions on times, durations and sizes. Times without a zone are UTC.
 * @param nowNs Unix nanoseconds
 */
export function dateFunctions(nowNs: () => bigint): FunctionSet {
  const zones = new Map<string, Zone>();
  return new Map<string, TemplateFunction>([
    ['now', define([], () => new GoTime(nowNs()))],
    ['date', define(['string', 'any'], ([layout, value]) => formatDate(layout, value, nowNs))],
    ['toDate', define(['string', 'string'], ([layout, text]) => readTime(layout, text, UTC))],
    [
      'toDateInZone',
      define(['string', 'string', 'string'], ([layout, zone, text], budget) => {
        budget.spend(zones.has(zone) ? KNOWN_ZONE_STEPS : ZONE_STEPS);
        return readTime(layout, text, knownZone(zones, zone));
      }),
    ],
    ['unixToTime', define(['string'], ([text]) => unixToTime(text))],
    ['unixEpoch', epoch(1_000_000_000n)],
    ['unixEpochMillis', epoch(1_000_000n)],
    ['unixEpochNanos', epoch(1n)],
    ['duration', define(['string'], ([text]) => seconds(text))],
    ['duration_seconds', define(['string'], ([text]) => seconds(text))],
    ['bytes', define(['string'], ([text]) => parseSize(text))],
  ]);
}

/** What looking up a zone, and an offset in it, counts as. */
const ZONE_STEPS = 1_000;
const KNOWN_ZONE_STEPS = 20;
const MAX_ZONES = 64;

/** A name that there is not means UTC. */
function knownZone(zones: Map<string, Zone>, name: string): Zone {
  const known = zones.get(name);
  if (known !== undefined) return known;
  if (zones.size >= MAX_ZONES) zones.clear();
  const zone = zoneOf(name) ?? UTC;
  zones.set(name, zone);
  return zone;
}

function epoch(unitNs: bigint): TemplateFunction {
  return define([TIME], ([time]) => String(floorDivide(time.ns, unitNs)));
}

/** As sprig's `date`: ints are Unix seconds, what is no time is now. */
function formatDate(layout: string, value: GoValue, nowNs: () => bigint): string {
  if (isObject(value) && TIME.is(value)) return value.format(layout, UTC);
  if (typeof value === 'bigint') return new GoTime(value * 1_000_000_000n).format(layout);
  return new GoTime(nowNs()).format(layout);
}

/** What does not follow the layout is the zero time, as in sprig. */
function readTime(layout: string, text: string, zone: Zone): GoTime {
  const parsed = parseTime(layout, text, zone);
  return parsed === null ? new GoTime(ZERO_TIME_NS) : new GoTime(parsed.ns, parsed.zone);
}

function unixToTime(text: string): GoTime {
  if (!/^[+-]?\d{1,19}$/.test(text)) {
    const reason = `strconv.ParseInt: parsing ${quoteText(text)}: invalid syntax`;
    throw new TemplateError(`unable to parse time '${text}': ${reason}`);
  }
  const unit = UNIT_BY_DIGITS.get(text.length);
  if (unit === undefined) throw new TemplateError(`unable to parse time '${text}'`);
  return new GoTime(BigInt(text) * unit);
}

function seconds(text: string): number {
  const ns = parseGoDuration(text);
  if (ns !== null) return Number(ns) / 1e9;
  throw new TemplateError(durationProblem(text));
}

/** Why a text is no Go duration, in Go's words. */
function durationProblem(text: string): string {
  const shown = quoteText(text);
  const bare = text.replace(/^[+-]/, '');
  const isNumber = /^(?:[\d.]+[^\d.]+)*[\d.]+$/.test(bare);
  if (isNumber && bare !== '.') return `time: missing unit in duration ${shown}`;
  const unit = /^(?:[\d.]+(?:ns|us|µs|μs|ms|s|m|h))*[\d.]+([^\d.]+)/.exec(bare)?.[1];
  const isKnown = unit === undefined || /^(?:ns|us|µs|μs|ms|s|m|h)$/.test(unit);
  return isKnown
    ? `time: invalid duration ${shown}`
    : `time: unknown unit ${quoteText(unit)} in duration ${shown}`;
}

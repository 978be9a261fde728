import { IANAZone } from 'luxon';
import type { ErrorDetail } from '../../platform/errors/app-error.ts';
import { checkGrouping, readGrouping } from '../routing/read-grouping.ts';
import { checkDistinct, checkRepeat, readRepeat } from '../rules/rule-receivers.ts';
import type { PolicyContent } from './policy.ts';
import {
  checkEscalation,
  checkFlapping,
  readEscalation,
  readFlapping,
} from './policy-decisions.ts';
import type { PolicyDraft, SeverityDraft, WindowDraft } from './policy-draft.ts';
import { type TimeSpan, type TimeWindow, WEEKDAYS } from './time-window.ts';

export type PolicyVerdict =
  | { readonly kind: 'valid'; readonly content: PolicyContent }
  | { readonly kind: 'invalid'; readonly findings: readonly ErrorDetail[] };

const MAX_NAME_CHARS = 120;
const MAX_DESCRIPTION_CHARS = 1_000;

/** @param ladder severities of the owner */
export function validatePolicy(draft: PolicyDraft, ladder: readonly string[]): PolicyVerdict {
  const findings = [
    ...checkLine(draft.name, '/name', MAX_NAME_CHARS),
    ...checkDescription(draft.description),
    ...checkDistinct(draft.channels, '/channels'),
    ...checkRepeat(draft.repeat, '/repeat'),
    ...draft.severities.flatMap((one, index) =>
      checkSeverity(one, `/severities/${index}`, {
        ladder,
        before: draft.severities.slice(0, index),
      }),
    ),
    ...checkEscalation(draft.escalation ?? []),
    ...checkFlapping(draft.flapping),
    ...draft.windows.flatMap((window, index) =>
      checkWindow(window, `/windows/${index}`, draft.windows.slice(0, index)),
    ),
    ...checkGrouping(draft.grouping, '/grouping'),
  ];
  return findings.length > 0
    ? { kind: 'invalid', findings }
    : { kind: 'valid', content: contentOf(draft) };
}

function contentOf(draft: PolicyDraft): PolicyContent {
  const { name, description, channels, severities, windows } = draft;
  return {
    name,
    description,
    channels: [...channels],
    severityChannels: new Map(
      severities.flatMap(({ severity, channels: own }) => (own ? [[severity, [...own]]] : [])),
    ),
    repeat: readRepeat(draft.repeat),
    severityRepeats: new Map(
      severities.flatMap(({ severity, repeat }) => {
        const read = readRepeat(repeat);
        return read ? [[severity, read]] : [];
      }),
    ),
    windows: windows.map(windowOf),
    grouping: readGrouping(draft.grouping),
    escalation: readEscalation(draft.escalation ?? []),
    flapping: readFlapping(draft.flapping),
  };
}

/** A window that `checkWindow` has nothing to say against. */
export function windowOf({
  times,
  weekdays,
  monthDays,
  months,
  ...window
}: WindowDraft): TimeWindow {
  return {
    ...window,
    weekdays: WEEKDAYS.filter((day) => weekdays.includes(day)),
    times: times.flatMap(({ from, to }) => spanOf(from, to) ?? []),
    monthDays: [...new Set(monthDays)].sort((a, b) => a - b),
    months: [...new Set(months)].sort((a, b) => a - b),
  };
}

export function checkLine(text: string, path: string, maxChars: number): readonly ErrorDetail[] {
  const isGood =
    text.trim() === text && text !== '' && text.length <= maxChars && !/\p{Cc}/u.test(text);
  const message = `expected 1 to ${maxChars} characters on one line, without blanks around`;
  return isGood ? [] : [{ path, message }];
}

function checkDescription(text: string): readonly ErrorDetail[] {
  if (text.length <= MAX_DESCRIPTION_CHARS) return [];
  return [
    { path: '/description', message: `expected at most ${MAX_DESCRIPTION_CHARS} characters` },
  ];
}

function checkSeverity(
  { severity, channels, repeat }: SeverityDraft,
  at: string,
  { ladder, before }: { ladder: readonly string[]; before: readonly SeverityDraft[] },
): readonly ErrorDetail[] {
  const path = `${at}/severity`;
  const known = ladder.includes(severity)
    ? []
    : [{ path, message: `"${severity}" is none of ${ladder.join(', ')}` }];
  const twice = before.some((earlier) => earlier.severity === severity)
    ? [{ path, message: `"${severity}" stands twice` }]
    : [];
  return [
    ...known,
    ...twice,
    ...checkDistinct(channels ?? [], `${at}/channels`),
    ...checkRepeat(repeat, `${at}/repeat`),
  ];
}

/** @param before those that stand before it */
export function checkWindow(
  window: WindowDraft,
  at: string,
  before: readonly WindowDraft[],
): readonly ErrorDetail[] {
  const { name, zone, times, monthDays, months } = window;
  const isTwice = before.some((earlier) => earlier.name === name);
  return [
    ...checkLine(name, `${at}/name`, MAX_NAME_CHARS),
    ...(isTwice ? [{ path: `${at}/name`, message: `"${name}" stands twice` }] : []),
    ...(IANAZone.isValidZone(zone)
      ? []
      : [{ path: `${at}/zone`, message: `"${zone}" is no time zone such as Europe/Berlin` }]),
    ...times.flatMap(({ from, to }, index) => checkSpan(from, to, `${at}/times/${index}`)),
    ...monthDays.flatMap((day, index) => checkMonthDay(day, `${at}/monthDays/${index}`)),
    ...months.flatMap((month, index) =>
      Number.isInteger(month) && month >= 1 && month <= 12
        ? []
        : [{ path: `${at}/months/${index}`, message: `must be 1 to 12, is ${month}` }],
    ),
  ];
}

function checkMonthDay(day: number, path: string): readonly ErrorDetail[] {
  const isDay = Number.isInteger(day) && day !== 0 && Math.abs(day) <= 31;
  return isDay ? [] : [{ path, message: `must be 1 to 31, or -1 to -31 from the end, is ${day}` }];
}

function checkSpan(from: string, to: string, at: string): readonly ErrorDetail[] {
  const fromMinute = minuteOf(from);
  const toMinute = minuteOf(to);
  return [
    ...(fromMinute === undefined || fromMinute === 1_440
      ? [{ path: `${at}/from`, message: `"${from}" is no time from 00:00 to 23:59` }]
      : []),
    ...(toMinute === undefined
      ? [{ path: `${at}/to`, message: `"${to}" is no time from 00:00 to 24:00` }]
      : []),
  ];
}

function spanOf(from: string, to: string): TimeSpan | undefined {
  const fromMinute = minuteOf(from);
  const toMinute = minuteOf(to);
  if (fromMinute === undefined || toMinute === undefined) return undefined;
  return { fromMinute, toMinute: toMinute === 0 ? 1_440 : toMinute };
}

/** `HH:MM` up to 24:00; undefined for anything else. */
function minuteOf(text: string): number | undefined {
  const match = /^(\d\d):([0-5]\d)$/.exec(text);
  const minute = match ? Number(match[1]) * 60 + Number(match[2]) : Number.NaN;
  return minute <= 1_440 ? minute : undefined;
}

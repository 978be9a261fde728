import { describe, expect, it } from 'vitest';
import { incidentOf } from '../../test/support/incident-of.ts';
import { windowHold } from '../holding/window-hold.ts';
import type { TimeWindow } from '../policies/time-window.ts';
import type { RuleRepeat } from '../rules/rule.ts';
import { type DueFacts, judgeDue, type OpenClock } from './judge-due.ts';
import { clockAfter, pauseMs } from './message-clock.ts';

const HOUR = 3_600_000;
const NOON = Date.parse('2026-01-05T12:00:00Z');
const hourly: RuleRepeat = { mode: 'interval', everyMs: HOUR, max: null };

const mute = (from: number, to: number): TimeWindow => ({
  name: 'lunch',
  kind: 'mute',
  weekdays: [],
  times: [{ fromMinute: from * 60, toMinute: to * 60 }],
  monthDays: [],
  months: [],
  zone: 'UTC',
});

const incident = { id: 'i', key: 'k', severity: 'warning' };
const start = {
  incident,
  channelId: 'mail',
  purpose: 'firing',
  previousSeverity: null,
  groupId: null,
} as const;

const CLOCK: OpenClock = {
  incidentId: 'i',
  incidentKey: 'k',
  channelId: 'mail',
  purpose: 'repeat',
  groupId: null,
  heldBy: null,
  severity: 'warning',
  previousSeverity: null,
  count: 0,
  dueAtMs: NOON,
};

function clock(changes: Partial<OpenClock> = {}): OpenClock {
  return { ...CLOCK, ...changes };
}

interface Case {
  readonly clock?: Partial<OpenClock>;
  readonly repeat?: RuleRepeat | null;
  readonly severity?: string;
  readonly notified?: readonly string[];
  readonly channels?: readonly string[];
  readonly windows?: readonly TimeWindow[];
  readonly isWaiting?: boolean;
  readonly reportedAtMs?: number;
  readonly nowMs?: number;
}

function judge(given: Case): string {
  const { repeat = hourly, channels = ['mail'], windows = [], nowMs = NOON } = given;
  const facts: DueFacts = {
    incident: {
      severity: given.severity ?? 'warning',
      notifiedChannels: given.notified ?? ['mail'],
    },
    rule: { levels: [] },
    telling: { repeat, severityRepeats: new Map() },
    isReceiver: channels.includes('mail'),
    isWaiting: given.isWaiting ?? false,
    reportedAtMs: given.reportedAtMs ?? NOON,
    heldBack: (purpose) =>
      windowHold()({ incident: incidentOf('i'), purpose, windows, flapping: null }, nowMs),
  };
  const decision = judgeDue(clock(given.clock), facts, nowMs);
  const inHours = (dueAtMs: number) => (dueAtMs - NOON) / HOUR;
  switch (decision.kind) {
    case 'end':
      return `end ${decision.reason}`;
    case 'later':
      return `later ${decision.reason} in ${inHours(decision.clock.dueAtMs).toFixed(2)} h${decision.awaitsReport ? ' or when reported' : ''}`;
    case 'send': {
      const next = decision.next;
      const then = next ? `again in ${inHours(next.dueAtMs)} h after ${next.count}` : 'the last';
      return `send ${decision.purpose}${decision.previousSeverity ? ` from ${decision.previousSeverity}` : ''}, ${then}`;
    }
  }
}

describe('what becomes of a clock that is due', () => {
  const doubling: RuleRepeat = { mode: 'doubling', everyMs: HOUR, max: null };
  const everyTime: RuleRepeat = { mode: 'every_time', everyMs: HOUR, max: 2 };
  const twice: RuleRepeat = { mode: 'interval', everyMs: HOUR, max: 2 };
  const raised = {
    purpose: 'severity_raised',
    heldBy: 'mute_window',
    previousSeverity: 'info',
  } as const;
  const cases: readonly (readonly [string, Case, string])[] = [
    ['interval', {}, 'send repeat, again in 1 h after 1'],
    [
      'in step although it is a little late',
      { nowMs: NOON + 60_000 },
      'send repeat, again in 1 h after 1',
    ],
    [
      'long after, when the service was away',
      { nowMs: NOON + 5 * HOUR },
      'send repeat, again in 6 h after 1',
    ],
    ['doubling', { repeat: doubling, clock: { count: 2 } }, 'send repeat, again in 8 h after 3'],
    ['every time, reported since', { repeat: everyTime }, 'send repeat, again in 1 h after 1'],
    [
      'every time, a little late: not in step, what was reported meanwhile is told',
      { repeat: everyTime, nowMs: NOON + HOUR / 10 },
      'send repeat, again in 1.1 h after 1',
    ],
    [
      'every time, not reported since it was told',
      { repeat: everyTime, reportedAtMs: NOON - HOUR },
      'later null in 1.00 h or when reported',
    ],
    ['every time, told twice', { repeat: everyTime, clock: { count: 2 } }, 'end said_often_enough'],
    [
      'every time, muted',
      { repeat: everyTime, reportedAtMs: 0, windows: [mute(12, 13)] },
      'later mute_window in 0.08 h',
    ],
    [
      'every time, the window is over, whether reported or not',
      { repeat: everyTime, reportedAtMs: 0, clock: { heldBy: 'mute_window' }, nowMs: NOON + HOUR },
      'send repeat, again in 2 h after 1',
    ],
    ['the last of two', { repeat: twice, clock: { count: 1 } }, 'send repeat, the last'],
    ['said often enough', { repeat: twice, clock: { count: 2 } }, 'end said_often_enough'],
    [
      'whoever was not told yet hears that it comes and goes',
      { clock: { purpose: 'flapping' }, notified: [] },
      'send flapping, again in 1 h after 0',
    ],
    ['the policy no longer repeats', { repeat: null }, 'end said_often_enough'],
    ['once', { repeat: { mode: 'once', everyMs: 0, max: null } }, 'end said_often_enough'],
    ['somebody else is told by now', { channels: ['hook'] }, 'later null in 1.00 h'],
    ['the one before still waits', { isWaiting: true }, 'later earlier_message_waiting in 1.00 h'],
    ['muted', { windows: [mute(12, 13)] }, 'later mute_window in 0.08 h'],
    [
      'muted for three more minutes',
      { windows: [mute(12, 13)], nowMs: NOON + 57 * 60_000 },
      'later mute_window in 1.00 h',
    ],
    [
      'kept back, still muted: nothing new to say',
      { windows: [mute(12, 13)], clock: { heldBy: 'mute_window' } },
      'later null in 0.08 h',
    ],
    [
      'kept back, the window is over',
      { clock: { heldBy: 'mute_window' }, nowMs: NOON + HOUR },
      'send repeat, again in 2 h after 1',
    ],
    [
      'a firing that was kept back',
      { clock: { purpose: 'firing', heldBy: 'mute_window' }, notified: [] },
      'send firing, again in 1 h after 0',
    ],
    [
      'a firing kept back, the repeat is "once"',
      { clock: { purpose: 'firing', heldBy: 'mute_window' }, notified: [], repeat: null },
      'send firing, the last',
    ],
    [
      'a raise that was kept back',
      { clock: raised },
      'send severity_raised from info, again in 1 h after 0',
    ],
    [
      'to somebody who knows nothing of it',
      { clock: raised, notified: [] },
      'send firing, again in 1 h after 0',
    ],
    [
      'a raise that is over by now',
      { clock: raised, severity: 'info' },
      'send repeat, again in 1 h after 1',
    ],
    [
      'a firing kept back, the channel was taken away',
      {
        clock: { purpose: 'firing', heldBy: 'mute_window' },
        notified: [],
        channels: ['hook'],
        repeat: null,
      },
      'end not_a_receiver',
    ],
  ];
  it.each(cases)('%s', (_name, given, expected) => {
    expect(judge(given)).toBe(expected);
  });
});

describe('how long until it is said again', () => {
  const repeat = (mode: RuleRepeat['mode'], max: number | null = null): RuleRepeat => ({
    mode,
    everyMs: HOUR,
    max,
  });
  const cases: readonly (readonly [string, RuleRepeat | null, number, number | null])[] = [
    ['nothing said', null, 0, null],
    ['once', repeat('once'), 0, null],
    ['interval', repeat('interval'), 7, 1],
    ['every time', repeat('every_time'), 7, 1],
    ['doubling, first', repeat('doubling'), 0, 1],
    ['doubling, fourth', repeat('doubling'), 3, 8],
    ['doubling ends at 30 days', repeat('doubling'), 900, 720],
    ['at most three, after two', repeat('interval', 3), 2, 1],
    ['at most three, after three', repeat('interval', 3), 3, null],
  ];
  it.each(cases)('%s', (_name, given, count, hours) => {
    expect(pauseMs(given, count)).toBe(hours === null ? null : hours * HOUR);
  });

  it('a level that is told starts anew', () => {
    const after = clockAfter({ ...start, purpose: 'severity_raised' }, hourly, NOON);
    expect(after).toMatchObject({ count: 0, dueAtMs: NOON + HOUR, purpose: 'repeat' });
  });
});

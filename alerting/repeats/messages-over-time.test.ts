import { describe, expect, it } from 'vitest';
import { incidentOf } from '../../test/support/incident-of.ts';
import type { EventDraft } from '../incidents/incident-event.ts';
import type { TimeWindow } from '../policies/time-window.ts';
import { PLAIN_TELLING, type TellingPolicy } from '../routing/choose-targets.ts';
import type { RuleRepeat } from '../rules/rule.ts';
import { MessagesOverTime } from './messages-over-time.ts';

const at = (time: string): number => Date.parse(`2026-01-05T${time}:00Z`);

const night: TimeWindow = {
  name: 'night',
  kind: 'mute',
  weekdays: [],
  times: [{ fromMinute: 20 * 60, toMinute: 6 * 60 }],
  monthDays: [],
  months: [],
  zone: 'UTC',
};

const every = (
  hours: number,
  mode: RuleRepeat['mode'] = 'interval',
  max: number | null = null,
) => ({
  mode,
  everyMs: hours * 3_600_000,
  max,
});

type Change = readonly [
  string,
  'fired' | 'severity_raised' | 'severity_lowered' | 'resolved',
  string,
];

/** Lines such as `10:00 firing to mail`, of one incident on a Monday in UTC. */
function play(policy: Partial<TellingPolicy>, changes: readonly Change[], until = '23:59') {
  let ids = 0;
  const world = new MessagesOverTime({
    rule: { channels: [], levels: [], levelChange: 'raised' },
    policy: {
      ...PLAIN_TELLING,
      channels: ['mail'],
      severityChannels: new Map(),
      ...policy,
    },
    defaults: ['inbox:acme'],
    channel: (_owner, id) => ({ name: id, enabled: true, sendResolved: true }),
    newId: () => String(++ids),
  });
  const events: EventDraft[] = [];
  for (const [time, kind, severity] of changes) {
    for (const told of world.until(at(time))) events.push(...told.events);
    const status = kind === 'resolved' ? 'resolved' : 'firing';
    const change = {
      incident: incidentOf('one', { status, severity }),
      event: { kind, severity, reason: null, detail: null },
      previousSeverity: 'warning',
    };
    events.push(...world.take(change, at(time)).events);
  }
  for (const told of world.until(at(until))) events.push(...told.events);
  return events.flatMap(({ atMs, kind, reason, channelName }) => {
    const time = new Date(atMs).toISOString().slice(11, 16);
    if (kind === 'notification_queued') return [`${time} ${reason} to ${channelName}`];
    return kind === 'notification_not_sent' ? [`${time} not ${channelName}: ${reason}`] : [];
  });
}

describe('messages over time', () => {
  const fired: Change = ['10:00', 'fired', 'warning'];
  it.each<readonly [string, Partial<TellingPolicy>, readonly Change[], readonly string[]]>([
    ['no repeat', {}, [fired], ['10:00 firing to mail']],
    [
      'the default receiver, when nobody is named',
      { channels: [], repeat: every(8) },
      [fired],
      ['10:00 firing to inbox:acme', '18:00 repeat to inbox:acme'],
    ],
    [
      'doubling, at most three times',
      { repeat: every(1, 'doubling', 3) },
      [fired],
      [
        '10:00 firing to mail',
        '11:00 repeat to mail',
        '13:00 repeat to mail',
        '17:00 repeat to mail',
      ],
    ],
    [
      'every time, as if it were reported in time',
      { repeat: every(2, 'every_time', 2) },
      [fired],
      ['10:00 firing to mail', '12:00 repeat to mail', '14:00 repeat to mail'],
    ],
    [
      'a resolve ends it',
      { repeat: every(1) },
      [fired, ['11:30', 'resolved', 'warning']],
      ['10:00 firing to mail', '11:00 repeat to mail', '11:30 resolved to mail'],
    ],
    [
      'a level raised starts the clock anew, with its own repeat',
      { repeat: every(2), severityRepeats: new Map([['critical', every(5)]]) },
      [fired, ['13:00', 'severity_raised', 'critical']],
      [
        '10:00 firing to mail',
        '12:00 repeat to mail',
        '13:00 severity_raised to mail',
        '18:00 repeat to mail',
        '23:00 repeat to mail',
      ],
    ],
    [
      'a level raised to others: the first are told again when it falls back',
      { repeat: every(2), severityChannels: new Map([['critical', ['pager']]]) },
      [
        fired,
        ['11:00', 'severity_raised', 'critical'],
        ['15:00', 'severity_lowered', 'warning'],
        ['17:00', 'resolved', 'critical'],
      ],
      [
        '10:00 firing to mail',
        '11:00 severity_raised to pager',
        '13:00 repeat to pager',
        '15:00 not null: level_change_policy',
        '16:00 repeat to mail',
        '17:00 resolved to mail',
        '17:00 resolved to pager',
      ],
    ],
    [
      'muted when it fires: told when the window ends, if it still fires',
      { windows: [night] },
      [
        ['04:00', 'fired', 'warning'],
        ['07:00', 'resolved', 'warning'],
      ],
      ['04:00 not mail: mute_window', '06:00 firing to mail', '07:00 resolved to mail'],
    ],
    [
      'muted from beginning to end: nobody hears of it',
      { windows: [night] },
      [
        ['04:00', 'fired', 'warning'],
        ['05:00', 'resolved', 'warning'],
      ],
      ['04:00 not mail: mute_window', '05:00 not null: no_firing_queued'],
    ],
    [
      'a resolve is told whatever the window says',
      { windows: [night] },
      [
        ['19:00', 'fired', 'warning'],
        ['21:00', 'resolved', 'warning'],
      ],
      ['19:00 firing to mail', '21:00 resolved to mail'],
    ],
    [
      'a repeat that falls into the window comes once, at its end',
      {
        repeat: every(1),
        windows: [{ ...night, times: [{ fromMinute: 10 * 60 + 30, toMinute: 15 * 60 + 30 }] }],
      },
      [fired, ['17:00', 'resolved', 'warning']],
      [
        '10:00 firing to mail',
        '11:00 not mail: mute_window',
        '15:30 repeat to mail',
        '16:30 repeat to mail',
        '17:00 resolved to mail',
      ],
    ],
    [
      'raised while it is muted from the start: told as a firing',
      { windows: [night], severityChannels: new Map([['critical', ['pager']]]) },
      [
        ['03:00', 'fired', 'warning'],
        ['04:00', 'severity_raised', 'critical'],
        ['07:00', 'resolved', 'critical'],
      ],
      [
        '03:00 not mail: mute_window',
        '04:00 not pager: mute_window',
        '04:00 not mail: not_a_receiver',
        '06:00 firing to pager',
        '07:00 resolved to pager',
      ],
    ],
  ])('%s', (_name, policy, changes, expected) => {
    expect(play(policy, changes)).toEqual(expected);
  });
});

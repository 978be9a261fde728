import { describe, expect, it } from 'vitest';
import { incidentOf } from '../../test/support/incident-of.ts';
import { ruleOf } from '../../test/support/notify-things.ts';
import { acknowledgedHold } from '../holding/acknowledged-hold.ts';
import type { Hold } from '../holding/hold.ts';
import type { QueueContext } from '../outbox/queue-change.ts';
import { explainWhy, type WhyFacts } from './explain-why.ts';

const mute: Hold = () => ({ reason: 'mute_window', detail: 'night', untilMs: 9 });
const inhibited: Hold = () => ({ reason: 'inhibited', detail: 'node', untilMs: 5 });
const acknowledged = acknowledgedHold(() => true);

const rule = ruleOf('acme', 'rule', { name: 'Load', channels: ['mail'] });
const repeat = { mode: 'every_time', everyMs: 60_000, max: null } as const;
const everyTime = { ...rule, levels: [{ severity: 'warning', channels: null, repeat }] };
const CONTEXT: QueueContext = {
  nowMs: 1,
  newId: () => '',
  rule,
  policy: null,
  routes: () => [],
  defaults: ['inbox:acme'],
  channel: (owner, id) =>
    owner === 'acme' && id !== 'gone'
      ? { name: id, enabled: id !== 'off', sendResolved: true }
      : undefined,
  holds: [],
};

interface Case {
  readonly incident?: Parameters<typeof incidentOf>[1];
  readonly context?: Partial<QueueContext>;
  readonly facts?: Partial<WhyFacts>;
}

describe('why somebody is told, or not', () => {
  const told = { notifiedChannels: ['mail'] };
  const clock = { channelId: 'mail', purpose: 'repeat', heldBy: null, dueAtMs: 7 } as const;
  const cases: readonly (readonly [string, Case, string])[] = [
    ['an alert that is thought of', { facts: { isReal: false } }, 'rule_channels: mail sends_now'],
    ['no rule', { context: { rule: null } }, 'default_receiver: inbox:acme not_told'],
    [
      'nobody is named',
      { context: { rule: { ...rule, channels: [] } } },
      'default_receiver: inbox:acme not_told',
    ],
    [
      'told, and again',
      { incident: told, facts: { waiting: [clock] } },
      'rule_channels: mail told at 7',
    ],
    [
      'told, and again whenever it is reported',
      {
        incident: told,
        context: { rule: everyTime },
        facts: { waiting: [clock] },
      },
      'rule_channels: mail told at 7 every time',
    ],
    ['told once', { incident: told }, 'rule_channels: mail told'],
    ['on its way', { facts: { waiting: [clock] } }, 'rule_channels: mail waits at 7'],
    ['what has happened was not for it', {}, 'rule_channels: mail not_told'],
    [
      'a channel that is off',
      { context: { rule: { ...rule, channels: ['off'] } } },
      'rule_channels: off refused channel_disabled',
    ],
    [
      'a channel that is gone',
      { context: { rule: { ...rule, channels: ['gone'] } } },
      'rule_channels: gone refused channel_deleted',
    ],
    [
      'the first that holds counts, all are named',
      { context: { holds: [mute, inhibited] } },
      'rule_channels: mail held mute_window; holds mute_window inhibited',
    ],
    [
      'acknowledged after it was told',
      { incident: told, context: { holds: [acknowledged] } },
      'rule_channels: mail held acknowledged; holds acknowledged',
    ],
    [
      'acknowledged before: the first message is not held',
      { context: { holds: [acknowledged] } },
      'rule_channels: mail not_told',
    ],
    [
      'told by escalation only',
      { incident: { notifiedChannels: ['mail', 'pager'] } },
      'rule_channels: mail told, pager told',
    ],
    [
      'over: those who know are told, whatever holds',
      { incident: { ...told, status: 'resolved' }, context: { holds: [mute] } },
      'firing_queued: mail tells_end',
    ],
    ['over, and nobody knows', { incident: { status: 'resolved' } }, 'no_firing_queued:'],
    [
      'a channel of another tenant',
      { incident: { owner: 'globex' } },
      'rule_channels: mail refused channel_deleted',
    ],
  ];
  it.each(cases)('%s', (_name, { incident, context, facts }, expected) => {
    const given = {
      incident: incidentOf('i', incident ?? {}),
      isReal: true,
      waiting: [],
      ...facts,
    };
    const { route, holds } = explainWhy(given, { ...CONTEXT, ...context });
    const channels = route.channels.map(
      ({ id, outcome, refused, held, nextAtMs, everyTime: again }) =>
        [
          ...[id, outcome, refused ?? held?.reason, nextAtMs === null ? null : `at ${nextAtMs}`],
          again && 'every time',
        ]
          .filter(Boolean)
          .join(' '),
    );
    const holding = holds.flatMap(({ held }) => held?.reason ?? []);
    const text = `${route.reason}: ${channels.join(', ')}`.trim();
    expect(holding.length === 0 ? text : `${text}; holds ${holding.join(' ')}`).toBe(expected);
  });
});

import { describe, expect, it } from 'vitest';
import { incidentOf } from '../../test/support/incident-of.ts';
import { ruleOf } from '../../test/support/notify-things.ts';
import { acknowledgedHold } from '../holding/acknowledged-hold.ts';
import type { Hold } from '../holding/hold.ts';
import type { QueueContext } from '../outbox/queue-change.ts';
import { explainWhy, type WhyFacts } from './explain-why.ts';
import type { FoundMessage, StoredMessage } from './message-fate.ts';

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

const SENT: StoredMessage = {
  id: 'd',
  state: 'sent',
  reason: null,
  attempts: 1,
  dueAtMs: 3,
  createdAtMs: 2,
  finishedAtMs: 4,
  digestOf: 0,
};
const found = (
  message: Partial<StoredMessage>,
  beside: Partial<FoundMessage> = {},
): FoundMessage => ({
  purpose: 'firing',
  message: { ...SENT, ...message },
  leftOut: null,
  ahead: null,
  ...beside,
});
/** What the channel `mail` was to be told. */
const mailed = (
  message: Partial<StoredMessage> = {},
  more: Partial<FoundMessage> & { readonly toldAtMs?: number } = {},
): Pick<WhyFacts, 'messages'> => {
  const { toldAtMs = null, ...beside } = more;
  return { messages: new Map([['mail', { newest: found(message, beside), toldAtMs }]]) };
};
const OPEN = { finishedAtMs: null } as const;

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
      { incident: told, facts: { waiting: [clock], ...mailed() } },
      'rule_channels: mail told at 7',
    ],
    ['told once', { incident: told, facts: mailed() }, 'rule_channels: mail told'],
    ['queued, and nothing is known of it', { incident: told }, 'rule_channels: mail not_told'],
    [
      'queued, and its turn has not come',
      { incident: told, facts: mailed({ ...OPEN, state: 'pending', attempts: 0 }) },
      'rule_channels: mail queued',
    ],
    [
      'its receiver is down',
      {
        incident: told,
        facts: mailed({ ...OPEN, state: 'pending', attempts: 3, reason: 'webhook_unavailable' }),
      },
      'rule_channels: mail trying',
    ],
    [
      'a dead letter',
      { incident: told, facts: mailed({ state: 'dropped', reason: 'too_old' }) },
      'rule_channels: mail given_up',
    ],
    [
      'a dead letter, and the next message is held back',
      {
        incident: told,
        facts: mailed({ state: 'dropped', reason: 'too_old' }),
        context: { holds: [mute] },
      },
      'rule_channels: mail held mute_window; holds mute_window',
    ],
    [
      'what is on its way goes, whatever holds by now',
      {
        incident: told,
        facts: mailed({ ...OPEN, state: 'leased' }),
        context: { holds: [mute] },
      },
      'rule_channels: mail trying mute_window; holds mute_window',
    ],
    [
      'what is on its way to a channel that is off by now does not go',
      {
        incident: { notifiedChannels: ['off'] },
        facts: {
          messages: new Map([['off', { newest: found({ state: 'pending' }), toldAtMs: null }]]),
        },
        context: { rule: { ...rule, channels: ['off'] } },
      },
      'rule_channels: off refused channel_disabled',
    ],
    [
      'told, and again whenever it is reported',
      {
        incident: told,
        context: { rule: everyTime },
        facts: { ...mailed(), waiting: [clock] },
      },
      'rule_channels: mail told at 7 every time',
    ],
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
      { incident: told, facts: mailed(), context: { holds: [acknowledged] } },
      'rule_channels: mail held acknowledged; holds acknowledged',
    ],
    [
      'acknowledged before: the first message is not held',
      { context: { holds: [acknowledged] } },
      'rule_channels: mail not_told',
    ],
    [
      'told by escalation only',
      { incident: { notifiedChannels: ['mail', 'pager'] }, facts: mailed() },
      'rule_channels: mail told, pager not_told',
    ],
    [
      'over: those who know are told, whatever holds',
      { incident: { ...told, status: 'resolved' }, context: { holds: [mute] } },
      'firing_queued: mail tells_end',
    ],
    [
      'over, and the end is on its way',
      {
        incident: { ...told, status: 'resolved' },
        facts: mailed({ ...OPEN, state: 'pending', attempts: 0 }, { purpose: 'resolved' }),
      },
      'firing_queued: mail queued',
    ],
    [
      'over, and told of it before the channel was switched off',
      {
        incident: { notifiedChannels: ['off'], status: 'resolved' },
        facts: { messages: new Map([['off', { newest: found({}), toldAtMs: 1 }]]) },
      },
      'firing_queued: off told channel_disabled',
    ],
    [
      'over, and the beginning never arrived',
      {
        incident: { ...told, status: 'resolved' },
        facts: mailed(
          { state: 'not_sent', reason: 'firing_never_delivered', attempts: 0 },
          { purpose: 'resolved' },
        ),
      },
      'firing_queued: mail not_sent',
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
      messages: new Map(),
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

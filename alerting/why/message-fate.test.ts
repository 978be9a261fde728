import { describe, expect, it } from 'vitest';
import { type FoundMessage, fateOf, type StoredMessage } from './message-fate.ts';

const SENT: StoredMessage = {
  id: 'd2',
  state: 'sent',
  reason: null,
  attempts: 1,
  dueAtMs: 30,
  createdAtMs: 20,
  finishedAtMs: 40,
  digestOf: 0,
};
const OPEN = { state: 'pending', attempts: 0, finishedAtMs: null } as const;
const EARLIER: StoredMessage = {
  ...{ ...SENT, ...OPEN, id: 'd1', dueAtMs: 70 },
  ...{ attempts: 4, reason: 'webhook_timeout' },
};

describe('what became of a message', () => {
  const cases: readonly (readonly [
    string,
    Partial<StoredMessage>,
    Partial<FoundMessage>,
    string,
  ])[] = [
    ['arrived', {}, {}, 'told done 40'],
    ['arrived in a digest', { digestOf: 3, reason: 'digested' }, {}, 'told done 40 digest of 3'],
    [
      'arrived, without this incident',
      {},
      { leftOut: 'flapping_declined' },
      'not_sent flapping_declined done 40',
    ],
    ['its turn has not come', OPEN, {}, 'queued next 30'],
    [
      'its receiver has no room',
      { ...OPEN, reason: 'receiver_limit', dueAtMs: 90 },
      {},
      'queued receiver_limit next 90',
    ],
    [
      'it was tried, and its receiver has no room now',
      { ...OPEN, attempts: 2, reason: 'receiver_limit' },
      {},
      'queued receiver_limit next 30',
    ],
    [
      'tried, and tried again',
      { ...OPEN, attempts: 3, reason: 'webhook_unavailable' },
      {},
      'trying webhook_unavailable next 30',
    ],
    ['being sent', { ...OPEN, state: 'leased', attempts: 1 }, {}, 'trying'],
    [
      'being sent after it had found no room',
      { ...OPEN, state: 'leased', attempts: 1, reason: 'receiver_limit' },
      {},
      'trying',
    ],
    [
      'being sent for the third time',
      { ...OPEN, state: 'leased', attempts: 3, reason: 'webhook_timeout' },
      {},
      'trying webhook_timeout',
    ],
    [
      'behind one that does not arrive',
      OPEN,
      { ahead: EARLIER },
      'queued earlier_message_waiting next 70 behind d1: 4 webhook_timeout',
    ],
    [
      'tried, whatever is before it',
      { ...OPEN, attempts: 1, reason: 'webhook_timeout' },
      { ahead: EARLIER },
      'trying webhook_timeout next 30',
    ],
    ['a dead letter', { state: 'dropped', reason: 'too_old' }, {}, 'given_up too_old done 40'],
    [
      'not tried',
      { state: 'not_sent', reason: 'channel_disabled', attempts: 0 },
      {},
      'not_sent channel_disabled done 40',
    ],
    [
      'its digest is unknown',
      { ...OPEN, state: 'joined', reason: 'digested' },
      {},
      'queued digested',
    ],
  ];
  it.each(cases)('%s', (_name, message, beside, expected) => {
    const fate = fateOf({
      purpose: 'firing',
      message: { ...SENT, ...message },
      leftOut: null,
      ahead: null,
      ...beside,
    });
    const { state, reason, nextAtMs, finishedAtMs, digestOf, ahead } = fate;
    const parts = [
      state,
      reason,
      nextAtMs === null ? null : `next ${nextAtMs}`,
      finishedAtMs === null ? null : `done ${finishedAtMs}`,
      digestOf === 0 ? null : `digest of ${digestOf}`,
      ahead === null ? null : `behind ${ahead.id}: ${ahead.attempts} ${ahead.reason}`,
    ];
    expect(parts.filter((part) => part !== null).join(' ')).toBe(expected);
  });
});

import { describe, expect, it } from 'vitest';
import type { SendOutcome } from '../notify/channel-kind.ts';
import { gateChannel } from './gate-channel.ts';
import { judgeAfter, judgeBefore, DEFAULT_RETRY_POLICY as POLICY } from './judge-delivery.ts';

const DAY = 24 * 60 * 60_000;
const NOW = 1_800_000_000_000;

describe('the gate of a channel', () => {
  const on = { enabled: true, sendResolved: true };
  it.each([
    ['a channel that takes everything', on, 'resolved', null],
    ['deleted', undefined, 'firing', 'channel_deleted'],
    ['switched off', { ...on, enabled: false }, 'resolved', 'channel_disabled'],
    ['declines resolves', { ...on, sendResolved: false }, 'resolved', 'resolved_declined'],
    ['declines resolves, but this is a firing', { ...on, sendResolved: false }, 'firing', null],
    [
      'declines resolves, a lowered severity is none',
      { ...on, sendResolved: false },
      'severity_lowered',
      null,
    ],
  ] as const)('%s', (_name, channel, purpose, expected) => {
    expect(gateChannel(channel, purpose)).toBe(expected);
  });
});

describe('before an attempt', () => {
  const facts = { isResolve: true, wasFiringSent: true, gate: null, createdAtMs: NOW };
  it.each([
    ['a resolve after its firing', facts, null],
    [
      'a resolve whose firing never arrived',
      { ...facts, wasFiringSent: false },
      'not_sent firing_never_delivered',
    ],
    [
      'a firing needs no firing before it',
      { ...facts, isResolve: false, wasFiringSent: false },
      null,
    ],
    [
      'the channel is gone',
      { ...facts, gate: 'channel_deleted' as const },
      'not_sent channel_deleted',
    ],
    ['a day and more old', { ...facts, createdAtMs: NOW - DAY - 1 }, 'dropped too_old'],
  ])('%s', (_name, given, expected) => {
    const verdict = judgeBefore(given, POLICY, NOW);
    expect(verdict && `${verdict.kind} ${verdict.reason}`).toBe(expected);
  });
});

describe('after an attempt', () => {
  const retry: SendOutcome = { kind: 'retry', reason: 'webhook_unavailable', detail: '' };
  const judge = (outcome: SendOutcome, attempts: number, ageMs = 0) =>
    judgeAfter(outcome, attempts, NOW - ageMs, POLICY, NOW, () => 0);

  it.each([
    [1, 1_000],
    [2, 2_000],
    [5, 16_000],
    [20, 300_000],
  ])('attempt %d: again after %d ms', (attempts, delayMs) => {
    expect(judge(retry, attempts)).toEqual({
      kind: 'retry',
      reason: 'webhook_unavailable',
      dueMs: NOW + delayMs,
    });
  });

  it('waits for Retry-After when that is longer', () => {
    expect(judge({ ...retry, afterMs: 90_000 }, 1)).toMatchObject({ dueMs: NOW + 90_000 });
    expect(judge({ ...retry, afterMs: 10 }, 1)).toMatchObject({ dueMs: NOW + 1_000 });
  });

  it('is a dead letter when the next attempt would come too late', () => {
    expect(judge(retry, 20, DAY - 1_000)).toEqual({ kind: 'dropped', reason: 'too_old' });
  });

  it('a refusal is a dead letter at once', () => {
    expect(judge({ kind: 'drop', reason: 'mail_rejected', detail: '' }, 1)).toEqual({
      kind: 'dropped',
      reason: 'mail_rejected',
    });
  });
});

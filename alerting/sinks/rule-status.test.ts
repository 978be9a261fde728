import { describe, expect, it } from 'vitest';
import type { Evaluation } from './rule-sink.ts';
import { acceptedStatus, isStale, type RuleStatus, statusAfter } from './rule-status.ts';

const fine: Evaluation = { health: 'ok', state: 'firing', lastEvaluationAtMs: 90, lastError: null };
const accepted = acceptedStatus('lab', 3);
const evaluated = statusAfter(accepted, { kind: 'running', evaluation: fine }, 100);

describe('the status of a rule', () => {
  it.each<[string, RuleStatus, Parameters<typeof statusAfter>[1], Partial<RuleStatus>]>([
    [
      'evaluated',
      accepted,
      { kind: 'running', evaluation: fine },
      { stage: 'evaluated', state: 'firing', checkedAtMs: 200 },
    ],
    [
      'loaded',
      accepted,
      { kind: 'running', evaluation: { ...fine, lastEvaluationAtMs: null } },
      { stage: 'loaded' },
    ],
    [
      'evaluated with an error',
      accepted,
      { kind: 'running', evaluation: { ...fine, health: 'err', lastError: 'many-to-many' } },
      { stage: 'evaluated', health: 'err', message: 'many-to-many' },
    ],
    [
      'delivered',
      accepted,
      { kind: 'delivered', message: 'm' },
      { stage: 'delivered', message: 'm' },
    ],
    ['waiting', accepted, { kind: 'waiting', message: 'm' }, { stage: 'accepted', message: 'm' }],
    ['failed', evaluated, { kind: 'failed', message: 'm' }, { stage: 'failed', state: 'inactive' }],
    [
      'not seen, never',
      accepted,
      { kind: 'unseen', message: 'm' },
      { stage: 'delivered', message: 'm', checkedAtMs: null },
    ],
    [
      'not seen, but before',
      evaluated,
      { kind: 'unseen', message: 'm' },
      { stage: 'evaluated', state: 'firing', message: 'm', checkedAtMs: 100 },
    ],
  ])('%s', (_name, before, outcome, expected) => {
    expect(statusAfter(before, outcome, 200)).toMatchObject({
      cluster: 'lab',
      revision: 3,
      ...expected,
    });
  });

  it.each<[string, Partial<RuleStatus>, number, boolean]>([
    ['just evaluated', { lastEvaluationAtMs: 0, checkedAtMs: 0 }, 1_000, false],
    ['not looked at for 91 s', { lastEvaluationAtMs: 0, checkedAtMs: 0 }, 91_000, true],
    [
      'looked at, not evaluated for 91 s',
      { lastEvaluationAtMs: 0, checkedAtMs: 91_000 },
      91_000,
      true,
    ],
    ['of a failed rule', { stage: 'failed', checkedAtMs: 0 }, 91_000, false],
  ])('is it stale: %s', (_name, change, nowMs, stale) => {
    expect(isStale({ ...evaluated, ...change }, 10_000, nowMs)).toBe(stale);
  });

  it('of a slow rule is not stale within three intervals', () => {
    const status = { ...evaluated, lastEvaluationAtMs: 0, checkedAtMs: 170_000 };
    expect(isStale(status, 60_000, 170_000)).toBe(false);
    expect(isStale(status, 50_000, 170_000)).toBe(true);
  });
});

import { describe, expect, it } from 'vitest';
import type { Evaluation } from './rule-sink.ts';
import { acceptedStatus, type RuleStatus, statusAfter } from './rule-status.ts';

const fine: Evaluation = {
  health: 'ok',
  state: 'firing',
  lastEvaluationAtMs: 90,
  lastError: null,
  isUnavailable: false,
  levels: [],
};
const failing: Evaluation = { ...fine, health: 'err', lastError: 'many-to-many' };
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
});

describe('how far a rule has come', () => {
  const running = (evaluation: Evaluation) => ({ kind: 'running', evaluation }) as const;
  const delivered = { kind: 'delivered', message: 'm' } as const;

  it('is known step by step, from when each was first seen', () => {
    const written = statusAfter(accepted, delivered, 10);
    expect(written.steps).toEqual({ deliveredAtMs: 10, acceptedAtMs: null, loadedAtMs: null });
    const taken = statusAfter(written, { ...delivered, isTaken: true }, 20);
    expect(taken.steps).toEqual({ deliveredAtMs: 10, acceptedAtMs: 20, loadedAtMs: null });
    const loaded = statusAfter(taken, running(fine), 30);
    expect(loaded.steps).toEqual({ deliveredAtMs: 10, acceptedAtMs: 20, loadedAtMs: 30 });
    expect(statusAfter(loaded, running(fine), 40).steps).toEqual(loaded.steps);
    expect(statusAfter(loaded, delivered, 50).steps).toMatchObject({ loadedAtMs: null });
  });

  it('begins anew with an evaluator that has forgotten its evaluations', () => {
    const loaded = statusAfter(accepted, running(fine), 30);
    const anew = statusAfter(loaded, running({ ...fine, lastEvaluationAtMs: null }), 90);
    expect(anew.steps).toMatchObject({ deliveredAtMs: 30, loadedAtMs: 90 });
  });

  it('was looked at only by who can be asked', () => {
    const folder = statusAfter(accepted, { ...delivered, isUnasked: true }, 10);
    expect(folder).toMatchObject({ stage: 'delivered', checkedAtMs: null });
  });
});

describe('since when a rule fails', () => {
  const running = (evaluation: Evaluation) => ({ kind: 'running', evaluation }) as const;
  const refused = { kind: 'failed', message: 'm' } as const;

  it('is the first look that saw it, without a break', () => {
    const once = statusAfter(evaluated, running(failing), 200);
    expect(statusAfter(once, running(failing), 300).failingSinceMs).toBe(200);
    const well = statusAfter(once, running(fine), 300);
    expect(well.failingSinceMs).toBeNull();
    expect(statusAfter(well, running(failing), 400).failingSinceMs).toBe(400);
  });

  it('counts refusals and failing evaluations apart', () => {
    const once = statusAfter(evaluated, running(failing), 200);
    const turned = statusAfter(once, refused, 300);
    expect(turned.failingSinceMs).toBe(300);
    expect(statusAfter(turned, refused, 400).failingSinceMs).toBe(300);
  });
});

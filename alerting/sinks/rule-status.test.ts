import { describe, expect, it } from 'vitest';
import type { Evaluation } from './rule-sink.ts';
import { acceptedStatus, type RuleStatus, statusAfter } from './rule-status.ts';

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
});

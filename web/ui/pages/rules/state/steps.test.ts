import { describe, expect, it } from 'vitest';
import type { RuleStatus } from '../../../../contract/rules.ts';
import { plainStatus } from '../../../mock/rule-state.ts';
import { spanText } from './span-text.ts';
import { stepsOf } from './steps.ts';

const AT = '2026-03-01T12:00:00.000Z';
const status = plainStatus(AT);
const LOADED = { ...status.steps, deliveredAt: AT, loadedAt: AT };

describe('the way of a rule', () => {
  it.each<[string, Partial<RuleStatus>, string]>([
    ['that was stored', {}, 'done now waiting waiting waiting'],
    [
      'that is loaded, by what was seen last',
      { stage: 'loaded', steps: LOADED },
      'done done done done now',
    ],
    [
      'that is evaluated',
      { stage: 'evaluated', health: 'ok', steps: LOADED, lastEvaluationAt: AT },
      'done done done done done',
    ],
    [
      'whose evaluation fails',
      { stage: 'evaluated', health: 'err', steps: LOADED, lastEvaluationAt: AT },
      'done done done done failed',
    ],
    [
      'that its destination refused',
      { stage: 'failed', health: 'err', steps: { ...status.steps, deliveredAt: AT } },
      'done done failed waiting waiting',
    ],
    [
      'that is disabled',
      { stage: 'disabled', lastEvaluationAt: AT },
      'done waiting waiting waiting waiting',
    ],
  ])('%s', (_, change, states) => {
    const steps = stepsOf({ ...status, ...change });
    expect(steps.map(({ state }) => state).join(' ')).toBe(states);
  });

  it('has no time where nobody saw the step', () => {
    expect(stepsOf({ ...status, stage: 'loaded', steps: LOADED })[2]?.at).toBeNull();
  });

  it.each([
    [0.42, '0.4 ms'],
    [12.3, '12 ms'],
    [1_234, '1.2 s'],
    [240_000, '4 min'],
    [3 * 3_600_000, '3 h'],
  ])('takes %d ms', (ms, text) => expect(spanText(ms)).toBe(text));
});

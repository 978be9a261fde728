import { describe, expect, it } from 'vitest';
import type { Evaluation } from '../sinks/rule-sink.ts';
import { acceptedStatus, type RuleStatus } from '../sinks/rule-status.ts';
import { judgeRule } from './judge-rule.ts';

const NOW = Date.parse('2026-03-01T12:00:00Z');
const SEC = 1_000;
const MIN = 60_000;
const ago = (ms: number) => NOW - ms;

const well: RuleStatus = {
  ...acceptedStatus('lab', 1),
  stage: 'evaluated',
  health: 'ok',
  lastEvaluationAtMs: ago(SEC),
  checkedAtMs: NOW,
  steps: { deliveredAtMs: ago(MIN), acceptedAtMs: ago(MIN), loadedAtMs: ago(MIN) },
};
const failing = (forMs: number): RuleStatus => ({
  ...well,
  health: 'err',
  message: 'many-to-many',
  failingSinceMs: ago(forMs),
});
const away: Evaluation = {
  health: 'err',
  state: 'inactive',
  lastEvaluationAtMs: NOW,
  lastError: 'away',
  isUnavailable: true,
  levels: [],
};
const refused = (forMs: number): RuleStatus => ({
  ...acceptedStatus('lab', 1),
  stage: 'failed',
  failingSinceMs: ago(forMs),
});
const silent = (forMs: number): RuleStatus => ({ ...well, lastEvaluationAtMs: ago(forMs) });
const loaded = (forMs: number): RuleStatus => ({
  ...well,
  stage: 'loaded',
  lastEvaluationAtMs: null,
  steps: { ...well.steps, loadedAtMs: ago(forMs) },
});
const written = (change: Partial<RuleStatus>): RuleStatus => ({
  ...acceptedStatus('lab', 1),
  stage: 'delivered',
  checkedAtMs: NOW,
  steps: { deliveredAtMs: ago(10 * MIN), acceptedAtMs: null, loadedAtMs: null },
  ...change,
});

function judged(
  status: RuleStatus,
  {
    interval = 10 * SEC,
    onError = 'keep',
    isDown = false,
  }: { interval?: number; onError?: 'keep' | 'alert' | 'ignore'; isDown?: boolean } = {},
): string {
  const rule = { intervalMs: interval, onError };
  const judgement = judgeRule(rule, status, { hasSinkProblem: isDown, nowMs: NOW });
  return judgement.kind === 'trouble' ? judgement.trouble : judgement.kind;
}

describe('how a rule does', () => {
  it.each<[string, string, string]>([
    ['evaluated', judged(well), 'well'],
    ['disabled', judged({ ...acceptedStatus('lab', 1), stage: 'disabled' }), 'well'],
    ['fails since a moment', judged(failing(59 * SEC)), 'unclear'],
    ['fails for a minute', judged(failing(MIN)), 'failing'],
    ['fails for a minute, asked every minute', judged(failing(MIN), { interval: MIN }), 'unclear'],
    ['fails for three intervals', judged(failing(3 * MIN), { interval: MIN }), 'failing'],
    ['has no data to ask', judged({ ...failing(MIN), evaluation: away }), 'unclear'],
    [
      'has no data to ask and wants to be told',
      judged({ ...failing(MIN), evaluation: away }, { onError: 'alert' }),
      'failing',
    ],
    ['refused since a moment', judged(refused(59 * SEC)), 'unclear'],
    ['refused', judged(refused(MIN)), 'rejected'],
    ['refused, the sink away now', judged(refused(MIN), { isDown: true }), 'rejected'],
    ['evaluated a while ago', judged(silent(2 * MIN)), 'well'],
    ['evaluated too long ago', judged(silent(2 * MIN + 1)), 'late'],
    ['evaluated five slow intervals ago', judged(silent(5 * MIN), { interval: MIN }), 'well'],
    ['evaluated more than that ago', judged(silent(5 * MIN + 1), { interval: MIN }), 'late'],
    [
      'silent because nobody looked',
      judged({ ...silent(9 * MIN), checkedAtMs: ago(8 * MIN) }),
      'well',
    ],
    ['silent, the sink away', judged(silent(9 * MIN), { isDown: true }), 'unclear'],
    ['fails, the sink away', judged(failing(9 * MIN), { isDown: true }), 'unclear'],
    ['loaded, not evaluated yet', judged(loaded(5 * MIN)), 'well'],
    ['loaded and never evaluated', judged(loaded(5 * MIN + 1)), 'late'],
    ['written and never loaded', judged(written({})), 'late'],
    ['written to a folder that others apply', judged(written({ checkedAtMs: null })), 'well'],
    ['without a sink', judged(acceptedStatus('lab', 1)), 'well'],
  ])('%s', (_name, found, expected) => {
    expect(found).toBe(expected);
  });

  it('says since when, and in whose words', () => {
    const surroundings = { hasSinkProblem: false, nowMs: NOW };
    const rule = { intervalMs: SEC, onError: 'keep' } as const;
    expect(judgeRule(rule, failing(2 * MIN), surroundings)).toEqual({
      kind: 'trouble',
      trouble: 'failing',
      sinceMs: ago(2 * MIN),
      message: 'many-to-many',
    });
  });
});

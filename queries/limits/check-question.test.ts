import { describe, expect, it } from 'vitest';
import { checkQuestion, type QuestionFacts } from './check-question.ts';
import type { TenantLimits } from './tenant-limits.ts';

const HOUR = 3_600_000;
const NOW = 1_800_000_000_000;

const limits: TenantLimits = {
  maxConcurrent: 2,
  maxQueued: 2,
  maxWaitMs: 1_000,
  perSecond: 1,
  burst: 2,
  maxTails: 2,
  maxRangeMs: 24 * HOUR,
  maxPoints: 1_440,
  maxLookbackMs: 48 * HOUR,
  maxBodyBytes: 1_000,
  maxResponseBytes: 100_000,
  timeoutMs: 5_000,
};

const question: QuestionFacts = {
  bodyBytes: 1_000,
  range: { startMs: NOW - 24 * HOUR, endMs: NOW, stepMs: 60_000 },
  earliestMs: NOW - 48 * HOUR,
};

describe('a question', () => {
  it('may use every limit up to its end', () => {
    expect(checkQuestion(question, limits, NOW)).toBeNull();
  });

  it.each<[string, Partial<QuestionFacts>, string, string]>([
    ['body', { bodyBytes: 1_001 }, 'body', '1001 bytes, more than the 1000'],
    [
      'range',
      { range: { startMs: 0, endMs: 24 * HOUR + 1, stepMs: null } },
      'range',
      'the range is 1d1s long, more than the 1d allowed',
    ],
    [
      'number of points',
      { range: { startMs: 0, endMs: 24 * HOUR + 60_000, stepMs: 60_000 } },
      'range',
      'the range is 1d1m long',
    ],
    [
      'resolution',
      { range: { startMs: 0, endMs: HOUR, stepMs: 2_000 } },
      'points',
      'exceeded maximum resolution of 1,440 points per timeseries',
    ],
    [
      'look back',
      { earliestMs: NOW - 48 * HOUR - 1 },
      'look_back',
      'the query reads 2d1s back, more than the 2d allowed',
    ],
    [
      'look back that is not known',
      { earliestMs: -Infinity },
      'look_back',
      'give a start if there is none',
    ],
  ])('is refused for its %s', (_name, change, reason, words) => {
    expect(checkQuestion({ ...question, ...change }, limits, NOW)).toEqual({
      reason,
      message: expect.stringContaining(words),
      retryAfterSeconds: null,
    });
  });

  it('has no bound where it is 0', () => {
    const unbounded = { ...limits, maxRangeMs: 0, maxLookbackMs: 0 };
    const range = { startMs: 0, endMs: 1e13, stepMs: null };
    const facts = { bodyBytes: 0, range, earliestMs: -Infinity };
    expect(checkQuestion(facts, unbounded, NOW)).toBeNull();
  });
});

import { describe, expect, it } from 'vitest';
import { readLogAnswer } from './read-log-answer.ts';

const URL = 'http://loki.internal:3100';

describe('an answer of Loki to the question of a rule', () => {
  it('is read as one of Prometheus when it is a success', () => {
    const result = [{ metric: { namespace: 'acme-prod' }, value: [1, '2'] }];
    const body = JSON.stringify({ status: 'success', data: { resultType: 'vector', result } });
    expect(readLogAnswer(200, body, URL)).toMatchObject({
      kind: 'vector',
      values: Float64Array.of(2),
    });
  });

  it.each([
    ['a mistake in the query', 400, 'parse error at line 1\n', 'bad_data', 'parse error at line 1'],
    ['too much for it', 422, 'too many series', 'execution', 'too many series'],
    ['lateness', 504, 'too late', 'timeout', 'too late'],
    ['turning away', 429, 'too many outstanding requests', 'unavailable', 'too many outstanding'],
    ['its own trouble', 500, `${URL} is down`, 'unavailable', 'answered with status 500'],
    ['the page of a proxy', 400, '<html>secret</html>', 'unavailable', 'answered with status 400'],
  ])('tells %s', (_, status, body, failure, message) => {
    expect(readLogAnswer(status, body, URL)).toEqual({
      kind: 'failed',
      failure,
      message: expect.stringContaining(message),
    });
  });

  it('names no address', () => {
    const answer = readLogAnswer(400, `cannot ask ${URL}/x`, URL);
    expect(JSON.stringify(answer)).not.toContain('loki.internal');
  });
});

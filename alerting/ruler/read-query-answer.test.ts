import { describe, expect, it } from 'vitest';
import { readQueryAnswer } from './read-query-answer.ts';

function success(data: object, more: object = {}): string {
  return JSON.stringify({ status: 'success', data, ...more });
}

describe('an answer to the question of a rule', () => {
  it('is a vector with numbers as Go prints them', () => {
    const values = ['1.5', 'NaN', '+Inf', '-Inf', '1e-07'];
    const result = values.map((value, n) => ({ metric: { n: `${n}` }, value: [1, value] }));
    const warnings = ['careful'];
    expect(readQueryAnswer(200, success({ resultType: 'vector', result }, { warnings }))).toEqual({
      kind: 'vector',
      labels: values.map((_value, n) => new Map([['n', `${n}`]])),
      values: Float64Array.of(
        1.5,
        Number.NaN,
        Number.POSITIVE_INFINITY,
        Number.NEGATIVE_INFINITY,
        1e-7,
      ),
      warnings,
      samplesRead: null,
    });
  });

  it('keeps labels that are names of members of objects', () => {
    const body = `{"status":"success","data":{"resultType":"vector","result":[
      {"metric":{"__proto__":"a","constructor":"b"},"value":[1,"1"]}]}}`;
    const answer = readQueryAnswer(200, body);
    expect(answer.kind === 'vector' ? [...(answer.labels[0] ?? [])] : answer).toEqual([
      ['__proto__', 'a'],
      ['constructor', 'b'],
    ]);
  });

  it('says that histograms were left out', () => {
    const result = [
      { metric: {}, histogram: [1, {}] },
      { metric: {}, value: [1, '1'] },
    ];
    expect(readQueryAnswer(200, success({ resultType: 'vector', result }))).toMatchObject({
      values: Float64Array.of(1),
      warnings: ['1 histograms were left out'],
    });
  });

  it.each([
    ['a scalar', success({ resultType: 'scalar', result: [1, '2'] }), { kind: 'scalar', value: 2 }],
    [
      'a matrix, which no rule can use',
      success({ resultType: 'matrix', result: [] }),
      { kind: 'other', type: 'matrix' },
    ],
    [
      'an error',
      '{"status":"error","errorType":"timeout","error":"query timed out"}',
      { kind: 'failed', failure: 'timeout', message: 'query timed out' },
    ],
    [
      'an error of another kind',
      '{"status":"error","errorType":"too_many","error":"no"}',
      { kind: 'failed', failure: 'execution', message: 'no' },
    ],
    ['no JSON', '<html>', { kind: 'failed', failure: 'unavailable' }],
    ['no answer', '{"status":"success"}', { kind: 'failed', failure: 'unavailable' }],
  ])('may be %s', (_name, body, expected) => {
    expect(readQueryAnswer(502, body)).toMatchObject(expected);
  });
});

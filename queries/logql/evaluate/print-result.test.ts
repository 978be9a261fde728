import { describe, expect, it } from 'vitest';
import { MemoryStreams, RestlessTurn } from '../../../test/conformance/logql-engine-memory.ts';
import { compileTestTemplate } from '../../../test/conformance/logql-engine-templates.ts';
import { parseLogql } from '../parse.ts';
import { evaluateLogql, type LogqlAsk } from './evaluate.ts';
import { printLokiResult, printValue } from './print-result.ts';
import { QueryStats } from './query-context.ts';

async function bodyOf(query: string, ask: LogqlAsk, isCategorised = false): Promise<unknown> {
  const source = new MemoryStreams();
  for (const tenant of ['a', 'b']) {
    source.append([
      {
        stream: new Map([
          ['tenant', tenant],
          ['__proto__', 'x'],
        ]),
        timeNs: 1_700_000_000_000_000_001n,
        line: 'a="1" <é>',
        metadata: new Map([['trace', 't']]),
      },
    ]);
  }
  const parsed = parseLogql(query);
  if (parsed.kind === 'error') throw new Error(parsed.error.text);
  const stats = new QueryStats();
  const turn = new RestlessTurn();
  const context = { source, turn, compileTemplate: compileTestTemplate, stats, maxSeries: 500 };
  const result = await evaluateLogql(parsed.expr, ask, context);
  const body = printLokiResult(result, { stats, execSeconds: 0.5, isCategorised });
  expect(body.indexOf('"resultType"')).toBeLessThan(body.indexOf('"result":'));
  expect(body.indexOf('"result":')).toBeLessThan(body.indexOf('"stats"'));
  const { status, data } = JSON.parse(body);
  expect(status).toBe('success');
  expect(data.stats.summary.totalEntriesReturned).toBeGreaterThan(0);
  delete data.stats;
  return data;
}

const logs: LogqlAsk = {
  kind: 'range',
  startNs: 1_700_000_000_000_000_000n,
  endNs: 1_700_000_001_000_000_000n,
  stepNs: 1_000_000_000n,
  limit: 10,
  direction: 'backward',
};
const instant: LogqlAsk = { kind: 'instant', timeNs: 1_700_000_000_500_000_000n };

describe('printLokiResult', () => {
  it('prints streams with all labels together', async () => {
    const body = JSON.stringify(await bodyOf('{tenant="a"} | logfmt', logs));
    expect(body).toBe(
      '{"resultType":"streams","result":[{"stream":{"__proto__":"x","a":"1","tenant":"a","trace":"t"},' +
        '"values":[["1700000000000000001","a=\\"1\\" <é>"]]}]}',
    );
  });

  it('prints streams with their categories apart', async () => {
    expect(JSON.stringify(await bodyOf('{tenant="b"} | logfmt', logs, true))).toBe(
      '{"resultType":"streams","encodingFlags":["categorize-labels"],"result":[{"stream":' +
        '{"__proto__":"x","tenant":"b"},"values":[["1700000000000000001","a=\\"1\\" <é>",' +
        '{"structuredMetadata":{"trace":"t"},"parsed":{"a":"1"}}]]}]}',
    );
  });

  it.each([
    [
      'sum(count_over_time({tenant="a"}[1s]))',
      instant,
      { resultType: 'vector', result: [{ metric: {}, value: [1_700_000_000.5, '1'] }] },
    ],
    [
      'vector(1)+vector(1)',
      instant,
      { resultType: 'vector', result: [{ metric: {}, value: [1_700_000_000.5, '2'] }] },
    ],
    ['1 / 8', instant, { resultType: 'scalar', result: [1_700_000_000.5, '0.125'] }],
    [
      'sum(rate({tenant="a"}[1s]))',
      logs,
      { resultType: 'matrix', result: [{ metric: {}, values: [[1_700_000_001, '1']] }] },
    ],
  ])('%s', async (query, ask, expected) => {
    expect(await bodyOf(query, ask)).toEqual(expected);
  });
});

describe('printValue', () => {
  it.each([
    [1e21, '1000000000000000000000'],
    [1.5e-7, '0.00000015'],
    [-1e-10, '-0.0000000001'],
    [1.2345e22, '12345000000000000000000'],
    [Number.NEGATIVE_INFINITY, '-Inf'],
    [-0, '-0'],
    [0.1, '0.1'],
  ])('%d', (value, expected) => {
    expect(printValue(value)).toBe(expected);
  });
});

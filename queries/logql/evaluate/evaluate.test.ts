import { describe, expect, it } from 'vitest';
import { MemoryStreams, RestlessTurn } from '../../../test/conformance/logql-engine-memory.ts';
import { compileTestTemplate } from '../../../test/conformance/logql-engine-templates.ts';
import { QueryFailure } from '../../source/query-failure.ts';
import type { Turn } from '../../source/turn.ts';
import { parseLogql } from '../parse.ts';
import { evaluateLogql, type LogqlAsk, type LogqlResult } from './evaluate.ts';
import { QueryStats } from './query-context.ts';

const SECOND = 1_000_000_000n;

/** 600 lines of each of two tenants, each with a number of its own. */
function twoTenants(): MemoryStreams {
  const streams = new MemoryStreams(50);
  for (const tenant of ['a', 'b']) {
    streams.append(
      Array.from({ length: 600 }, (_, i) => ({
        stream: new Map([['tenant', tenant]]),
        timeNs: BigInt(i) * SECOND,
        line: `n=${i}`,
        metadata: null,
      })),
    );
  }
  return streams;
}

interface Options {
  readonly turn?: Turn;
  readonly stats?: QueryStats;
}

function evaluate(query: string, ask: LogqlAsk, options: Options = {}): Promise<LogqlResult> {
  const parsed = parseLogql(query);
  if (parsed.kind === 'error') throw new Error(parsed.error.text);
  return evaluateLogql(parsed.expr, ask, {
    source: twoTenants(),
    turn: options.turn ?? new RestlessTurn(),
    compileTemplate: compileTestTemplate,
    stats: options.stats ?? new QueryStats(),
    maxSeries: 500,
  });
}

const instant: LogqlAsk = { kind: 'instant', timeNs: 600n * SECOND };
const range = (stepNs: bigint): LogqlAsk => ({
  kind: 'range',
  startNs: 0n,
  endNs: 600n * SECOND,
  stepNs,
  limit: 100,
  direction: 'backward',
});

describe('evaluateLogql', () => {
  it.each<[string, string, LogqlAsk, string, string]>([
    [
      'too many series',
      'count_over_time({tenant="a"} | logfmt [10m])',
      instant,
      'execution',
      'maximum number of series (500) reached for a single query; consider reducing query cardinality',
    ],
    [
      'too many points',
      'vector(1)',
      range(1_000_000n),
      'bad_data',
      'exceeded maximum resolution of 11,000 points per time series.',
    ],
    ['no step', 'vector(1)', range(0n), 'bad_data', 'zero or negative query resolution step'],
    [
      'lines at an instant',
      '{tenant="a"}',
      instant,
      'bad_data',
      'log queries are not supported as an instant query type, please change',
    ],
  ])('refuses %s', async (_name, query, ask, kind, text) => {
    const failure = await evaluate(query, ask).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(QueryFailure);
    expect(failure).toMatchObject({ kind, message: expect.stringContaining(text) });
  });

  it('answers many series when they are few in the end', async () => {
    const result = await evaluate('sum(count_over_time({tenant="a"} | logfmt [10m]))', instant);
    expect(result).toMatchObject({ kind: 'vector', samples: [{ value: 600 - 1 }] });
  });

  it('ends with what the turn says', async () => {
    const canceled = new QueryFailure('canceled', 'nobody waits');
    const turn = new RestlessTurn();
    turn.rest = () => Promise.reject(canceled);
    await expect(evaluate('{tenant="a"}', range(SECOND), { turn })).rejects.toBe(canceled);
    const full = new RestlessTurn();
    full.holdSamples = () => {
      throw new QueryFailure('execution', 'too many samples');
    };
    for (const query of [
      '{tenant="a"}',
      'rate({tenant="a"}[1m])',
      'sum_over_time({tenant="a"} | logfmt | unwrap n [1m])',
    ]) {
      await expect(evaluate(query, range(SECOND), { turn: full })).rejects.toThrow(
        'too many samples',
      );
    }
  });

  it('counts what it read, and lets go of the lines that it does not answer', async () => {
    const stats = new QueryStats();
    const turn = new RestlessTurn();
    const result = await evaluate('{tenant="a"} |= "n=1"', range(SECOND), { stats, turn });
    expect(result.kind === 'streams' && result.entries.length).toBe(100);
    expect(stats).toMatchObject({ streams: 1, blocks: 10, lines: 500 });
    expect(turn.held).toBeLessThan(150 * 40);
    expect(turn.bytes).toBe(stats.bytes);
  });
});

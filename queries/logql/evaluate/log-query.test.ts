import { describe, expect, it } from 'vitest';
import { MemoryStreams, RestlessTurn } from '../../../test/conformance/logql-engine-memory.ts';
import { compileTestTemplate } from '../../../test/conformance/logql-engine-templates.ts';
import { parseLogql } from '../parse.ts';
import type { Direction, ResultEntry } from './entry-selection.ts';
import { evaluateLogQuery } from './log-query.ts';
import { QueryStats } from './query-context.ts';

/** 100 lines of two tenants, one each nanosecond, in blocks of 10. */
function twoTenants(): MemoryStreams {
  const streams = new MemoryStreams(10);
  for (const tenant of ['a', 'b']) {
    streams.append(
      Array.from({ length: 100 }, (_, i) => ({
        stream: new Map([['tenant', tenant]]),
        timeNs: 1_700_000_000_000_000_000n + BigInt(i),
        line: `${tenant} ${i}`,
        metadata: null,
      })),
    );
  }
  return streams;
}

function ask(
  streams: MemoryStreams,
  query: string,
  options: {
    limit: number;
    direction: Direction;
    from?: number;
    to?: number;
    intervalNs?: bigint;
  },
): Promise<readonly ResultEntry[]> {
  const parsed = parseLogql(query);
  if (parsed.kind === 'error' || parsed.expr.kind !== 'log') throw new Error(query);
  const { limit, direction, from = 0, to = 100, intervalNs = 0n } = options;
  const startNs = 1_700_000_000_000_000_000n + BigInt(from);
  const endNs = 1_700_000_000_000_000_000n + BigInt(to);
  return evaluateLogQuery(
    parsed.expr,
    { startNs, endNs, limit, direction, intervalNs },
    {
      source: streams,
      turn: new RestlessTurn(),
      compileTemplate: compileTestTemplate,
      stats: new QueryStats(),
      maxSeries: 500,
    },
  );
}

const linesOf = (entries: readonly ResultEntry[]) => entries.map(({ line }) => line);

describe('evaluateLogQuery', () => {
  it('gives the newest first, exact to the nanosecond, of all streams', async () => {
    const entries = await ask(twoTenants(), '{tenant=~".+"}', { limit: 3, direction: 'backward' });
    expect(linesOf(entries)).toEqual(['b 99', 'a 99', 'b 98']);
    expect(entries[0]?.timeNs).toBe(1_700_000_000_000_000_099n);
  });

  it('gives the oldest first; the end is no part of the time', async () => {
    const options = { limit: 100, direction: 'forward', from: 3, to: 5 } as const;
    const entries = await ask(twoTenants(), '{tenant=~".+"}', options);
    expect(linesOf(entries)).toEqual(['a 3', 'b 3', 'a 4', 'b 4']);
  });

  it('reads no block that cannot hold a better line', async () => {
    const streams = twoTenants();
    await ask(streams, '{tenant="a"}', { limit: 5, direction: 'backward' });
    expect(streams.blocksRead).toBe(1);
    streams.blocksRead = 0;
    await ask(streams, '{tenant="a"}', { limit: 15, direction: 'forward' });
    expect(streams.blocksRead).toBe(2);
    streams.blocksRead = 0;
    await ask(streams, '{tenant="a"} |= "a 1"', { limit: 1, direction: 'backward' });
    expect(streams.blocksRead).toBe(9);
  });

  it('keeps lines an interval apart, of blocks that lie beside each other, and reads no further', async () => {
    const streams = twoTenants();
    const options = { limit: 3, direction: 'forward', intervalNs: 7n } as const;
    expect(linesOf(await ask(streams, '{tenant=~".+"}', options))).toEqual(['a 0', 'a 7', 'a 14']);
    expect(streams.blocksRead).toBe(4);
    const backward = { limit: 50, direction: 'backward', intervalNs: 33n } as const;
    const entries = await ask(streams, '{tenant=~".+"}', backward);
    expect(linesOf(entries)).toEqual(['b 99', 'b 66', 'b 33', 'b 0']);
  });

  it('shows a tenant nothing of another', async () => {
    const entries = await ask(twoTenants(), '{tenant="b"}', { limit: 1_000, direction: 'forward' });
    expect(entries.every(({ labels }) => labels.labels.get('tenant') === 'b')).toBe(true);
    expect(entries).toHaveLength(100);
  });
});

import fc from 'fast-check';
import { expect, it } from 'vitest';
import { MemoryStreams, RestlessTurn } from '../../../test/conformance/logql-engine-memory.ts';
import { compileTestTemplate } from '../../../test/conformance/logql-engine-templates.ts';
import { propertyRuns } from '../../../test/support/property-runs.ts';
import { parseLogql } from '../parse.ts';
import type { Direction, ResultEntry } from './entry-selection.ts';
import { evaluateLogQuery, type LogAsk } from './log-query.ts';
import { QueryStats } from './query-context.ts';

const lines = fc.array(
  fc.record({ tenant: fc.constantFrom('acme', 'globex', 'x'), at: fc.nat(60), text: fc.nat(9) }),
  { maxLength: 60 },
);

const asks = fc.record({
  limit: fc.integer({ min: 1, max: 20 }),
  direction: fc.constantFrom<Direction>('forward', 'backward'),
  intervalNs: fc.bigInt({ min: 1n, max: 25n }),
});

/** Keeps lines that are an interval apart, as Loki's definition says. */
function spaced(
  entries: readonly ResultEntry[],
  { intervalNs = 0n, limit }: LogAsk,
): readonly ResultEntry[] {
  const kept: ResultEntry[] = [];
  for (const entry of entries) {
    const last = kept.at(-1);
    const gapNs = last === undefined ? intervalNs : entry.timeNs - last.timeNs;
    if (gapNs >= intervalNs || -gapNs >= intervalNs) kept.push(entry);
  }
  return kept.slice(0, limit);
}

it('gives what is left of all lines, however they lie in blocks', async () => {
  const property = fc.asyncProperty(
    lines,
    asks,
    fc.integer({ min: 1, max: 9 }),
    async (all, ask, size) => {
      const source = new MemoryStreams(size);
      source.append(
        all.map(({ tenant, at, text }) => ({
          stream: new Map([['tenant', tenant]]),
          timeNs: BigInt(at),
          line: `line ${text}`,
          metadata: null,
        })),
      );
      const parsed = parseLogql('{tenant=~"acme|globex"} != "3"');
      if (parsed.kind === 'error' || parsed.expr.kind !== 'log') throw new Error('no log query');
      const { expr } = parsed;
      const turn = new RestlessTurn();
      const stats = new QueryStats();
      const context = { source, turn, compileTemplate: compileTestTemplate, stats, maxSeries: 10 };
      const span = { startNs: 0n, endNs: 61n, direction: ask.direction };
      const whole = await evaluateLogQuery(expr, { ...span, limit: 1_000 }, context);
      const heldNs = turn.held;
      const got = await evaluateLogQuery(expr, { ...span, ...ask }, context);
      expect(got).toEqual(spaced(whole, { ...span, ...ask }));
      const weight = got.reduce((sum, { line }) => sum + 32 + Math.ceil(line.length / 8), 0);
      expect(turn.held - heldNs).toBe(weight);
    },
  );
  await fc.assert(property, propertyRuns(200, 20_000));
});

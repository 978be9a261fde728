import fc from 'fast-check';
import { expect, it } from 'vitest';
import { evaluateLogql, type LogqlAsk } from '../../queries/logql/evaluate/evaluate.ts';
import { printLokiResult } from '../../queries/logql/evaluate/print-result.ts';
import { QueryStats } from '../../queries/logql/evaluate/query-context.ts';
import { parseLogql } from '../../queries/logql/parse.ts';
import { compileLineTemplate } from '../../queries/logql/template/line-template.ts';
import { enforceLogql } from '../../queries/scope/enforce-logql.ts';
import { QueryFailure } from '../../queries/source/query-failure.ts';
import {
  type MemoryEntry,
  MemoryStreams,
  RestlessTurn,
} from '../conformance/logql-engine-memory.ts';
import { propertyRuns } from '../support/property-runs.ts';
import { logqlText } from './logql-arbitrary.ts';

const MINUTE_NS = 60_000_000_000n;
const NOW_NS = 100n * 1_440n * MINUTE_NS;
const OWNERS = ['acme', 'globex'] as const;

/** Values of labels that generated selectors ask for, besides those that match whatever there is. */
const LABELS: readonly (readonly [string, string])[][] = [
  [],
  [['a', 'a']],
  [
    ['a', 'x|y'],
    ['level', 'a'],
  ],
  [
    ['x1', 'a.b'],
    ['of', 'a'],
    ['rate', 'a'],
  ],
  [
    ['json', 'a'],
    ['on', 'a'],
    ['NS', 'a'],
  ],
];

/** The same lines of both tenants, each with its owner's name wherever something can be said. */
function telltales(): MemoryStreams {
  const source = new MemoryStreams(3);
  for (const owner of OWNERS) {
    const lines = [
      `a of-${owner} level=${owner} x1=3 a="of ${owner}"`,
      `{"a":"of-${owner}","level":"${owner}","x1":5,"ns":"${owner}"}`,
      `10.0.0.1 x|y ${owner} é😀 [5m] { } | json`,
      `{"_entry":"${owner} inside","a":"${owner}"}`,
    ];
    const entries = LABELS.flatMap((labels, stream) =>
      lines.map(
        (line, at): MemoryEntry => ({
          stream: new Map([...labels, ['ns', owner], ['keeper', owner]]),
          timeNs: NOW_NS - BigInt(at * 2 + stream) * MINUTE_NS,
          line,
          metadata: at % 2 === 0 ? new Map([['a_metadata', `of-${owner}`]]) : null,
        }),
      ),
    );
    source.append(entries);
  }
  return source;
}

const ASKS: readonly LogqlAsk[] = [
  {
    kind: 'range',
    startNs: NOW_NS - 60n * MINUTE_NS,
    endNs: NOW_NS + MINUTE_NS,
    stepNs: 7n * MINUTE_NS,
    limit: 1_000,
    direction: 'backward',
  },
  { kind: 'instant', timeNs: NOW_NS },
];

/** The whole body of an answer, or what is said instead. */
async function answer(source: MemoryStreams, query: string, ask: LogqlAsk): Promise<string> {
  const parsed = parseLogql(query);
  if (parsed.kind === 'error') return parsed.error.text;
  const stats = new QueryStats();
  const compileTemplate = (text: string, name: 'line' | 'label') =>
    compileLineTemplate(text, name, () => NOW_NS);
  const context = { source, turn: new RestlessTurn(), compileTemplate, stats, maxSeries: 10_000 };
  try {
    const result = await evaluateLogql(parsed.expr, ask, context);
    return printLokiResult(result, { stats, execSeconds: 1, isCategorised: true });
  } catch (thrown) {
    if (!(thrown instanceof QueryFailure)) throw thrown;
    return thrown.message;
  }
}

it('no generated query of one tenant is answered with a word of the other', async () => {
  const source = telltales();
  const runs = propertyRuns(1_000, 20_000);
  const found = { acme: 0, globex: 0 };
  await fc.assert(
    fc.asyncProperty(
      logqlText(),
      fc.constantFrom(...OWNERS),
      fc.constantFrom(...ASKS),
      async (query, owner, ask) => {
        const scoped = enforceLogql(query, [{ name: 'ns', op: '=', value: owner }]);
        const said = scoped.kind === 'ok' ? await answer(source, scoped.text, ask) : scoped.message;
        const other = owner === 'acme' ? 'globex' : 'acme';
        if (said.includes(other)) throw new Error(`${query}\n${said}`);
        if (said.includes(owner)) found[owner] += 1;
      },
    ),
    runs,
  );
  // Of queries that find nothing nothing can be learnt: some must find their own.
  for (const owner of OWNERS) expect(found[owner]).toBeGreaterThan(runs.numRuns / 100);
});

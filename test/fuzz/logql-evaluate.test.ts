import fc from 'fast-check';
import { describe, it } from 'vitest';
import { evaluateLogql, type LogqlAsk } from '../../queries/logql/evaluate/evaluate.ts';
import { printLokiResult } from '../../queries/logql/evaluate/print-result.ts';
import { QueryStats } from '../../queries/logql/evaluate/query-context.ts';
import { parseLogql } from '../../queries/logql/parse.ts';
import { printLogql } from '../../queries/logql/print.ts';
import { QueryFailure } from '../../queries/source/query-failure.ts';
import {
  type MemoryEntry,
  MemoryStreams,
  RestlessTurn,
} from '../conformance/logql-engine-memory.ts';
import { logqlText } from './logql-arbitrary.ts';

const RUNS = process.env.TOCSIN_PROOF === '1' ? 3_000 : 150;

const word = fc.constantFrom(
  'a',
  'b',
  'ab',
  'error',
  'x=1',
  'n=2',
  '{"v":3}',
  'é',
  '10.0.0.1',
  ' ',
);
const line = fc.array(word, { maxLength: 4 }).map((words) => words.join(' '));

/** Lines of two tenants within a minute, in no order. */
const lines: fc.Arbitrary<readonly MemoryEntry[]> = fc.array(
  fc.record({
    stream: fc.tuple(fc.constantFrom('a', 'b'), fc.constantFrom('x', 'y')).map(
      ([tenant, app]) =>
        new Map([
          ['app', app],
          ['ns', tenant],
          ['tenant', tenant],
        ]),
    ),
    timeNs: fc.nat({ max: 60_000_000 }).map((us) => BigInt(us) * 1_000n),
    line,
    metadata: fc.option(fc.constant(new Map([['m', '1']]))),
  }),
  { maxLength: 40 },
);

const range: LogqlAsk = {
  kind: 'range',
  startNs: 0n,
  endNs: 90_000_000_000n,
  stepNs: 7_000_000_000n,
  limit: 50,
  direction: 'forward',
};

/** The body of the answer without its statistics, or why there is none. */
async function answer(
  entries: readonly MemoryEntry[],
  query: string,
  ask = range,
): Promise<string> {
  const source = new MemoryStreams(5);
  source.append(entries);
  const parsed = parseLogql(query);
  if (parsed.kind === 'error') return parsed.error.text;
  const stats = new QueryStats();
  const compileTemplate = () => ({ run: () => ({ kind: 'ok', text: '1' }) as const });
  const context = { source, turn: new RestlessTurn(), compileTemplate, stats, maxSeries: 10_000 };
  try {
    const result = await evaluateLogql(parsed.expr, ask, context);
    const body = printLokiResult(result, { stats, execSeconds: 1, isCategorised: false });
    return body.replace(/,"stats":.*$/s, '');
  } catch (error) {
    if (!(error instanceof QueryFailure)) throw error;
    return error.message;
  }
}

const quoted = (text: string): string => JSON.stringify(text);

describe('LogQL filters', () => {
  it('may stand in any order, and once is enough', async () => {
    await fc.assert(
      fc.asyncProperty(lines, word, word, async (entries, a, b) => {
        const both = await answer(entries, `{tenant="a"} |= ${quoted(a)} |= ${quoted(b)}`);
        const turned = await answer(
          entries,
          `{tenant="a"} |= ${quoted(b)} |= ${quoted(a)} |= ${quoted(a)}`,
        );
        if (both !== turned) throw new Error(`${both}\n${turned}`);
      }),
      { numRuns: RUNS },
    );
  });

  it('and their opposites share the lines among them', async () => {
    await fc.assert(
      fc.asyncProperty(
        lines,
        word,
        word,
        fc.constantFrom('=', '~', '>'),
        async (entries, a, b, op) => {
          const pattern =
            op === '='
              ? [a, b]
              : op === '~'
                ? ['(?i)A', `[${b.replace(/\W/g, '')}z].`]
                : [`<_>a`, 'x<_>'];
          const texts = pattern.map(quoted).join(' or ');
          const count = async (filter: string) =>
            Number(
              /"value":\[60,"([0-9]+)"/.exec(
                await answer(entries, `sum(count_over_time({tenant="a"} ${filter} [61s]))`, {
                  kind: 'instant',
                  timeNs: 60_000_000_000n,
                }),
              )?.[1] ?? 0,
            );
          const [yes, no, all] = [
            await count(`|${op} ${texts}`),
            await count(`!${op} ${texts}`),
            await count(''),
          ];
          if (yes + no !== all) throw new Error(`${yes} + ${no} of ${all}`);
        },
      ),
      { numRuns: RUNS },
    );
  });

  it('find nothing of another tenant', async () => {
    await fc.assert(
      fc.asyncProperty(lines, async (entries) => {
        const body = await answer(entries, '{tenant="a"}');
        if (body.includes('"tenant":"b"')) throw new Error(body);
      }),
      { numRuns: RUNS },
    );
  });
});

describe('LogQL rates', () => {
  it('of the parts are together that of the whole', async () => {
    await fc.assert(
      fc.asyncProperty(
        lines,
        fc.constantFrom('rate', 'count_over_time', 'bytes_rate'),
        async (entries, op) => {
          const whole = await answer(entries, `sum(${op}({tenant=~".+"}[16s]))`);
          const parts = await answer(
            entries,
            `sum(sum by (app, tenant) (${op}({tenant=~".+"}[16s])))`,
          );
          const byHand = await answer(
            entries,
            `sum(${op}({tenant="a"}[16s])) + sum(${op}({tenant="b"}[16s])) or sum(${op}({tenant="a"}[16s])) or sum(${op}({tenant="b"}[16s]))`,
          );
          const rounded = (body: string) =>
            body.replace(/[0-9]+\.[0-9]+/g, (n) => Number(n).toPrecision(9));
          if (rounded(whole) !== rounded(parts)) throw new Error(`${whole}\n${parts}`);
          if (rounded(whole) !== rounded(byHand)) throw new Error(`${whole}\n${byHand}`);
        },
      ),
      { numRuns: RUNS },
    );
  });
});

describe('LogQL samples', () => {
  it('are the same whether they are held or counted', async () => {
    await fc.assert(
      fc.asyncProperty(
        lines,
        fc.constantFrom('', ' by (app)', ' without (app)'),
        async (entries, grouping) => {
          const one = '{tenant=~".+"} | label_format one="{{.x}}" | unwrap one [16s]';
          const counted = await answer(entries, `sum(count_over_time({tenant=~".+"}[16s]))`);
          const held = await answer(entries, `sum(sum_over_time(${one}))`);
          if (counted !== held) throw new Error(`${counted}\n${held}`);
          const groups = await answer(entries, `max(max_over_time(${one})${grouping})`);
          const present = await answer(
            entries,
            `sum(count_over_time({tenant=~".+"}[16s])) > bool 0`,
          );
          if (groups !== present) throw new Error(`${groups}\n${present}`);
        },
      ),
      { numRuns: RUNS },
    );
  });
});

describe('LogQL aggregations', () => {
  const pipelines = fc.constantFrom(
    ...[
      '| logfmt',
      '| logfmt | x="1"',
      '| json | __error__=""',
      '| json',
      '| json | __error__!=""',
    ],
    ...['| regexp "(?P<x>a|b)"', '| pattern "<x> <y>"', '| logfmt | drop x', '| logfmt x="n"', ''],
  );
  const groupings = fc.constantFrom(
    '',
    'by (x)',
    'by (app, m)',
    'by ()',
    'without (tenant)',
    'by (__error__)',
  );
  const samples = fc.constantFrom(
    ['sum', 'count_over_time', ''],
    ['sum', 'bytes_rate', ''],
    ['sum', 'sum_over_time', '| unwrap x | __error__=""'],
    ['max', 'max_over_time', '| unwrap x | x > 0 | __error__=""'],
    ['min', 'min_over_time', '| unwrap m | __error__=""'],
  );

  it('do not depend on where lines are grouped', async () => {
    await fc.assert(
      fc.asyncProperty(
        lines,
        pipelines,
        groupings,
        samples,
        async (entries, stages, group, sample) => {
          const [outer = '', inner = '', unwrap = ''] = sample;
          const range = `${inner}({tenant="a"} ${stages} ${unwrap} [16s])`;
          const pushed = await answer(entries, `${outer} ${group} (${range})`);
          const after = await answer(entries, `${outer} ${group} (${range} * 1)`);
          const isError = (body: string) => body.startsWith('pipeline error');
          if (isError(pushed) && isError(after)) return;
          if (pushed !== after) throw new Error(`${pushed}\n${after}`);
        },
      ),
      { numRuns: RUNS * 4 },
    );
  });
});

describe('LogQL queries', () => {
  it('evaluate as their canonical text does, and never break', async () => {
    await fc.assert(
      fc.asyncProperty(lines, logqlText(), async (entries, text) => {
        const parsed = parseLogql(text);
        if (parsed.kind === 'error') throw new Error(parsed.error.text);
        const [own, canonical] = [
          await answer(entries, text),
          await answer(entries, printLogql(parsed.expr)),
        ];
        if (own !== canonical) throw new Error(`${own}\n${canonical}`);
      }),
      { numRuns: RUNS },
    );
  });
});

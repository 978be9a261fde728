import { AppError } from '../../../../platform/errors/app-error.ts';
import type { StreamSelector } from '../../../logql/ast.ts';
import { parseLogql } from '../../../logql/parse.ts';
import { streamSelectorsOf } from '../../../logql/selectors-of.ts';
import { quoteGo } from '../../../promql/go-quote.ts';
import { RegexJudge } from '../../../regex/regex-judge.ts';
import type { AnsweredLabels } from '../../../scope/label-scope.ts';
import type { BackendPart } from '../../backend-plan.ts';
import { labelsOf } from '../../filters/answered-labels.ts';
import { type CollectedAnswer, dataOf, jsonOf } from '../collect-loki.ts';
import type { LokiAsker } from '../loki-asker.ts';
import { AnswerTooLarge } from '../loki-error.ts';
import { lokiRead } from '../loki-request.ts';
import { LokiRewriter } from '../loki-rewriter.ts';
import { instantText } from '../loki-time.ts';
import { type Direction, type ExportedLine, linesIn } from './exported-line.ts';
import type { PageAnswer, PageSource, PageWish } from './log-pages.ts';

export interface LokiPageSourceOptions {
  readonly asker: LokiAsker;
  readonly part: BackendPart;
  /** A log query as the tenant wrote it. */
  readonly query: string;
  readonly signal: AbortSignal;
  /** Before each question: waits for its turn, and throws when it may not be asked any more. */
  readonly admit: () => Promise<{ readonly timeoutMs: number; release(): void }>;
}

/** Streams with lines in one and the same nanosecond, at the most. */
const MAX_STREAMS = 500;
/** Lines of one nanosecond, at the most: they are sorted in memory. */
const MAX_INSTANT_LINES = 100_000;

const LABEL_NAME = /^[a-zA-Z_][a-zA-Z0-9_]*$/;

/** `PageSource` over `query_range` of a Loki. Every question is enforced anew. */
export class LokiPageSource implements PageSource {
  readonly #options: LokiPageSourceOptions;
  readonly #rewriter = new LokiRewriter(0);

  constructor(options: LokiPageSourceOptions) {
    this.#options = options;
  }

  fetch(wish: PageWish): Promise<PageAnswer> {
    return this.#fetch(this.#options.query, wish);
  }

  /** Stream by stream, since Loki counts its limit over all of them and has no other way to go on. */
  async fetchInstant(
    ns: bigint,
    direction: Direction,
    limit: number,
  ): Promise<readonly ExportedLine[]> {
    const { query } = this.#options;
    const selector = selectorOf(query);
    const streams = await this.#streamsAt(ns, query.slice(selector.start, selector.end));
    const lines: ExportedLine[] = [];
    for (const own of exactMatchers(streams)) {
      const at = selector.start + 1;
      const narrowed = `${query.slice(0, at)}${own},${query.slice(at)}`;
      const wish = { startNs: ns, endNs: ns + 1n, direction, limit };
      const answer = await this.#fetch(narrowed, wish);
      if (answer.kind === 'smaller' || answer.lines.length >= limit) throw tooDense(ns);
      lines.push(...answer.lines);
      if (lines.length > MAX_INSTANT_LINES) throw tooDense(ns);
    }
    return renumbered(lines);
  }

  async #streamsAt(ns: bigint, selector: string): Promise<readonly AnsweredLabels[]> {
    const { part } = this.#options;
    const question = { kind: 'selectors', parameter: 'match[]', texts: [selector] } as const;
    const form = [
      ...this.#rewriter.rewrite(question, part, new RegexJudge()),
      ...range(ns, ns + 1n),
    ];
    const answer = await this.#ask('/loki/api/v1/series', form);
    const data = dataOf(jsonOf(answer, part.backend.url), []);
    if (!Array.isArray(data) || data.length > MAX_STREAMS) throw tooDense(ns);
    return data.map(labelsOf);
  }

  async #fetch(text: string, wish: PageWish): Promise<PageAnswer> {
    const { startNs, endNs, direction, limit } = wish;
    const { part } = this.#options;
    const question = { kind: 'query', text, mode: 'log' } as const;
    const form = [
      ...this.#rewriter.rewrite(question, part, new RegexJudge()),
      ...range(startNs, endNs),
      ['direction', direction] as const,
      ['limit', String(limit)] as const,
    ];
    try {
      const answer = await this.#ask('/loki/api/v1/query_range', form);
      const allowed = allowedLines(answer);
      if (allowed !== null) return { kind: 'smaller', limit: allowed };
      return { kind: 'lines', lines: linesIn(dataOf(jsonOf(answer, part.backend.url), undefined)) };
    } catch (thrown) {
      if (thrown instanceof AnswerTooLarge) return { kind: 'smaller', limit: null };
      throw thrown;
    }
  }

  async #ask(path: string, form: Iterable<readonly [string, string]>): Promise<CollectedAnswer> {
    const { asker, part, signal, admit } = this.#options;
    const lease = await admit();
    try {
      return await asker.collect(lokiRead(part, path, form, lease), signal);
    } finally {
      lease.release();
    }
  }
}

/** Where the one selector of a log query stands. */
function selectorOf(query: string): StreamSelector {
  const parsed = parseLogql(query);
  const [selector] = parsed.kind === 'ok' ? streamSelectorsOf(parsed.expr) : [];
  if (selector && selector.matchers.length > 0) return selector;
  throw new TypeError('a log query without matchers');
}

/**
 * For each stream the matchers that select it and no other of them: also that it lacks the labels
 * which only others have. Loki's own labels (of shards) are left out.
 */
function exactMatchers(streams: readonly AnsweredLabels[]): ReadonlySet<string> {
  const own = (labels: AnsweredLabels) =>
    Object.keys(labels).filter((name) => !name.startsWith('__'));
  const names = [...new Set(streams.flatMap(own))].filter((name) => LABEL_NAME.test(name)).sort();
  return new Set(
    streams.map((labels) =>
      names.map((name) => `${name}=${quoteGo(labels[name] ?? '')}`).join(','),
    ),
  );
}

function range(startNs: bigint, endNs: bigint): readonly (readonly [string, string])[] {
  return [
    ['start', instantText(startNs)],
    ['end', instantText(endNs)],
  ];
}

/** Most lines that this backend gives at once, when it says that they were too many. */
function allowedLines({ status, body }: CollectedAnswer): number | null {
  if (status !== 400) return null;
  const said = body.subarray(0, 1_000).toString('utf8');
  const [, allowed] = /max entries limit per query exceeded.*\(\d+ > (\d{1,9})\)/.exec(said) ?? [];
  return allowed === undefined ? null : Number(allowed);
}

/** Streams that the query's pipeline makes one were read one by one: counted together here. */
function renumbered(lines: readonly ExportedLine[]): readonly ExportedLine[] {
  const counts = new Map<string, number>();
  return lines.map((line) => {
    const index = counts.get(line.stream) ?? 0;
    counts.set(line.stream, index + 1);
    return { ...line, index };
  });
}

function tooDense(ns: bigint): AppError {
  return new AppError(
    'unprocessable',
    `too many lines have the same timestamp (${ns} ns) to be told apart; narrow the selector`,
  );
}

import { systemClock } from '../../platform/clock/system-clock.ts';
import {
  evaluateLogql,
  type LogqlAsk,
  type LogqlResult,
} from '../../queries/logql/evaluate/evaluate.ts';
import { QueryStats } from '../../queries/logql/evaluate/query-context.ts';
import type { CompileTemplate } from '../../queries/logql/evaluate/template-port.ts';
import { parseLogql } from '../../queries/logql/parse.ts';
import { compileLineTemplate } from '../../queries/logql/template/line-template.ts';
import { QueryFailure } from '../../queries/source/query-failure.ts';
import { type MemoryEntry, MemoryStreams, RestlessTurn } from './logql-engine-memory.ts';

/** A line of an answer. */
export interface AnsweredLine {
  readonly timeNs: bigint;
  readonly line: string;
  readonly labels: ReadonlyMap<string, string>;
  /** The categories of its labels; null where the system does not tell. */
  readonly categories: {
    readonly stream: ReadonlyMap<string, string>;
    readonly metadata: ReadonlyMap<string, string>;
    readonly parsed: ReadonlyMap<string, string>;
  } | null;
}

export interface AnsweredSeries {
  readonly labels: ReadonlyMap<string, string>;
  /** One for each step; null where there is none. */
  readonly points: readonly (number | null)[];
}

export type SystemAnswer =
  | { readonly kind: 'failed'; readonly message: string }
  | { readonly kind: 'scalar'; readonly value: number }
  | { readonly kind: 'series'; readonly series: readonly AnsweredSeries[] }
  | { readonly kind: 'lines'; readonly lines: readonly AnsweredLine[] };

/** Something that stores lines and answers LogQL; each `clear` makes it forget what it holds. */
export interface LogqlSystem {
  clear(): Promise<void>;
  load(entries: readonly MemoryEntry[]): Promise<void>;
  /** @throws UnsupportedCase where it cannot answer such a question */
  ask(query: string, ask: LogqlAsk): Promise<SystemAnswer>;
}

const nowNs = () => BigInt(systemClock.nowMs()) * 1_000_000n;
const compileNow: CompileTemplate = (text, name) => compileLineTemplate(text, name, nowNs);

/** The engine in this process over streams in memory. */
export class EngineSystem implements LogqlSystem {
  readonly #streams = new MemoryStreams();
  readonly #compileTemplate: CompileTemplate;

  constructor(compileTemplate: CompileTemplate = compileNow) {
    this.#compileTemplate = compileTemplate;
  }

  clear(): Promise<void> {
    this.#streams.clear();
    return Promise.resolve();
  }

  load(entries: readonly MemoryEntry[]): Promise<void> {
    this.#streams.append(entries);
    return Promise.resolve();
  }

  async ask(query: string, ask: LogqlAsk): Promise<SystemAnswer> {
    const parsed = parseLogql(query);
    if (parsed.kind === 'error') return { kind: 'failed', message: parsed.error.text };
    try {
      const result = await evaluateLogql(parsed.expr, ask, {
        source: this.#streams,
        turn: new RestlessTurn(),
        compileTemplate: this.#compileTemplate,
        stats: new QueryStats(),
        maxSeries: 500,
      });
      return answerOf(result);
    } catch (error) {
      if (!(error instanceof QueryFailure)) throw error;
      return { kind: 'failed', message: error.message };
    }
  }
}

function answerOf(result: LogqlResult): SystemAnswer {
  switch (result.kind) {
    case 'scalar':
      return { kind: 'scalar', value: result.value };
    case 'vector':
      return {
        kind: 'series',
        series: result.samples.map(({ labels, value }) => ({
          labels: labels.labels,
          points: [value],
        })),
      };
    case 'matrix':
      return {
        kind: 'series',
        series: result.series.map(({ labels, values, has }) => ({
          labels: labels.labels,
          points: Array.from(values, (value, k) => (has[k] === 1 ? value : null)),
        })),
      };
    case 'streams':
      return {
        kind: 'lines',
        lines: result.entries.map(({ timeNs, line, labels, stream, metadata, parsed }) => ({
          timeNs,
          line,
          labels: labels.labels,
          categories: { stream: stream.labels, metadata: metadata.labels, parsed: parsed.labels },
        })),
      };
    default: {
      const never: never = result;
      throw new TypeError(`no such result: ${String(never)}`);
    }
  }
}

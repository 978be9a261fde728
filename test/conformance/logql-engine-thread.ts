import type { LogqlAsk } from '../../queries/logql/evaluate/evaluate.ts';
import { printInstantNs } from '../../queries/proxy/loki/loki-time.ts';
import type { EmbeddedAsker } from '../support/embedded-asker.ts';
import type { MemoryEntry } from './logql-engine-memory.ts';
import type {
  AnsweredLine,
  AnsweredSeries,
  LogqlSystem,
  SystemAnswer,
} from './logql-engine-system.ts';

type Texts = Readonly<Record<string, string>>;
type Point = readonly [atS: number, value: string];

interface Found {
  readonly resultType: string;
  readonly result: unknown;
}

interface JsonSeries {
  readonly metric: Texts;
  readonly value?: Point;
  readonly values?: readonly Point[];
}

interface JsonStream {
  readonly stream: Texts;
  readonly values: readonly (readonly [
    ns: string,
    line: string,
    categories?: { readonly structuredMetadata?: Texts; readonly parsed?: Texts },
  ])[];
}

const JSON_TYPE = [['content-type', 'application/json']] as const;
const MAX_ENTRIES = 20_000;

/** Stores that are asked over HTTP or as over it: each `clear` goes on as the next tenant. */
export class ThreadLogSystem implements LogqlSystem {
  readonly #asker: EmbeddedAsker;
  readonly #tenants: readonly string[];
  #cleared = -1;

  /** @param tenants that hold nothing, as many as the script needs */
  constructor(asker: EmbeddedAsker, tenants: readonly string[]) {
    this.#asker = asker;
    this.#tenants = tenants;
  }

  async clear(): Promise<void> {
    this.#cleared++;
  }

  async load(entries: readonly MemoryEntry[]): Promise<void> {
    for (let from = 0; from < entries.length; from += MAX_ENTRIES) {
      const streams = entries
        .slice(from, from + MAX_ENTRIES)
        .map(({ stream, timeNs, line, metadata }) => {
          const more = metadata === null ? [] : [Object.fromEntries(metadata)];
          const labels = Object.fromEntries([...stream].filter(([, value]) => value !== ''));
          return { stream: labels, values: [[`${timeNs}`, line, ...more]] };
        });
      const body = Buffer.from(JSON.stringify({ streams }));
      await this.#asker.push(this.#tenant(), '/loki/api/v1/push', body, JSON_TYPE);
    }
  }

  async ask(query: string, ask: LogqlAsk): Promise<SystemAnswer> {
    const path = ask.kind === 'instant' ? '/loki/api/v1/query' : '/loki/api/v1/query_range';
    const { status, body } = await this.#asker.ask(this.#tenant(), path, formOf(query, ask));
    if (status !== 200) return { kind: 'failed', message: body.trimEnd() };
    return answerOf((JSON.parse(body) as { readonly data: Found }).data, ask);
  }

  #tenant(): string {
    const tenant = this.#tenants[this.#cleared];
    if (tenant === undefined) throw new Error('there are fewer tenants than the script clears');
    return tenant;
  }
}

function formOf(query: string, ask: LogqlAsk): Texts {
  if (ask.kind === 'instant') return { query, time: printInstantNs(ask.timeNs) };
  const { startNs, endNs, stepNs, limit, direction, intervalNs } = ask;
  const interval = intervalNs === 0n ? {} : { interval: String(Number(intervalNs) / 1e9) };
  return {
    query,
    start: printInstantNs(startNs),
    end: printInstantNs(endNs),
    step: String(Number(stepNs) / 1e9),
    limit: String(limit),
    direction,
    ...interval,
  };
}

function answerOf({ resultType, result }: Found, ask: LogqlAsk): SystemAnswer {
  switch (resultType) {
    case 'scalar':
      return { kind: 'scalar', value: numberOf((result as Point)[1]) };
    case 'vector':
    case 'matrix':
      return { kind: 'series', series: (result as readonly JsonSeries[]).map(seriesFor(ask)) };
    case 'streams': {
      const lines = (result as readonly JsonStream[]).flatMap(linesOf);
      const turn = ask.kind === 'range' && ask.direction === 'forward' ? 1 : -1;
      const compare = (a: AnsweredLine, b: AnsweredLine) =>
        a.timeNs === b.timeNs ? 0 : a.timeNs < b.timeNs ? -turn : turn;
      return { kind: 'lines', lines: lines.toSorted(compare) };
    }
    default:
      throw new TypeError(`no such type of result: ${resultType}`);
  }
}

function seriesFor(ask: LogqlAsk): (series: JsonSeries) => AnsweredSeries {
  return ({ metric, value, values }) => {
    const labels = new Map(Object.entries(metric));
    if (ask.kind === 'instant' || values === undefined) {
      return { labels, points: [value === undefined ? null : numberOf(value[1])] };
    }
    const byMs = new Map(values.map(([at, text]) => [Math.round(at * 1000), numberOf(text)]));
    const points: (number | null)[] = [];
    for (let ns = ask.startNs; ns <= ask.endNs; ns += ask.stepNs) {
      points.push(byMs.get(Number(ns / 1_000_000n)) ?? null);
    }
    return { labels, points };
  };
}

function linesOf({ stream, values }: JsonStream): readonly AnsweredLine[] {
  return values.map(([ns, line, { structuredMetadata = {}, parsed = {} } = {}]) => ({
    timeNs: BigInt(ns),
    line,
    labels: new Map(Object.entries({ ...stream, ...structuredMetadata, ...parsed })),
    categories: {
      stream: new Map(Object.entries(stream)),
      metadata: new Map(Object.entries(structuredMetadata)),
      parsed: new Map(Object.entries(parsed)),
    },
  }));
}

function numberOf(text: string): number {
  if (text === '+Inf') return Number.POSITIVE_INFINITY;
  return text === '-Inf' ? Number.NEGATIVE_INFINITY : Number(text);
}

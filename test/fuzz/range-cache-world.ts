import type { Agent } from 'undici';
import { systemClock } from '../../platform/clock/system-clock.ts';
import { VirtualClock } from '../../platform/clock/virtual-clock.ts';
import { AppError } from '../../platform/errors/app-error.ts';
import { createMetrics } from '../../platform/observe/metrics.ts';
import { DEFAULT_TLS } from '../../platform/tenancy/cluster-backend.ts';
import { type FetchedMatrix, fetchMatrix } from '../../queries/cache/fetch-matrix.ts';
import { judgePromql } from '../../queries/cache/judge-promql.ts';
import { RangeCache } from '../../queries/cache/range-cache.ts';
import { createRangeCacheMetrics } from '../../queries/cache/range-cache-metrics.ts';
import { printForm } from '../../queries/proxy/form.ts';
import { enforce } from '../../queries/scope/enforce.ts';
import { createHttpUpstream } from '../../queries/upstream/http-upstream.ts';
import type { Prometheus } from '../support/prometheus.ts';

/** The instant that generated queries pin with `@`: within the first hour. */
const PINNED_S = 1_609_746_000;
const START_S = PINNED_S - 3_600;

/** Newest data may still be on their way for this long. */
const UNTRUSTED_S = 300;
const SCRAPE_S = 30;
/** A tenant's second job delivers its samples in batches. */
const BATCH_S = 240;

export const METRICS = ['up', 'requests_total', 'sum', 'latency_bucket', 'by', 'a:b'] as const;
/** Present by turns, with more than the look-back between them. */
const TURNS = ['ebb', 'flow'] as const;
export const TENANTS = ['acme', 'globex'] as const;

export interface Ask {
  readonly tenant: (typeof TENANTS)[number];
  readonly query: string;
  readonly start: number;
  readonly end: number;
  readonly step: number;
}

/** The text of `data.result`, an error, or that the cache would not. */
export type Told =
  | { readonly kind: 'result'; readonly result: unknown; readonly text: string }
  | { readonly kind: 'error'; readonly error: AppError }
  | { readonly kind: 'bypass' };

/**
 * Two tenants in a Prometheus whose data arrive as a virtual clock goes on, some late and out of
 * order, and a cache in front of it that lives by the same clock.
 */
export class RangeCacheWorld {
  readonly clock = new VirtualClock(START_S * 1000);
  readonly #prometheus: Prometheus;
  readonly #agent: Agent;
  readonly #cache: RangeCache;
  #writtenS: Readonly<Record<'j1' | 'j2', number>> = { j1: START_S, j2: START_S };
  /** Answers by where they came from. */
  readonly sources = { hit: 0, part: 0, miss: 0, bypass: 0 };

  constructor(prometheus: Prometheus, agent: Agent) {
    this.#prometheus = prometheus;
    this.#agent = agent;
    const metrics = createMetrics({ version: 'test', withProcessMetrics: false });
    this.#cache = new RangeCache({
      clock: this.clock,
      metrics: createRangeCacheMetrics(metrics),
      settings: {
        maxBytes: 20_000_000,
        maxAnswerBytes: 4_000_000,
        untrustedMs: { promql: UNTRUSTED_S * 1000, logql: 0 },
        keepMs: 86_400_000,
      },
    });
  }

  get nowS(): number {
    return this.clock.nowMs() / 1000;
  }

  /** Moves time and writes what has been scraped and delivered by then. */
  async pass(seconds: number): Promise<void> {
    await this.clock.advance(seconds * 1000);
    const until = { j1: this.nowS, j2: this.nowS - (this.nowS % BATCH_S) };
    const series = TENANTS.flatMap((tenant, index) =>
      (['j1', 'j2'] as const).flatMap((job) =>
        seriesOf(tenant, index, job, this.#writtenS[job], until[job]),
      ),
    ).filter(({ samples }) => samples.length > 0);
    this.#writtenS = { j1: until.j1, j2: Math.max(until.j2, this.#writtenS.j2) };
    if (series.length > 0) await this.#prometheus.writeSeries(series);
  }

  async askCached(ask: Ask): Promise<Told> {
    try {
      const answer = await this.#cache.answer(
        {
          owner: ask.tenant,
          scopeKey: ask.tenant,
          clusters: ['lab'],
          backend: [this.#prometheus.url],
          language: 'promql',
          judge: judgePromql,
          query: scoped(ask),
          parameters: rangeOf(ask),
          maxResponseBytes: 10_000_000,
        },
        (parameters, signal) => this.#fetch(ask, parameters, signal),
        new AbortController().signal,
      );
      this.sources[answer.kind === 'bypass' ? 'bypass' : answer.source]++;
      if (answer.kind === 'bypass') return { kind: 'bypass' };
      return told(JSON.parse(answer.body.toString()).data);
    } catch (thrown) {
      return errorOf(thrown);
    }
  }

  async askDirectly(ask: Ask): Promise<Told> {
    try {
      const fetched = await this.#fetch(ask, rangeOf(ask), new AbortController().signal);
      if (fetched.kind === 'too_large') return { kind: 'bypass' };
      return told(JSON.parse(fetched.data.toString()));
    } catch (thrown) {
      return errorOf(thrown);
    }
  }

  #fetch(
    ask: Ask,
    parameters: readonly (readonly [string, string])[],
    signal: AbortSignal,
  ): Promise<FetchedMatrix> {
    const upstream = createHttpUpstream({
      dispatcherFor: () => this.#agent,
      clock: systemClock,
    });
    const request = {
      backend: { url: this.#prometheus.url, headers: [], tls: DEFAULT_TLS },
      method: 'POST',
      path: '/api/v1/query_range',
      form: printForm([['query', scoped(ask)], ...parameters]),
      timeoutMs: 60_000,
    } as const;
    return fetchMatrix(upstream, request, { maxBytes: 4_000_000, language: 'promql' }, signal);
  }
}

function told(data: { readonly result: unknown }): Told {
  return { kind: 'result', result: data.result, text: JSON.stringify(data.result) };
}

function errorOf(thrown: unknown): Told {
  if (thrown instanceof AppError) return { kind: 'error', error: thrown };
  throw thrown;
}

function scoped({ query, tenant }: Ask): string {
  const outcome = enforce(query, [{ name: 'ns', op: '=', value: tenant }]);
  if (outcome.kind === 'ok') return outcome.text;
  throw new Error(`refused ${query}: ${outcome.message}`);
}

function rangeOf({ start, end, step }: Ask): readonly (readonly [string, string])[] {
  return [
    ['start', String(start)],
    ['end', String(end)],
    ['step', String(step)],
  ];
}

function seriesOf(tenant: string, index: number, job: 'j1' | 'j2', fromS: number, toS: number) {
  return [...METRICS, ...TURNS].flatMap((name, metric) =>
    ['0.1', '1', '+Inf'].map((le, rank) => ({
      labels: { __name__: name, ns: tenant, job, le, on: `o${rank}`, secret: `zz-${tenant}` },
      samples: samplesOf(1 + 6_000 * index + metric * 100 + (job === 'j1' ? 0 : 17) + rank * 3, {
        fromS,
        toS,
        isThere: presence(name),
      }),
    })),
  );
}

/** Whether a metric has a sample, by its number: one comes and goes, two take turns. */
function presence(name: string): (count: number, factor: number) => boolean {
  if (name === 'by') return (count, factor) => (count + factor) % 60 <= 40;
  if (name === 'ebb') return (count) => count % 60 < 15;
  if (name === 'flow') return (count) => count % 60 >= 30 && count % 60 < 45;
  return () => true;
}

interface Stretch {
  /** Exclusive. */
  readonly fromS: number;
  /** Inclusive. */
  readonly toS: number;
  readonly isThere: (count: number, factor: number) => boolean;
}

/** A counter with resets. */
function samplesOf(
  factor: number,
  { fromS, toS, isThere }: Stretch,
): readonly (readonly [number, number])[] {
  const samples: [number, number][] = [];
  const first = Math.floor((fromS - START_S) / SCRAPE_S) + 1;
  for (let count = first; START_S + count * SCRAPE_S <= toS; count++) {
    if (!isThere(count, factor)) continue;
    samples.push([(START_S + count * SCRAPE_S) * 1000, factor * ((count % 97) + 1)]);
  }
  return samples;
}

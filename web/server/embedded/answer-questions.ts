import { setImmediate } from 'node:timers/promises';
import type { Clock } from '../../../platform/clock/clock.ts';
import { asError } from '../../../platform/errors/app-error.ts';
import { parseDurationMs } from '../../../platform/model/duration.ts';
import type { Logger } from '../../../platform/observe/logger.ts';
import { PLATFORM } from '../../../platform/tenancy/scope-name.ts';
import { type ApiAnswer, textAnswer } from '../../../queries/embedded/api-answer.ts';
import { LokiApi } from '../../../queries/embedded/loki-api.ts';
import { lokiFailure } from '../../../queries/embedded/loki-failure.ts';
import type { MetricMetadata } from '../../../queries/embedded/metadata-answer.ts';
import { seriesWithin, streamsWithin } from '../../../queries/embedded/narrow-source.ts';
import { PrometheusApi } from '../../../queries/embedded/prometheus-api.ts';
import { prometheusFailure } from '../../../queries/embedded/prometheus-failure.ts';
import { ThreadTurn } from '../../../queries/embedded/thread-turn.ts';
import type { CompileTemplate } from '../../../queries/logql/evaluate/template-port.ts';
import { type Form, parseForm } from '../../../queries/proxy/form.ts';
import { QueryFailure } from '../../../queries/source/query-failure.ts';
import type { EmbeddedQuestion } from './embedded-messages.ts';
import type { EmbeddedSettings } from './embedded-settings.ts';
import type { EmbeddedStores } from './embedded-stores.ts';

/** The pushes that come through the proxy, with the scope's labels in them. */
export type AnswerPush = (question: EmbeddedQuestion) => Promise<ApiAnswer>;

export interface QuestionsOptions {
  readonly settings: EmbeddedSettings;
  readonly stores: EmbeddedStores;
  /** `data` of `/api/v1/targets` for a tenant. */
  readonly targetsOf: (tenant: string) => unknown;
  /** What targets of a tenant say of their metrics. */
  readonly scrapedMetadata: (tenant: string) => ReadonlyMap<string, MetricMetadata>;
  readonly pushes: Readonly<Record<string, AnswerPush>>;
  readonly compileTemplate: CompileTemplate;
  readonly clock: Clock;
  readonly logger: Logger;
}

const FLAGS = 'x-loki-response-encoding-flags';

/** Answers questions to the embedded stores, several at a time, in slices. */
export class EmbeddedQuestions {
  readonly #options: QuestionsOptions;
  readonly #prometheus: PrometheusApi;
  readonly #loki: LokiApi;
  readonly #running = new Map<number, ThreadTurn>();

  constructor(options: QuestionsOptions) {
    this.#options = options;
    const { clock, compileTemplate, settings } = options;
    const { maxLogSeries } = settings.config.query;
    const evaluation = settings.forTests?.evaluation ?? {};
    this.#prometheus = new PrometheusApi({ clock, evaluation });
    this.#loki = new LokiApi({ clock, compileTemplate, maxSeries: maxLogSeries });
  }

  /** Ends a question under way at its next rest. */
  cancel(id: number): void {
    this.#running.get(id)?.cancel();
  }

  async answer(id: number, question: EmbeddedQuestion): Promise<ApiAnswer> {
    const isLoki = question.path.startsWith('/loki/');
    try {
      const push = this.#options.pushes[question.path];
      const answer = push ? await push(question) : await this.#read(id, question, isLoki);
      return answer ?? textAnswer('404 page not found', 404);
    } catch (thrown) {
      return (isLoki ? lokiFailure(thrown) : prometheusFailure(thrown)) ?? this.#fault(thrown);
    } finally {
      this.#running.delete(id);
    }
  }

  /** A turn that ends with the question's time, or with the longest that is allowed. */
  turnOf({ timeoutMs }: Pick<EmbeddedQuestion, 'timeoutMs'>): ThreadTurn {
    const { clock, settings } = this.#options;
    const { timeout, maxSamples, maxLogBytes } = settings.config.query;
    const longestMs = parseDurationMs(timeout) ?? timeoutMs;
    return new ThreadTurn({
      clock,
      limits: { timeoutMs: Math.min(timeoutMs, longestMs), maxSamples, maxBytes: maxLogBytes },
      letOthersGo: () => setImmediate(),
    });
  }

  #read(id: number, question: EmbeddedQuestion, isLoki: boolean): Promise<ApiAnswer | null> {
    const { stores, targetsOf, scrapedMetadata } = this.#options;
    const { tenant, within, path, headers } = question;
    const form = formOf(question);
    const turn = this.turnOf(question);
    this.#running.set(id, turn);
    if (isLoki) {
      const isCategorised = isFlagged(headers);
      const source = streamsWithin(stores.streamsOf(tenant), within);
      return this.#loki.answer({ path, form, isCategorised, source, turn });
    }
    const view = {
      source: seriesWithin(stores.seriesOf(tenant), within),
      metadata: () => [
        scrapedMetadata(tenant),
        ...stores.metricTenants(tenant).map((one) => stores.metrics.store(one).metadata()),
      ],
      targets: () => targetsOf(tenant),
    };
    return this.#prometheus.answer(path, form, view, turn);
  }

  #fault(thrown: unknown): ApiAnswer {
    this.#options.logger.error(
      { err: asError(thrown) },
      'a question to the embedded stores failed',
    );
    return textAnswer('internal error of the embedded stores; see the log', 500);
  }
}

/** @throws QueryFailure `bad_data` for text that is no form */
export function formOf({ form }: Pick<EmbeddedQuestion, 'form'>): Form {
  const parsed = parseForm(form);
  if (parsed.kind === 'ok') return parsed.form;
  throw new QueryFailure('bad_data', parsed.message);
}

export function isFlagged(headers: EmbeddedQuestion['headers']): boolean {
  const flags = headers.find(([name]) => name === FLAGS)?.[1] ?? '';
  return flags.split(',').some((flag) => flag.trim() === 'categorize-labels');
}

/** Whether a tenant may see what belongs to another (or itself). */
export function sees(asker: string, owner: string): boolean {
  return asker === PLATFORM || asker === owner;
}

import type { ServerResponse } from 'node:http';
import type { Clock } from '../../platform/clock/clock.ts';
import { AppError } from '../../platform/errors/app-error.ts';
import type { Logger } from '../../platform/observe/logger.ts';
import type { Directory } from '../../platform/tenancy/directory.ts';
import type { Scope } from '../../platform/tenancy/scope.ts';
import type { Upstream, UpstreamRequest } from '../upstream/upstream.ts';
import { ANSWER_HEADERS, type AnswerOutcome, AnswerStream } from './answer-stream.ts';
import {
  type BackendPart,
  type BackendPlan,
  type MetricsCluster,
  planBackends,
} from './backend-plan.ts';
import { collectAnswer } from './collect-answer.ts';
import type { Form } from './form.ts';
import { mergeLabelSets, mergeTexts } from './merge-answers.ts';
import type { ProxyMetrics } from './proxy-metrics.ts';
import type { QueryLimits } from './query-limits.ts';
import { readParameters, type ScopedParameters } from './read-parameters.ts';
import { Rewriter, readsNothing, rewriteForm } from './rewrite.ts';
import type { ScopedRoute } from './scoped-route.ts';

/** One question of a tenant, with a scope that the authorizer granted. */
export interface ScopedQuestion {
  readonly route: ScopedRoute;
  /** Value of `{name}` in the route's path; null where it has none. */
  readonly labelName: string | null;
  readonly scope: Scope;
  readonly form: Form;
}

/** The clusters as they are now. */
export interface BackendDirectory {
  current(): Directory;
  metricsClusters(): readonly MetricsCluster[];
}

export interface PrometheusProxyOptions {
  readonly backends: BackendDirectory;
  readonly upstream: Upstream;
  readonly limits: QueryLimits;
  readonly metrics: ProxyMetrics;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** Longer forms go into the body, where the backend takes one. */
const MAX_URL_FORM = 2_048;

const LABEL_NAME = /^[a-zA-Z_][a-zA-Z0-9_]*$/;

/**
 * parse -> enforce -> check -> forward. Answers a scoped question of the Prometheus API from the
 * scope's backends. Nothing is sent anywhere before every check has passed.
 */
export class PrometheusProxy {
  readonly #options: PrometheusProxyOptions;
  readonly #rewriter: Rewriter;
  #plans = new WeakMap<Scope, BackendPlan>();
  #plannedFor: readonly MetricsCluster[] | null = null;

  constructor(options: PrometheusProxyOptions) {
    this.#options = options;
    this.#rewriter = new Rewriter(options.limits.rememberedQueries);
  }

  /**
   * Answers into `response`. Rejects with an `AppError` when nothing was sent yet (the caller words
   * it in the protocol's envelope); resolves when the answer is complete or was cut off.
   */
  async answer(question: ScopedQuestion, response: ServerResponse): Promise<void> {
    const parameters = this.#checked(question);
    const plan = this.#plan(question.scope);
    switch (plan.kind) {
      case 'refused':
        throw new AppError('unprocessable', plan.message);
      case 'missing':
        throw new AppError(
          'unavailable',
          `cluster ${plan.cluster} has no metrics backend; register one (administration, clusters)`,
        );
      case 'empty':
        return this.#answerEmpty(question, parameters, response);
      case 'parts':
        return this.#ask(question, parameters, plan.parts, response);
    }
  }

  #checked({ route, labelName, form }: ScopedQuestion): ScopedParameters {
    if (labelName !== null && !LABEL_NAME.test(labelName)) {
      throw new AppError('invalid', `invalid label name: ${JSON.stringify(labelName)}`);
    }
    const parameters = readParameters(route, form);
    const { maxQueryLength } = this.#options.limits;
    const longest = Math.max(
      0,
      ...[parameters.query ?? '', ...(parameters.selectors ?? [])].map((text) => text.length),
    );
    if (longest > maxQueryLength) {
      throw new AppError(
        'too_large',
        `the query is ${longest} characters long, more than the ${maxQueryLength} allowed`,
      );
    }
    return parameters;
  }

  /** Plans are kept as long as neither the scope nor the clusters change. */
  #plan(scope: Scope): BackendPlan {
    const clusters = this.#options.backends.metricsClusters();
    if (clusters !== this.#plannedFor) {
      this.#plannedFor = clusters;
      this.#plans = new WeakMap();
    }
    const known = this.#plans.get(scope);
    if (known) return known;
    const plan = planBackends(scope, this.#options.backends.current(), clusters);
    this.#plans.set(scope, plan);
    return plan;
  }

  #answerEmpty(
    question: ScopedQuestion,
    parameters: ScopedParameters,
    response: ServerResponse,
  ): Promise<void> {
    if (parameters.query === null) {
      sendJson(response, { status: 'success', data: [] });
      return Promise.resolve();
    }
    if (!readsNothing(parameters.query)) {
      throw new AppError(
        'unprocessable',
        `scope ${question.scope} holds no environment yet, so there are no series to read`,
      );
    }
    const anywhere = this.#options.backends
      .metricsClusters()
      .find((cluster) => cluster.metrics !== null);
    if (!anywhere?.metrics)
      throw new AppError('unavailable', 'no cluster with a metrics backend is registered yet');
    const part: BackendPart = {
      backend: anywhere.metrics,
      clusters: [],
      matchers: [],
      exemptMetrics: [],
    };
    return this.#stream(question, parameters, part, response);
  }

  #ask(
    question: ScopedQuestion,
    parameters: ScopedParameters,
    parts: readonly BackendPart[],
    response: ServerResponse,
  ): Promise<void> {
    const [only, ...more] = parts;
    if (only && more.length === 0) return this.#stream(question, parameters, only, response);
    if (question.route.several === 'refuse') throw severalBackends(question.scope);
    return this.#merge(question, parameters, parts, response);
  }

  #stream(
    question: ScopedQuestion,
    parameters: ScopedParameters,
    part: BackendPart,
    response: ServerResponse,
  ): Promise<void> {
    const request = this.#request(question, parameters, part);
    return new Promise((resolve, reject) => {
      const answer = new AnswerStream({
        response,
        backendUrl: part.backend.url,
        maxBytes: this.#options.limits.maxResponseBytes,
        onSettled: (outcome) => {
          this.#report(question, part, outcome);
          if (outcome.error && !outcome.brokenOff) reject(outcome.error);
          else resolve();
        },
      });
      answer.attach(this.#options.upstream.send(request, answer));
    });
  }

  #report(question: ScopedQuestion, part: BackendPart, outcome: AnswerOutcome): void {
    if (outcome.droppedNotes > 0) this.#options.metrics.notesDropped(outcome.droppedNotes);
    const { error } = outcome;
    if (error?.kind !== 'upstream_failed') return;
    this.#options.logger.warn(
      {
        route: question.route.path,
        backend: part.backend.url,
        err: outcome.cause ?? error,
        brokenOff: outcome.brokenOff,
      },
      'metrics backend failed',
    );
  }

  async #merge(
    question: ScopedQuestion,
    parameters: ScopedParameters,
    parts: readonly BackendPart[],
    response: ServerResponse,
  ): Promise<void> {
    const gone = new AbortController();
    const onClose = () => gone.abort();
    response.once('close', onClose);
    try {
      const requests = parts.map((part) => this.#request(question, parameters, part));
      const data = await Promise.all(requests.map((request) => this.#collect(request, gone)));
      const answers = parts.map((part, index) => ({
        cluster: part.clusters.join(','),
        data: data[index],
      }));
      const merged =
        question.route.several === 'texts' ? mergeTexts(data) : mergeLabelSets(answers);
      sendJson(response, { status: 'success', data: merged });
    } finally {
      response.off('close', onClose);
    }
  }

  /** One failed backend ends the others: a part is never shown as the whole. */
  async #collect(request: UpstreamRequest, gone: AbortController): Promise<unknown> {
    try {
      return await collectAnswer(
        this.#options.upstream,
        request,
        this.#options.limits.maxMergedBytes,
        gone.signal,
      );
    } catch (thrown) {
      gone.abort();
      throw thrown;
    }
  }

  #request(
    question: ScopedQuestion,
    parameters: ScopedParameters,
    part: BackendPart,
  ): UpstreamRequest {
    const { route, labelName } = question;
    const form = rewriteForm(parameters, part, this.#rewriter);
    return {
      backend: part.backend,
      method: form.length <= MAX_URL_FORM ? 'GET' : route.longForms,
      path: `/api/v1/${labelName === null ? route.path : route.path.replace('{name}', labelName)}`,
      form,
      timeoutMs: part.backend.timeoutMs,
    };
  }
}

function severalBackends(scope: Scope): AppError {
  const choices = scope.clusters.map((cluster) => `${scope}@${cluster}`).join(', ');
  return new AppError(
    'unprocessable',
    `scope ${scope} lies on several backends, and a query goes to exactly one; name a cluster: ${choices}`,
  );
}

function sendJson(response: ServerResponse, body: unknown): void {
  const text = JSON.stringify(body);
  response.writeHead(200, { ...ANSWER_HEADERS, 'content-length': Buffer.byteLength(text) });
  response.end(text);
}

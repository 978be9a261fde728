import type { ServerResponse } from 'node:http';
import type { Clock } from '../../platform/clock/clock.ts';
import { AppError } from '../../platform/errors/app-error.ts';
import { assertNever } from '../../platform/model/assert-never.ts';
import type { Scope } from '../../platform/tenancy/scope.ts';
import { promqlOnNothing } from '../embedded/answer-on-nothing.ts';
import { timelessFacts } from '../limits/check-question.ts';
import { payerOf } from '../limits/payer-of.ts';
import type { UpstreamRequest } from '../upstream/upstream.ts';
import type { AskGate, BackendAsker } from './backend-asker.ts';
import type { BackendPart } from './backend-plan.ts';
import type { BackendPlans } from './backend-plans.ts';
import { checkQueryLength } from './check-query-length.ts';
import { filteredAnswer, type RuleOwnership } from './filtered-answer.ts';
import { type Form, methodFor } from './form.ts';
import { localAnswer } from './local/local-answer.ts';
import { mergeLabelSets, mergeTexts } from './merge-answers.ts';
import { metricsFacts } from './metrics-facts.ts';
import { onlyPart } from './only-part.ts';
import type { QueryLimits } from './query-limits.ts';
import type { RangeAsker } from './range-asker.ts';
import { readParameters, type ScopedParameters } from './read-parameters.ts';
import { Rewriter, readsNothing, rewriteForm } from './rewrite.ts';
import type { MetricsScopeRules } from './scope-rules/metrics-scope-rules.ts';
import type { RouteAnswer, ScopedRoute } from './scoped-route.ts';
import { sendAnswer, sendSuccess } from './send-json.ts';

/** One question of a tenant, with a scope that the authorizer granted. */
export interface ScopedQuestion {
  readonly route: ScopedRoute;
  /** Value of `{name}` in the route's path; null where it has none. */
  readonly labelName: string | null;
  readonly scope: Scope;
  readonly form: Form;
  /** Length of the request's body. */
  readonly bodyBytes: number;
}

export interface PrometheusProxyOptions {
  readonly plans: BackendPlans;
  readonly rules: MetricsScopeRules;
  readonly gate: Pick<AskGate, 'limitsOf' | 'check'>;
  readonly asker: BackendAsker;
  /** Null: range queries are put to backends whole. */
  readonly ranges: RangeAsker | null;
  readonly ownership: RuleOwnership;
  readonly limits: Pick<QueryLimits, 'maxQueryLength' | 'rememberedQueries'>;
  readonly clock: Pick<Clock, 'nowMs' | 'monotonicMs'>;
}

const LABEL_NAME = /^[a-zA-Z_][a-zA-Z0-9_]*$/;

/** A question with its parameters checked; `scope` is what of the scope it may read. */
interface CheckedQuestion {
  readonly route: ScopedRoute;
  readonly labelName: string | null;
  readonly scope: Scope;
  /** Whose limits it falls under. */
  readonly payer: string;
  readonly parameters: ScopedParameters;
  /** What the answer says about the rest of the scope. */
  readonly warnings: readonly string[];
  readonly response: ServerResponse;
}

/**
 * parse -> enforce -> check -> forward. Answers a scoped question of the Prometheus API from the
 * scope's backends. Nothing is sent anywhere before every check has passed.
 */
export class PrometheusProxy {
  readonly #options: PrometheusProxyOptions;
  readonly #rewriter: Rewriter;
  readonly #rules: MetricsScopeRules;
  readonly #plans: BackendPlans;

  constructor(options: PrometheusProxyOptions) {
    this.#options = options;
    this.#rewriter = new Rewriter(options.limits.rememberedQueries);
    this.#plans = options.plans;
    this.#rules = options.rules;
  }

  /**
   * Answers into `response`. Throws or rejects with an `AppError` when nothing was sent yet (the
   * caller words it in the protocol's envelope); resolves when the answer is complete or was cut off.
   */
  answer(question: ScopedQuestion, response: ServerResponse): Promise<void> {
    const { route, labelName } = question;
    const { answer } = route;
    const parameters = this.#checked(question);
    if (answer.kind === 'local') {
      // No backend, but work: a token like any other question.
      this.#options.gate.check(payerOf(question.scope), timelessFacts(question.bodyBytes));
      sendSuccess(response, localAnswer(answer.compute, parameters.query));
      return Promise.resolve();
    }
    const payer = this.#admitted(question, parameters);
    const { scope, warnings } = this.#rules.readable(question.scope, route, parameters);
    if (isAboutNothing(answer, parameters)) {
      sendSuccess(response, emptyData(answer), warnings);
      return Promise.resolve();
    }
    const parts = this.#plans.partsOf(scope);
    const checked = { route, labelName, scope, payer, parameters, warnings, response };
    return parts.length === 0
      ? this.#answerEmpty(checked, answer)
      : this.#answerFrom(parts, checked, answer);
  }

  /** Whose limits the question keeps to. @throws AppError `unprocessable` or `limited` */
  #admitted({ route, scope, bodyBytes }: ScopedQuestion, parameters: ScopedParameters): string {
    const { gate, clock } = this.#options;
    const payer = payerOf(scope);
    const nowMs = clock.nowMs();
    const isBounded = gate.limitsOf(payer).maxLookbackMs > 0;
    const earliestMs = isBounded ? this.#rules.earliestMs(route, parameters) : null;
    gate.check(payer, metricsFacts(parameters, { bodyBytes, nowMs, earliestMs }));
    return payer;
  }

  #checked({ route, labelName, form }: ScopedQuestion): ScopedParameters {
    if (labelName !== null && !LABEL_NAME.test(labelName)) {
      throw new AppError('invalid', `invalid label name: ${JSON.stringify(labelName)}`);
    }
    const parameters = readParameters(route, form);
    let longest = parameters.query?.length ?? 0;
    for (const text of parameters.selectors ?? []) longest = Math.max(longest, text.length);
    checkQueryLength(longest, this.#options.limits.maxQueryLength);
    return parameters;
  }

  #answerFrom(
    parts: readonly BackendPart[],
    question: CheckedQuestion,
    answer: Exclude<RouteAnswer, { kind: 'local' }>,
  ): Promise<void> {
    const { asker } = this.#options;
    this.#rules.refuseContradictions(question.scope, question.parameters, parts);
    switch (answer.kind) {
      case 'passed':
        return this.#pass(parts, question, answer);
      case 'exposition': {
        const only = onlyPart(parts, question.scope);
        return asker.streamText(this.#request(question, only, 'GET'), question);
      }
      case 'filtered':
        return this.#filter(parts, question, answer.filter);
      default:
        return assertNever(answer);
    }
  }

  #pass(
    parts: readonly BackendPart[],
    question: CheckedQuestion,
    { several, longForms, isRange }: Extract<RouteAnswer, { kind: 'passed' }>,
  ): Promise<void> {
    if (several !== 'refuse' && parts.length > 1) {
      return this.#merge(parts, question, several, longForms);
    }
    const only = onlyPart(parts, question.scope);
    const { ranges, asker } = this.#options;
    // An answer with warnings of ours is one of a moment; so the cache need not know about them.
    if (isRange && ranges && question.warnings.length === 0) {
      return this.#passRange(ranges, question, only, longForms);
    }
    const request = this.#request(question, only, longForms);
    return asker.stream(request, question, question.warnings);
  }

  async #passRange(
    ranges: RangeAsker,
    question: CheckedQuestion,
    part: BackendPart,
    longForms: 'GET' | 'POST',
  ): Promise<void> {
    const { parameters, payer, scope, response } = question;
    const request = (form: string) => this.#requestOf(question, part, form, longForms);
    const query = this.#rewriter.query(parameters.query ?? '', part);
    const asked = { payer, scope, part, query, parameters: parameters.passed, request };
    if (await ranges.answer(asked, response)) return;
    await this.#options.asker.stream(this.#request(question, part, longForms), question);
  }

  async #merge(
    parts: readonly BackendPart[],
    question: CheckedQuestion,
    how: 'texts' | 'label-sets',
    longForms: 'GET' | 'POST',
  ): Promise<void> {
    const requests = parts.map((part) => this.#request(question, part, longForms));
    const data = await this.#options.asker.collectAll(requests, question);
    const answers = parts.map((part, index) => ({
      cluster: part.clusters.join(','),
      data: data[index],
    }));
    const merged = how === 'texts' ? mergeTexts(data) : mergeLabelSets(answers);
    sendSuccess(question.response, merged, question.warnings);
  }

  async #filter(
    parts: readonly BackendPart[],
    question: CheckedQuestion,
    filter: Extract<RouteAnswer, { kind: 'filtered' }>['filter'],
  ): Promise<void> {
    const { asker, ownership } = this.#options;
    const { scope, parameters, response, warnings } = question;
    const ask = async ({ backend }: BackendPart, path: string, form: string) => {
      const request = { backend, method: 'GET' as const, path, form, timeoutMs: backend.timeoutMs };
      const [data] = await asker.collectAll([request], question);
      return data;
    };
    sendSuccess(
      response,
      await filteredAnswer({ filter, scope, parameters, parts }, ask, ownership),
      warnings,
    );
  }

  /**
   * A scope without environments: lists are empty, a query that reads nothing is asked of some backend,
   * and one with selectors is evaluated here, over no series.
   */
  #answerEmpty(
    question: CheckedQuestion,
    answer: Exclude<RouteAnswer, { kind: 'local' }>,
  ): Promise<void> {
    const { parameters, response, scope } = question;
    if (parameters.query === null) {
      sendSuccess(response, emptyData(answer));
      return Promise.resolve();
    }
    if (!readsNothing(parameters.query)) return this.#answerOnNothing(question, parameters.query);
    const part = this.#plans.anywhere(scope);
    return this.#options.asker.stream(this.#request(question, part, 'POST'), question);
  }

  #answerOnNothing(question: CheckedQuestion, query: string): Promise<void> {
    const { clock, asker } = this.#options;
    const { parameters, response, route } = question;
    const given = parameters.passed.map(([name, value]) => [name, [value]] as const);
    const form = new Map([...given, ['query', [query]] as const]);
    return asker.here(question, async () => {
      const answer = await promqlOnNothing({ path: `/${route.path}`, form, clock });
      sendAnswer(response, answer);
    });
  }

  #request(
    question: CheckedQuestion,
    part: BackendPart,
    longForms: 'GET' | 'POST',
  ): UpstreamRequest {
    const form = rewriteForm(question.parameters, part, this.#rewriter);
    return this.#requestOf(question, part, form, longForms);
  }

  #requestOf(
    { route, labelName }: CheckedQuestion,
    { backend }: BackendPart,
    form: string,
    longForms: 'GET' | 'POST',
  ): UpstreamRequest {
    return {
      backend,
      method: methodFor(form, longForms),
      path: `/${labelName === null ? route.path : route.path.replace('{name}', labelName)}`,
      form,
      timeoutMs: backend.timeoutMs,
    };
  }
}

/** Asks what belongs to the series of a query that has none. */
function isAboutNothing(answer: RouteAnswer, { query }: ScopedParameters): boolean {
  const needsSelectors = answer.kind === 'passed' && answer.needsSelectors === true;
  return needsSelectors && query !== null && readsNothing(query);
}

/** What a list says that has nothing in it. */
function emptyData(answer: Exclude<RouteAnswer, { kind: 'local' }>): unknown {
  if (answer.kind !== 'filtered') return [];
  const empty = {
    rules: { groups: [] },
    alerts: { alerts: [] },
    targets: { activeTargets: [], droppedTargets: [], droppedTargetCounts: {} },
    metadata: {},
  };
  return empty[answer.filter];
}

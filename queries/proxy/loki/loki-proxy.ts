import type { ServerResponse } from 'node:http';
import type { Clock } from '../../../platform/clock/clock.ts';
import { AppError } from '../../../platform/errors/app-error.ts';
import { assertNever } from '../../../platform/model/assert-never.ts';
import type { Scope } from '../../../platform/tenancy/scope.ts';
import { logqlOnNothing } from '../../embedded/answer-on-nothing.ts';
import { timelessFacts } from '../../limits/check-question.ts';
import { payerOf } from '../../limits/payer-of.ts';
import { RegexJudge } from '../../regex/regex-judge.ts';
import type { UpstreamRequest } from '../../upstream/upstream.ts';
import type { BackendPart } from '../backend-plan.ts';
import type { BackendPlans } from '../backend-plans.ts';
import { checkQueryLength } from '../check-query-length.ts';
import type { RuleOwnership } from '../filtered-answer.ts';
import type { Form } from '../form.ts';
import { mergeLabelSets, mergeTexts } from '../merge-answers.ts';
import { logsReads } from '../scope-rules/logs-reads.ts';
import type { LogsScopeRules } from '../scope-rules/logs-scope-rules.ts';
import { ANSWER_HEADERS, sendAnswer, sendSuccess } from '../send-json.ts';
import { dataOf, membersOf } from './collect-loki.ts';
import { isAbsent, jsonAt, sumOf } from './collected-answers.ts';
import { logFacts } from './log-facts.ts';
import type { LogQuestionGate } from './log-question-gate.ts';
import type { LokiAsker } from './loki-asker.ts';
import type { LogLimits } from './loki-limits.ts';
import { emptyData, lokiLocalAnswer } from './loki-local.ts';
import type { LokiRangeAsker } from './loki-range-asker.ts';
import { lokiRead } from './loki-request.ts';
import { LokiRewriter, type QueryFacts, queryFacts } from './loki-rewriter.ts';
import type { LokiAnswer, LokiRoute } from './loki-route.ts';
import { scopedAlerts, scopedRules } from './loki-rules.ts';
import { type LokiParameters, readLokiParameters, textsOf } from './read-loki-parameters.ts';

/** One question of a tenant about logs, with a scope that the authorizer granted. */
export interface LokiQuestion {
  readonly route: LokiRoute;
  /** Value of `{name}` in the route's path; null where it has none. */
  readonly name: string | null;
  readonly scope: Scope;
  readonly form: Form;
  /** Encoding flags that may be passed on; see `encodingFlags`. */
  readonly flags: readonly string[];
  readonly bodyBytes: number;
}

export interface LokiProxyOptions {
  readonly plans: BackendPlans;
  readonly asker: LokiAsker;
  /** Null: metric queries over ranges are put to backends whole. */
  readonly ranges: LokiRangeAsker | null;
  readonly ownership: RuleOwnership;
  readonly gate: LogQuestionGate;
  readonly limits: Pick<LogLimits, 'maxQueryLength' | 'maxLines' | 'rememberedQueries'>;
  readonly clock: Pick<Clock, 'nowMs' | 'monotonicMs'>;
  readonly rules: LogsScopeRules;
}

/** How a question is answered that a backend or several are asked for. */
type BackendAnswer = Exclude<LokiAnswer, { kind: 'local' | 'push' | 'tail' | 'export' }>;

/** A question with everything checked that needs no backend; `scope` is what of it may be read. */
interface CheckedQuestion extends LokiQuestion {
  /** What the answer says about the rest of the scope. */
  readonly warnings: readonly string[];
  readonly parameters: LokiParameters;
  readonly facts: QueryFacts;
  /** One for all texts of a question, since it bounds what their patterns cost. */
  readonly regexes: RegexJudge;
  readonly response: ServerResponse;
  /** Whose limits it falls under. */
  readonly payer: string;
  readonly nowMs: number;
  /** Aborted when the client goes away. */
  readonly gone: AbortSignal;
  readonly timeoutMs: number;
  readonly maxBytes: number;
}

const NAME = /^[a-zA-Z_][a-zA-Z0-9_]*$/;

/**
 * parse -> enforce -> check -> forward. Answers a scoped question of Loki's API from the scope's
 * backends. Nothing is sent anywhere before every check has passed.
 */
export class LokiProxy {
  readonly #options: LokiProxyOptions;
  readonly #rewriter: LokiRewriter;
  readonly #rules: LogsScopeRules;

  constructor(options: LokiProxyOptions) {
    this.#options = options;
    this.#rules = options.rules;
    this.#rewriter = new LokiRewriter(options.limits.rememberedQueries);
  }

  /**
   * Answers into `response`. Rejects with an `AppError` when nothing was sent yet; resolves when the
   * answer is complete or was cut off.
   */
  async answer(question: LokiQuestion, response: ServerResponse): Promise<void> {
    const { answer } = question.route;
    switch (answer.kind) {
      case 'local':
        return this.#answerLocally(question, answer.compute, response);
      case 'push':
      case 'tail':
      case 'export':
        throw new TypeError(`${question.route.path} is not answered by the proxy`);
      default:
        return this.#answerFromBackends(question, answer, response);
    }
  }

  #answerLocally(
    question: LokiQuestion,
    compute: Extract<LokiAnswer, { kind: 'local' }>['compute'],
    response: ServerResponse,
  ): void {
    const parameters = this.#parametersOf(question);
    this.#options.gate.check(payerOf(question.scope), timelessFacts(question.bodyBytes));
    const text = parameters.question.kind === 'query' ? parameters.question.text : '';
    sendJson(response, JSON.stringify(lokiLocalAnswer(compute, text)));
  }

  async #answerFromBackends(
    question: LokiQuestion,
    answer: BackendAnswer,
    response: ServerResponse,
  ): Promise<void> {
    const { plans, gate, clock } = this.#options;
    const parameters = this.#parametersOf(question);
    const regexes = new RegexJudge();
    const facts = queryFacts(parameters.question, regexes);
    if (facts.isLog) checkLines(question.route, parameters, this.#options.limits.maxLines);
    const asked = { texts: textsOf(parameters.question), passed: parameters.passed };
    const isRead = parameters.question.kind !== 'none';
    const readable = isRead
      ? this.#rules.readable(question.scope, asked, regexes)
      : { scope: question.scope, warnings: [] };
    const parts = plans.partsOf(readable.scope);
    this.#rules.refuseContradictions(readable.scope, asked.texts, parts, regexes);
    const gone = new AbortController();
    const onClose = () => gone.abort(new AppError('timeout', 'the client went away'));
    response.once('close', onClose);
    const payer = payerOf(question.scope);
    const { timeoutMs, maxResponseBytes } = gate.limitsOf(payer);
    const nowMs = clock.nowMs();
    const reads = facts.readsNothing ? [] : logsReads(asked, nowMs, regexes);
    const weight = logFacts(parameters, reads, { nowMs, bodyBytes: question.bodyBytes });
    const shared = { regexes, response, payer, nowMs, gone: gone.signal, timeoutMs };
    const known = { ...shared, maxBytes: maxResponseBytes, parameters, facts };
    const checked = { ...question, ...readable, ...known };
    try {
      gate.check(payer, weight);
      if (await this.#answerFromRanges(parts, checked, answer)) return;
      await this.#inTurn(checked, () =>
        parts.length === 0
          ? this.#answerEmpty(checked, answer)
          : this.#answerFrom(parts, checked, answer),
      );
    } finally {
      response.off('close', onClose);
    }
  }

  async #inTurn({ payer, gone }: CheckedQuestion, ask: () => Promise<void>): Promise<void> {
    const lease = await this.#options.gate.enter(payer, gone);
    try {
      await ask();
    } finally {
      lease.release();
    }
  }

  /** False: it must be put to backends as it is, in the tenant's turn. */
  async #answerFromRanges(
    parts: readonly BackendPart[],
    question: CheckedQuestion,
    answer: BackendAnswer,
  ): Promise<boolean> {
    const { ranges } = this.#options;
    const { facts, warnings, parameters, regexes, response } = question;
    const isRange = answer.kind === 'envelope' && answer.isRange === true && !facts.isLog;
    const [part, ...more] = parts;
    // An answer with warnings of ours is one of a moment; so the cache need not know about them.
    if (!ranges || !isRange || !part || more.length > 0 || warnings.length > 0) return false;
    const [[, query] = []] = this.#rewriter.rewrite(parameters.question, part, regexes);
    if (query === undefined) throw new TypeError('a range query without a query');
    return ranges.answer({ ...question, part, query, passed: parameters.passed }, response);
  }

  #parametersOf({ route, name, form }: LokiQuestion): LokiParameters {
    if (name !== null && !NAME.test(name)) {
      throw new AppError('invalid', `invalid name in the path: ${JSON.stringify(name)}`);
    }
    const parameters = readLokiParameters(route, form);
    const longest = Math.max(0, ...textsOf(parameters.question).map((text) => text.length));
    checkQueryLength(longest, this.#options.limits.maxQueryLength);
    return parameters;
  }

  #answerFrom(
    parts: readonly BackendPart[],
    question: CheckedQuestion,
    answer: BackendAnswer,
  ): Promise<void> {
    switch (answer.kind) {
      case 'envelope':
        return this.#passEnvelope(parts, question, answer);
      case 'bare':
        return this.#passBare(parts, question, answer);
      case 'filtered':
        return this.#filter(parts, question, answer.filter);
      default:
        return assertNever(answer);
    }
  }

  async #passEnvelope(
    parts: readonly BackendPart[],
    question: CheckedQuestion,
    { several, empty }: Extract<LokiAnswer, { kind: 'envelope' }>,
  ): Promise<void> {
    const { asker } = this.#options;
    const { response, gone, maxBytes, warnings } = question;
    if (several === 'refuse' || parts.length === 1) {
      const part = this.#options.plans.onlyPartOf(question.scope) ?? parts[0];
      if (!part) throw new TypeError('a scope with parts and without one');
      const absentData = empty === 'list' ? '[]' : null;
      return asker.stream(this.#request(question, part), response, {
        absentData,
        maxBytes,
        warnings,
      });
    }
    const requests = parts.map((part) => this.#request(question, part));
    const collected = await asker.collectAll(requests, gone);
    const answers = parts.map((part, index) => ({
      cluster: part.clusters.join(','),
      data: dataOf(jsonAt(collected, requests, index), []),
    }));
    const lists = answers.map(({ data }) => data);
    const data = several === 'texts' ? mergeTexts(lists) : mergeLabelSets(answers);
    sendSuccess(response, data, warnings);
  }

  async #passBare(
    parts: readonly BackendPart[],
    question: CheckedQuestion,
    { several, members }: Extract<LokiAnswer, { kind: 'bare' }>,
  ): Promise<void> {
    if (several === 'refuse') this.#options.plans.onlyPartOf(question.scope);
    const requests = parts.map((part) => this.#request(question, part));
    const collected = await this.#options.asker.collectAll(requests, question.gone);
    const answers = requests.map((_, index) => membersOf(jsonAt(collected, requests, index)));
    const [only, ...more] = answers;
    const isWhole = Object.keys(only ?? {}).every((name) => members.includes(name));
    const text = collected[0]?.body.toString('utf8');
    // As it came: counts may be larger than a number here holds.
    if (more.length === 0 && isWhole && text !== undefined) sendJson(question.response, text);
    else sendJson(question.response, JSON.stringify(sumOf(answers, members)));
  }

  async #filter(
    parts: readonly BackendPart[],
    { scope, parameters, response, gone, timeoutMs, warnings }: CheckedQuestion,
    filter: Extract<LokiAnswer, { kind: 'filtered' }>['filter'],
  ): Promise<void> {
    const { asker, ownership } = this.#options;
    const path = `/prometheus/api/v1/${filter}`;
    const requests = parts.map((part) => lokiRead(part, path, [], { timeoutMs }));
    const collected = await asker.collectAll(requests, gone);
    const answers = parts.map((part, index) => ({
      part,
      data: isAbsent(collected[index])
        ? null
        : dataOf(jsonAt(collected, requests, index), undefined),
    }));
    const data =
      filter === 'alerts'
        ? scopedAlerts(answers)
        : scopedRules(answers, parameters, scope, ownership);
    sendSuccess(response, data, warnings);
  }

  /**
   * A scope without environments: lists are empty, a metric query that reads nothing is asked of some
   * backend, and one with selectors is evaluated here, over no streams.
   */
  async #answerEmpty(question: CheckedQuestion, answer: BackendAnswer): Promise<void> {
    const { parameters, facts, response, scope, maxBytes } = question;
    if (answer.kind === 'bare') return sendJson(response, JSON.stringify(answer.empty));
    if (answer.kind === 'filtered') {
      return sendSuccess(response, answer.filter === 'rules' ? { groups: [] } : { alerts: [] });
    }
    if (parameters.question.kind !== 'query' || facts.isLog) {
      return sendSuccess(response, emptyData(answer.empty));
    }
    if (!facts.readsNothing) return this.#answerOnNothing(question, parameters.question.text);
    const request = this.#request(question, this.#options.plans.anywhere(scope));
    return this.#options.asker.stream(request, response, {
      absentData: null,
      maxBytes,
      warnings: [],
    });
  }

  async #answerOnNothing(question: CheckedQuestion, query: string): Promise<void> {
    const { parameters, response, route } = question;
    const given = [...parameters.passed].map(([name, value]) => [name, [value]] as const);
    const form = new Map([...given, ['query', [query]] as const]);
    const { clock } = this.#options;
    sendAnswer(response, await logqlOnNothing({ path: `/${route.path}`, form, clock }));
  }

  #request(question: CheckedQuestion, part: BackendPart): UpstreamRequest {
    const { route, name, parameters, regexes, flags, timeoutMs } = question;
    const rewritten = this.#rewriter.rewrite(parameters.question, part, regexes);
    const path = `/${name === null ? route.path : route.path.replace('{name}', name)}`;
    return lokiRead(part, path, [...rewritten, ...parameters.passed], { timeoutMs, flags });
  }
}

/** Loki does not count the samples of metric queries against its limit of lines. */
function checkLines({ parameters }: LokiRoute, { passed }: LokiParameters, maxLines: number): void {
  for (const [name, value] of passed) {
    if (parameters.get(name)?.kind !== 'lines' || Number(value) <= maxLines) continue;
    throw new AppError(
      'invalid',
      `max entries limit per query exceeded, limit > max_entries_limit_per_query (${value} > ${maxLines})`,
    );
  }
}

function sendJson(response: ServerResponse, text: string): void {
  const headers = { ...ANSWER_HEADERS, 'content-type': 'application/json' };
  response.writeHead(200, { ...headers, 'content-length': Buffer.byteLength(text) });
  response.end(text);
}

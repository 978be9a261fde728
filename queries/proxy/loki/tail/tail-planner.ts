import { AppError } from '../../../../platform/errors/app-error.ts';
import type { Scope } from '../../../../platform/tenancy/scope.ts';
import type { QuestionFacts } from '../../../limits/check-question.ts';
import { payerOf } from '../../../limits/payer-of.ts';
import { RegexJudge } from '../../../regex/regex-judge.ts';
import type { BackendPlans } from '../../backend-plans.ts';
import { type Form, printForm } from '../../form.ts';
import { logsReads } from '../../scope-rules/logs-reads.ts';
import type { LogsScopeRules } from '../../scope-rules/logs-scope-rules.ts';
import { logFacts } from '../log-facts.ts';
import type { LogLimits } from '../loki-limits.ts';
import { flagHeaders } from '../loki-request.ts';
import { LokiRewriter, queryFacts } from '../loki-rewriter.ts';
import type { LokiRoute } from '../loki-route.ts';
import { type LokiParameters, readLokiParameters, textsOf } from '../read-loki-parameters.ts';
import type { TailRequest } from './tail-upstream.ts';

export interface TailPlannerOptions {
  readonly route: LokiRoute;
  readonly plans: BackendPlans;
  readonly limits: Pick<LogLimits, 'maxQueryLength' | 'maxLines'>;
  readonly rules: LogsScopeRules;
}

/** What a client wants to follow. */
export interface TailWish {
  readonly scope: Scope;
  readonly form: Form;
  readonly flags: readonly string[];
  /** When the tail was opened, Unix milliseconds: without a start it begins an hour before. */
  readonly openedAtMs: number;
}

/** A tail that may be opened, once its tenant's limits let it pass. */
export interface TailPlan {
  /**
   * To the scope's backend; equal texts (and the same backend) mean the same streams. Null for a
   * scope without environments: nothing will ever come.
   */
  readonly request: TailRequest | null;
  /** Whose limits it falls under, and what it reads. */
  readonly tenant: string;
  readonly facts: QuestionFacts;
}

/** Loki's own default, written out so that it can be checked. */
const DEFAULT_SINCE_MS = 3_600_000;

/** Checks and enforces live tails. */
export class TailPlanner {
  readonly #options: TailPlannerOptions;
  readonly #rewriter = new LokiRewriter(0);

  constructor(options: TailPlannerOptions) {
    this.#options = options;
  }

  /** @throws AppError */
  plan(wish: TailWish): TailPlan {
    const { route } = this.#options;
    const { scope, form, openedAtMs } = wish;
    const { question, texts, passed: given } = readLokiParameters(route, form);
    const passed = new Map([['start', `${openedAtMs - DEFAULT_SINCE_MS}000000`], ...given]);
    const parameters = { question, texts, passed };
    const regexes = new RegexJudge();
    this.#checkSizes(parameters);
    queryFacts(question, regexes);
    const request = this.#requestOf(wish, parameters, regexes);
    const reads = logsReads({ texts: textsOf(question), passed }, openedAtMs, regexes);
    const facts = logFacts(parameters, reads, { nowMs: openedAtMs, bodyBytes: 0 });
    return { request, tenant: payerOf(scope), facts };
  }

  #checkSizes({ question, passed }: LokiParameters): void {
    const { maxQueryLength, maxLines } = this.#options.limits;
    if (question.kind === 'query' && question.text.length > maxQueryLength) {
      throw new AppError(
        'too_large',
        `the query is longer than the ${maxQueryLength} characters allowed`,
      );
    }
    const limit = passed.get('limit');
    if (limit !== undefined && Number(limit) > maxLines) {
      throw new AppError('invalid', `limit ${limit} is more than the ${maxLines} allowed`);
    }
  }

  #requestOf(
    { scope, flags }: TailWish,
    { question, passed }: LokiParameters,
    regexes: RegexJudge,
  ): TailRequest | null {
    const { route, plans, rules } = this.#options;
    const texts = textsOf(question);
    const readable = rules.readable(scope, { texts, passed }, regexes);
    const part = plans.onlyPartOf(readable.scope);
    if (part === null) return null;
    rules.refuseContradictions(readable.scope, texts, [part], regexes);
    const rewritten = this.#rewriter.rewrite(question, part, regexes);
    return {
      backend: part.backend,
      target: `/${route.path}?${printForm([...rewritten, ...passed])}`,
      headers: flagHeaders(flags),
      timeoutMs: part.backend.timeoutMs,
    };
  }
}

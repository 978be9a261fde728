import { AppError } from '../../../../platform/errors/app-error.ts';
import type { Scope } from '../../../../platform/tenancy/scope.ts';
import { RegexJudge } from '../../../regex/regex-judge.ts';
import { type Form, printForm } from '../../form.ts';
import type { LogsScopeRules } from '../../scope-rules/logs-scope-rules.ts';
import type { LogLimits } from '../loki-limits.ts';
import type { LokiPlans } from '../loki-plans.ts';
import { flagHeaders } from '../loki-request.ts';
import { LokiRewriter, queryFacts } from '../loki-rewriter.ts';
import type { LokiRoute } from '../loki-route.ts';
import { readLokiParameters, textsOf } from '../read-loki-parameters.ts';
import type { TailRequest } from './tail-upstream.ts';

export interface TailPlannerOptions {
  readonly route: LokiRoute;
  readonly plans: LokiPlans;
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

/** Loki's own default, written out so that it can be checked. */
const DEFAULT_SINCE_MS = 3_600_000;

/** Checks and enforces live tails. */
export class TailPlanner {
  readonly #options: TailPlannerOptions;
  readonly #rewriter = new LokiRewriter(0);

  constructor(options: TailPlannerOptions) {
    this.#options = options;
  }

  /**
   * The request to the scope's backend; equal texts (and the same backend) mean the same streams.
   * Null for a scope without environments: nothing will ever come.
   * @throws AppError
   */
  plan({ scope, form, flags, openedAtMs }: TailWish): TailRequest | null {
    const { route, plans, limits, rules } = this.#options;
    const { question, passed: given } = readLokiParameters(route, form);
    const passed = new Map([['start', `${openedAtMs - DEFAULT_SINCE_MS}000000`], ...given]);
    const regexes = new RegexJudge();
    if (question.kind === 'query' && question.text.length > limits.maxQueryLength) {
      throw new AppError(
        'too_large',
        `the query is longer than the ${limits.maxQueryLength} characters allowed`,
      );
    }
    queryFacts(question, regexes);
    const limit = passed.get('limit');
    if (limit !== undefined && Number(limit) > limits.maxLines) {
      throw new AppError('invalid', `limit ${limit} is more than the ${limits.maxLines} allowed`);
    }
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

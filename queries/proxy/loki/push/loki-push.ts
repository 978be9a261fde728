import { AppError } from '../../../../platform/errors/app-error.ts';
import type { Scope } from '../../../../platform/tenancy/scope.ts';
import { timelessFacts } from '../../../limits/check-question.ts';
import { payerOf } from '../../../limits/payer-of.ts';
import type { BackendPlans } from '../../backend-plans.ts';
import { refusedForNow } from '../../refused-for-now.ts';
import type { LogQuestionGate } from '../log-question-gate.ts';
import type { LokiAsker } from '../loki-asker.ts';
import { lokiUpstreamError } from '../loki-error.ts';
import type { LogLimits } from '../loki-limits.ts';
import { type PushedBody, scopedPushBody } from './read-push-body.ts';

export interface LokiPushOptions {
  readonly plans: BackendPlans;
  readonly asker: LokiAsker;
  readonly gate: LogQuestionGate;
  readonly limits: Pick<LogLimits, 'maxPushPlainBytes'>;
}

/** Stores pushed lines in the log backend of a scope, with the labels of the scope. */
export class LokiPush {
  readonly #options: LokiPushOptions;

  constructor(options: LokiPushOptions) {
    this.#options = options;
  }

  /**
   * Resolves when the backend has taken all of it. Nothing is sent unless every stream lies in the
   * scope. @throws AppError
   */
  async push(scope: Scope, body: PushedBody, gone: AbortSignal): Promise<void> {
    const { plans, asker, gate, limits } = this.#options;
    const part = plans.onlyPartOf(scope);
    if (part === null) {
      throw new AppError('unprocessable', `scope ${scope} holds no environment to push to yet`);
    }
    const scoped = await scopedPushBody(body, part.matchers, limits.maxPushPlainBytes);
    const payer = payerOf(scope);
    const lease = await gate.admit(payer, timelessFacts(0), gone);
    try {
      const answer = await asker.collect(
        {
          backend: part.backend,
          method: 'POST',
          path: '/loki/api/v1/push',
          form: '',
          body: scoped,
          timeoutMs: Math.min(part.backend.timeoutMs, gate.limitsOf(payer).timeoutMs),
        },
        gone,
      );
      if (answer.status >= 200 && answer.status < 300) return;
      const text = answer.body.toString('utf8');
      const { url } = part.backend;
      if (answer.status === 503) throw refusedForNow({ headers: answer.headers, text, url });
      throw lokiUpstreamError(answer.status, text, url);
    } finally {
      lease.release();
    }
  }
}

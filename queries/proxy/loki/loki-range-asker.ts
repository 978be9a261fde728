import type { ServerResponse } from 'node:http';
import type { Scope } from '../../../platform/tenancy/scope.ts';
import type { BackendPart } from '../backend-plan.ts';
import type { RangeAsker } from '../range-asker.ts';
import { alignedLokiRange } from './loki-range.ts';
import { lokiRead } from './loki-request.ts';

/** A metric query over a range for one backend, enforced. */
export interface LokiRangeQuestion {
  readonly payer: string;
  /** What of the scope it reads. */
  readonly scope: Scope;
  readonly part: BackendPart;
  /** With the enforced matchers. */
  readonly query: string;
  /** All others as given, checked. */
  readonly passed: ReadonlyMap<string, string>;
  readonly nowMs: number;
  readonly timeoutMs: number;
}

/**
 * Metric queries over ranges of logs through the cache. `limit`, `direction` and `interval` go no
 * further, nor do encoding flags: they are about lines.
 */
export class LokiRangeAsker {
  readonly #asker: Pick<RangeAsker, 'answer'>;

  constructor(asker: Pick<RangeAsker, 'answer'>) {
    this.#asker = asker;
  }

  /** As `RangeAsker.answer`: false, and nothing sent, when the question must go to Loki as it is. */
  answer(
    { payer, scope, part, query, passed, nowMs, timeoutMs }: LokiRangeQuestion,
    response: ServerResponse,
  ): Promise<boolean> {
    const parameters = alignedLokiRange(passed, nowMs);
    const request = (form: string) =>
      lokiRead(part, '/loki/api/v1/query_range', form, { timeoutMs });
    return this.#asker.answer({ payer, scope, part, query, parameters, request }, response);
  }
}

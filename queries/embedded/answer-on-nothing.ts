import { setImmediate } from 'node:timers/promises';
import type { Clock } from '../../platform/clock/clock.ts';
import { AppError } from '../../platform/errors/app-error.ts';
import { compileLineTemplate } from '../logql/template/line-template.ts';
import type { Form } from '../proxy/form.ts';
import { QueryFailure, type QueryFailureKind } from '../source/query-failure.ts';
import type { ApiAnswer } from './api-answer.ts';
import { LokiApi } from './loki-api.ts';
import { PrometheusApi } from './prometheus-api.ts';
import { NO_SERIES, NO_STREAMS } from './read-nothing.ts';
import { ThreadTurn } from './thread-turn.ts';

/** Little is worked out over nothing; what takes more than this was written to take long. */
const LIMITS = { timeoutMs: 10_000, maxSamples: 2_000_000, maxBytes: 0 };
const MAX_SERIES = 500;

const KINDS = {
  bad_data: 'bad_query',
  execution: 'unprocessable',
  timeout: 'timeout',
  canceled: 'timeout',
} as const satisfies Record<QueryFailureKind, string>;

export interface OnNothing {
  /** e.g. `/api/v1/query_range` of Prometheus, `/loki/api/v1/query` of Loki. */
  readonly path: string;
  readonly form: Form;
  readonly clock: Pick<Clock, 'nowMs' | 'monotonicMs'>;
}

/**
 * Evaluates a query of a scope that holds nothing, here and without asking a backend: `absent(up)` and
 * `vector(1)` have an answer all the same.
 * @throws AppError in the words of the language's system
 */
export async function promqlOnNothing({ path, form, clock }: OnNothing): Promise<ApiAnswer> {
  const api = new PrometheusApi({ clock });
  const view = { source: NO_SERIES, metadata: () => [], targets: () => ({}) };
  return worded(api.answer(path, form, view, turnOf(clock)));
}

/** The same for LogQL. */
export async function logqlOnNothing({ path, form, clock }: OnNothing): Promise<ApiAnswer> {
  const nowNs = () => BigInt(clock.nowMs()) * 1_000_000n;
  const api = new LokiApi({
    clock,
    compileTemplate: (text, name) => compileLineTemplate(text, name, nowNs),
    maxSeries: MAX_SERIES,
  });
  const turn = turnOf(clock);
  return worded(api.answer({ path, form, isCategorised: false, source: NO_STREAMS, turn }));
}

function turnOf(clock: OnNothing['clock']): ThreadTurn {
  return new ThreadTurn({ clock, limits: LIMITS, letOthersGo: () => setImmediate() });
}

async function worded(answering: Promise<ApiAnswer | null>): Promise<ApiAnswer> {
  try {
    const answer = await answering;
    if (answer) return answer;
  } catch (thrown) {
    if (!(thrown instanceof QueryFailure)) throw thrown;
    throw new AppError(KINDS[thrown.kind], thrown.message);
  }
  throw new TypeError('not a path of queries');
}

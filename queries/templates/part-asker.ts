import type { BackendPart } from '../proxy/backend-plan.ts';
import { collectAnswer } from '../proxy/collect-answer.ts';
import { printForm } from '../proxy/form.ts';
import type { Rewriter } from '../proxy/rewrite.ts';
import type { Upstream } from '../upstream/upstream.ts';
import type { AskAnswer, AskMetrics, QueryTime } from './ask-metrics.ts';
import { readAnswer } from './read-answer.ts';

export interface PartAskerOptions {
  readonly upstream: Upstream;
  /** The backend with what is enforced on it, from `planBackends`. */
  readonly part: BackendPart;
  readonly rewriter: Rewriter;
  /** Largest answer that is read. */
  readonly maxBytes: number;
}

/** Longer forms go into the body. */
const MAX_URL_FORM = 2_048;

/**
 * `AskMetrics` for one backend: every query is enforced like a tenant's own before it is sent.
 * Rejects with the `AppError` of the rewriter or of the backend; callers in this room show it.
 */
export function createPartAsker({
  upstream,
  part,
  rewriter,
  maxBytes,
}: PartAskerOptions): AskMetrics {
  return {
    ask: async (promql, time, signal): Promise<AskAnswer> => {
      signal.throwIfAborted();
      const sent = rewriter.query(promql, part);
      const form = printForm([['query', sent], ...timeForm(time)]);
      const request = {
        backend: part.backend,
        method: form.length <= MAX_URL_FORM ? ('GET' as const) : ('POST' as const),
        path: time.kind === 'instant' ? '/api/v1/query' : '/api/v1/query_range',
        form,
        timeoutMs: part.backend.timeoutMs,
      };
      return readAnswer(await collectAnswer(upstream, request, maxBytes, signal), sent);
    },
  };
}

function timeForm(time: QueryTime): [string, string][] {
  if (time.kind === 'instant') return [['time', seconds(time.atMs)]];
  return [
    ['start', seconds(time.startMs)],
    ['end', seconds(time.endMs)],
    ['step', seconds(time.stepMs)],
  ];
}

function seconds(ms: number): string {
  return (ms / 1000).toFixed(3);
}

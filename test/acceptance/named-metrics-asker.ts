import { AppError } from '../../platform/errors/app-error.ts';
import { enforce } from '../../queries/scope/enforce.ts';
import type { EnforcedMatcher } from '../../queries/scope/enforced-matcher.ts';
import type { AskMetrics, QueryTime } from '../../queries/templates/ask-metrics.ts';
import { readAnswer } from '../../queries/templates/read-answer.ts';

/** Asks a Prometheus directly, with the matchers enforced as everywhere; none: the platform. */
export function enforcedAsker(url: string, matchers: readonly EnforcedMatcher[]): AskMetrics {
  return {
    ask: async (promql, time, signal) => {
      const sent = scoped(promql, matchers);
      const path = time.kind === 'instant' ? 'query' : 'query_range';
      const body = new URLSearchParams([['query', sent], ...timeForm(time)]);
      const response = await fetch(`${url}/api/v1/${path}`, { method: 'POST', body, signal });
      const { data, error }: { data?: unknown; error?: string } = JSON.parse(await response.text());
      if (error !== undefined)
        return { kind: 'error', error: { kind: 'bad_query', message: error } };
      return readAnswer(data, { sent, warnings: [], pairs: null });
    },
  };
}

function scoped(promql: string, matchers: readonly EnforcedMatcher[]): string {
  if (matchers.length === 0) return promql;
  const result = enforce(promql, matchers);
  if (result.kind === 'refused') throw new AppError('unprocessable', result.message);
  return result.text;
}

function timeForm(time: QueryTime): [string, string][] {
  if (time.kind === 'instant') return [['time', String(time.atMs / 1000)]];
  return [
    ['start', String(time.startMs / 1000)],
    ['end', String(time.endMs / 1000)],
    ['step', String(time.stepMs / 1000)],
  ];
}

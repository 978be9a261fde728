import type { ErrorKind } from '../../platform/errors/error-registry.ts';
import { lokiUpstreamError } from '../../queries/proxy/loki/loki-error.ts';
import type { AskFailureKind, RuleAnswer } from './ask-query.ts';
import { readQueryAnswer } from './read-query-answer.ts';

const FAILURES: Readonly<Partial<Record<ErrorKind, AskFailureKind>>> = {
  bad_query: 'bad_data',
  too_large: 'bad_data',
  unprocessable: 'execution',
  timeout: 'timeout',
};

/**
 * Reads the body of an answer to Loki's `/loki/api/v1/query` as a rule needs it. Loki says what is
 * wrong in plain text, which is passed on without addresses.
 */
export function readLogAnswer(status: number, body: string, backendUrl: string): RuleAnswer {
  if (status === 200) return readQueryAnswer(status, body);
  const { kind, message } = lokiUpstreamError(status, body, backendUrl);
  return { kind: 'failed', failure: FAILURES[kind] ?? 'unavailable', message };
}

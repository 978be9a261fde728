import { AppError } from '../../platform/errors/app-error.ts';
import { QueryFailure, type QueryFailureKind } from '../source/query-failure.ts';
import { type ApiAnswer, jsonAnswer } from './api-answer.ts';

/** `errorType` and status of Prometheus for each way to fail. */
const FAILURES: Readonly<Record<QueryFailureKind, readonly [type: string, status: number]>> = {
  bad_data: ['bad_data', 400],
  execution: ['execution', 422],
  timeout: ['timeout', 503],
  canceled: ['canceled', 499],
};

/**
 * The error answer of Prometheus for what was thrown; null for a fault of this program.
 * @see https://prometheus.io/docs/prometheus/latest/querying/api/#format-overview
 */
export function prometheusFailure(thrown: unknown): ApiAnswer | null {
  if (thrown instanceof QueryFailure) {
    const [type, status] = FAILURES[thrown.kind];
    return errorAnswer(type, thrown.message, status);
  }
  if (!(thrown instanceof AppError)) return null;
  if (thrown.kind === 'invalid') return errorAnswer('bad_data', thrown.message, 400);
  if (thrown.kind === 'unavailable') return errorAnswer('unavailable', thrown.message, 503);
  return null;
}

function errorAnswer(errorType: string, error: string, status: number): ApiAnswer {
  return jsonAnswer(JSON.stringify({ status: 'error', errorType, error }), status);
}

import { AppError } from '../../platform/errors/app-error.ts';
import { QueryFailure, type QueryFailureKind } from '../source/query-failure.ts';
import { type ApiAnswer, textAnswer } from './api-answer.ts';

const STATUSES: Readonly<Record<QueryFailureKind, number>> = {
  bad_data: 400,
  execution: 400,
  timeout: 504,
  canceled: 499,
};

/** The error answer of Loki, plain text, for what was thrown; null for a fault of this program. */
export function lokiFailure(thrown: unknown): ApiAnswer | null {
  if (thrown instanceof QueryFailure) return textAnswer(thrown.message, STATUSES[thrown.kind]);
  if (!(thrown instanceof AppError)) return null;
  if (thrown.kind === 'invalid') return textAnswer(thrown.message, 400);
  if (thrown.kind === 'unavailable') return textAnswer(thrown.message, 503);
  return null;
}

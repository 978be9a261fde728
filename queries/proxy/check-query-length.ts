import { AppError } from '../../platform/errors/app-error.ts';

/**
 * @param length of the longest text of a question, in characters
 * @throws AppError `too_large` for more than are allowed
 */
export function checkQueryLength(length: number, maxQueryLength: number): void {
  if (length <= maxQueryLength) return;
  const message = `the query is ${length} characters long, more than the ${maxQueryLength} allowed`;
  throw new AppError('too_large', message);
}

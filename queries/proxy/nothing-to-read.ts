import { AppError } from '../../platform/errors/app-error.ts';
import type { Scope } from '../../platform/tenancy/scope.ts';

/** What is said to a question about series or streams in a scope without environments. */
export function nothingToRead(scope: Scope, what: 'series' | 'streams'): AppError {
  return new AppError(
    'unprocessable',
    `scope ${scope} holds no environment yet, so there are no ${what} to read`,
  );
}

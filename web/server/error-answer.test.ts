import { describe, expect, it } from 'vitest';
import { AppError } from '../../platform/errors/app-error.ts';
import { errorHeaders } from './error-answer.ts';

describe('errorHeaders', () => {
  it.each([
    ['an error that waiting does not cure', new AppError('invalid', 'm'), {}],
    [
      'one that it does, rounded up',
      new AppError('unavailable', 'm', { retryAfterSeconds: 0.2 }),
      { 'retry-after': '1' },
    ],
    [
      'missing credentials',
      new AppError('unauthenticated', 'm'),
      { 'www-authenticate': 'Basic realm="tocsin", Bearer' },
    ],
  ])('of %s', (_name, error, headers) => {
    expect(errorHeaders(error, 'Basic realm="tocsin", Bearer')).toEqual({
      'cache-control': 'no-store',
      ...headers,
    });
  });
});

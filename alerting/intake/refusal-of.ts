import { AppError } from '../../platform/errors/app-error.ts';
import type { IntakeResult } from '../pipeline.ts';
import type { IntakeToken } from './intake-token.ts';

/** One post may hold thousands of alerts, and each of them may be wrong. */
const MAX_ERRORS = 20;
/** Prometheus says about every minute what fires. */
const QUOTA_RETRY_SECONDS = 60;

/**
 * What the sender of a post is answered, of which all else was taken; null: that it was taken.
 *
 * - `invalid`: alerts that cannot be read are named.
 * - `limited`, to a tenant's own token alone: nothing but alerts over its quota was refused. A cluster's
 *   sender speaks for all tenants and can do nothing about the quota of one; what it is answered with an
 *   error it counts as lost, with all the others of the post.
 */
export function refusalOf(
  token: Pick<IntakeToken, 'kind'>,
  { errors, overQuota }: IntakeResult,
): AppError | null {
  if (errors.length > 0) {
    return new AppError('invalid', listOf(overQuota ? [overQuota, ...errors] : errors));
  }
  if (overQuota === undefined || token.kind === 'cluster-intake') return null;
  return new AppError('limited', overQuota, { retryAfterSeconds: QUOTA_RETRY_SECONDS });
}

function listOf(errors: readonly string[]): string {
  const more = errors.length - MAX_ERRORS;
  return [...errors.slice(0, MAX_ERRORS), ...(more > 0 ? [`and ${more} more`] : [])].join('; ');
}

import { AppError } from '../../platform/errors/app-error.ts';
import { allowedValues, type EnforcedMatcher } from '../scope/enforced-matcher.ts';

/**
 * The value of a tenancy label on what is written: the given one if the scope holds it, the scope's
 * own where none is given and there is no choice; empty for a label that must not be there.
 * @param written what carries the label, for the message: `series`, `stream`
 * @throws AppError `invalid`
 */
export function scopedValue(
  written: 'series' | 'stream',
  matcher: EnforcedMatcher,
  given: string | undefined,
): string {
  const allowed = allowedValues(matcher);
  const [only, ...more] = allowed;
  if (given === undefined || given === '') {
    if (only !== undefined && more.length === 0) return only;
    throw new AppError(
      'invalid',
      `a ${written} has no label ${matcher.name}, and this scope holds several values of it; name one environment as the scope, or set the label`,
    );
  }
  if (allowed.includes(given)) return given;
  throw new AppError(
    'invalid',
    `a ${written} has ${matcher.name}=${JSON.stringify(given)}, which is outside the scope; nothing was stored`,
  );
}

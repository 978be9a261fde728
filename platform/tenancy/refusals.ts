import { AppError, type ErrorDetail } from '../errors/app-error.ts';
import type { Stored } from './stored.ts';

/** The named thing does not exist. `what` is e.g. `Project acme.shop`. */
export function notFound(what: string): AppError {
  return new AppError('not_found', `${what} does not exist.`);
}

export function alreadyExists(what: string): AppError {
  return new AppError(
    'conflict',
    `${what} exists already. Choose another name, or change that one.`,
  );
}

/** @throws AppError `invalid` when there are findings. */
export function refuseFindings(what: string, findings: readonly ErrorDetail[]): void {
  const [first] = findings;
  if (!first) return;
  throw new AppError('invalid', `${what}: ${first.path}: ${first.message}`, { details: findings });
}

/** @throws AppError `conflict` when the thing comes from the configuration file. */
export function refuseDeclared(what: string, thing: Stored): void {
  if (thing.declared) throw declaredReadOnly(what);
}

function declaredReadOnly(what: string): AppError {
  return new AppError(
    'conflict',
    `${what} is declared in the configuration file. Change it there and restart the service.`,
  );
}

/**
 * @param expected revision from If-Match; null when the caller overwrites whatever is there.
 * @throws AppError `precondition_failed` when another one is stored.
 */
export function refuseOtherRevision(
  what: string,
  thing: Pick<Stored, 'revision'>,
  expected: number | null,
): void {
  if (expected !== null && expected !== thing.revision) throw lostRace(what);
}

export function lostRace(what: string): AppError {
  return new AppError(
    'precondition_failed',
    `${what} was changed since it was read. Read it again and repeat the change.`,
  );
}

/** e.g. `Tenant acme cannot be deleted: it still has the projects shop, blog.` */
export function stillReferenced(
  attempted: string,
  noun: string,
  names: readonly string[],
): AppError {
  const list = names.length > 0 ? ` ${names.join(', ')}` : '';
  const more = names.length >= 5 ? ' and perhaps more' : '';
  return new AppError(
    'conflict',
    `${attempted}: it is still used by the ${noun}${list}${more}. Remove them first.`,
  );
}

/** One answer for everything the caller may not do, whether or not what was named exists. */
export function scopeDenied(): AppError {
  return new AppError('scope_denied', 'You hold no permission for this on what was named.');
}

/** A batch was turned down in a way that none of its preconditions explains. */
export function unexpectedOutcome(batch: string, statement: string): AppError {
  return new AppError('internal', 'The change was not made.', {
    cause: new Error(`batch ${batch} was turned down at ${statement}`),
  });
}

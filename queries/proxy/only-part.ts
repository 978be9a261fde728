import { AppError } from '../../platform/errors/app-error.ts';
import type { Scope } from '../../platform/tenancy/scope.ts';
import type { BackendPart } from './backend-plan.ts';

/** The only part of a scope. @throws AppError `unprocessable` with the choices, where there are several */
export function onlyPart(parts: readonly BackendPart[], scope: Scope): BackendPart {
  const [only, ...more] = parts;
  if (only && more.length === 0) return only;
  const choices = scope.clusters.map((cluster) => `${scope}@${cluster}`).join(', ');
  throw new AppError(
    'unprocessable',
    `scope ${scope} lies on several backends, and this goes to exactly one; name a cluster: ${choices}`,
  );
}

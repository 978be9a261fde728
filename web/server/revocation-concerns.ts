import { assertNever } from '../../platform/model/assert-never.ts';
import type { Principal } from '../../platform/tenancy/principal.ts';
import type { Revocation } from '../../platform/tenancy/revocations.ts';
import type { Caller } from './request-context.ts';

/** Whether what a caller has open must end because of a revocation. */
export function concerns(revocation: Revocation, { principal, session }: Caller): boolean {
  const sessionId = session?.sessionId ?? null;
  switch (revocation.kind) {
    case 'sessions':
      return userIdOf(principal) === revocation.user && isNone(sessionId, revocation.except);
    case 'session':
      return sessionId === revocation.session;
    case 'rights':
      return userIdOf(principal) === revocation.user;
    case 'token':
      return principal.kind !== 'user' && principal.id === revocation.token;
    default:
      return assertNever(revocation);
  }
}

/** The person behind it: at the keyboard, or looking through a data source of Grafana. */
function userIdOf(principal: Principal): string | null {
  if (principal.kind === 'user') return principal.id;
  return principal.kind === 'viewer' ? (principal.user?.id ?? null) : null;
}

/** What has no session is not the one that is spared. */
function isNone(sessionId: string | null, spared: string | null): boolean {
  return sessionId === null || sessionId !== spared;
}

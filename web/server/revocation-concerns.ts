import { assertNever } from '../../platform/model/assert-never.ts';
import type { Revocation } from '../../platform/tenancy/revocations.ts';
import type { Caller } from './request-context.ts';

/** Whether what a caller has open must end because of a revocation. */
export function concerns(revocation: Revocation, { principal, session }: Caller): boolean {
  const sessionId = session?.sessionId ?? null;
  switch (revocation.kind) {
    case 'sessions':
      return (
        principal.kind === 'user' &&
        principal.id === revocation.user &&
        sessionId !== revocation.except
      );
    case 'session':
      return sessionId === revocation.session;
    case 'rights':
      return principal.kind === 'user' && principal.id === revocation.user;
    case 'token':
      return principal.kind === 'token' && principal.id === revocation.token;
    default:
      return assertNever(revocation);
  }
}

import { AppError } from '../../platform/errors/app-error.ts';
import type { SessionAuthentication } from '../../platform/identity/authentication.ts';
import type { Principal } from '../../platform/tenancy/principal.ts';

/** Who sent a request, after authentication. */
export interface Caller {
  readonly principal: Principal;
  /** The session behind the request; null for tokens. */
  readonly session: SessionAuthentication | null;
  /** Such a session may do nothing but change the password or sign out. */
  readonly mustChangePassword: boolean;
  /** First instant at which the credentials are no longer accepted; null: never. */
  readonly expiresAtMs: number | null;
}

/** @throws AppError `scope_denied` while the first password, which others know, is still in use. */
export function refuseFirstPassword(caller: Caller): void {
  if (!caller.mustChangePassword) return;
  throw new AppError(
    'scope_denied',
    'change the first password before anything else (POST /api/v1/session/password)',
  );
}

declare module 'fastify' {
  interface FastifyRequest {
    /** Set by the authentication hook of the route; null on public routes. */
    caller: Caller | null;
  }
}

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

declare module 'fastify' {
  interface FastifyRequest {
    /** Set by the authentication hook of the route; null on public routes. */
    caller: Caller | null;
  }
}

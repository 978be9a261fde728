import type { EnvironmentEntry } from '../tenancy/directory.ts';
import type { Principal } from '../tenancy/principal.ts';
import type { Language } from '../tenancy/tenant.ts';

/** The user of a session, as the session answer shows it. */
export interface SessionUser {
  /** ULID. */
  readonly id: string;
  readonly name: string;
  readonly displayName: string;
  readonly email: string | null;
  readonly language: Language;
}

/** A signed-in browser. */
export interface SessionAuthentication {
  readonly kind: 'session';
  readonly principal: Extract<Principal, { kind: 'user' }>;
  /** Hash of the cookie: names the session without opening it. */
  readonly sessionId: string;
  readonly user: SessionUser;
  /** Only the `session.*` routes may be used until the password is changed. */
  readonly mustChangePassword: boolean;
  /** First instant at which the session has ended, however busy it is. */
  readonly expiresAtMs: number;
}

/** A program with an API token. */
export interface TokenAuthentication {
  readonly kind: 'token';
  /** `viewer` for the token of a data source, together with who looks. */
  readonly principal: Extract<Principal, { kind: 'token' | 'viewer' }>;
  /** First instant at which the token is no longer accepted; null: never. */
  readonly expiresAtMs: number | null;
}

/** The token of a Grafana data source before it is known who looks: it may do nothing yet. */
export interface CeilingAuthentication {
  readonly kind: 'ceiling';
  readonly ceiling: Omit<Extract<Principal, { kind: 'token' }>, 'kind'>;
  /** Nobody need be named. */
  readonly isBackground: boolean;
  readonly expiresAtMs: number | null;
}

/**
 * The token of a data source is good, but who looks is not.
 * - `missing`: nobody was named, or nobody signed for the name. - `unknown`: no such user may sign in.
 * - `forged`: not signed by our Grafana, expired, or two names that differ.
 */
export interface ViewerRefusal {
  readonly kind: 'no-viewer';
  readonly reason: 'missing' | 'unknown' | 'forged';
}

export function noViewer(reason: ViewerRefusal['reason']): ViewerRefusal {
  return { kind: 'no-viewer', reason };
}

/** Whose alerts an intake token may post. */
export type IntakeTarget =
  | { readonly kind: 'cluster'; readonly cluster: string }
  | { readonly kind: 'environment'; readonly environment: EnvironmentEntry };

/** A sender of alerts. It is no principal: it can name no scope. */
export interface IntakeAuthentication {
  readonly kind: 'intake-token';
  readonly tokenId: string;
  readonly intake: IntakeTarget;
  readonly expiresAtMs: number | null;
}

/**
 * Why nobody was recognised; for logs and metrics.
 * - `missing`: no credentials came. - `malformed`: not of a form that is accepted.
 * - `unknown`: no such session or token (any more). - `expired`, `revoked`: it was one.
 * - `stale`: the node or cluster of the token is gone.
 */
export type UnauthenticatedReason =
  | 'missing'
  | 'malformed'
  | 'unknown'
  | 'expired'
  | 'revoked'
  | 'stale';

export type Authentication =
  | SessionAuthentication
  | TokenAuthentication
  | IntakeAuthentication
  | ViewerRefusal
  | { readonly kind: 'unauthenticated'; readonly reason: UnauthenticatedReason };

const OUTCOMES: ReadonlyMap<UnauthenticatedReason, Authentication> = new Map(
  (['missing', 'malformed', 'unknown', 'expired', 'revoked', 'stale'] as const).map((reason) => [
    reason,
    { kind: 'unauthenticated', reason },
  ]),
);

export function unauthenticated(reason: UnauthenticatedReason): Authentication {
  return OUTCOMES.get(reason) ?? { kind: 'unauthenticated', reason };
}

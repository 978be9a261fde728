import type { Authentication } from '../../platform/identity/authentication.ts';
import type { Permission } from '../../platform/tenancy/roles.ts';
import { parseNodePath } from '../../platform/tenancy/scope-name.ts';

/** What tokens of tests hold where they name nothing else: `acme+` may push too. */
const READS: readonly Permission[] = ['logs:read', 'rules:read'];

export interface PresentedCredentials {
  readonly authorization?: string;
  readonly sessionCookie?: string;
}

const known = new Map<string, Authentication>();

/** The same object as long as nothing changes, as the real authenticator answers. */
export function recognise(
  authorization: string | undefined,
  cookie: string | undefined,
  revoked: ReadonlySet<string>,
): Authentication {
  const token = /^Bearer (.+)$/.exec(authorization ?? '')?.[1] ?? cookie;
  if (token === undefined) return { kind: 'unauthenticated', reason: 'missing' };
  if (revoked.has(token)) return { kind: 'unauthenticated', reason: 'revoked' };
  const key = `${authorization === undefined ? 'session' : 'token'} ${token}`;
  const found = known.get(key) ?? authenticationOf(token, authorization === undefined);
  known.set(key, found);
  return found;
}

function authenticationOf(token: string, isSession: boolean): Authentication {
  const name = token.replace(/\+$/, '');
  const node = name === '_platform' ? null : (parseNodePath(name) ?? null);
  if (isSession) {
    const user = { id: token, name: token, displayName: '', email: null, language: 'en' as const };
    return {
      kind: 'session',
      principal: {
        kind: 'user',
        id: token,
        name: token,
        bindings: [{ role: 'tenant-admin', node }],
      },
      sessionId: token,
      user,
      mustChangePassword: false,
      expiresAtMs: Number.MAX_SAFE_INTEGER,
    };
  }
  const permissions = new Set<Permission>(token.endsWith('+') ? [...READS, 'logs:write'] : READS);
  return {
    kind: 'token',
    principal: { kind: 'token', id: token, name: token, node, permissions },
    expiresAtMs: null,
  };
}

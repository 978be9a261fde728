import { type Static, Type } from 'typebox';
import type { Authentication } from '../../../platform/identity/authentication.ts';
import { assertNever } from '../../../platform/model/assert-never.ts';
import { PERMISSIONS, ROLES_BY_LEVEL } from '../../../platform/tenancy/roles.ts';

const ROLES = Object.values(ROLES_BY_LEVEL).flat();

const text = Type.String();
const maybeText = Type.Union([text, Type.Null()]);
const maybeInstant = Type.Union([Type.Number(), Type.Null()]);
const node = Type.Union([
  Type.Null(),
  Type.Object({ tenant: text, project: maybeText, environment: maybeText }),
]);

const bindings = Type.Array(Type.Object({ role: Type.Enum(ROLES), node }));
/** What a token holds. */
const ceiling = {
  id: text,
  name: text,
  node,
  permissions: Type.Array(Type.Enum([...PERMISSIONS])),
};

/** An `Authentication` as it goes from the parent to a worker: of senders of alerts only that much. */
export const WireAuthentication = Type.Union([
  Type.Object({
    kind: Type.Literal('session'),
    principal: Type.Object({
      kind: Type.Literal('user'),
      id: text,
      name: text,
      bindings,
    }),
    sessionId: text,
    user: Type.Object({
      id: text,
      name: text,
      displayName: text,
      email: maybeText,
      language: Type.Union([Type.Literal('en'), Type.Literal('zh')]),
    }),
    mustChangePassword: Type.Boolean(),
    expiresAtMs: Type.Number(),
  }),
  Type.Object({
    kind: Type.Literal('token'),
    principal: Type.Union([
      Type.Object({ kind: Type.Literal('token'), ...ceiling }),
      Type.Object({
        kind: Type.Literal('viewer'),
        ...ceiling,
        user: Type.Union([Type.Null(), Type.Object({ id: text, name: text })]),
        bindings,
      }),
    ]),
    expiresAtMs: maybeInstant,
  }),
  Type.Object({
    kind: Type.Literal('no-viewer'),
    reason: Type.Enum(['missing', 'unknown', 'forged']),
  }),
  Type.Object({
    kind: Type.Literal('intake-token'),
    tokenId: text,
    cluster: text,
    expiresAtMs: maybeInstant,
  }),
  Type.Object({
    kind: Type.Literal('unauthenticated'),
    reason: Type.Enum(['missing', 'malformed', 'unknown', 'expired', 'revoked', 'stale']),
  }),
]);
export type WireAuthentication = Static<typeof WireAuthentication>;

export function printAuthentication(found: Authentication): WireAuthentication {
  switch (found.kind) {
    case 'session': {
      const { id, name, bindings } = found.principal;
      return {
        ...found,
        principal: { kind: 'user', id, name, bindings: bindings.map((one) => ({ ...one })) },
        user: { ...found.user },
      };
    }
    case 'token': {
      const { id, name, node: at, permissions } = found.principal;
      const held = { id, name, node: at, permissions: [...permissions] };
      if (found.principal.kind === 'token')
        return { ...found, principal: { kind: 'token', ...held } };
      const { user, bindings: bound } = found.principal;
      const bindings = bound.map((one) => ({ ...one }));
      return { ...found, principal: { kind: 'viewer', ...held, user, bindings } };
    }
    case 'intake-token': {
      const { tokenId, intake, expiresAtMs } = found;
      const cluster = intake.kind === 'cluster' ? intake.cluster : intake.environment.cluster;
      return { kind: 'intake-token', tokenId, cluster, expiresAtMs };
    }
    case 'no-viewer':
    case 'unauthenticated':
      return found;
    default:
      return assertNever(found);
  }
}

export function readAuthentication(wire: WireAuthentication): Authentication {
  switch (wire.kind) {
    case 'session':
    case 'no-viewer':
    case 'unauthenticated':
      return wire;
    case 'token':
      return {
        ...wire,
        principal: { ...wire.principal, permissions: new Set(wire.principal.permissions) },
      };
    case 'intake-token': {
      const { tokenId, cluster, expiresAtMs } = wire;
      const intake = { kind: 'cluster', cluster } as const;
      return { kind: 'intake-token', tokenId, intake, expiresAtMs };
    }
    default:
      return assertNever(wire);
  }
}

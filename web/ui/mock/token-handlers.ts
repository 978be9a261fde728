import type { ApiToken } from '../../contract/tenancy.ts';
import { MockFault } from './fault.ts';
import type { Handlers } from './handler-types.ts';
import type { MockIo } from './world.ts';

/** Tokens that open nothing; one is there. */
export function tokenHandlers({ now }: MockIo) {
  const at = () => new Date(now()).toISOString();
  let tokens: readonly ApiToken[] = [
    {
      id: '01JABCDEFGHJKMNPQRSTVWXYZ1',
      owner: 'acme',
      name: 'Grafana',
      kind: 'scope',
      node: 'acme',
      permissions: ['metrics:read', 'logs:read', 'incidents:read'],
      expiresAt: null,
      createdAt: at(),
      createdBy: 'ann',
      revokedAt: null,
      declared: false,
    },
  ];
  return {
    'tokens.list': ({ params: { owner } }) => ({
      items: tokens.filter((token) => token.owner === owner),
      nextCursor: null,
    }),
    'tokens.create': ({ params: { owner }, body }) => {
      const token = {
        ...body,
        id: `01JABCDEFGHJKMNPQRSTVWXY${String(tokens.length).padStart(2, '0')}`,
        owner,
        createdAt: at(),
        createdBy: 'mock',
        revokedAt: null,
        declared: false,
      };
      tokens = [token, ...tokens];
      return { token, secret: 'mock-secret' };
    },
    'tokens.revoke': ({ params: { owner, id } }) => {
      if (!tokens.some((token) => token.owner === owner && token.id === id)) {
        throw new MockFault(404, 'not_found', `no token ${id}`);
      }
      tokens = tokens.map((token) => (token.id === id ? { ...token, revokedAt: at() } : token));
      return null;
    },
  } satisfies Partial<Handlers>;
}

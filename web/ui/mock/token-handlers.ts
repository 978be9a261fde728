import type { Handlers } from './handler-types.ts';
import type { MockIo } from './world.ts';

/** Makes tokens that open nothing. */
export function tokenHandlers({ now }: MockIo) {
  return {
    'tokens.create': ({ params: { owner }, body }) => ({
      token: {
        ...body,
        id: '01JABCDEFGHJKMNPQRSTVWXYZ0',
        owner,
        createdAt: new Date(now()).toISOString(),
        createdBy: 'mock',
        revokedAt: null,
        declared: false,
      },
      secret: 'mock-secret',
    }),
  } satisfies Partial<Handlers>;
}

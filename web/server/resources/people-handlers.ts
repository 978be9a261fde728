import type { ApiTokens } from '../../../platform/tenancy/api-tokens.ts';
import type { RoleBindings } from '../../../platform/tenancy/role-bindings.ts';
import type { Users } from '../../../platform/tenancy/users.ts';
import { requireIfMatch } from '../if-match.ts';
import type { Handlers } from '../register-api.ts';
import { pageRequest, presentPage, readInstant } from './present.ts';
import { presentRoleBinding, presentToken, presentUser } from './present-tenancy.ts';

export interface PeopleUseCases {
  readonly users: Users;
  readonly bindings: RoleBindings;
  readonly tokens: ApiTokens;
  /** Somebody was deleted. */
  readonly forgotten: () => Promise<void>;
}

type PeopleHandlers = Pick<
  Handlers,
  Extract<keyof Handlers, `users.${string}` | `bindings.${string}` | `tokens.${string}`>
>;

/** Users, role bindings and API tokens over HTTP. */
export function peopleHandlers(use: PeopleUseCases): PeopleHandlers {
  return { ...userHandlers(use), ...bindingHandlers(use), ...tokenHandlers(use) };
}

function userHandlers({ users, forgotten }: PeopleUseCases) {
  return {
    'users.list': async ({ query }) =>
      presentPage(await users.list(pageRequest(query)), presentUser),
    'users.create': async ({ body }) => {
      const { user, firstPassword } = await users.create(body);
      return { user: presentUser(user), firstPassword };
    },
    'users.get': async ({ params }) => presentUser(await users.get(params.id)),
    'users.update': async ({ params, body }, { request }) =>
      presentUser(await users.update(params.id, body, requireIfMatch(request.headers['if-match']))),
    'users.resetPassword': async ({ params }) => {
      const { user, firstPassword } = await users.resetPassword(params.id);
      return { user: presentUser(user), firstPassword };
    },
    'users.delete': async ({ params }) => {
      await users.delete(params.id);
      await forgotten();
      return null;
    },
  } satisfies Partial<Handlers>;
}

function bindingHandlers({ bindings }: PeopleUseCases) {
  return {
    'bindings.list': async ({ params, query }, context) =>
      presentPage(
        await bindings.listVisible(params.owner, context.caller().principal, pageRequest(query)),
        presentRoleBinding,
      ),
    'bindings.create': async ({ params, body }, context) =>
      presentRoleBinding(await bindings.create(params.owner, context.caller().principal, body)),
    'bindings.delete': async ({ params }, context) => {
      await bindings.delete(params.owner, context.caller().principal, params.id);
      return null;
    },
  } satisfies Partial<Handlers>;
}

function tokenHandlers({ tokens }: PeopleUseCases) {
  return {
    'tokens.list': async ({ params, query }, context) =>
      presentPage(
        await tokens.listVisible(params.owner, context.caller().principal, pageRequest(query)),
        presentToken,
      ),
    'tokens.create': async ({ params, body }, context) => {
      const { name, kind, node, permissions, expiresAt, background: isBackground = false } = body;
      const expiresAtMs = expiresAt === null ? null : readInstant(expiresAt, '/expiresAt');
      const input = { name, kind, node, permissions, expiresAtMs, isBackground };
      const { token, secret } = await tokens.create(
        params.owner,
        context.caller().principal,
        input,
      );
      return { token: presentToken(token), secret };
    },
    'tokens.revoke': async ({ params }, context) => {
      await tokens.revoke(params.owner, context.caller().principal, params.id);
      return null;
    },
  } satisfies Partial<Handlers>;
}

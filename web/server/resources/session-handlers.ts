import { AppError } from '../../../platform/errors/app-error.ts';
import type { SessionAuthentication } from '../../../platform/identity/authentication.ts';
import type { OwnAccount } from '../../../platform/identity/own-account.ts';
import type { SignIn } from '../../../platform/identity/sign-in.ts';
import type { Directory } from '../../../platform/tenancy/directory.ts';
import { scopesOf } from '../../../platform/tenancy/scopes-of.ts';
import type { Session } from '../../contract/session.ts';
import type { Callers } from '../callers.ts';
import type { HandlerContext, Handlers } from '../register-api.ts';
import { type CookieOptions, clearSessionCookie, setSessionCookie } from '../session-cookie.ts';
import { instant } from './present.ts';

export interface SessionUseCases {
  readonly directory: () => Directory;
  /** The ladder of `_platform`, most severe first. */
  readonly platformSeverities: readonly string[];
  readonly callers: Callers;
  readonly signIn: SignIn;
  readonly account: OwnAccount;
  readonly cookie: () => CookieOptions;
}

type SessionHandlers = Pick<Handlers, Extract<keyof Handlers, `session.${string}`>>;

/** Signing in and out, and one's own account. */
export function sessionHandlers(use: SessionUseCases): SessionHandlers {
  const show = (session: SessionAuthentication) => presentSession(use, session);
  return {
    'session.signIn': async ({ body }, { request, reply }) => {
      use.callers.refuseForeignOrigin(request, 'none');
      const { secret, session } = await use.signIn.signIn({ ...body, address: request.ip });
      setSessionCookie(reply, secret, use.cookie());
      return show(session);
    },
    'session.get': (_, context) => Promise.resolve(show(sessionOf(context))),
    'session.signOut': async (_, context) => {
      await use.account.signOut(sessionOf(context));
      clearSessionCookie(context.reply, use.cookie());
      return null;
    },
    'session.changePassword': async ({ body }, context) => {
      const change = { ...body, address: context.request.ip };
      return show(await use.account.changePassword(sessionOf(context), change));
    },
    'session.preferences': async ({ body }, context) =>
      show(await use.account.setLanguage(sessionOf(context), body.language)),
  };
}

function sessionOf(context: HandlerContext): SessionAuthentication {
  const { session } = context.caller();
  if (session) return session;
  throw new AppError('scope_denied', 'an API token has no session; sign in with name and password');
}

function presentSession(
  { directory, platformSeverities }: Pick<SessionUseCases, 'directory' | 'platformSeverities'>,
  session: SessionAuthentication,
): Session {
  const { user, mustChangePassword, expiresAtMs, principal } = session;
  const scopes = scopesOf(directory(), principal);
  const isOfPlatform = scopes.some(({ level }) => level === 'platform');
  return {
    user: { ...user, mustChangePassword },
    expiresAt: instant(expiresAtMs),
    scopes: scopes.map((node) => ({
      ...node,
      clusters: [...node.clusters],
      permissions: [...node.permissions],
    })),
    platformSeverities: isOfPlatform ? [...platformSeverities] : null,
  };
}

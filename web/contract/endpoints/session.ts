import { endpoint, PUBLIC, SIGNED_IN } from '../endpoint.ts';
import { ChangePassword, Preferences, Session, SignIn } from '../session.ts';

/** Who is signed in. */
export const sessionEndpoints = {
  'session.signIn': endpoint({
    method: 'POST',
    path: '/api/v1/session',
    summary: 'Sign in; sets the session cookie',
    tag: 'session',
    requires: PUBLIC,
    body: SignIn,
    answer: Session,
    status: 200,
  }),
  'session.get': endpoint({
    method: 'GET',
    path: '/api/v1/session',
    summary: 'Who is signed in, and the scopes that may be named',
    tag: 'session',
    requires: SIGNED_IN,
    answer: Session,
    status: 200,
  }),
  'session.signOut': endpoint({
    method: 'DELETE',
    path: '/api/v1/session',
    summary: 'Sign out; the session ends at once',
    tag: 'session',
    requires: SIGNED_IN,
    answer: null,
    status: 204,
  }),
  'session.changePassword': endpoint({
    method: 'POST',
    path: '/api/v1/session/password',
    summary: "Change one's own password; ends all other sessions",
    tag: 'session',
    requires: SIGNED_IN,
    body: ChangePassword,
    answer: Session,
    status: 200,
  }),
  'session.preferences': endpoint({
    method: 'PUT',
    path: '/api/v1/session/preferences',
    summary: "Set one's own language",
    tag: 'session',
    requires: SIGNED_IN,
    body: Preferences,
    answer: Session,
    status: 200,
  }),
} as const;

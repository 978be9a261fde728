import { type Static, Type } from 'typebox';
import { Instant } from './common.ts';

export const SignIn = Type.Object(
  {
    name: Type.String({ minLength: 1, maxLength: 120 }),
    password: Type.String({ minLength: 1, maxLength: 1024 }),
  },
  { additionalProperties: false },
);
export type SignIn = Static<typeof SignIn>;

export const ChangePassword = Type.Object(
  {
    current: Type.String({ minLength: 1, maxLength: 1024 }),
    next: Type.String({ minLength: 10, maxLength: 1024 }),
  },
  { additionalProperties: false },
);
export type ChangePassword = Static<typeof ChangePassword>;

export const LANGUAGES = ['en', 'zh'] as const;
export const Language = Type.Union([Type.Literal('en'), Type.Literal('zh')]);
export type Language = Static<typeof Language>;

/** One node that the caller may name as a scope. `path` is what goes into URLs. */
export const ScopeNode = Type.Object({
  path: Type.String({
    description: 'tenant, tenant.project, tenant.project.environment or _platform',
  }),
  title: Type.String(),
  level: Type.Union([
    Type.Literal('platform'),
    Type.Literal('tenant'),
    Type.Literal('project'),
    Type.Literal('environment'),
  ]),
  clusters: Type.Array(Type.String()),
  permissions: Type.Array(Type.String(), {
    description:
      'What the caller may do here; for a node above environments: in at least one of them',
  }),
});
export type ScopeNode = Static<typeof ScopeNode>;

export const Session = Type.Object({
  user: Type.Object({
    id: Type.String(),
    name: Type.String(),
    displayName: Type.String(),
    email: Type.Union([Type.String(), Type.Null()]),
    language: Language,
    mustChangePassword: Type.Boolean(),
  }),
  expiresAt: Instant,
  scopes: Type.Array(ScopeNode),
  platformSeverities: Type.Union([Type.Array(Type.String()), Type.Null()], {
    description: 'The ladder of _platform, most severe first; null for who has no right there',
  }),
});
export type Session = Static<typeof Session>;

export const Preferences = Type.Object({ language: Language }, { additionalProperties: false });
export type Preferences = Static<typeof Preferences>;

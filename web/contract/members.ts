import { type Static, Type } from 'typebox';
import { Ulid } from './common.ts';

const person = {
  user: Ulid,
  name: Type.String(),
  displayName: Type.String(),
};

/** A role of somebody on a node of the owner. */
export const Member = Type.Object({
  id: Type.String({ description: 'ULID of the role binding' }),
  ...person,
  disabled: Type.Boolean({ description: 'Cannot sign in, and is told nothing' }),
  role: Type.String(),
  node: Type.String({
    description: '_platform, tenant, tenant.project or tenant.project.environment',
  }),
  declared: Type.Boolean(),
});
export type Member = Static<typeof Member>;

/** Somebody who could be given a role. */
export const FoundPerson = Type.Object(person);
export type FoundPerson = Static<typeof FoundPerson>;

import { Type } from 'typebox';
import { closed, inputCommon } from './common.ts';

export const MembersChannelInput = Type.Object(
  {
    kind: Type.Literal('members'),
    ...inputCommon,
    roles: Type.Optional(
      Type.Array(Type.String({ maxLength: 40 }), {
        maxItems: 12,
        description: 'Names of roles; empty: everybody who holds one there',
      }),
    ),
    place: Type.Optional(
      Type.String({
        maxLength: 127,
        description: 'Below the owner: project or project.environment; empty: all of it',
      }),
    ),
    through: Type.Optional(
      Type.Array(Type.String({ minLength: 26, maxLength: 26 }), {
        maxItems: 10,
        description:
          'Ids of channels of the owner through which those who chose it are called by name',
      }),
    ),
    by: Type.Optional(Type.Union([Type.Literal('inbox-and-mail'), Type.Literal('inbox')])),
  },
  closed,
);

import { Type } from 'typebox';
import { closed, inputCommon } from './common.ts';

const addresses = (minItems: number) =>
  Type.Array(Type.String({ minLength: 3, maxLength: 254 }), { minItems, maxItems: 50 });

export const EmailChannelInput = Type.Object(
  {
    kind: Type.Literal('email'),
    ...inputCommon,
    to: addresses(1),
    cc: Type.Optional(addresses(0)),
    bcc: Type.Optional(addresses(0)),
  },
  closed,
);

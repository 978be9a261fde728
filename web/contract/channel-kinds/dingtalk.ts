import { Type } from 'typebox';
import { closed, inputCommon, robotUrl, writeOnly } from './common.ts';

export const DingtalkChannelInput = Type.Object(
  {
    kind: Type.Literal('dingtalk'),
    ...inputCommon,
    url: robotUrl,
    secret: writeOnly('Signing secret of the robot (SEC…)', 256),
    mentions: Type.Optional(
      Type.Array(Type.String({ maxLength: 20 }), {
        maxItems: 20,
        description: 'Mobile numbers of those to mention',
      }),
    ),
  },
  closed,
);

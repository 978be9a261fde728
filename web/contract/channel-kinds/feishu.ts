import { Type } from 'typebox';
import { closed, inputCommon, robotUrl, writeOnly } from './common.ts';

export const FeishuChannelInput = Type.Object(
  {
    kind: Type.Literal('feishu'),
    ...inputCommon,
    url: robotUrl,
    secret: writeOnly('Signing secret of the bot', 256),
  },
  closed,
);

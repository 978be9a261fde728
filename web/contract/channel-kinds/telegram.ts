import { Type } from 'typebox';
import { closed, inputCommon, writeOnly } from './common.ts';

export const TelegramChannelInput = Type.Object(
  {
    kind: Type.Literal('telegram'),
    ...inputCommon,
    token: writeOnly('Token of the bot', 200),
    chatId: Type.String({ minLength: 1, maxLength: 64, description: 'Number, or @channel' }),
    topicId: Type.Optional(Type.String({ minLength: 1, maxLength: 12 })),
    apiUrl: Type.Optional(
      Type.String({
        minLength: 8,
        maxLength: 500,
        description: 'A Bot API server of one’s own; the token has to be given again with it',
      }),
    ),
  },
  closed,
);

import { Type } from 'typebox';
import { closed, inputCommon } from './common.ts';

export const WebsocketChannelInput = Type.Object(
  { kind: Type.Literal('websocket'), ...inputCommon },
  closed,
);

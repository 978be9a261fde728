import { Type } from 'typebox';
import { closed, inputCommon, robotUrl } from './common.ts';

export const WecomChannelInput = Type.Object(
  { kind: Type.Literal('wecom'), ...inputCommon, url: robotUrl },
  closed,
);

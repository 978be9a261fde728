import { Type } from 'typebox';
import { closed, inputCommon, robotUrl } from './common.ts';

export const SlackChannelInput = Type.Object(
  { kind: Type.Literal('slack'), ...inputCommon, url: robotUrl },
  closed,
);

import { Type } from 'typebox';
import { closed, inputCommon, robotUrl } from './common.ts';

export const TeamsChannelInput = Type.Object(
  { kind: Type.Literal('teams'), ...inputCommon, url: robotUrl },
  closed,
);

import { Type } from 'typebox';
import { closed, inputCommon, writeOnly } from './common.ts';

export const PagerdutyChannelInput = Type.Object(
  {
    kind: Type.Literal('pagerduty'),
    ...inputCommon,
    routingKey: writeOnly('Integration key of a service, Events API v2', 32, 32),
    region: Type.Optional(Type.Union([Type.Literal('us'), Type.Literal('eu')])),
  },
  closed,
);

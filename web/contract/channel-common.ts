import { Type } from 'typebox';
import { Language } from './session.ts';

/** No other members than those listed. */
export const closed = { additionalProperties: false } as const;

const DeclinableEvent = Type.Union([
  Type.Literal('firing'),
  Type.Literal('acknowledged'),
  Type.Literal('escalated'),
  Type.Literal('flapping'),
  Type.Literal('stale'),
  Type.Literal('note'),
]);

export const ChannelTemplates = Type.Object(
  {
    title: Type.Optional(Type.String({ maxLength: 8_192 })),
    body: Type.Optional(Type.String({ maxLength: 8_192 })),
  },
  closed,
);

const shared = {
  name: Type.String({ minLength: 1, maxLength: 120 }),
  sendResolved: Type.Boolean({
    description: 'Off: a resolve is stored as declined instead of sent',
  }),
  language: Language,
  enabled: Type.Boolean(),
};

const declines = Type.Array(DeclinableEvent, {
  maxItems: 6,
  description:
    'Events that the channel does not want, besides resolves; each is stored as declined',
});

/** What a channel of every kind is answered with. */
export const channelCommon = { ...shared, declines, templates: ChannelTemplates };

/** What a channel of every kind is written with. */
export const inputCommon = {
  ...shared,
  declines: Type.Optional(declines),
  templates: Type.Optional(ChannelTemplates),
  clear: Type.Optional(
    Type.Array(Type.String({ maxLength: 40 }), {
      maxItems: 10,
      description: 'Names of stored secrets to forget, e.g. previousSecret to end a rotation',
    }),
  ),
};

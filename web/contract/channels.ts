import { type Static, Type } from 'typebox';
import { Instant, Revision, Ulid } from './common.ts';
import { Language } from './session.ts';

const common = {
  name: Type.String({ minLength: 1, maxLength: 120 }),
  sendResolved: Type.Boolean({
    description: 'Off: a resolve is stored as declined instead of sent',
  }),
  language: Language,
  enabled: Type.Boolean(),
};

export const EmailChannelInput = Type.Object(
  {
    kind: Type.Literal('email'),
    ...common,
    to: Type.Array(Type.String({ minLength: 3, maxLength: 254 }), { minItems: 1, maxItems: 50 }),
  },
  { additionalProperties: false },
);

export const WebhookChannelInput = Type.Object(
  {
    kind: Type.Literal('webhook'),
    ...common,
    url: Type.Optional(
      Type.String({
        minLength: 8,
        maxLength: 2048,
        description: 'Write-only; leave out to keep the stored one',
      }),
    ),
    secret: Type.Optional(
      Type.String({
        minLength: 16,
        maxLength: 256,
        description: 'HMAC key, write-only; leave out to keep the stored one',
      }),
    ),
  },
  { additionalProperties: false },
);

export const WebsocketChannelInput = Type.Object(
  { kind: Type.Literal('websocket'), ...common },
  { additionalProperties: false },
);

export const ChannelInput = Type.Union([
  EmailChannelInput,
  WebhookChannelInput,
  WebsocketChannelInput,
]);
export type ChannelInput = Static<typeof ChannelInput>;

/** A channel as answered: secrets are never in it, `target` is the redacted destination. */
export const Channel = Type.Object({
  id: Ulid,
  owner: Type.String(),
  kind: Type.Union([Type.Literal('email'), Type.Literal('webhook'), Type.Literal('websocket')]),
  ...common,
  to: Type.Array(Type.String()),
  disabledReason: Type.Union([Type.Null(), Type.String()], {
    description: 'Set when the service switched it off, e.g. webhook_gone',
  }),
  target: Type.String({ description: 'e.g. the addresses, or the host of a webhook' }),
  revision: Revision,
  createdAt: Instant,
  updatedAt: Instant,
});
export type Channel = Static<typeof Channel>;

/** Outcome of a test message sent through the same path as a real one. */
export const ChannelTest = Type.Object({
  outcome: Type.Union([Type.Literal('sent'), Type.Literal('failed')]),
  detail: Type.String(),
  durationMs: Type.Number(),
});
export type ChannelTest = Static<typeof ChannelTest>;

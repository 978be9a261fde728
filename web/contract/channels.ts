import { type Static, Type } from 'typebox';
import { ChannelTemplates, channelCommon, inputCommon } from './channel-common.ts';
import { Instant, Revision, Ulid } from './common.ts';
import { Language } from './session.ts';

const KindName = Type.String({
  maxLength: 40,
  description: 'Name of a kind, one of GET /api/v1/channel-kinds',
});

const written = Type.Object({ kind: KindName, ...inputCommon });

/**
 * What a channel of any kind is written with; the fields of its kind stand beside. The service has a closed
 * schema for each kind, which it documents and checks in place of this one.
 */
export type ChannelInput = Static<typeof written> & Readonly<Record<string, unknown>>;
export const ChannelInput = Type.Unsafe<ChannelInput>(written);

/** A channel as answered: secrets are never in it, `target` is the redacted destination. */
export const Channel = Type.Object({
  id: Ulid,
  owner: Type.String(),
  kind: KindName,
  ...channelCommon,
  to: Type.Array(Type.String()),
  settings: Type.Record(Type.String(), Type.Union([Type.String(), Type.Array(Type.String())]), {
    description: 'The fields of its kind that are not secret',
  }),
  secrets: Type.Array(Type.String(), { description: 'Names of the secrets that are stored' }),
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

/** What every preview is asked with. */
export const previewCommon = {
  name: Type.String({ maxLength: 120 }),
  language: Language,
  templates: ChannelTemplates,
  incident: Type.Optional(Ulid),
};

const previewed = Type.Object({ kind: KindName, ...previewCommon });

/** What a message is to be written with, saved or not, without its secrets; fields of the kind as above. */
export type ChannelPreviewInput = Static<typeof previewed> & Readonly<Record<string, unknown>>;
export const ChannelPreviewInput = Type.Unsafe<ChannelPreviewInput>(previewed);

/** The message as it would go out. */
export const ChannelPreview = Type.Object({
  title: Type.String(),
  body: Type.String(),
  format: Type.Union([
    Type.Literal('text'),
    Type.Literal('markdown'),
    Type.Literal('html'),
    Type.Literal('json'),
  ]),
  shortened: Type.Boolean({ description: 'Something was left out because of a limit' }),
  problems: Type.Array(Type.String(), {
    description: 'Templates that failed; our own words stand in for them',
  }),
});
export type ChannelPreview = Static<typeof ChannelPreview>;

import { type Static, Type } from 'typebox';
import { ChannelTemplates, channelCommon, closed } from './channel-kinds/common.ts';
import { DingtalkChannelInput } from './channel-kinds/dingtalk.ts';
import { EmailChannelInput } from './channel-kinds/email.ts';
import { FeishuChannelInput } from './channel-kinds/feishu.ts';
import { MembersChannelInput } from './channel-kinds/members.ts';
import { PagerdutyChannelInput } from './channel-kinds/pagerduty.ts';
import { SlackChannelInput } from './channel-kinds/slack.ts';
import { TeamsChannelInput } from './channel-kinds/teams.ts';
import { TelegramChannelInput } from './channel-kinds/telegram.ts';
import { WebhookChannelInput } from './channel-kinds/webhook.ts';
import { WebsocketChannelInput } from './channel-kinds/websocket.ts';
import { WecomChannelInput } from './channel-kinds/wecom.ts';
import { Instant, Revision, Ulid } from './common.ts';
import { Language } from './session.ts';

export const ChannelInput = Type.Union([
  EmailChannelInput,
  WebhookChannelInput,
  WebsocketChannelInput,
  DingtalkChannelInput,
  FeishuChannelInput,
  WecomChannelInput,
  SlackChannelInput,
  TeamsChannelInput,
  TelegramChannelInput,
  PagerdutyChannelInput,
  MembersChannelInput,
]);
export type ChannelInput = Static<typeof ChannelInput>;

const ChannelKind = Type.Union([
  Type.Literal('email'),
  Type.Literal('webhook'),
  Type.Literal('websocket'),
  Type.Literal('dingtalk'),
  Type.Literal('feishu'),
  Type.Literal('wecom'),
  Type.Literal('slack'),
  Type.Literal('teams'),
  Type.Literal('telegram'),
  Type.Literal('pagerduty'),
  Type.Literal('members'),
]);
export type ChannelKind = Static<typeof ChannelKind>;

/** A channel as answered: secrets are never in it, `target` is the redacted destination. */
export const Channel = Type.Object({
  id: Ulid,
  owner: Type.String(),
  kind: ChannelKind,
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

/** What a message is to be written with, saved or not; without its secrets. */
export const ChannelPreviewInput = Type.Object(
  {
    kind: ChannelKind,
    name: Type.String({ maxLength: 120 }),
    language: Language,
    templates: ChannelTemplates,
    format: Type.Optional(Type.Union([Type.Literal('tocsin'), Type.Literal('alertmanager-v4')])),
    incident: Type.Optional(Ulid),
  },
  closed,
);
export type ChannelPreviewInput = Static<typeof ChannelPreviewInput>;

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

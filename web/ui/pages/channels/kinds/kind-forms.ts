import type { ChannelKind } from '../../../../contract/channels.ts';
import { dingtalkForm } from './dingtalk-form.ts';
import { emailForm } from './email-form.ts';
import { feishuForm } from './feishu-form.ts';
import type { KindForm } from './kind-form.ts';
import { membersForm } from './members-form.ts';
import { pagerdutyForm } from './pagerduty-form.ts';
import { slackForm } from './slack-form.ts';
import { teamsForm } from './teams-form.ts';
import { telegramForm } from './telegram-form.ts';
import { webhookForm } from './webhook-form.ts';
import { websocketForm } from './websocket-form.ts';
import { wecomForm } from './wecom-form.ts';

/** The forms of all kinds. */
export const KIND_FORMS: Readonly<Record<ChannelKind, KindForm>> = {
  email: emailForm,
  webhook: webhookForm,
  websocket: websocketForm,
  dingtalk: dingtalkForm,
  feishu: feishuForm,
  wecom: wecomForm,
  slack: slackForm,
  teams: teamsForm,
  telegram: telegramForm,
  pagerduty: pagerdutyForm,
  members: membersForm,
};

/** In the order in which they are offered. */
export const KINDS = [
  'email',
  'members',
  'webhook',
  'websocket',
  'dingtalk',
  'feishu',
  'wecom',
  'slack',
  'teams',
  'telegram',
  'pagerduty',
] as const satisfies readonly ChannelKind[];

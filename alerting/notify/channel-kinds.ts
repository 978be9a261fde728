import type { ContactDescription } from './contact-description.ts';
import { dingtalk } from './dingtalk/dingtalk-channel.ts';
import { email } from './email/email-channel.ts';
import { feishu } from './feishu/feishu-channel.ts';
import type { KindDescription } from './kind-description.ts';
import { members } from './members/members-channel.ts';
import { pagerduty } from './pagerduty/pagerduty-channel.ts';
import { slack } from './slack/slack-channel.ts';
import { teams } from './teams/teams-channel.ts';
import { telegram } from './telegram/telegram-channel.ts';
import { webhook } from './webhook/webhook-channel.ts';
import { websocket } from './websocket/websocket-channel.ts';
import { wecom } from './wecom/wecom-channel.ts';

/** Every kind of channel, in the order in which they are offered. A new one is a file and a line here. */
export const CHANNEL_KINDS: readonly KindDescription[] = [
  email,
  members,
  webhook,
  websocket,
  dingtalk,
  feishu,
  wecom,
  slack,
  teams,
  telegram,
  pagerduty,
];

/** By what people can be called, through any of the kinds. */
export function contactsOfKinds(kinds: readonly KindDescription[]): readonly ContactDescription[] {
  return kinds.flatMap(({ contacts = [] }) => contacts);
}

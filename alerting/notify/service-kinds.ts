import type { ChannelKind } from './channel-kind.ts';
import { dingtalkChannel } from './dingtalk/dingtalk-channel.ts';
import { feishuChannel } from './feishu/feishu-channel.ts';
import { pagerdutyChannel } from './pagerduty/pagerduty-channel.ts';
import type { ServiceParts } from './service/post-service.ts';
import { slackChannel } from './slack/slack-channel.ts';
import { teamsChannel } from './teams/teams-channel.ts';
import { telegramChannel } from './telegram/telegram-channel.ts';
import { webhookChannel } from './webhook/webhook-channel.ts';
import { wecomChannel } from './wecom/wecom-channel.ts';

/** Every kind that posts to a service over HTTP: a new one is a folder beside these and a line here. */
export function serviceKinds(parts: ServiceParts): readonly ChannelKind[] {
  return [
    webhookChannel(parts),
    dingtalkChannel(parts),
    feishuChannel(parts),
    wecomChannel(parts),
    slackChannel(parts),
    teamsChannel(parts),
    telegramChannel(parts),
    pagerdutyChannel(parts),
  ];
}

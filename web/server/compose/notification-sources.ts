import type { ChannelBook } from '../../../alerting/channels/channel-book.ts';
import { openSecrets } from '../../../alerting/channels/channel-secrets.ts';
import type { PolicyBook } from '../../../alerting/policies/policy-book.ts';
import type { RuleBook } from '../../../alerting/rules/rule-book.ts';
import type { NotificationSources } from '../../../alerting/sinks/alertmanager/notification-objects.ts';
import { parseAllowList } from '../../../platform/outbound/allow-list.ts';
import type { DeliveredTokens } from '../../../platform/tenancy/delivered-tokens.ts';
import type { Directory } from '../../../platform/tenancy/directory.ts';
import { PLATFORM } from '../../../platform/tenancy/scope-name.ts';
import type { Floor } from './floor.ts';

export interface NotificationMates {
  readonly rules: RuleBook;
  readonly channelBook: ChannelBook;
  readonly policyBook: PolicyBook;
  readonly delivered: DeliveredTokens;
  readonly directory: () => Directory;
}

/** What the Alertmanager of a cluster is told is made from these. */
export function notificationSources(
  { config, secrets, clock }: Floor,
  { rules, channelBook, policyBook, delivered, directory }: NotificationMates,
): NotificationSources {
  return {
    directory,
    rule: (id) => rules.get(id),
    ladderOf: (owner) =>
      owner === PLATFORM
        ? config.alerting.platformSeverities
        : (directory().tenants.get(owner)?.severities ?? []),
    policy: (owner, id) => policyBook.get(owner, id),
    nowMs: () => clock.nowMs(),
    channel: (owner, id) => {
      const channel = channelBook.get(owner, id);
      return channel && { ...channel, secrets: openSecrets(secrets, channel) };
    },
    tokens: (cluster, environments) => delivered.keep(cluster, environments),
    allow: parseAllowList(config.outbound.tenantAllow),
    publicUrl: config.server.publicUrl,
  };
}

import type { Channel, ChannelInput } from '../../web/contract/channels.ts';
import type { Rule, RuleInput } from '../../web/contract/rules.ts';
import type { ApiClient } from '../support/api-client.ts';
import type { TenantName } from '../support/two-tenants.ts';

/** Gives a tenant a mail channel, a webhook, and a rule with two levels that uses both. */
export async function createDemoRule(
  admin: ApiClient,
  tenant: TenantName,
  webhookUrl: string,
): Promise<Rule> {
  const channels: string[] = [];
  for (const channel of demoChannels(tenant, webhookUrl)) {
    const made = await admin.post<Channel>(`/api/v1/tenants/${tenant}/channels`, channel);
    channels.push(made.id);
  }
  return admin.post<Rule>(`/api/v1/tenants/${tenant}/rules`, demoRule(tenant, channels));
}

function demoChannels(tenant: TenantName, webhookUrl: string): ChannelInput[] {
  const common = { sendResolved: true, language: 'en', enabled: true } as const;
  return [
    { kind: 'email', name: 'Mail to operations', to: [`ops@${tenant}.example`], ...common },
    {
      kind: 'webhook',
      name: 'Chat robot',
      url: `${webhookUrl}/${tenant}`,
      secret: `demo-secret-of-${tenant}`,
      ...common,
    },
    { kind: 'websocket', name: 'On screen', ...common },
  ];
}

function demoRule(tenant: TenantName, channels: readonly string[]): RuleInput {
  return {
    name: 'Queue is long',
    scope: tenant,
    expression: 'max by (namespace) (demo_queue_depth)',
    interval: '5s',
    levels: [
      { severity: 'critical', operator: '>', threshold: 90, for: '5s' },
      { severity: 'warning', operator: '>', threshold: 60, for: '5s' },
    ],
    labels: {},
    annotations: { summary: 'Jobs wait in the queue: {{ $value }}' },
    channels: [...channels],
    levelChange: 'any',
    enabled: true,
  };
}

import { type Shot, seen } from './shot.ts';

/** Pages of what decides about messages. */
export const DECISION_SHOTS: readonly Shot[] = [
  {
    name: 'inhibitions',
    path: '/inhibitions?scope=acme',
    person: 'ann',
    prepare: seen('Node before its pods'),
  },
  {
    name: 'inhibition-new-zh',
    path: '/inhibitions/new?scope=acme',
    person: 'ann',
    language: 'zh',
    prepare: seen('新建抑制规则'),
    isForLooking: true,
  },
  {
    name: 'administration',
    path: '/administration?scope=acme',
    person: 'ann',
    prepare: seen('payments'),
  },
  {
    name: 'members-zh',
    path: '/administration/members?scope=acme',
    person: 'ann',
    language: 'zh',
    prepare: seen('Bob Baker'),
    isForLooking: true,
  },
  {
    name: 'tokens-zh',
    path: '/administration/tokens?scope=acme',
    person: 'ann',
    language: 'zh',
    prepare: async (page) => {
      await page.getByRole('button', { name: '新建令牌' }).click();
      await page.getByRole('radio', { name: 'Grafana，按查看者' }).check();
    },
  },
  {
    name: 'notifications',
    path: '/notifications?scope=acme',
    person: 'ann',
    prepare: seen('Quiet hours'),
  },
  {
    name: 'notifications-zh',
    path: '/notifications?scope=acme',
    person: 'ann',
    language: 'zh',
    prepare: seen('免打扰时段'),
    isForLooking: true,
  },
  {
    name: 'channel-members',
    path: '/channels/new?scope=acme',
    person: 'ann',
    prepare: async (page) => {
      await page.getByText('Members by role').first().click();
      await page.getByLabel('Project or environment').waitFor();
    },
    isForLooking: true,
  },
  {
    name: 'heartbeats',
    path: '/heartbeats?scope=acme',
    person: 'ann',
    prepare: seen('Prometheus of east'),
    isForLooking: true,
  },
  {
    name: 'heartbeat-new',
    isForLooking: true,
    path: '/heartbeats/new?scope=acme',
    person: 'ann',
    prepare: async (page) => {
      await page.getByLabel('Name').fill('Backup');
      await page.getByRole('button', { name: /create|save/i }).click();
      await page.getByText('The token is shown only now').waitFor();
    },
  },
  {
    name: 'event-rules',
    path: '/event-rules?scope=acme',
    person: 'ann',
    prepare: seen('Containers that do not start'),
    isForLooking: true,
  },
  {
    name: 'event-rule-new-zh',
    isForLooking: true,
    path: '/event-rules/new?scope=acme',
    person: 'ann',
    language: 'zh',
    prepare: seen('新建事件规则'),
  },
];

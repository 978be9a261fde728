import { type RuleDraft, textSource } from '../../alerting/rules/rule-draft.ts';
import type { Principal } from '../../platform/tenancy/principal.ts';
import type { Role } from '../../platform/tenancy/roles.ts';
import { parseNodePath } from '../../platform/tenancy/scope-name.ts';

/** A rule of acme with two levels. */
export const draft: RuleDraft = {
  name: 'Queue too long',
  scope: 'acme.shop',
  source: textSource('jobs_waiting'),
  interval: '30s',
  levels: [
    { severity: 'critical', operator: '>', threshold: 100, for: '1m' },
    { severity: 'warning', operator: '>', threshold: 10, for: '5m' },
  ],
  labels: new Map([['component', 'queue']]),
  annotations: new Map([['summary', '{{ $value }} wait']]),
  channels: [],
  levelChange: 'raised',
  enabled: true,
};
export const admin = user('system-admin', null);
export const acme = user('tenant-admin', 'acme');
export const dev = user('project-dev', 'acme.shop');
export const reader = user('environment-member', 'acme.shop.dev');
export const umbrella = user('tenant-admin', 'umbrella');

function user(role: Role, path: string | null): Principal {
  const node = path === null ? null : (parseNodePath(path) ?? null);
  return { kind: 'user', id: `${role}-id`, name: role, bindings: [{ role, node }] };
}

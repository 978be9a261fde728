import { describe, expect, it } from 'vitest';
import { environmentKeyOf } from '../../alerting/incidents/incident-row.ts';
import { canSee } from '../../alerting/incidents/incident-visibility.ts';
import type { IncidentSearch } from '../../alerting/incidents/search/incident-search.ts';
import type { Principal } from '../../platform/tenancy/principal.ts';
import type { Role } from '../../platform/tenancy/roles.ts';
import { parseNodePath } from '../../platform/tenancy/scope-name.ts';
import { directoryOf } from '../../test/support/directory-of.ts';
import { incidentOf } from '../../test/support/incident-of.ts';
import { ListedIncidents } from './listed-incidents.ts';

const directory = directoryOf({
  environments: {
    'acme.shop.prod': 'east/acme-prod',
    'acme.shop.dev': 'west/acme-dev',
    'acme.pay.prod': 'east/acme-pay',
    'globex.shop.prod': 'east/globex-prod',
  },
});
const stored = [
  incidentOf('a-prod', { project: 'shop', environment: 'prod', severity: 'critical' }),
  incidentOf('a-over', { project: 'shop', environment: 'prod', status: 'resolved' }),
  incidentOf('a-dev', { project: 'shop', environment: 'dev', cluster: 'west' }),
  incidentOf('a-pay', { project: 'pay', environment: 'prod' }),
  incidentOf('a-none'),
  incidentOf('g-prod', { owner: 'globex', project: 'shop', environment: 'prod' }),
  incidentOf('platform', { owner: '_platform', severity: 'P1' }),
];

/** As the real one finds: by status and by what may be seen. */
const search: Pick<IncidentSearch, 'page'> = {
  page: async (visibilities, { status }) => ({
    items: stored
      .filter((one) => one.status === status)
      .filter((one) => visibilities.some((each) => canSee(each, one.owner, environmentKeyOf(one))))
      .map((incident) => ({ incident, lastEvent: 1 })),
    nextCursor: null,
    searchedToMs: null,
  }),
};
const lists = new ListedIncidents({
  search,
  directory: () => directory,
  platformLadder: ['P1', 'P2'],
});

const user = (role: Role, node: string | null): Principal => ({
  ...{ kind: 'user', id: node ?? 'root', name: node ?? 'root' },
  bindings: [{ role, node: node === null ? null : (parseNodePath(node) ?? null) }],
});
const token = (permissions: readonly 'metrics:read'[]): Principal => ({
  ...{ kind: 'token', id: 't', name: 't', node: parseNodePath('acme') ?? null },
  permissions: new Set(permissions),
});

describe('what a list of alerts lists', () => {
  it.each<[string, Principal, string, readonly string[]]>([
    [
      'of a tenant',
      user('tenant-admin', 'acme'),
      'acme',
      ['a-prod', 'a-dev', 'a-pay', 'a-none', 'a-over'],
    ],
    ['of its cluster', user('tenant-admin', 'acme'), 'acme@west', ['a-dev']],
    ['of a project', user('tenant-admin', 'acme'), 'acme.shop', ['a-prod', 'a-dev', 'a-over']],
    ['of what one may read', user('project-dev', 'acme.pay'), 'acme', ['a-pay']],
    ['of the other tenant', user('tenant-admin', 'globex'), 'globex', ['g-prod']],
    ['of the platform', user('system-admin', null), '_platform', ['platform']],
  ])('%s', async (_, principal, scope, ids) => {
    expect((await lists.of(principal, scope)).map(({ id }) => id)).toEqual(ids);
  });

  it("says severities in their owner's words, with the step of its ladder", async () => {
    const words = async (principal: Principal, scope: string) =>
      (await lists.of(principal, scope)).map(({ severity, step }) => `${severity}: ${step}`);
    expect(await words(user('tenant-admin', 'acme'), 'acme.shop')).toContain('critical: critical');
    expect(await words(user('system-admin', null), '_platform')).toEqual(['P1: critical']);
  });

  it.each<[string, Principal, string]>([
    ['to another tenant', user('tenant-admin', 'globex'), 'acme'],
    ['of a project beside', user('project-dev', 'acme.pay'), 'acme.shop'],
    ['of the platform to a tenant', user('tenant-admin', 'acme'), '_platform'],
    ['without the right to incidents', token(['metrics:read']), 'acme'],
    ['of nonsense', user('system-admin', null), '..'],
  ])('nothing %s', async (_, principal, scope) => {
    await expect(lists.of(principal, scope)).rejects.toMatchObject({ kind: 'scope_denied' });
  });
});

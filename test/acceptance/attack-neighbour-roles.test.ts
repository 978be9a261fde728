import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ApiTokenWithSecret } from '../../web/contract/tenancy.ts';
import { type ApiClient, anonymousClient, signIn, tokenClient } from '../support/api-client.ts';
import { openLive } from '../support/live-client.ts';
import { expectOwnDashboards, expectUnchanged } from '../support/neighbour-dashboards.ts';
import {
  enter,
  makeUser,
  type NeighbourWorld,
  openNeighbourWorld,
  PASSWORD,
  ruleOf,
} from '../support/neighbour-world.ts';

const ROLES = {
  system: ['system-admin', 'system-member'],
  tenant: ['tenant-admin', 'tenant-member'],
  project: ['project-admin', 'project-dev', 'project-test', 'project-ops'],
  environment: ['environment-admin', 'environment-member'],
} as const;
const NODES: Readonly<Record<string, keyof typeof ROLES>> = {
  _platform: 'system',
  acme: 'tenant',
  'acme.shop': 'project',
  'acme.shop.prod': 'environment',
  umbrella: 'tenant',
  'umbrella.shop': 'project',
  'umbrella.shop.prod': 'environment',
};

/** Somebody of a corner of acme, against everything above it and beside it. */
describe('roles, tokens and sessions against a neighbour', () => {
  let service: NeighbourWorld['service'];
  let root: ApiClient;
  let acme: ApiClient;
  let umbrella: ApiClient;
  let victim: NeighbourWorld['victim'];

  beforeAll(async () => {
    ({ service, root, acme, umbrella, victim } = await openNeighbourWorld());
  }, 60_000);
  afterAll(() => service?.remove());

  describe.each([
    ['project-admin', 'acme.shop'],
    ['project-ops', 'acme.shop'],
    ['environment-admin', 'acme.shop.prod'],
    ['tenant-member', 'acme'],
  ])('%s on %s', (role, node) => {
    let client: ApiClient;
    let other: string;
    const within = (inner: string) => `${inner}.`.startsWith(`${node}.`);
    const isAdmin = role.endsWith('-admin');

    beforeAll(async () => {
      await makeUser(root, `${role}-climber`, role, node);
      other = await makeUser(root, `${role}-friend`);
      client = await enter(service, `${role}-climber`);
    });

    it.each(Object.entries(NODES))(
      'gives no role on %s that reaches beyond it',
      async (target, level) => {
        const owner = target.split('.')[0];
        for (const given of ROLES[level]) {
          for (const via of new Set([owner, 'acme'])) {
            const path = `/api/v1/tenants/${via}/role-bindings`;
            const answer = await client.call('POST', path, {
              user: other,
              role: given,
              node: target,
            });
            const may = isAdmin && within(target) && via === 'acme';
            expect([target, given, via, answer.status < 300]).toEqual([target, given, via, may]);
          }
        }
      },
    );

    it.each(Object.keys(NODES))('makes no token on %s that reaches beyond it', async (target) => {
      const wishes = [
        { kind: 'scope', permissions: ['metrics:read'] },
        { kind: 'scope', permissions: ['tokens:write', 'members:write'] },
        { kind: 'scope', permissions: ['logs:read', 'audit:read'] },
        { kind: 'scope', permissions: ['clusters:write'] },
        { kind: 'environment-intake', permissions: [] },
        { kind: 'cluster-intake', permissions: [] },
      ];
      for (const wish of wishes) {
        for (const via of new Set([target.split('.')[0], 'acme'])) {
          const named = wish.kind === 'cluster-intake' ? 'lab' : target;
          const body = { name: 'x', node: named, expiresAt: null, ...wish };
          const answer = await client.call('POST', `/api/v1/tenants/${via}/tokens`, body);
          const isEnvironment = target.split('.').length === 3;
          const isPossible =
            wish.kind === 'scope' ? !wish.permissions.includes('clusters:write') : isEnvironment;
          const may =
            isAdmin &&
            within(target) &&
            via === 'acme' &&
            isPossible &&
            wish.kind !== 'cluster-intake';
          expect([target, wish, via, answer.status < 300]).toEqual([target, wish, via, may]);
        }
      }
    });

    it('takes nothing away above it', async () => {
      for (const path of [
        `role-bindings/${victim.binding}`,
        `tokens/${victim.token}`,
        `rules/${victim.rule.id}`,
        `channels/${victim.channel.id}`,
      ]) {
        const { status } = await client.call('DELETE', `/api/v1/tenants/acme/${path}`);
        expect([path, [403, 404].includes(status)]).toEqual([path, true]);
      }
      const widened = await client.call('POST', '/api/v1/tenants/acme/rules', ruleOf());
      expect(widened.status).toBe(403);
    });
  });

  it('a token makes nothing that is wider than itself', async () => {
    const { secret } = await acme.post<ApiTokenWithSecret>('/api/v1/tenants/acme/tokens', {
      name: 'narrow',
      kind: 'scope',
      node: 'acme.shop',
      permissions: ['tokens:write', 'members:write', 'metrics:read'],
      expiresAt: null,
    });
    const narrow = tokenClient(service.url, secret);
    const make = async (node: string, permissions: readonly string[]) => {
      const body = { name: 'y', kind: 'scope', node, permissions, expiresAt: null };
      return (await narrow.call('POST', '/api/v1/tenants/acme/tokens', body)).status;
    };
    expect(await make('acme.shop', ['metrics:read'])).toBe(201);
    expect(await make('acme.shop', ['rules:write'])).toBe(403);
    expect(await make('acme', ['metrics:read'])).toBe(403);
    for (const role of ROLES.project) {
      const body = { user: victim.user, role, node: 'acme.shop' };
      const { status } = await narrow.call('POST', '/api/v1/tenants/acme/role-bindings', body);
      expect([role, status]).toEqual([role, 403]);
    }
  });

  it('lets nobody in who has not changed the first password', async () => {
    await makeUser(root, 'newcomer', 'tenant-admin', 'acme');
    const client = await signIn(service.url, 'newcomer', PASSWORD);
    const paths = [
      ['GET', '/api/v1/tenants'],
      ['GET', '/api/v1/tenants/acme/rules'],
      ['PUT', '/api/v1/session/preferences'],
      ['POST', '/api/v1/tenants/acme/tokens'],
      ['GET', '/scopes/acme/prometheus/api/v1/query?query=1'],
      ['POST', '/intake/clusters/lab/api/v2/alerts'],
    ] as const;
    for (const [method, path] of paths) {
      expect([path, (await client.call(method, path)).status]).toEqual([path, 403]);
    }
    const live = openLive(service.url, { owner: 'acme', headers: client.headers });
    await expect(live).rejects.toThrow('refused with 403');
    const { cookie = '' } = client.headers;
    const secret = cookie.split('=')[1] ?? '';
    expect((await tokenClient(service.url, secret).call('GET', '/api/v1/tenants')).status).toBe(
      401,
    );
  });

  it('gives every sign-in a session of its own, in a cookie that scripts and other sites cannot use', async () => {
    const fixed = 'tocsin_session=tocsin_0123456789012345678901234567890123456789012';
    const sign = () =>
      fetch(`${service.url}/api/v1/session`, {
        method: 'POST',
        headers: { origin: service.url, cookie: fixed, 'content-type': 'application/json' },
        body: JSON.stringify({ name: 'acme-admin', password: 'correct horse battery staple' }),
      });
    const cookies = (await Promise.all([sign(), sign()])).map(
      (one) => one.headers.getSetCookie()[0] ?? '',
    );
    expect(cookies[0]).not.toBe(cookies[1]);
    for (const cookie of cookies) {
      expect(cookie).toMatch(
        /^tocsin_session=tocsin_[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict$/,
      );
      expect(cookie).not.toContain(fixed.split('=')[1]);
    }
  });

  it('tells a stranger the same of names that exist and names that do not', async () => {
    const stranger = anonymousClient(service.url);
    const answers = await Promise.all(
      ['acme-member', 'nobody-of-this-name', 'ACME-MEMBER'].map(async (name) => {
        const { status, body } = await stranger.call('POST', '/api/v1/session', {
          name,
          password: 'wrong',
        });
        return [status, (body as { error: { message: string } }).error.message];
      }),
    );
    expect(new Set(answers.map((one) => JSON.stringify(one))).size).toBe(1);
  });

  it('keeps dashboards to those of their place', async () => {
    await makeUser(root, 'prod-viewer', 'environment-member', 'acme.shop.prod');
    const viewer = await enter(service, 'prod-viewer');
    await expectOwnDashboards({ service, root, acme, umbrella, viewer });
  });

  it('gives dashboards back byte for byte as they were written', async () => {
    expect(await expectUnchanged(service, acme)).toBeGreaterThan(0);
  });
});

import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  acme,
  ann,
  environment,
  eu1,
  globex,
  read,
  secrets,
  token,
  whole,
} from '../../test/support/declared-tenancy.ts';
import {
  closeDatabases,
  fieldsOfTenant,
  openTenancyWorld,
  root,
  settleTwoTenants,
  type TenancyWorld,
} from '../../test/support/tenancy-world.ts';
import { createLogger } from '../observe/logger.ts';
import { hashSecretToken } from '../security/secret-token.ts';
import { builderFor } from '../state/builder.ts';
import { synchronizeDeclared } from './declared.ts';
import { pairOwnerOf } from './pair-history.ts';
import type { ReferenceSource } from './references.ts';
import { readSnapshot } from './tenancy-snapshot.ts';

afterAll(closeDatabases);

describe('synchronizing', () => {
  let world: TenancyWorld;
  let lines: string[];
  beforeEach(() => {
    lines = [];
  });
  afterEach(() => world.close());

  const logger = createLogger({
    level: 'info',
    destination: { write: (line) => void lines.push(line) },
  });
  const outcomes = () =>
    lines.map((line) => {
      const { outcome, declared } = JSON.parse(line);
      return `${outcome} ${declared}`;
    });

  async function declare(yaml: object, references: readonly ReferenceSource[] = []) {
    const outcome = read(yaml);
    if (outcome.kind === 'findings') throw new Error(JSON.stringify(outcome.findings));
    lines = [];
    const { context, state, hasher } = world;
    const { sql, clock, newId } = context;
    const options = {
      state,
      sql,
      secrets: context.secrets,
      hasher,
      references,
      clock,
      newId,
      logger,
    };
    await synchronizeDeclared(options, outcome.declared);
    await world.reopenDirectory();
  }
  const snapshot = () => readSnapshot(world.state, world.context.sql);

  it('makes what is declared, once', async () => {
    world = await openTenancyWorld();
    await declare(whole);
    const first = await snapshot();
    expect(first.tenants.map(({ id, declared }) => [id, declared])).toEqual([
      ['acme', true],
      ['globex', true],
    ]);
    expect(first.environments).toHaveLength(2);
    expect(first.tokens[0]).toMatchObject({
      hash: hashSecretToken(secrets.TOKEN ?? ''),
      token: { createdBy: 'configuration' },
    });
    expect(JSON.stringify(first)).not.toContain('bearer-of-eu1');
    await declare(whole);
    expect(await snapshot()).toEqual(first);
    expect(lines).toEqual([]);
  });

  it.each([
    ['title', { title: 'Frankfurt' }],
    ['URL', { metrics: { ...eu1.metrics, url: 'http://other.example:9090/' } }],
    ['timeout', { metrics: { ...eu1.metrics, timeout: '5s' } }],
    ['bearer token', { metrics: { ...eu1.metrics, bearerToken: { env: 'TOKEN' } } }],
    ['no backend', { metrics: null }],
    ['kind', { metrics: { ...eu1.metrics, kind: 'thanos' } }],
    [
      'basic',
      { metrics: { url: eu1.metrics.url, auth: { kind: 'basic', user: 'a', password: 'b' } } },
    ],
    ['logs', { logs: { url: 'http://loki.example', bearerToken: { env: 'BEARER' } } }],
    ['a tenancy header', { enforcement: { tenantHeader: { name: 'X-Scope-OrgID' } } }],
    ['enforcement', { enforcement: { tenantLabel: 'tenant' } }],
    ['rule sink', { ruleSink: { kind: 'rule-files', directory: '/rules' } }],
    [
      'a folder of objects',
      { ruleSink: { kind: 'directory', directory: '/o', labels: { a: 'b' } } },
    ],
    ['trust in namespaces', { alertNamespaceTrusted: true }],
    ['replica labels', { replicaLabels: ['ha'] }],
  ])('follows the file when a cluster changes: %s', async (_, change) => {
    world = await openTenancyWorld();
    await declare(whole);
    const changed = { ...whole, clusters: [{ ...eu1, ...change }] };
    await declare(changed);
    expect(outcomes()).toEqual(['updated cluster eu1']);
    expect((await snapshot()).clusters[0]).toMatchObject({ revision: 2, declared: true });
    await declare(changed);
    expect(outcomes()).toEqual([]);
  });

  it('is read-only through the API', async () => {
    world = await openTenancyWorld();
    await declare(whole);
    const { users, tokens } = await snapshot();
    const declared = expect.objectContaining({
      kind: 'conflict',
      message: expect.stringContaining('declared in the configuration file'),
    });
    const at = { tenant: 'acme', project: 'shop', id: 'prod' };
    const attempts = [
      world.tenants.update('acme', fieldsOfTenant, null),
      world.tenants.delete('acme'),
      world.projects.delete('acme', 'shop'),
      world.environments.delete(at),
      world.environments.update(at, { title: '', kind: 'dev' }, null),
      world.clusters.delete('eu1'),
      world.users.delete(users[0]?.id ?? ''),
      world.users.resetPassword(users[0]?.id ?? ''),
      world.tokens.revoke('acme', root, tokens[0]?.token.id ?? ''),
    ];
    for (const attempt of attempts) await expect(attempt).rejects.toEqual(declared);
  });

  it('takes over what was made through the API', async () => {
    world = await openTenancyWorld();
    await settleTwoTenants(world, { Ann: ['tenant-member', 'globex'] });
    const us1 = { id: 'us1', metrics: { url: 'http://us1.example:9090' } };
    const shop = { id: 'shop', environments: [{ ...environment, cluster: 'us1' }] };
    await declare({ clusters: [eu1, us1], tenants: [{ ...acme, projects: [shop] }], users: [ann] });
    expect(outcomes().sort()).toEqual([
      'created role tenant-admin on acme of user Ann',
      'taken over cluster eu1',
      'taken over cluster us1',
      'taken over environment acme.shop.prod',
      'taken over project acme.shop',
      'taken over tenant acme',
      'taken over user Ann',
    ]);
    const { bindings, users } = await snapshot();
    expect(bindings.map(({ role, declared }) => [role, declared])).toEqual([
      ['tenant-member', false],
      ['tenant-admin', true],
    ]);
    expect(users.filter(({ name }) => name.toLowerCase() === 'ann')).toHaveLength(1);
  });

  it('deletes what left the file, and keeps as ordinary what is referred to', async () => {
    world = await openTenancyWorld();
    await declare(whole);
    await world.projects.create('globex', { id: 'extra', title: '' });
    const db = builderFor<{ tenants: { id: string } }>('sqlite');
    const rules: ReferenceSource = {
      noun: 'rules',
      find: (target) =>
        target.kind === 'environment' && target.tenant === 'globex'
          ? db.selectFrom('tenants').select('id as name').compile()
          : null,
    };
    await declare({}, [rules]);
    expect(outcomes().sort()).toEqual([
      'deleted environment acme.shop.prod',
      'deleted project acme.shop',
      'deleted tenant acme',
      'deleted token grafana of acme',
      'deleted user Ann',
      'kept as ordinary cluster eu1',
      'kept as ordinary environment globex.shop.prod',
      'kept as ordinary project globex.shop',
      'kept as ordinary tenant globex',
    ]);
    const left = await snapshot();
    expect(left.tenants).toMatchObject([{ id: 'globex', declared: false }]);
    expect(left.users).toEqual([]);
    expect(left.tokens).toEqual([]);
    await world.projects.delete('globex', 'extra');
  });

  it('moves pairs between environments and keeps their history', async () => {
    world = await openTenancyWorld();
    await declare(whole);
    await world.clock.advance(60_000);
    const swapped = (tenant: typeof acme, namespace: string) => ({
      ...tenant,
      projects: [{ id: 'shop', environments: [{ ...environment, namespace }] }],
    });
    await declare({ ...whole, tenants: [swapped(acme, 'globex-shop'), swapped(globex, 'shop')] });
    const rows = await world.state.all(world.context.sql.pairs.owners('eu1', 'shop'));
    const owners = rows.map(pairOwnerOf);
    expect(owners.map(({ tenant }) => tenant)).toEqual(['globex', 'acme']);
    expect(owners[1]?.ownedUntilMs).toBe(owners[0]?.ownedFromMs);
    const { environments } = await snapshot();
    expect(environments.find(({ tenant }) => tenant === 'globex')?.bornAtMs).toBe(
      owners[0]?.ownedFromMs,
    );
  });

  it('moves an environment away from a cluster that leaves the file', async () => {
    world = await openTenancyWorld();
    await declare({ clusters: [eu1], tenants: [acme] });
    const moved = {
      ...acme,
      projects: [{ id: 'shop', environments: [{ ...environment, cluster: 'eu2' }] }],
    };
    await declare({ clusters: [{ ...eu1, id: 'eu2' }], tenants: [moved] });
    const { clusters, environments } = await snapshot();
    expect(clusters.map(({ id }) => id)).toEqual(['eu2']);
    expect(environments.map(({ cluster }) => cluster)).toEqual(['eu2']);
  });

  it('is refused with a finding when a namespace belongs to somebody else, and changes nothing', async () => {
    world = await openTenancyWorld();
    await settleTwoTenants(world);
    const before = await snapshot();
    const thief = {
      ...acme,
      projects: [{ id: 'new', environments: [{ ...environment, namespace: 'globex-shop' }] }],
    };
    await expect(declare({ clusters: [eu1], tenants: [thief] })).rejects.toMatchObject({
      kind: 'invalid',
      details: [
        {
          path: '/tenants/0/projects/0/environments/0/namespace',
          message: expect.stringContaining('belongs to environment globex.shop.prod'),
        },
      ],
    });
    expect(await snapshot()).toEqual(before);
  });

  it('ends sessions and tokens when their secret changes', async () => {
    world = await openTenancyWorld();
    await declare(whole);
    const { secret } = await world.signIn.signIn({
      name: 'ann',
      password: 'a long password',
      address: '::1',
    });
    const is = async (credentials: object) =>
      (await world.authenticator.authenticate(credentials)).kind;
    const bearer = { authorization: `Bearer ${secrets.TOKEN}` };
    expect([await is({ sessionCookie: secret }), await is(bearer)]).toEqual(['session', 'token']);
    await declare({
      ...whole,
      users: [{ ...ann, password: 'another password' }],
      tokens: [{ ...token, secret: 'b'.repeat(40) }],
    });
    expect([await is({ sessionCookie: secret }), await is(bearer)]).toEqual([
      'unauthenticated',
      'unauthenticated',
    ]);
    expect(await is({ authorization: `Bearer ${'b'.repeat(40)}` })).toBe('token');
  });

  it('lets declared users choose their language, not their password', async () => {
    world = await openTenancyWorld();
    await declare(whole);
    const { session } = await world.signIn.signIn({
      name: 'ann',
      password: 'a long password',
      address: '::1',
    });
    await world.account.setLanguage(session, 'zh');
    await expect(
      world.account.changePassword(session, {
        current: 'a long password',
        next: 'a new password',
        address: '::1',
      }),
    ).rejects.toMatchObject({ kind: 'conflict' });
    await declare(whole);
    expect((await snapshot()).users[0]?.language).toBe('zh');
  });
});

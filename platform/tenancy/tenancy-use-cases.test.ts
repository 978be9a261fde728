import { afterAll, afterEach, describe, expect, it } from 'vitest';
import {
  closeDatabases,
  fieldsOfTenant,
  openTenancyWorld,
  settleTwoTenants,
  type TenancyWorld,
} from '../../test/support/tenancy-world.ts';
import { builderFor } from '../state/builder.ts';
import { DEFAULT_TLS } from './cluster-backend.ts';
import { pairOwnerOf } from './pair-history.ts';
import type { ReferenceSource } from './references.ts';

afterAll(closeDatabases);
let world: TenancyWorld | undefined;
afterEach(async () => {
  await world?.close();
  world = undefined;
});

async function settled(references: readonly ReferenceSource[] = []): Promise<TenancyWorld> {
  const opened = await openTenancyWorld({ references });
  world = opened;
  await settleTwoTenants(opened);
  return opened;
}

const refused = (kind: string, message: RegExp | string) =>
  expect.objectContaining({
    kind,
    message: typeof message === 'string' ? message : expect.stringMatching(message),
  });

const cluster = {
  id: 'lab',
  title: 'Lab',
  metrics: { url: 'http://lab.example:9090/prom/', timeoutMs: 10_000 },
  enforcement: {
    namespaceLabel: 'namespace',
    tenantLabel: null,
    clusterLabel: null,
    exemptMetrics: ['up'],
  },
  ruleSink: { kind: 'none' } as const,
  alertNamespaceTrusted: false,
  replicaLabels: ['replica'],
};

describe('tenants and projects', () => {
  it('are created, changed and read back', async () => {
    const { tenants, clock } = await settled();
    const created = await tenants.create({ id: 'umbrella', ...fieldsOfTenant, title: 'Umbrella' });
    expect(await tenants.get('umbrella')).toEqual(created);
    await clock.advance(1_000);
    const changed = await tenants.update('umbrella', { ...created, timeZone: 'Asia/Shanghai' }, 1);
    expect(changed).toMatchObject({ revision: 2, timeZone: 'Asia/Shanghai', declared: false });
    expect(changed.updatedAtMs - changed.createdAtMs).toBe(1_000);
    expect(await tenants.get('umbrella')).toEqual(changed);
  });

  it('are refused a second time', async () => {
    const { tenants, projects } = await settled();
    await expect(tenants.create({ id: 'acme', ...fieldsOfTenant })).rejects.toEqual(
      refused('conflict', /Tenant acme exists already/),
    );
    await expect(projects.create('acme', { id: 'shop', title: '' })).rejects.toEqual(
      refused('conflict', /Project acme.shop exists already/),
    );
    await expect(projects.create('nobody', { id: 'shop', title: '' })).rejects.toEqual(
      refused('not_found', 'Tenant nobody does not exist.'),
    );
  });

  it('refuses a change of what was changed meanwhile', async () => {
    const { tenants } = await settled();
    await tenants.update('acme', { ...fieldsOfTenant, title: 'first' }, 1);
    await expect(tenants.update('acme', { ...fieldsOfTenant, title: 'second' }, 1)).rejects.toEqual(
      refused('precondition_failed', /Tenant acme was changed/),
    );
    expect((await tenants.get('acme')).title).toBe('first');
    const race = [1, 2, 3].map((n) =>
      tenants.update('acme', { ...fieldsOfTenant, title: `${n}` }, 2),
    );
    const outcomes = await Promise.allSettled(race);
    expect(outcomes.filter((outcome) => outcome.status === 'fulfilled')).toHaveLength(1);
  });

  it('are not deleted while something is below or refers to them', async () => {
    const db = builderFor<{ projects: { id: string; title: string } }>('sqlite');
    const rules: ReferenceSource = {
      noun: 'rules',
      find: (target) =>
        target.kind === 'severity' || (target.kind === 'tenant' && target.tenant === 'acme')
          ? db.selectFrom('projects').select('id as name').limit(5).compile()
          : null,
    };
    const { tenants, projects } = await settled([rules]);
    await expect(tenants.delete('globex')).rejects.toEqual(
      refused('conflict', /Tenant globex cannot be deleted.*projects shop/),
    );
    await expect(projects.delete('globex', 'shop')).rejects.toEqual(
      refused('conflict', /Project globex.shop cannot be deleted.*environments prod/),
    );
    await expect(
      tenants.update('acme', { ...fieldsOfTenant, severities: ['critical'] }, null),
    ).rejects.toEqual(refused('conflict', /cannot lose the severity warning.*rules/));
    expect((await tenants.get('acme')).severities).toEqual(['critical', 'warning']);
  });

  it('are listed in pages', async () => {
    const { tenants } = await settled();
    for (const id of ['a1', 'zz']) await tenants.create({ id, ...fieldsOfTenant });
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const page = await tenants.list({ limit: 2, cursor }, ['a1', 'acme', 'zz', 'unknown']);
      seen.push(...page.items.map((tenant) => tenant.id));
      cursor = page.nextCursor;
    } while (cursor !== null);
    expect(seen).toEqual(['a1', 'acme', 'zz']);
    expect((await tenants.list({ limit: 50, cursor: null }, 'all')).items).toHaveLength(4);
    expect((await tenants.list({ limit: 50, cursor: null }, [])).items).toEqual([]);
    await expect(tenants.list({ limit: 2, cursor: '~~' }, 'all')).rejects.toEqual(
      refused('invalid', /cursor/),
    );
  });
});

describe('environments', () => {
  const at = { tenant: 'acme', project: 'blog' };
  const input = {
    id: 'prod',
    title: '',
    cluster: 'eu1',
    namespace: 'blog-prod',
    kind: 'prod',
  } as const;

  it('own exactly one free pair', async () => {
    const { environments, directory } = await settled();
    await environments.create(at, input);
    expect(directory.current().ownerOf('eu1', 'blog-prod')).toMatchObject({ ...at, id: 'prod' });
    await expect(
      environments.create({ tenant: 'globex', project: 'shop' }, { ...input, id: 'x' }),
    ).rejects.toEqual(refused('conflict', /belongs to acme.blog.prod already/));
    await expect(environments.create(at, { ...input, namespace: 'free' })).rejects.toEqual(
      refused('conflict', /Environment acme.blog.prod exists already/),
    );
  });

  it.each([
    ['project', { tenant: 'acme', project: 'nothing' }, {}, 'Project acme.nothing does not exist.'],
    ['tenant', { tenant: 'nobody', project: 'shop' }, {}, 'Project nobody.shop does not exist.'],
    ['cluster', at, { cluster: 'mars' }, 'Cluster mars does not exist.'],
  ])('need an existing %s', async (_, where, wrong, message) => {
    const { environments } = await settled();
    await expect(environments.create(where, { ...input, ...wrong })).rejects.toEqual(
      refused('not_found', message),
    );
  });

  it('give one owner at a time to a pair asked for by many at once', async () => {
    const { environments, directory } = await settled();
    const wishes = ['a', 'b', 'c', 'd'].map((id) => environments.create(at, { ...input, id }));
    const outcomes = await Promise.allSettled(wishes);
    expect(outcomes.filter((outcome) => outcome.status === 'fulfilled')).toHaveLength(1);
    const owners = directory.current().environments.filter((env) => env.namespace === 'blog-prod');
    expect(owners).toHaveLength(1);
  });

  it('leave a history of who owned the pair', async () => {
    const { environments, state, context, clock } = await settled();
    const first = await environments.create(at, input);
    await clock.advance(5_000);
    await environments.delete({ ...at, id: 'prod' });
    const second = await environments.create(
      { tenant: 'globex', project: 'shop' },
      { ...input, id: 'new' },
    );
    const rows = await state.all(context.sql.pairs.owners('eu1', 'blog-prod'));
    const base = { ownedUntilMs: null, tenant: 'globex', project: 'shop', environment: 'new' };
    expect(rows.map(pairOwnerOf)).toEqual([
      { ...base, ownedFromMs: second.bornAtMs },
      {
        tenant: 'acme',
        project: 'blog',
        environment: 'prod',
        ownedFromMs: first.bornAtMs,
        ownedUntilMs: first.bornAtMs + 5_000,
      },
    ]);
  });

  it('never get an earlier birth than the end of the owner before, also in the same millisecond', async () => {
    const { environments } = await settled();
    const first = await environments.create(at, input);
    await environments.delete({ ...at, id: 'prod' });
    const second = await environments.create(at, input);
    expect(second.bornAtMs).toBeGreaterThan(first.bornAtMs);
  });

  it('change title and kind, never the pair', async () => {
    const { environments } = await settled();
    const key = { tenant: 'acme', project: 'shop', id: 'dev' };
    const changed = await environments.update(key, { title: 'Dev', kind: 'test' }, 1);
    expect(changed).toMatchObject({
      title: 'Dev',
      kind: 'test',
      namespace: 'shop-dev',
      revision: 2,
    });
    expect(await environments.get(key)).toEqual(changed);
  });
});

describe('clusters', () => {
  it('keep their token sealed and write-only', async () => {
    const { clusters, directory, state, context } = await settled();
    const auth = { kind: 'bearer' as const, token: 'very-secret' };
    const metrics = { ...cluster.metrics, auth };
    const created = await clusters.create({ ...cluster, metrics });
    expect(JSON.stringify(created)).not.toContain('very-secret');
    expect(JSON.stringify(await state.all(context.sql.clusters.all()))).not.toContain(
      'very-secret',
    );
    expect(directory.clusters().get('lab')?.metrics).toEqual({
      kind: 'prometheus',
      url: 'http://lab.example:9090/prom',
      timeoutMs: 10_000,
      auth,
      tls: DEFAULT_TLS,
    });
    await clusters.update('lab', cluster, 1);
    expect(directory.clusters().get('lab')?.metrics?.auth).toEqual(auth);
    await clusters.update(
      'lab',
      { ...cluster, metrics: { ...cluster.metrics, auth: { kind: 'none' } } },
      2,
    );
    expect(directory.clusters().get('lab')?.metrics?.auth).toEqual({ kind: 'none' });
  });

  it('do not send a kept token to another server', async () => {
    const { clusters } = await settled();
    const auth = { kind: 'bearer' as const, token: 'secret' };
    await clusters.create({ ...cluster, metrics: { ...cluster.metrics, auth } });
    const elsewhere = { ...cluster.metrics, url: 'http://evil.example:9090' };
    await expect(clusters.update('lab', { ...cluster, metrics: elsewhere }, null)).rejects.toEqual(
      refused('invalid', /auth\/token.*another server/),
    );
  });

  const { enforcement } = cluster;

  it('may enforce nothing while there is nothing to query', async () => {
    const { clusters, directory } = await settled();
    await clusters.create({
      ...cluster,
      metrics: null,
      enforcement: { ...enforcement, namespaceLabel: null },
    });
    expect(directory.clusters().get('lab')?.metrics).toBeNull();
  });

  it('are not removed while environments are on them', async () => {
    const { clusters } = await settled();
    await expect(clusters.delete('eu1')).rejects.toEqual(
      refused(
        'conflict',
        /Cluster eu1 cannot be removed.*acme.blog.test, acme.shop.dev, globex.shop.prod/,
      ),
    );
    await clusters.create(cluster);
    await clusters.delete('lab');
    await expect(clusters.get('lab')).rejects.toEqual(
      refused('not_found', 'Cluster lab does not exist.'),
    );
  });
});

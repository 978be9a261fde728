import { beforeEach, expect, it } from 'vitest';
import { monitorsMigration } from '../../collector/migration-0001-monitors.ts';
import {
  type MonitorContent,
  NO_LIMITS,
  PLAIN_ENDPOINT,
} from '../../collector/monitors/monitor.ts';
import type { MonitorCluster } from '../../collector/monitors/monitor-cluster.ts';
import { MonitorRepository } from '../../collector/monitors/monitor-repository.ts';
import { MonitorService } from '../../collector/monitors/monitor-service.ts';
import { monitorReferences } from '../../collector/monitors/monitor-sql.ts';
import { VirtualClock } from '../../platform/clock/virtual-clock.ts';
import { createUlidSource } from '../../platform/ids/ulid.ts';
import { addressPolicy } from '../../platform/outbound/address-policy.ts';
import { parseAllowList } from '../../platform/outbound/allow-list.ts';
import type { State } from '../../platform/state/state.ts';
import { EnvironmentSql } from '../../platform/tenancy/environment-sql.ts';
import { tenancyMigration } from '../../platform/tenancy/migration-0001-tenancy.ts';
import type { Principal } from '../../platform/tenancy/principal.ts';
import { ProjectSql } from '../../platform/tenancy/project-sql.ts';
import { newlyStored } from '../../platform/tenancy/stored.ts';
import { TenantSql } from '../../platform/tenancy/tenant-sql.ts';
import { enforcementWith } from '../support/backends.ts';
import { describeOnBothStates } from '../support/both-states.ts';
import { testDirectory } from '../support/rule-fixture.ts';
import { acme, dev, reader, umbrella } from '../support/rule-writers.ts';

const content = (name: string, change: Partial<MonitorContent> = {}): MonitorContent => ({
  name,
  environment: 'acme.shop.dev',
  enabled: true,
  source: { kind: 'scrape', targets: ['8.8.8.8:9100'], labels: {} },
  endpoints: [PLAIN_ENDPOINT],
  limits: NO_LIMITS,
  ...change,
});

describeOnBothStates('monitors', ({ dialect, open }) => {
  let state: State;
  let monitors: MonitorRepository;
  let changes: number;
  const clock = new VirtualClock();
  const directory = testDirectory();
  const clusterOf = (id: string): MonitorCluster => ({
    id,
    carrier: 'embedded',
    isKubernetes: false,
    objectLabels: {},
    enforcement: enforcementWith(),
  });
  const newId = createUlidSource(clock, () => 0.5);
  const config = {
    maxPerTenant: 2,
    minInterval: '5s',
    sampleLimit: 100,
    targetLimit: 10,
    labelLimit: 10,
    labelNameLengthLimit: 10,
    labelValueLengthLimit: 10,
    probers: [],
  };
  const service = () =>
    new MonitorService({
      monitors,
      directory: () => directory,
      clusterOf,
      config,
      judge: addressPolicy('tenant', parseAllowList([])),
      checkHost: async (host) =>
        host === 'inside.example.com' ? { refusal: 'it is a private network' } : 'allowed',
      clock,
      newId,
    });
  const write = (principal: Principal, one: MonitorContent, owner = 'acme') => ({
    principal,
    owner,
    draft: { kind: 'form', content: one } as const,
  });

  beforeEach(async () => {
    state = await open([tenancyMigration, monitorsMigration]);
    const stored = newlyStored(0);
    const tenants = [...directory.tenants.values()].map((tenant) =>
      new TenantSql(dialect).insert({ ...tenant, ...stored }),
    );
    const projects = directory.projects.map((project) =>
      new ProjectSql(dialect).insert({ ...project, ...stored }),
    );
    const environments = directory.environments.map((environment) =>
      new EnvironmentSql(dialect).insert({ ...environment, ...stored }),
    );
    const clusters = directory.clusters.map((id) => ({
      name: 'cluster.insert',
      sql: `INSERT INTO clusters (id, title, settings, declared, revision, created_at_ms, updated_at_ms) VALUES (${dialect === 'sqlite' ? '?' : '$1'}, '', '{}', 0, 1, 0, 0)`,
      parameters: [id],
      expect: 'one' as const,
    }));
    const statements = [...clusters, ...tenants, ...projects, ...environments];
    expect((await state.commit({ name: 'test', statements })).kind).toBe('committed');
    monitors = await MonitorRepository.open(state);
    changes = 0;
    monitors.subscribe(() => {
      changes += 1;
    });
  });

  it('are kept with their history, and found again after a start', async () => {
    const made = await service().create(write(dev, content('api')), null);
    await clock.advance(1_000);
    const next = content('api', { enabled: false });
    const changed = await service().update(write(acme, next), made.id, 1);
    expect(changed).toMatchObject({ revision: 2, enabled: false, createdAtMs: made.createdAtMs });
    expect((await MonitorRepository.open(state)).get(made.id)).toEqual(changed);
    await service().delete(acme, 'acme', made.id, 2);
    const history = await service().history(reader, 'acme', made.id);
    expect(history.map(({ kind, revision, author }) => [kind, revision, author.name])).toEqual([
      ['deleted', 3, 'tenant-admin'],
      ['updated', 2, 'tenant-admin'],
      ['created', 1, 'project-dev'],
    ]);
    expect(changes).toBe(3);
  });

  it('refuse a lost race, a name that is taken, and one too many', async () => {
    const made = await service().create(write(acme, content('api')), null);
    await expect(service().create(write(acme, content('api')), null)).rejects.toMatchObject({
      kind: 'conflict',
    });
    const next = write(acme, content('api-2'));
    await service().update(next, made.id, 1);
    // An answer that was lost.
    expect(await service().update(next, made.id, 1)).toMatchObject({ revision: 2 });
    await expect(service().update(write(acme, content('x')), made.id, 1)).rejects.toMatchObject({
      kind: 'precondition_failed',
    });
    await expect(service().delete(acme, 'acme', made.id, 1)).rejects.toMatchObject({
      kind: 'precondition_failed',
    });
    await service().create(write(acme, content('b')), null);
    await expect(service().create(write(acme, content('c')), null)).rejects.toMatchObject({
      kind: 'limited',
    });
  });

  it('are created once for one key', async () => {
    const made = await service().create(write(acme, content('api')), 'k');
    expect(await service().create(write(acme, content('api')), 'k')).toEqual(made);
    await expect(service().create(write(acme, content('b')), 'k')).rejects.toMatchObject({
      kind: 'conflict',
    });
  });

  it('need the right on their environment: a developer’s ends at development', async () => {
    const prod = content('api', { environment: 'acme.shop.prod' });
    const denied = { kind: 'scope_denied' };
    await expect(service().create(write(dev, prod), null)).rejects.toMatchObject(denied);
    await expect(service().create(write(reader, content('a')), null)).rejects.toMatchObject(denied);
    await expect(service().create(write(umbrella, content('a')), null)).rejects.toMatchObject(
      denied,
    );
    const foreign = write(umbrella, content('a'), 'umbrella');
    await expect(service().create(foreign, null)).rejects.toMatchObject(denied);
    const unknown = content('a', { environment: 'acme.shop.nowhere' });
    await expect(service().create(write(acme, unknown), null)).rejects.toMatchObject(denied);
    const made = await service().create(write(acme, prod), null);
    expect(service().list(reader, 'acme', { limit: 10, cursor: null }).items).toEqual([]);
    expect(() => service().get(umbrella, 'acme', made.id)).toThrow(expect.objectContaining(denied));
    await expect(service().delete(dev, 'acme', made.id, null)).rejects.toMatchObject(denied);
    const moved = content('api', { environment: 'acme.shop.dev' });
    await expect(service().update(write(acme, moved), made.id, 1)).rejects.toMatchObject({
      details: [{ path: '/environment' }],
    });
  });

  it('are judged by what a name resolves to', async () => {
    const source = { kind: 'scrape', targets: ['inside.example.com:80'], labels: {} } as const;
    await expect(
      service().create(write(acme, content('a', { source })), null),
    ).rejects.toMatchObject({
      details: [{ path: '/source/targets/0', message: 'it is a private network' }],
    });
  });

  it('keep their tenant and project, and are refused when their environment went meanwhile', async () => {
    await service().create(write(acme, content('api')), null);
    const { find } = monitorReferences(dialect);
    const namesOf = async (target: Parameters<typeof find>[0]) => {
      const query = find(target);
      return query === null ? null : (await state.all(query)).map(({ name }) => name);
    };
    expect(await namesOf({ kind: 'tenant', tenant: 'acme' })).toEqual(['api']);
    expect(await namesOf({ kind: 'tenant', tenant: 'umbrella' })).toEqual([]);
    expect(await namesOf({ kind: 'project', tenant: 'acme', project: 'shop' })).toEqual(['api']);
    expect(await namesOf({ kind: 'project', tenant: 'acme', project: 'blog' })).toEqual([]);
    const gone = {
      name: 'gone',
      sql: 'DELETE FROM environments',
      parameters: [],
      expect: 'any',
    } as const;
    await state.commit({ name: 'test', statements: [gone] });
    await expect(service().create(write(acme, content('b')), null)).rejects.toMatchObject({
      kind: 'conflict',
    });
  });
});

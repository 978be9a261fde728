import { beforeAll, beforeEach, expect, it } from 'vitest';
import { rulesMigration } from '../../alerting/migration-0001-rules.ts';
import { policiesMigration } from '../../alerting/migration-0007-policies.ts';
import type { RuleCluster } from '../../alerting/rules/rule-cluster.ts';
import { type RuleDraft, textSource } from '../../alerting/rules/rule-draft.ts';
import { ownerStands, ruleReferences } from '../../alerting/rules/rule-references.ts';
import { RuleRepository } from '../../alerting/rules/rule-repository.ts';
import { RuleService, type RuleServiceOptions } from '../../alerting/rules/rule-service.ts';
import { VirtualClock } from '../../platform/clock/virtual-clock.ts';
import { createLogger } from '../../platform/observe/logger.ts';
import { builderFor, statement } from '../../platform/state/builder.ts';
import type { State } from '../../platform/state/state.ts';
import { EMBEDDED_URL } from '../../platform/tenancy/cluster-backend.ts';
import { tenancyMigration } from '../../platform/tenancy/migration-0001-tenancy.ts';
import { clusterKubernetesMigration } from '../../platform/tenancy/migration-0002-cluster-kubernetes.ts';
import type { Principal } from '../../platform/tenancy/principal.ts';
import { newlyStored } from '../../platform/tenancy/stored.ts';
import { TenantSql } from '../../platform/tenancy/tenant-sql.ts';
import { findRuleTemplate } from '../../queries/templates/rules/rule-templates.ts';
import { describeOnBothStates } from '../support/both-states.ts';
import { noPolicies } from '../support/no-policies.ts';
import { testCluster, testDirectory, testMacKey } from '../support/rule-fixture.ts';
import { acme, admin, dev, draft, reader, umbrella } from '../support/rule-writers.ts';

const acmeChannel = '01J00000000000000000000CHA';

describeOnBothStates('rules', ({ dialect, open }) => {
  let state: State;
  let rules: RuleRepository;
  let closed: string[];
  let changes: number;
  const clock = new VirtualClock();
  const logger = createLogger({ level: 'silent' });

  const service = (change: Partial<RuleServiceOptions> = {}) =>
    new RuleService({
      rules,
      directory: () => testDirectory(),
      clusters: { all: () => [testCluster('lab'), testCluster('edge')] },
      platformLadder: ['critical'],
      channels: {
        has: (owner, id) => owner === 'acme' && id === acmeChannel,
        mustExist: () =>
          statement(
            'channel.exists',
            builderFor<{ tenants: { id: string } }>(dialect)
              .selectFrom('tenants')
              .select('id')
              .where('id', '=', 'acme')
              .compile(),
            'one',
          ),
      },
      policies: noPolicies,
      templates: () => findRuleTemplate,
      incidents: {
        closeForRule: async (ruleId, reason) => void closed.push(`${ruleId} ${reason}`),
      },
      ownerStands: (tenant, ladder) => ownerStands(dialect, tenant, ladder),
      clock,
      newId: newId(),
      macKey: testMacKey,
      maxRulesPerOwner: 1_000,
      changed: () => {
        changes += 1;
      },
      logger,
      ...change,
    });

  beforeAll(async () => {
    const migrations = [
      tenancyMigration,
      rulesMigration,
      clusterKubernetesMigration,
      policiesMigration,
    ];
    state = await open(migrations);
    const tenants = [...testDirectory().tenants.values()];
    const sql = new TenantSql(dialect);
    const statements = tenants.map((tenant) => sql.insert({ ...tenant, ...newlyStored(0) }));
    await state.commit({ name: 'test.tenants', statements });
  });
  beforeEach(async () => {
    const db = builderFor<Record<string, object>>(dialect);
    const tables = ['rule_channels', 'rule_severities', 'rules', 'rule_changes'];
    const statements = tables.map((table) => statement('clear', db.deleteFrom(table).compile()));
    await state.commit({ name: 'test.clear', statements });
    rules = await RuleRepository.open(state);
    closed = [];
    changes = 0;
  });

  it('may read what no selector names only where the source keeps them to their scope', async () => {
    const write = {
      principal: acme,
      owner: 'acme',
      draft: { ...draft, source: textSource('info(up)') },
    };
    await expect(service().create(write, null)).rejects.toMatchObject({
      kind: 'invalid',
      details: [{ path: '/expression', message: expect.stringContaining('info(up) reads series') }],
    });
    const own = { metricsUrl: EMBEDDED_URL, ruleSink: { kind: 'embedded' } } as const;
    const clusters = (lab: Partial<RuleCluster>) => ({
      clusters: { all: () => [testCluster('lab', lab), testCluster('edge')] },
    });
    const unruled = service(clusters({ metricsUrl: EMBEDDED_URL }));
    await expect(unruled.create(write, null)).rejects.toMatchObject({ kind: 'invalid' });
    expect(await service(clusters(own)).create(write, null)).toMatchObject({ revision: 1 });
  });

  it('are kept with their history, and found again after a start', async () => {
    const api = service();
    const made = await api.create({ principal: acme, owner: 'acme', draft }, null);
    await clock.advance(1_000);
    const next = { ...draft, name: 'Queue far too long', channels: [acmeChannel] };
    const changed = await api.update({ principal: admin, owner: 'acme', draft: next }, made.id, 1);
    expect(changed).toMatchObject({
      revision: 2,
      name: 'Queue far too long',
      createdAtMs: made.createdAtMs,
    });
    expect(changed.updatedAtMs).toBe(made.createdAtMs + 1_000);
    rules = await RuleRepository.open(state);
    expect(rules.get(made.id)).toEqual(changed);
    expect(rules.rulesUsing(acmeChannel)).toEqual([made.id]);
    await api.delete(acme, 'acme', made.id, 2);
    const history = await rules.changes(made.id);
    expect(
      history.map(({ kind, revision, author, content }) => [
        kind,
        revision,
        author.name,
        content.name,
      ]),
    ).toEqual([
      ['deleted', 3, 'tenant-admin', 'Queue far too long'],
      ['updated', 2, 'system-admin', 'Queue far too long'],
      ['created', 1, 'tenant-admin', 'Queue too long'],
    ]);
    expect((await RuleRepository.open(state)).all()).toEqual([]);
    expect(closed).toEqual([`${made.id} rule_deleted`]);
  });

  it('end their incidents when their labels change, not when their name does', async () => {
    const api = service();
    const made = await api.create({ principal: acme, owner: 'acme', draft }, null);
    const renamed = { ...draft, name: 'Queue far too long' };
    await api.update({ principal: acme, owner: 'acme', draft: renamed }, made.id, 1);
    expect(closed).toEqual([]);
    const labelled = { ...renamed, labels: new Map([['component', 'jobs']]) };
    await api.update({ principal: acme, owner: 'acme', draft: labelled }, made.id, 2);
    expect(closed).toEqual([`${made.id} rule_changed`]);
  });

  it('tell delivery at once', async () => {
    const api = service();
    const made = await api.create({ principal: acme, owner: 'acme', draft }, null);
    expect(changes).toBe(1);
    await api.delete(acme, 'acme', made.id, null);
    expect(changes).toBe(2);
  });

  it('are shown to their owner only, pages newest first', async () => {
    const api = service();
    const ids: string[] = [];
    for (const scope of ['acme.shop', 'acme', 'acme.shop.dev']) {
      const made = await api.create(
        { principal: acme, owner: 'acme', draft: { ...draft, scope } },
        null,
      );
      ids.unshift(made.id);
    }
    const other = { ...draft, scope: 'umbrella' };
    const foreign = await api.create(
      { principal: umbrella, owner: 'umbrella', draft: other },
      null,
    );
    const first = api.list(acme, 'acme', { limit: 2, cursor: null });
    const second = api.list(acme, 'acme', { limit: 2, cursor: first.nextCursor });
    expect([...first.items, ...second.items].map((rule) => rule.id)).toEqual(ids);
    expect(second.nextCursor).toBeNull();
    const seen = api.list(reader, 'acme', { limit: 50, cursor: null }).items;
    expect(seen.map((rule) => rule.id)).toEqual([ids[0]]);
    expect(() => api.get(reader, 'acme', ids[1] ?? '')).toThrow(
      expect.objectContaining({ kind: 'not_found' }),
    );
    expect(() => api.get(acme, 'acme', foreign.id)).toThrow(
      expect.objectContaining({ kind: 'not_found' }),
    );
    expect(() => api.get(acme, 'umbrella', foreign.id)).toThrow(
      expect.objectContaining({ kind: 'scope_denied' }),
    );
    expect(() => api.list(acme, 'nobody', { limit: 1, cursor: null })).toThrow(
      expect.objectContaining({ kind: 'scope_denied' }),
    );
  });

  it.each<[string, Principal, string, string]>([
    ['another tenant', umbrella, 'acme.shop', 'scope_denied'],
    ['who may only read', reader, 'acme.shop.dev', 'scope_denied'],
    ['dev in production', dev, 'acme.shop.prod', 'scope_denied'],
    ['dev in the whole project', dev, 'acme.shop', 'scope_denied'],
    ['a project that is not there', acme, 'acme.nope', 'scope_denied'],
    ['a cluster that is not there', acme, 'acme@nope', 'scope_denied'],
    ['a scope of another tenant', acme, 'umbrella', 'invalid'],
  ])('are not written by %s', async (_name, principal, scope, kind) => {
    const write = { principal, owner: 'acme', draft: { ...draft, scope } };
    await expect(service().create(write, null)).rejects.toMatchObject({ kind });
    expect(rules.all()).toEqual([]);
  });

  it('are written by dev where dev may, and not moved to where dev may not', async () => {
    const api = service();
    const own = { ...draft, scope: 'acme.shop.dev' };
    const made = await api.create({ principal: dev, owner: 'acme', draft: own }, null);
    const moved = { principal: dev, owner: 'acme', draft: { ...own, scope: 'acme.shop' } };
    await expect(api.update(moved, made.id, 1)).rejects.toMatchObject({ kind: 'scope_denied' });
    const whole = await api.create({ principal: acme, owner: 'acme', draft }, null);
    const taken = { principal: dev, owner: 'acme', draft: own };
    await expect(api.update(taken, whole.id, 1)).rejects.toMatchObject({ kind: 'scope_denied' });
    await expect(api.delete(dev, 'acme', whole.id, null)).rejects.toMatchObject({
      kind: 'scope_denied',
    });
  });

  it('of a project without environments are written by who holds the project', async () => {
    const empty = { ...draft, scope: 'acme.empty' };
    const api = service();
    await expect(
      api.create({ principal: dev, owner: 'acme', draft: empty }, null),
    ).rejects.toMatchObject({ kind: 'scope_denied' });
    await api.create({ principal: acme, owner: 'acme', draft: empty }, null);
    expect(rules.all()).toHaveLength(1);
  });

  it('of the platform need a system role', async () => {
    const levels = [{ severity: 'critical', operator: '>', threshold: 1, for: '1m' }] as const;
    const platform = { ...draft, scope: '_platform@lab', levels };
    const api = service();
    await expect(
      api.create({ principal: acme, owner: '_platform', draft: platform }, null),
    ).rejects.toMatchObject({ kind: 'scope_denied' });
    const made = await api.create({ principal: admin, owner: '_platform', draft: platform }, null);
    expect(made.owner).toBe('_platform');
  });

  it('lose no race', async () => {
    const api = service();
    const made = await api.create({ principal: acme, owner: 'acme', draft }, null);
    const named = (name: string) => ({ principal: acme, owner: 'acme', draft: { ...draft, name } });
    const both = await Promise.allSettled([
      api.update(named('one'), made.id, 1),
      api.update(named('two'), made.id, 1),
    ]);
    expect(both.map((result) => result.status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(both.find((result) => result.status === 'rejected')?.reason).toMatchObject({
      kind: 'precondition_failed',
    });
    await expect(api.update(named('three'), made.id, 1)).rejects.toMatchObject({
      kind: 'precondition_failed',
    });
    await expect(api.delete(acme, 'acme', made.id, 1)).rejects.toMatchObject({
      kind: 'precondition_failed',
    });
    expect(rules.get(made.id)?.revision).toBe(2);
  });

  it('take the same change twice as one', async () => {
    const api = service();
    const made = await api.create({ principal: acme, owner: 'acme', draft }, 'key');
    expect(await api.create({ principal: acme, owner: 'acme', draft }, 'key')).toEqual(made);
    const other = { principal: acme, owner: 'acme', draft: { ...draft, name: 'other' } };
    await expect(api.create(other, 'key')).rejects.toMatchObject({ kind: 'conflict' });
    const changed = await api.update(other, made.id, 1);
    expect(await api.update(other, made.id, 1)).toEqual(changed);
    expect(await api.create({ principal: acme, owner: 'acme', draft }, 'key')).toEqual(changed);
    expect(rules.all()).toHaveLength(1);
  });

  it('created at once with one key are one rule', async () => {
    const api = service();
    const write = { principal: acme, owner: 'acme', draft };
    const made = await Promise.all([1, 2, 3].map(() => api.create(write, 'key')));
    expect(new Set(made.map((rule) => rule.id)).size).toBe(1);
  });

  it('are bounded per owner', async () => {
    const api = service({ maxRulesPerOwner: 2 });
    const write = { principal: acme, owner: 'acme', draft };
    const results = await Promise.allSettled([1, 2, 3].map(() => api.create(write, null)));
    expect(results.filter((result) => result.status === 'fulfilled')).toHaveLength(2);
    await expect(api.create(write, null)).rejects.toMatchObject({
      kind: 'limited',
      message: expect.stringContaining('acme has 2 of 2 rules'),
    });
    const other = {
      principal: umbrella,
      owner: 'umbrella',
      draft: { ...draft, scope: 'umbrella' },
    };
    await expect(api.create(other, null)).resolves.toBeDefined();
  });

  it('name channels of their owner only', async () => {
    const api = service();
    const withChannel = { ...draft, channels: [acmeChannel] };
    await api.create({ principal: acme, owner: 'acme', draft: withChannel }, null);
    const foreign = { ...withChannel, scope: 'umbrella' };
    await expect(
      api.create({ principal: umbrella, owner: 'umbrella', draft: foreign }, null),
    ).rejects.toMatchObject({ kind: 'invalid', details: [{ path: '/channels/0' }] });
    const outcome = await state.commit({
      name: 'test.channel',
      statements: [rules.channelUnused(acmeChannel)],
    });
    expect(outcome).toMatchObject({ kind: 'rejected', statement: 'rule.channel_unused' });
  });

  it('are not saved when tenant or ladder went away meanwhile', async () => {
    const api = service({ ownerStands: (tenant) => ownerStands(dialect, tenant, ['critical']) });
    await expect(api.create({ principal: acme, owner: 'acme', draft }, null)).rejects.toMatchObject(
      { kind: 'conflict' },
    );
    expect(rules.all()).toEqual([]);
  });

  it('keep what they refer to', async () => {
    await service().create({ principal: acme, owner: 'acme', draft }, null);
    const source = ruleReferences(dialect);
    const used = async (target: Parameters<typeof source.find>[0]) => {
      const query = source.find(target);
      return query ? (await state.all(query)).map((row) => row.name) : null;
    };
    expect(await used({ kind: 'tenant', tenant: 'acme' })).toEqual(['Queue too long']);
    expect(await used({ kind: 'tenant', tenant: 'umbrella' })).toEqual([]);
    expect(await used({ kind: 'project', tenant: 'acme', project: 'shop' })).toHaveLength(1);
    expect(await used({ kind: 'project', tenant: 'acme', project: 'sho' })).toEqual([]);
    expect(await used({ kind: 'severity', tenant: 'acme', severity: 'warning' })).toHaveLength(1);
    expect(await used({ kind: 'severity', tenant: 'umbrella', severity: 'warning' })).toEqual([]);
    expect(await used({ kind: 'cluster', cluster: 'lab' })).toEqual([]);
  });

  it('resolve incidents when they no longer stand for them', async () => {
    const api = service();
    const made = await api.create({ principal: acme, owner: 'acme', draft }, null);
    const update = (change: Partial<RuleDraft>, revision: number) =>
      api.update(
        { principal: acme, owner: 'acme', draft: { ...draft, ...change } },
        made.id,
        revision,
      );
    await update({ source: textSource('other') }, 1);
    await update({ scope: 'acme.shop.dev' }, 2);
    await update({ scope: 'acme.shop.dev', enabled: false }, 3);
    expect(closed).toEqual([`${made.id} rule_narrowed`, `${made.id} rule_disabled`]);
  });

  it('stand even when their incidents could not be resolved', async () => {
    const incidents = { closeForRule: () => Promise.reject(new Error('database is full')) };
    const api = service({ incidents });
    const made = await api.create({ principal: acme, owner: 'acme', draft }, null);
    await api.delete(acme, 'acme', made.id, 1);
    expect(rules.get(made.id)).toBeUndefined();
  });

  it('can be looked at before they are saved', () => {
    const write = { principal: acme, owner: 'acme', draft: { ...draft, scope: 'acme' } };
    const { clusters, refused } = service().preview(write);
    expect(refused).toEqual([]);
    expect(clusters.map(({ cluster, scopedExpression }) => [cluster, scopedExpression])).toEqual([
      ['lab', 'jobs_waiting{namespace=~"acme-dev|acme-prod"}'],
      ['edge', 'jobs_waiting{namespace="acme-blog"}'],
    ]);
    expect(() => service().preview({ ...write, principal: umbrella })).toThrow(
      expect.objectContaining({ kind: 'scope_denied' }),
    );
  });
});

/** ULIDs in rising order. */
function newId(): () => string {
  let count = 0;
  return () => `01J${String(++count).padStart(23, '0')}`;
}

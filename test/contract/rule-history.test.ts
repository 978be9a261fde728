import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { rulesMigration } from '../../alerting/migration-0001-rules.ts';
import { policiesMigration } from '../../alerting/migration-0007-policies.ts';
import { type RuleDraft, textSource } from '../../alerting/rules/rule-draft.ts';
import { ownerStands } from '../../alerting/rules/rule-references.ts';
import { RuleRepository } from '../../alerting/rules/rule-repository.ts';
import { RuleService, type RuleServiceOptions } from '../../alerting/rules/rule-service.ts';
import { takeOverTemplate } from '../../alerting/rules/templates/take-over-template.ts';
import { VirtualClock } from '../../platform/clock/virtual-clock.ts';
import { createLogger } from '../../platform/observe/logger.ts';
import type { State } from '../../platform/state/state.ts';
import { Directory } from '../../platform/tenancy/directory.ts';
import { tenancyMigration } from '../../platform/tenancy/migration-0001-tenancy.ts';
import { clusterKubernetesMigration } from '../../platform/tenancy/migration-0002-cluster-kubernetes.ts';
import { newlyStored } from '../../platform/tenancy/stored.ts';
import { TenantSql } from '../../platform/tenancy/tenant-sql.ts';
import { findRuleTemplate } from '../../queries/templates/rules/rule-templates.ts';
import { describeOnBothStates } from '../support/both-states.ts';
import { testCluster, testDirectory, testMacKey } from '../support/rule-fixture.ts';
import { acme, dev, draft, reader, umbrella } from '../support/rule-writers.ts';

describeOnBothStates('what rules were', ({ dialect, open }) => {
  const clock = new VirtualClock();
  let state: State;
  let repository: RuleRepository;
  let closed: string[];
  let made = 0;

  beforeEach(async () => {
    state = await open([
      tenancyMigration,
      rulesMigration,
      clusterKubernetesMigration,
      policiesMigration,
    ]);
    const sql = new TenantSql(dialect);
    const tenants = [...testDirectory().tenants.values()];
    const statements = tenants.map((tenant) => sql.insert({ ...tenant, ...newlyStored(0) }));
    await state.commit({ name: 'test.tenants', statements });
    repository = await RuleRepository.open(state);
    closed = [];
  });
  afterEach(() => clock.advance(1_000));

  const service = (change: Partial<RuleServiceOptions> = {}) =>
    new RuleService({
      rules: repository,
      directory: () => testDirectory(),
      clusters: { all: () => [testCluster('lab')] },
      platformLadder: ['critical'],
      channels: {
        has: () => false,
        mustExist: () => {
          throw new Error('no rule here has a channel');
        },
      },
      policies: {
        has: () => false,
        mustExist: () => {
          throw new Error('no rule here has a policy');
        },
      },
      templates: () => findRuleTemplate,
      incidents: { closeForRule: async (id, reason) => void closed.push(`${id} ${reason}`) },
      ownerStands: (tenant, ladder) => ownerStands(dialect, tenant, ladder),
      clock,
      // ULIDs in rising order.
      newId: () => `01J${String(++made).padStart(23, '0')}`,
      macKey: testMacKey,
      maxRulesPerOwner: 1_000,
      changed: () => undefined,
      logger: createLogger({ level: 'silent' }),
      ...change,
    });
  const write = (change: Partial<RuleDraft> = {}) => ({
    principal: acme,
    owner: 'acme',
    draft: { ...draft, ...change },
  });
  const caller = { principal: acme, owner: 'acme' };

  it('is told version by version, to those who may see what it covered then', async () => {
    const api = service();
    const { id } = await api.create(write({ scope: 'acme' }), null);
    await api.update(write({ scope: 'acme.shop.dev', name: 'Narrow' }), id, 1);
    const names = async (who: typeof acme) =>
      (await api.history(who, 'acme', id)).map(({ revision, content }) => [revision, content.name]);
    expect(await names(acme)).toEqual([
      [2, 'Narrow'],
      [1, draft.name],
    ]);
    expect(await names(reader)).toEqual([[2, 'Narrow']]);
    await expect(api.history(umbrella, 'umbrella', id)).rejects.toMatchObject({
      kind: 'not_found',
    });
    await expect(api.history(umbrella, 'acme', id)).rejects.toMatchObject({ kind: 'scope_denied' });
  });

  it('comes back, as one more change', async () => {
    const api = service();
    const first = await api.create(write(), null);
    await api.update(write({ source: textSource('other'), enabled: false }), first.id, 1);
    const back = await api.restore(caller, first.id, 1);
    expect(back).toMatchObject({ revision: 3, expression: first.expression, enabled: true });
    expect(await api.restore(caller, first.id, 3)).toEqual(back);
    await expect(api.restore(caller, first.id, 9)).rejects.toMatchObject({ kind: 'not_found' });
    for (const principal of [reader, umbrella]) {
      await expect(api.restore({ principal, owner: 'acme' }, first.id, 1)).rejects.toMatchObject({
        kind: expect.stringMatching('scope_denied|not_found'),
      });
    }
  });

  it('of a deleted rule comes back as a new one', async () => {
    const api = service();
    const { id } = await api.create(write(), null);
    await api.delete(acme, 'acme', id, 1);
    const history = await api.history(acme, 'acme', id);
    expect(history.map(({ kind }) => kind)).toEqual(['deleted', 'created']);
    const again = await api.restore(caller, id, 1);
    expect(again).toMatchObject({ name: draft.name, revision: 1 });
    expect(again.id).not.toBe(id);
    expect(repository.all()).toHaveLength(1);
  });

  it('does not come back where it could not be written today', async () => {
    const { id } = await service().create(write({ scope: 'acme' }), null);
    await service().update(write({ scope: 'acme.shop' }), id, 1);
    await expect(service().restore({ principal: dev, owner: 'acme' }, id, 1)).rejects.toMatchObject(
      { kind: expect.stringMatching('scope_denied|not_found') },
    );
    const directory = testDirectory();
    const tenants = [...directory.tenants.values()].map((tenant) => ({
      ...tenant,
      severities: ['warning'],
    }));
    const { projects, environments, clusters } = directory;
    const changed = new Directory(9, { tenants, projects, environments, clusters });
    await expect(
      service({ directory: () => changed }).restore(caller, id, 1),
    ).rejects.toMatchObject({ kind: 'invalid', details: [{ path: '/levels/0/severity' }] });
  });

  it('stays the same but for being on or off', async () => {
    const api = service();
    const template = 'middlewires.redis.redisClients';
    const source = { kind: 'template', template, parameters: {} } as const;
    const rule = await api.create(write({ source }), null);
    const set = (enabled: boolean) => api.amend(caller, rule.id, () => ({ enabled }));
    const off = await set(false);
    expect(off).toEqual({ ...rule, enabled: false, revision: 2, updatedAtMs: off.updatedAtMs });
    expect(await set(false)).toEqual(off);
    expect(closed).toEqual([`${rule.id} rule_disabled`]);
    expect((await set(true)).revision).toBe(3);
    await expect(
      api.amend({ principal: reader, owner: 'acme' }, rule.id, () => ({ enabled: false })),
    ).rejects.toMatchObject({ kind: expect.stringMatching('scope_denied|not_found') });
  });

  describe('of a template that was changed since', () => {
    const id = 'middlewires.redis.redisClients';
    const built = findRuleTemplate(id);
    const changed = built && { ...built, promql: built.promql.replace(/^(max|sum)/, 'avg') };
    const source = { kind: 'template', template: id, parameters: {} } as const;
    const later = () =>
      service({ templates: () => (one) => (one === id ? changed : findRuleTemplate(one)) });

    it('keeps it through an update, and takes it over on request with its levels', async () => {
      const rule = await service().create(write({ source }), null);
      const kept = await later().update(write({ source, name: 'Other' }), rule.id, 1);
      expect(kept.expression).toBe(rule.expression);
      expect(later().madeFrom(caller, id)).toEqual([rule.id]);
      expect(() => later().madeFrom({ principal: umbrella, owner: 'acme' }, id)).toThrow(/./);
      const find = (one: string) => (one === id ? changed : undefined);
      const taken = await later().amend(caller, rule.id, (one) => takeOverTemplate(one, find));
      expect(taken.expression).toMatch(/^avg/);
      expect([taken.levels, taken.name, taken.revision]).toEqual([rule.levels, 'Other', 3]);
      expect((await later().history(acme, 'acme', rule.id))[0]?.content).toMatchObject({
        expression: taken.expression,
      });
      expect(() => takeOverTemplate(taken, () => undefined)).toThrow(/no template/);
    });

    it('is refused where it no longer takes what the rule gives it', async () => {
      const parameters = { groupBy: ['service'] };
      const rule = await service().create(write({ source: { ...source, parameters } }), null);
      const narrower = built && { ...built, labels: built.labels.slice(0, 1) };
      expect(() => takeOverTemplate(rule, () => narrower)).toThrow(/groupBy/);
    });
  });

  it('tells who uses up the rules, of what the caller may see', async () => {
    const api = service({ maxRulesPerOwner: 3 });
    for (const scope of ['acme', 'acme.shop.dev', 'acme.shop.dev']) {
      await api.create(write({ scope }), null);
    }
    const refused = await api.create(write(), null).catch((error) => error);
    expect(refused).toMatchObject({ kind: 'limited', message: expect.stringContaining('3 of 3') });
    const told = (error: { details: { path: string; message: string }[] }) =>
      Object.fromEntries(error.details.map(({ path, message }) => [path, message]));
    expect(told(refused)).toEqual({
      '/quota/used': '3',
      '/quota/limit': '3',
      '/quota/scopes/acme.shop.dev': '2',
      '/quota/scopes/acme': '1',
      '/quota/authors/tenant-admin': '3',
    });
    const ofDev = await api
      .create({ ...write({ scope: 'acme.shop.dev' }), principal: dev }, null)
      .catch((error) => error);
    expect(told(ofDev)).toMatchObject({ '/quota/used': '3', '/quota/others': '1' });
    expect(told(ofDev)).not.toHaveProperty('/quota/scopes/acme');
  });
});

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { rulesMigration } from '../../alerting/migration-0001-rules.ts';
import { type RuleDraft, textSource } from '../../alerting/rules/rule-draft.ts';
import { ownerStands } from '../../alerting/rules/rule-references.ts';
import { RuleRepository } from '../../alerting/rules/rule-repository.ts';
import { RuleService, type RuleServiceOptions } from '../../alerting/rules/rule-service.ts';
import { VirtualClock } from '../../platform/clock/virtual-clock.ts';
import { createLogger } from '../../platform/observe/logger.ts';
import { Directory } from '../../platform/tenancy/directory.ts';
import { tenancyMigration } from '../../platform/tenancy/migration-0001-tenancy.ts';
import { newlyStored } from '../../platform/tenancy/stored.ts';
import { TenantSql } from '../../platform/tenancy/tenant-sql.ts';
import { findRuleTemplate } from '../../queries/templates/rules/rule-templates.ts';
import { openDirectState } from '../support/direct-state.ts';
import { testCluster, testDirectory, testMacKey } from '../support/rule-fixture.ts';
import { acme, dev, draft, reader, umbrella } from '../support/rule-writers.ts';

describe('what rules were', () => {
  const clock = new VirtualClock();
  let state: ReturnType<typeof openDirectState>;
  let repository: RuleRepository;
  let closed: string[];
  let made = 0;

  beforeEach(async () => {
    state = openDirectState([tenancyMigration, rulesMigration]);
    const sql = new TenantSql('sqlite');
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
      templates: () => findRuleTemplate,
      incidents: { closeForRule: async (id, reason) => void closed.push(`${id} ${reason}`) },
      ownerStands: (tenant, ladder) => ownerStands('sqlite', tenant, ladder),
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
    const off = await api.setEnabled(caller, rule.id, false);
    expect(off).toEqual({ ...rule, enabled: false, revision: 2, updatedAtMs: off.updatedAtMs });
    expect(await api.setEnabled(caller, rule.id, false)).toEqual(off);
    expect(closed).toEqual([`${rule.id} rule_disabled`]);
    expect((await api.setEnabled(caller, rule.id, true)).revision).toBe(3);
    await expect(
      api.setEnabled({ principal: reader, owner: 'acme' }, rule.id, false),
    ).rejects.toMatchObject({ kind: expect.stringMatching('scope_denied|not_found') });
  });
});

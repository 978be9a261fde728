import { beforeEach, expect, it } from 'vitest';
import { rulesMigration } from '../../alerting/migration-0001-rules.ts';
import { systemRulesMigration } from '../../alerting/migration-0005-system-rules.ts';
import { joinRuleBooks } from '../../alerting/rules/join-rule-books.ts';
import { readRuleLabel, ruleLabel } from '../../alerting/rules/rule-mac.ts';
import { ownerStands } from '../../alerting/rules/rule-references.ts';
import { RuleRepository } from '../../alerting/rules/rule-repository.ts';
import { RuleService } from '../../alerting/rules/rule-service.ts';
import { SystemRuleBook } from '../../alerting/rules/system/system-rule-book.ts';
import { systemRuleReferences } from '../../alerting/rules/system/system-rule-references.ts';
import {
  SystemRuleService,
  type SystemRuleWrite,
} from '../../alerting/rules/system/system-rule-service.ts';
import { SystemSettings } from '../../alerting/rules/system/system-settings.ts';
import { DesiredRules } from '../../alerting/sinks/desired-rules.ts';
import { VirtualClock } from '../../platform/clock/virtual-clock.ts';
import { createLogger } from '../../platform/observe/logger.ts';
import { builderFor, statement } from '../../platform/state/builder.ts';
import type { State } from '../../platform/state/state.ts';
import { tenancyMigration } from '../../platform/tenancy/migration-0001-tenancy.ts';
import type { ReferenceTarget } from '../../platform/tenancy/references.ts';
import { newlyStored } from '../../platform/tenancy/stored.ts';
import { TenantSql } from '../../platform/tenancy/tenant-sql.ts';
import type { SystemRule } from '../../queries/system-rules/system-rule.ts';
import { SYSTEM_RULES } from '../../queries/system-rules/system-rules.ts';
import { findRuleTemplate } from '../../queries/templates/rules/rule-templates.ts';
import { describeOnBothStates } from '../support/both-states.ts';
import { noPolicies } from '../support/no-policies.ts';
import { testCluster, testDirectory, testMacKey } from '../support/rule-fixture.ts';
import { acme, admin, dev, draft, umbrella } from '../support/rule-writers.ts';

const CHANNEL = '01J00000000000000000000CHA';
const CRASHES = 'pod-crash-looping';
const ofAcme: SystemRuleWrite = { principal: acme, owner: 'acme' };
const ofUmbrella: SystemRuleWrite = { principal: umbrella, owner: 'umbrella' };
const ofPlatform: SystemRuleWrite = { principal: admin, owner: '_platform' };
const warning = { severity: 'warning', threshold: 7, for: '5m' };

describeOnBothStates('system rules', ({ dialect, open: openState }) => {
  const clock = new VirtualClock();
  const logger = createLogger({ level: 'silent' });
  let state: State;
  let closed: string[];
  let changes: number;

  beforeEach(async () => {
    state = await openState([tenancyMigration, rulesMigration, systemRulesMigration]);
    const tenants = [...testDirectory().tenants.values()];
    const statements = tenants.map((tenant) =>
      new TenantSql(dialect).insert({ ...tenant, ...newlyStored(0) }),
    );
    await state.commit({ name: 'test.tenants', statements });
    closed = [];
    changes = 0;
  });

  /** As after a start, of this version or of another. */
  const open = async (catalogue: readonly SystemRule[] = SYSTEM_RULES) => {
    const [settings, repository] = await Promise.all([
      SystemSettings.open(state),
      RuleRepository.open(state),
    ]);
    const directory = () => testDirectory();
    const clusters = { all: () => [testCluster('lab'), testCluster('edge')] };
    const platformLadder = ['critical', 'warning', 'info'];
    const defaults = { platform: true, tenants: false };
    const book = new SystemRuleBook({ catalogue, settings, directory, platformLadder, defaults });
    const shared = {
      ...{ directory, clusters, clock, logger, macKey: testMacKey, platformLadder },
      ownerStands: (tenant: string, ladder: readonly string[]) =>
        ownerStands(dialect, tenant, ladder),
      incidents: {
        closeForRule: async (id: string, reason: string) => {
          closed.push(`${book.get(id)?.owner} ${book.systemRuleOf(id)?.id} ${reason}`);
        },
      },
      channels: {
        has: (owner: string, id: string) => owner === 'acme' && id === CHANNEL,
        mustExist: (owner: string) => {
          const db = builderFor<{ tenants: { id: string } }>(dialect);
          const query = db.selectFrom('tenants').select('id').where('id', '=', owner);
          return statement('channel.exists', query.compile(), 'one');
        },
      },
      changed: () => {
        changes += 1;
      },
    };
    const service = new SystemRuleService({ ...shared, book, settings });
    const rules = new RuleService({
      ...shared,
      rules: repository,
      systemRules: book,
      policies: noPolicies,
      templates: () => findRuleTemplate,
      newId: () => '01J00000000000000000000NEW',
      maxRulesPerOwner: 10,
    });
    const desired = (cluster: 'lab' | 'edge') =>
      new DesiredRules(testMacKey).on(
        testCluster(cluster),
        joinRuleBooks(repository, book).all(),
        testDirectory(),
        clusters.all(),
        0,
      );
    return { service, book, settings, rules, desired };
  };

  it('are on for the platform, and for a tenant once somebody switches a group on', async () => {
    const { service, book, desired } = await open();
    expect(book.ofOwner('acme')).toEqual([]);
    const platform = book.ofOwner('_platform');
    expect(platform.length).toBeGreaterThan(60);
    expect(platform.filter(({ enabled }) => !enabled).map(({ name }) => name)).toEqual([
      'No scheduler answers',
      'No controller manager answers',
      'Watchdog',
    ]);
    await service.setGroup(ofAcme, 'pods', { enabled: true, channels: [CHANNEL] }, 0);
    expect(changes).toBe(1);
    const own = book.ofOwner('acme');
    expect(own.length).toBeGreaterThan(5);
    expect(own.every(({ enabled, channels }) => enabled && channels[0] === CHANNEL)).toBe(true);
    expect(book.ofOwner('umbrella')).toEqual([]);
    const crashes = own.find((rule) => book.systemRuleOf(rule.id)?.id === CRASHES);
    const onLab = desired('lab').get(crashes?.id ?? '');
    expect(onLab).toMatchObject({ kind: 'file', file: { owner: 'acme', scope: 'acme' } });
    const text = onLab?.kind === 'file' ? onLab.file.text : '';
    expect(text).toContain('namespace=~\\"acme-dev|acme-prod\\"');
    expect(text).not.toContain('umbrella');
    const label = ruleLabel(testMacKey, crashes?.id ?? '', 'lab');
    expect(text).toContain(label);
    expect(readRuleLabel(testMacKey, 'lab', label)).toBe(crashes?.id);
    const ofSystem = platform.find((rule) => book.systemRuleOf(rule.id)?.id === CRASHES);
    expect(ofSystem?.id).not.toBe(crashes?.id);
    expect(ofSystem?.expression).toContain('namespace=~"kube-.+|');
  });

  it('record only once their group is on, for the owner who said so', async () => {
    const { service, book, desired } = await open();
    const recording = (owner: string) =>
      book.ofOwner(owner).filter(({ record }) => record !== null);
    expect(recording('_platform')).toEqual([]);
    const on = { enabled: true, channels: [] };
    await service.setGroup(ofAcme, 'recordings', on, 0);
    const own = recording('acme');
    expect(own.map(({ record, enabled }) => [record, enabled])).toEqual([
      ['namespace_pod:log_lines:count1m', true],
      ['namespace_pod:error_log_lines:count1m', true],
    ]);
    expect([...recording('_platform'), ...recording('umbrella')]).toEqual([]);
    const onLab = desired('lab').get(own[0]?.id ?? '');
    const text = onLab?.kind === 'file' ? onLab.file.text : '';
    expect(text).toContain('record: ');
    expect(text).not.toContain('umbrella');
    await service.setGroup(ofPlatform, 'recordings', on, 0);
    expect(recording('_platform')).toHaveLength(2);
    await service.setGroup(ofPlatform, 'recordings', { ...on, enabled: false }, 1);
    expect(
      service.list(ofPlatform).groups.find(({ group }) => group === 'recordings'),
    ).toMatchObject({ isOn: false, stored: { body: null } });
  });

  it('stay the same objects until something of them changes', async () => {
    const { service, book } = await open();
    const before = book.all();
    expect(book.all()).toBe(before);
    await service.setGroup(ofAcme, 'pods', { enabled: true, channels: [] }, 0);
    expect(book.all().slice(0, before.length)).toEqual(before);
    for (const [index, rule] of before.entries()) expect(book.all()[index]).toBe(rule);
  });

  it('are overridden by one tenant without touching another', async () => {
    const { service, book } = await open();
    for (const write of [ofAcme, ofUmbrella]) {
      await service.setGroup(write, 'pods', { enabled: true, channels: [] }, 0);
    }
    const before = service.get(ofUmbrella, CRASHES).effective;
    const [other, platform] = [book.ofOwner('umbrella'), book.ofOwner('_platform')];
    const override = { levels: [warning], keepFiringFor: '10m', levelChange: 'any' } as const;
    const made = await service.override(ofAcme, CRASHES, override, 0);
    expect(made.effective.levels).toMatchObject([
      {
        severity: 'warning',
        condition: { operator: '>', threshold: 7 },
        forMs: 300_000,
        checks: null,
        keepFiringForMs: 600_000,
      },
    ]);
    expect(made.override?.revision).toBe(1);
    expect(service.get(ofUmbrella, CRASHES).effective).toBe(before);
    expect(book.ofOwner('umbrella')).toEqual(other);
    expect(book.ofOwner('_platform')).toEqual(platform);
    const again = await open();
    expect(again.service.get(ofAcme, CRASHES).effective).toEqual(made.effective);
    expect(again.service.get(ofUmbrella, CRASHES).override).toBeUndefined();
  });

  it('switched off end what they have open, and say why', async () => {
    const { service } = await open();
    await service.setGroup(ofAcme, 'pods', { enabled: true, channels: [] }, 0);
    await service.override(ofAcme, CRASHES, { enabled: false }, 0);
    expect(closed).toEqual([`acme ${CRASHES} rule_disabled`]);
    await service.reset(ofAcme, CRASHES, 1);
    expect(service.get(ofAcme, CRASHES).effective.enabled).toBe(true);
    closed = [];
    await service.setGroup(ofAcme, 'pods', { enabled: false, channels: [] }, 1);
    expect(closed).toContain(`acme ${CRASHES} rule_disabled`);
    expect(closed.every((one) => one.startsWith('acme '))).toBe(true);
    const { book } = await open();
    const rules = book.ofOwner('acme');
    expect(rules.length).toBeGreaterThan(5);
    expect(rules.every(({ enabled }) => !enabled)).toBe(true);
  });

  it('keep their overrides when an upgrade changes them, and show what changed', async () => {
    const first = await open();
    await first.service.setGroup(ofAcme, 'pods', { enabled: true, channels: [] }, 0);
    await first.service.override(ofAcme, CRASHES, { levels: [warning] }, 0);
    const before = first.service.get(ofAcme, CRASHES).effective;
    const second = await open(SYSTEM_RULES.map(upgraded));
    const { effective, changes: shown, override } = second.service.get(ofAcme, CRASHES);
    expect(effective.id).toBe(before.id);
    expect(effective.levels).toEqual(before.levels);
    expect(effective.expression).toContain('[10m]');
    expect(effective.revision).toBeGreaterThan(before.revision);
    expect(override?.body?.madeFor.version).toBe(1);
    expect(shown).toEqual([
      {
        what: 'expression',
        before: expect.stringContaining('[5m]'),
        after: expect.stringContaining('[10m]'),
      },
      {
        what: 'levels',
        operator: { before: '>', after: '>' },
        before: [{ severity: 'warning', threshold: 2, forMs: 60_000 }],
        after: [{ severity: 'warning', threshold: 4, forMs: 60_000 }],
      },
    ]);
    const seen = await second.service.override(ofAcme, CRASHES, { levels: [warning] }, 1);
    expect(seen.changes).toEqual([]);
    expect(seen.effective.levels).toEqual(before.levels);
    const other = await second.service.setGroup(
      ofUmbrella,
      'pods',
      { enabled: true, channels: [] },
      0,
    );
    expect(other.isOn).toBe(true);
    const plain = second.service.get(ofUmbrella, CRASHES);
    expect(plain.effective.levels[0]?.condition?.threshold).toBe(4);
    const third = await open(SYSTEM_RULES.filter(({ id }) => id !== CRASHES));
    expect(third.book.get(before.id)).toBeUndefined();
    expect(() => third.service.get(ofAcme, CRASHES)).toThrow(/does not exist/);
  });

  it('tell their history, and refuse what is not right or too late', async () => {
    const { service } = await open();
    await service.override(ofAcme, CRASHES, { levels: [warning] }, 0);
    await clock.advance(1_000);
    await service.reset(ofAcme, CRASHES, 1);
    const history = await service.history(ofAcme, { kind: 'rule', name: CRASHES });
    expect(history.map(({ revision, override }) => [revision, override?.levels])).toEqual([
      [2, undefined],
      [1, [{ severity: 'warning', threshold: 7, forMs: 300_000 }]],
    ]);
    const late = service.override(ofAcme, CRASHES, { enabled: false }, 1);
    await expect(late).rejects.toMatchObject({ kind: 'precondition_failed' });
    const wrong = service.override(
      ofAcme,
      'container-memory-near-limit',
      {
        levels: [{ severity: 'page', threshold: 90, for: 'soon' }],
        keepFiringFor: 'long',
        channels: [CHANNEL, CHANNEL],
      },
      0,
    );
    await expect(wrong).rejects.toMatchObject({
      kind: 'invalid',
      details: [
        { path: '/levels/0/for' },
        { path: '/levels/0/severity' },
        { path: '/levels/0/threshold', message: expect.stringContaining('out of range') },
        { path: '/keepFiringFor' },
        { path: '/channels/1' },
      ].map((one) => expect.objectContaining(one)),
    });
    const foreign = service.setGroup(ofUmbrella, 'pods', { enabled: true, channels: [CHANNEL] }, 0);
    await expect(foreign).rejects.toMatchObject({ details: [{ path: '/channels/0' }] });
    await expect(
      service.setGroup(ofAcme, 'nodes', { enabled: true, channels: [] }, 0),
    ).rejects.toThrow(/does not exist/);
  });

  it("are the owner's alone, and only for who holds the whole of it", async () => {
    const { service, rules } = await open();
    const denied = expect.objectContaining({ kind: 'scope_denied' });
    expect(() => service.list({ principal: umbrella, owner: 'acme' })).toThrow(denied);
    expect(() => service.list({ principal: dev, owner: 'acme' })).toThrow(denied);
    expect(() => service.list({ principal: acme, owner: '_platform' })).toThrow(denied);
    expect(() => service.list({ principal: admin, owner: 'nobody' })).toThrow(denied);
    const write = { principal: umbrella, owner: 'acme' };
    await expect(service.override(write, CRASHES, { enabled: false }, 0)).rejects.toThrow(denied);
    await expect(service.history(write, { kind: 'rule', name: CRASHES })).rejects.toThrow(denied);
    expect(() => service.preview(write, CRASHES, {})).toThrow(denied);
    await service.setGroup(ofAcme, 'pods', { enabled: true, channels: [] }, 0);
    const { id } = service.get(ofAcme, CRASHES).effective;
    const page = { limit: 500, cursor: null } as const;
    const listed = rules.list(acme, 'acme', page).items.map((rule) => rule.id);
    expect(listed).toContain(id);
    expect(rules.list(dev, 'acme', page).items).toEqual([]);
    expect(rules.list(umbrella, 'umbrella', page).items).toEqual([]);
    expect(rules.get(acme, 'acme', id).name).toBe('Container restarts again and again');
    expect(() => rules.get(umbrella, 'umbrella', id)).toThrow(/does not exist/);
    await expect(rules.delete(acme, 'acme', id, null)).rejects.toThrow(/is a system rule/);
    await expect(rules.update({ ...ofAcme, draft }, id, null)).rejects.toThrow(/is a system rule/);
    expect(await rules.history(acme, 'acme', id)).toEqual([]);
  });

  it('keep channels, rungs and tenants that they name from going away', async () => {
    const { service, settings } = await open();
    const levels = [{ ...warning, severity: 'critical' }];
    await service.override(ofAcme, CRASHES, { levels, channels: [CHANNEL] }, 0);
    expect(settings.using(CHANNEL)).toEqual([CRASHES]);
    const unused = () =>
      state.commit({ name: 'test', statements: [settings.channelUnused(CHANNEL)] });
    expect((await unused()).kind).toBe('rejected');
    const { find } = systemRuleReferences(dialect);
    const names = async (target: ReferenceTarget) => {
      const query = find(target);
      return query === null ? null : (await state.all(query)).map(({ name }) => name);
    };
    const severity = { kind: 'severity', severity: 'critical' } as const;
    expect(await names({ ...severity, tenant: 'acme' })).toEqual([CRASHES]);
    expect(await names({ ...severity, tenant: 'umbrella' })).toEqual([]);
    expect(await names({ kind: 'tenant', tenant: 'acme' })).toEqual([CRASHES]);
    expect(await names({ kind: 'tenant', tenant: 'umbrella' })).toEqual([]);
    await service.reset(ofAcme, CRASHES, null);
    expect((await unused()).kind).toBe('committed');
    expect(await names({ kind: 'tenant', tenant: 'acme' })).toEqual([]);
  });

  it('are previewed with an override that is not saved', async () => {
    const { service } = await open();
    const { clusters } = service.preview(ofAcme, CRASHES, { levels: [warning] });
    expect(clusters.map(({ cluster }) => cluster)).toEqual(['lab', 'edge']);
    expect(clusters[0]?.manifest).toContain(' > 7');
    expect(service.get(ofAcme, CRASHES).override).toBeUndefined();
    expect(service.preview(ofPlatform, 'node-not-ready', {}).clusters).toHaveLength(2);
  });
});

/** The next version of the catalogue: one rule asks and compares otherwise. */
function upgraded(rule: SystemRule): SystemRule {
  if (rule.id !== CRASHES) return rule;
  const levels = rule.levels.map((level) => ({ ...level, threshold: 4 }));
  return { ...rule, version: 2, expression: rule.expression.replace('[5m]', '[10m]'), levels };
}

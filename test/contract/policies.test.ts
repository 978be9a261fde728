import { beforeEach, expect, it } from 'vitest';
import type { PolicyDraft } from '../../alerting/policies/policy-draft.ts';
import { policyReferences } from '../../alerting/policies/policy-references.ts';
import { PolicyRepository } from '../../alerting/policies/policy-repository.ts';
import { PolicyService } from '../../alerting/policies/policy-service.ts';
import { ownerStands } from '../../alerting/rules/rule-references.ts';
import { RuleService } from '../../alerting/rules/rule-service.ts';
import { VirtualClock } from '../../platform/clock/virtual-clock.ts';
import { createLogger } from '../../platform/observe/logger.ts';
import { findRuleTemplate } from '../../queries/templates/rules/rule-templates.ts';
import { describeOnBothStates } from '../support/both-states.ts';
import {
  FOREIGN,
  LADDER,
  MAIL,
  openPolicyWorld,
  type PolicyWorld,
} from '../support/policy-world.ts';
import { testCluster, testDirectory, testMacKey } from '../support/rule-fixture.ts';
import { acme, admin, dev, draft, reader, umbrella } from '../support/rule-writers.ts';

const PAGE = { limit: 50, cursor: null };

const POLICY: PolicyDraft = {
  name: 'Office hours',
  description: 'Nobody is woken up',
  channels: [MAIL],
  repeat: { mode: 'doubling', every: '1h', max: 5 },
  severities: [{ severity: 'warning', channels: [], repeat: { mode: 'once' } }],
  windows: [
    {
      name: 'night',
      kind: 'mute',
      weekdays: ['mon', 'sun'],
      times: [{ from: '22:00', to: '06:00' }],
      monthDays: [-1, 1],
      months: [],
      zone: 'Europe/Berlin',
    },
  ],
};

describeOnBothStates('policies', (states) => {
  const { dialect } = states;
  let state: PolicyWorld['state'];
  let policies: PolicyRepository;
  let rules: PolicyWorld['rules'];
  let channels: PolicyWorld['channels'];
  let trees: PolicyWorld['trees'];
  let made = 0;
  const clock = new VirtualClock();
  const newId = () => `01J${String(++made).padStart(23, '0')}`;
  const ladder = LADDER;
  const stands = (tenant: string) => ownerStands(dialect, tenant, ladder);

  beforeEach(async () => {
    ({ state, policies, rules, channels, trees } = await openPolicyWorld(states));
  });

  const service = () =>
    new PolicyService({
      policies,
      routes: trees,
      rules,
      channels,
      directory: () => testDirectory(),
      ladderOf: (owner) => (owner === '_platform' ? ['critical'] : ladder),
      ownerStands: stands,
      clock,
      newId,
    });
  const ruleService = () =>
    new RuleService({
      rules,
      channels,
      policies,
      directory: () => testDirectory(),
      clusters: { all: () => [testCluster('lab')] },
      platformLadder: ['critical'],
      templates: () => findRuleTemplate,
      incidents: { closeForRule: async () => undefined },
      ownerStands: stands,
      clock,
      newId,
      macKey: testMacKey,
      maxRulesPerOwner: 10,
      changed: () => undefined,
      logger: createLogger({ level: 'silent' }),
    });
  const write = (change: Partial<PolicyDraft> = {}) => ({
    principal: acme,
    owner: 'acme',
    draft: { ...POLICY, ...change },
  });

  it('is kept as it was written, with its history, and read back', async () => {
    const policy = await service().create(write());
    expect(policy).toMatchObject({
      channels: [MAIL],
      severityChannels: new Map([['warning', []]]),
      repeat: { mode: 'doubling', everyMs: 3_600_000, max: 5 },
      severityRepeats: new Map([['warning', { mode: 'once', everyMs: 0, max: null }]]),
      windows: [{ times: [{ fromMinute: 1_320, toMinute: 360 }], monthDays: [-1, 1] }],
      revision: 1,
    });
    const changed = await service().update(write({ description: 'x' }), policy.id, 1);
    expect(await service().update(write({ description: 'x' }), policy.id, 2)).toBe(changed);
    expect((await PolicyRepository.open(state)).get('acme', policy.id)).toEqual(changed);
    await expect(service().update(write(), policy.id, 1)).rejects.toMatchObject({
      kind: 'precondition_failed',
    });
    await service().delete(acme, 'acme', policy.id, 2);
    const history = await service().history(acme, 'acme', policy.id);
    expect(history.map(({ kind, revision, author }) => [kind, revision, author.name])).toEqual([
      ['deleted', 3, 'tenant-admin'],
      ['updated', 2, 'tenant-admin'],
      ['created', 1, 'tenant-admin'],
    ]);
    await expect(service().history(umbrella, 'umbrella', policy.id)).rejects.toMatchObject({
      kind: 'not_found',
    });
  });

  it('what is wrong is told at its place', async () => {
    const wrong = {
      name: ' x',
      channels: [MAIL, MAIL],
      repeat: { mode: 'interval', every: '1s' },
      severities: [{ severity: 'page' }, { severity: 'warning' }, { severity: 'warning' }],
      windows: POLICY.windows.flatMap((window) => [
        window,
        { ...window, zone: 'Mars/Olympus', times: [{ from: '24:00', to: '25:00' }], months: [13] },
        { ...window, name: 'day 0', monthDays: [0] },
      ]),
    } as const;
    const failure = await service()
      .create(write(wrong))
      .catch((thrown: unknown) => thrown);
    const { details } = failure as { details: readonly { path: string }[] };
    expect(details.map(({ path }) => path)).toEqual([
      '/name',
      '/channels/1',
      '/repeat/every',
      '/severities/0/severity',
      '/severities/2/severity',
      '/windows/1/name',
      '/windows/1/zone',
      '/windows/1/times/0/from',
      '/windows/1/times/0/to',
      '/windows/1/months/0',
      '/windows/2/monthDays/0',
    ]);
  });

  it('only who may write rules everywhere in the tenant writes its policies', async () => {
    const policy = await service().create(write());
    for (const principal of [dev, reader, umbrella]) {
      const denied = { kind: 'scope_denied' };
      await expect(service().create({ ...write(), principal })).rejects.toMatchObject(denied);
      await expect(
        service().update({ ...write(), principal }, policy.id, null),
      ).rejects.toMatchObject(denied);
      await expect(service().delete(principal, 'acme', policy.id, null)).rejects.toMatchObject(
        denied,
      );
    }
    expect(service().list(dev, 'acme', PAGE).items).toEqual([policy]);
    expect(() => service().get(umbrella, 'acme', policy.id)).toThrow(/no permission/);
    expect(() => service().get(umbrella, 'umbrella', policy.id)).toThrow(/does not exist/);
    expect(service().list(umbrella, 'umbrella', PAGE).items).toEqual([]);
    const own = { principal: umbrella, owner: 'umbrella', draft: { ...POLICY, channels: [] } };
    expect((await service().create(own)).name).toBe(policy.name);
    await expect(service().create(write())).rejects.toMatchObject({ kind: 'conflict' });
    const platform = { ...POLICY, channels: [], severities: [] };
    await service().create({ principal: admin, owner: '_platform', draft: platform });
  });

  it('channels and policies of another tenant do not exist', async () => {
    for (const change of [
      { channels: [FOREIGN] },
      { channels: [], severities: [{ severity: 'warning', channels: [FOREIGN] }] },
    ]) {
      await expect(service().create(write(change))).rejects.toMatchObject({
        kind: 'invalid',
        message: expect.stringContaining('does not exist'),
      });
    }
    const policy = await service().create(write());
    const theirs = { ...draft, scope: 'umbrella', policy: policy.id };
    const stolen = { principal: umbrella, owner: 'umbrella', draft: theirs };
    await expect(ruleService().create(stolen, null)).rejects.toMatchObject({
      kind: 'invalid',
      details: [{ path: '/policy', message: expect.stringContaining('does not exist') }],
    });
  });

  it('cannot go while rules belong to it, nor its channel and its severity while it is there', async () => {
    const policy = await service().create(write());
    const owned = { principal: acme, owner: 'acme', draft: { ...draft, policy: policy.id } };
    const rule = await ruleService().create(owned, null);
    expect(service().rulesOf(reader, 'acme', policy.id)).toEqual({ rules: [], count: 1 });
    expect(service().rulesOf(dev, 'acme', policy.id).rules).toEqual([rule]);
    await expect(service().delete(acme, 'acme', policy.id, null)).rejects.toMatchObject({
      kind: 'conflict',
      message: expect.stringContaining(draft.name),
    });
    const channel = channels.get('acme', MAIL);
    if (channel === undefined) throw new Error('no channel');
    expect(await channels.remove(channel, [policies.channelUnused(MAIL)])).toMatchObject({
      kind: 'rejected',
      statement: 'policy.channel_unused',
    });
    expect(policies.using(MAIL)).toEqual([policy.name]);
    const source = policyReferences(dialect);
    const found = async (target: Parameters<typeof source.find>[0]) => {
      const query = source.find(target);
      return query === null ? [] : (await state.all(query)).map(({ name }) => name);
    };
    expect(await found({ kind: 'severity', tenant: 'acme', severity: 'warning' })).toEqual([
      policy.name,
    ]);
    expect(await found({ kind: 'severity', tenant: 'umbrella', severity: 'warning' })).toEqual([]);
    expect(await found({ kind: 'tenant', tenant: 'acme' })).toEqual([policy.name]);
    await ruleService().delete(acme, 'acme', rule.id, null);
    await service().delete(acme, 'acme', policy.id, null);
    // A rule that comes back from its history finds it gone.
    await expect(
      ruleService().restore({ principal: acme, owner: 'acme' }, rule.id, 1),
    ).rejects.toMatchObject({ kind: 'invalid' });
    expect(await channels.remove(channel, [policies.channelUnused(MAIL)])).toMatchObject({
      kind: 'committed',
    });
  });
});

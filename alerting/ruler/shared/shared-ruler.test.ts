import { describe, expect, it } from 'vitest';
import { createLogger } from '../../../platform/observe/logger.ts';
import {
  RulerWorld,
  readOnlyCluster,
  ruledAlert,
  ruledGroup,
} from '../../../test/support/ruler-world.ts';
import { KeptAlerts } from '../kept-alerts.ts';
import { groupKeyOf } from '../ruled-group.ts';
import { RulerMember } from './ruler-member.ts';
import { SharedRuler } from './shared-ruler.ts';

const MIN = 60_000;
const cluster = readOnlyCluster;
const logger = createLogger({ level: 'silent', destination: { write: () => undefined } });
const acmeFull = 'full namespace=acme-prod';

const groups = Array.from({ length: 20 }, (_, index) =>
  ruledGroup({
    file: `${index % 2 === 0 ? 'acme' : 'globex'}.${index}.yml`,
    owner: index % 2 === 0 ? 'acme' : 'globex',
    name: `group ${index}`,
    rules: [ruledAlert({ expr: `full_${index}`, forMs: 3 * MIN })],
  }),
);

/** An owner and a member of one database, whose rulers ask, send and keep in one world. */
function shared() {
  const world = new RulerWorld();
  for (const [index] of groups.entries()) world.answers.set(`full_${index}`, () => [[acmeFull, 1]]);
  const { clock } = world;
  const kept = new KeptAlerts(world.state);
  const local = world.ruler();
  const owner = new SharedRuler({
    ...{ local, kept, clock, logger },
    own: 'owner',
    isShareable: (of, { name }) => of === cluster && name !== 'group 0',
  });
  const theirs = world.ruler();
  const link = { isUp: true };
  const member = new RulerMember({
    ...{ ruler: theirs, member: 'member', clock, logger },
    poll: async (poll) => {
      if (!link.isUp) throw new Error('nobody answers');
      // As over the wire: copies.
      return structuredClone(owner.poll(structuredClone(poll)));
    },
    catchUp: async () => undefined,
  });
  const had = () => ({
    owner: local.runners(cluster).map(({ group }) => group.name),
    member: theirs.runners(cluster).map(({ group }) => group.name),
  });
  return { world, owner, member, link, had };
}

const theirsOf = (owner: SharedRuler, name: string | undefined) =>
  owner.runners(cluster).find(({ group }) => group.name === name)?.rules[0];

const names = groups.map(({ name }) => name).sort();

describe('rule groups that processes share', () => {
  it('are evaluated by one of them each, and shown at the owner', async () => {
    const { world, owner, member, had } = shared();
    owner.assign(cluster, groups);
    await owner.start();
    expect(had().owner.length).toBe(groups.length);
    await member.start();
    await world.clock.advance(2 * MIN);
    const { owner: here, member: there } = had();
    expect([...here, ...there].sort()).toEqual(names);
    expect(here.length).toBeGreaterThan(0);
    expect(there.length).toBeGreaterThan(0);
    expect(here).toContain('group 0');
    expect(owner.groupsElsewhere).toBe(there.length);
    const asked = new Map<string, number>();
    for (const { query, atMs } of world.asked) {
      asked.set(`${query} ${atMs}`, (asked.get(`${query} ${atMs}`) ?? 0) + 1);
    }
    expect([...asked.values()].filter((count) => count > 1)).toEqual([]);
    const shown = owner.runners(cluster);
    expect(shown.map(({ group }) => group.name).sort()).toEqual(names);
    for (const { group, wanted, rules } of shown) {
      expect(group).toBe(wanted);
      expect(rules[0]).toMatchObject({ state: 'pending', health: 'ok' });
      expect(rules[0]?.history.records.length).toBeGreaterThan(0);
    }
    await owner.stop();
    await member.stop();
  });

  it('go on with what fires when their member is gone, within its lease and an interval', async () => {
    const { world, owner, member, link, had } = shared();
    owner.assign(cluster, groups);
    await owner.start();
    await member.start();
    await world.clock.advance(6 * MIN);
    const [moved] = had().member;
    const query = `full_${moved?.split(' ')[1]}`;
    const firingBefore = theirsOf(owner, moved);
    expect(firingBefore?.state).toBe('firing');
    link.isUp = false;
    const goneAtMs = world.clock.nowMs();
    await world.clock.advance(5_000);
    expect(had().member).toEqual([]);
    await world.clock.advance(2_000);
    expect(had().owner.sort()).toEqual(names);
    await world.clock.advance(2 * MIN);
    const after = world.asked.filter((one) => one.query === query && one.atMs > goneAtMs);
    expect((after[0]?.atMs ?? Number.NaN) - goneAtMs).toBeLessThanOrEqual(MIN + 7_000);
    // It does not wait anew: what fired fires at the second evaluation here.
    const active = (rule: typeof firingBefore) => [...(rule?.active.values() ?? [])][0]?.activeAtMs;
    const rule = theirsOf(owner, moved);
    expect(rule?.state).toBe('firing');
    expect(active(rule)).toBe(Math.trunc((active(firingBefore) ?? 0) / 1_000) * 1_000);
    const ends = world.sent.map(({ alert, atMs }) => Date.parse(alert.endsAt) - atMs);
    expect(Math.min(...ends)).toBeGreaterThan(0);
    await owner.stop();
    await member.stop();
  });

  it('that are refused stay as they were, and those that are removed are forgotten', async () => {
    const { world, owner, member, had } = shared();
    owner.assign(cluster, groups);
    await owner.start();
    await member.start();
    await world.clock.advance(2 * MIN);
    const [there] = had().member;
    const broken = groups.map((group) =>
      group.name === there ? { ...group, rules: [ruledAlert({ expr: 'sum(' })] } : group,
    );
    const refused = owner.assign(cluster, broken);
    expect([...refused.values()].join()).toContain('could not parse expression');
    await world.clock.advance(2_000);
    expect(had().member).toContain(there);
    expect(owner.assign(cluster, groups.slice(0, 1))).toEqual(new Map());
    await world.clock.advance(2_000);
    expect(had()).toEqual({ owner: ['group 0'], member: [] });
    const key = groups.find(({ name }) => name === there);
    const ask = { cluster, owner: 'acme', alert: 'Full', minMs: 0, maxMs: Number.MAX_SAFE_INTEGER };
    const kept = new KeptAlerts(world.state);
    expect(await kept.read({ ...ask, group: key ? groupKeyOf(key) : '' })).toEqual([]);
    await owner.stop();
    await member.stop();
  });
});

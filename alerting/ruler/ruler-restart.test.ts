import { describe, expect, it } from 'vitest';
import { builderFor } from '../../platform/state/builder.ts';
import {
  RulerWorld,
  readOnlyCluster,
  ruledAlert,
  ruledGroup,
} from '../../test/support/ruler-world.ts';
import type { RulerTables } from '../tables-ruler.ts';
import type { ActiveAlert } from './alert-state.ts';
import type { Ruler } from './ruler.ts';

const MIN = 60_000;
const HOLD = 30 * MIN;

/** Rules of two tenants; the second alert waits less than the grace period. */
const groups = ['acme', 'globex'].map((owner) =>
  ruledGroup({
    file: `${owner}.rules.yml`,
    name: owner,
    owner,
    rules: [
      ruledAlert({ expr: `full_${owner}`, forMs: HOLD, labels: new Map([['tenant', owner]]) }),
      ruledAlert({ alert: 'Short', expr: `full_${owner}`, forMs: 5 * MIN }),
    ],
  }),
);

function worldWithAlerts(): RulerWorld {
  const world = new RulerWorld();
  for (const owner of ['acme', 'globex']) {
    world.answers.set(`full_${owner}`, () => [[`full namespace=${owner}-prod`, 1]]);
  }
  return world;
}

async function started(world: RulerWorld, cluster: string): Promise<Ruler> {
  const ruler = world.ruler();
  ruler.assign(cluster, groups);
  await ruler.start();
  return ruler;
}

/** Of each tenant, the alert that waits long and the one that waits a little. */
function alertsOf(
  ruler: Ruler,
  cluster: string,
): readonly (readonly (ActiveAlert | undefined)[])[] {
  return ruler
    .runners(cluster)
    .map(({ rules }) => rules.map(({ active }) => [...active.values()][0]));
}

/** Runs for so many minutes, is killed, is away, and runs again for three evaluations. */
async function restarted(cluster: string, runMinutes: number, awayMinutes: number) {
  const world = worldWithAlerts();
  const ruler = await started(world, cluster);
  await world.clock.advance(runMinutes * MIN);
  const before = alertsOf(ruler, cluster);
  await ruler.stop();
  await world.clock.advance(awayMinutes * MIN);
  const again = await started(world, cluster);
  const startedAtMs = world.clock.nowMs();
  await world.clock.advance(2 * MIN);
  const after = alertsOf(again, cluster);
  await again.stop();
  return { world, before, after, startedAtMs };
}

describe.each([
  ['a cluster that takes samples', 'lab', 0],
  ['a cluster that takes none', readOnlyCluster, 15_000],
])('a restart of the ruler on %s', (_name, cluster, toleranceMs) => {
  it('of 5 minutes does not count as waiting, and what waited is not lost', async () => {
    const { before, after } = await restarted(cluster, 10, 5);
    for (const [index, [long, short]] of after.entries()) {
      const was = before[index]?.[0]?.activeAtMs ?? 0;
      // From the last evaluation before the kill to the second one after the start.
      const shiftMs = (long?.activeAtMs ?? 0) - was;
      expect(shiftMs).toBeGreaterThan(5 * MIN);
      expect(shiftMs).toBeLessThanOrEqual(8 * MIN + toleranceMs);
      expect(long?.state).toBe('pending');
      expect(short?.state).toBe('pending');
      expect(short?.activeAtMs).toBeGreaterThan((before[index]?.[1]?.activeAtMs ?? 0) + 10 * MIN);
    }
  });

  it('of 5 minutes lets what fired go on firing since then', async () => {
    const { world, before, after } = await restarted(cluster, 40, 5);
    for (const [index, [long]] of after.entries()) {
      expect(before[index]?.[0]?.state).toBe('firing');
      const wasAt = Math.trunc((before[index]?.[0]?.activeAtMs ?? 0) / 1_000) * 1_000;
      expect(long?.activeAtMs).toBe(wasAt);
    }
    const again = await started(world, cluster);
    await world.clock.advance(3 * MIN);
    const states = alertsOf(again, cluster).map(([long]) => long?.state);
    expect(states).toEqual(['firing', 'firing']);
    await again.stop();
  });

  it('with less than the grace period to go fires after the grace period', async () => {
    const { after, startedAtMs } = await restarted(cluster, 25, 5);
    for (const [long] of after) {
      const firesAtMs = (long?.activeAtMs ?? 0) + HOLD;
      expect(firesAtMs).toBeGreaterThan(startedAtMs + 11 * MIN);
      expect(firesAtMs).toBeLessThanOrEqual(startedAtMs + 12 * MIN);
    }
  });

  it('of 2 hours begins anew', async () => {
    const { after, startedAtMs } = await restarted(cluster, 10, 120);
    for (const [long] of after) expect(long?.activeAtMs).toBeGreaterThan(startedAtMs);
  });

  it('gives no tenant the state of the other', async () => {
    const { world, after } = await restarted(cluster, 10, 5);
    const namespaces = after.map(([long]) => long?.labels.get('namespace'));
    expect(namespaces).toEqual(['acme-prod', 'globex-prod']);
    for (const { owner, labels } of world.stored) {
      expect(labels.get('namespace')).toBe(`${owner}-prod`);
    }
    if (cluster === readOnlyCluster) expect(world.stored).toEqual([]);
  });

  it('begins anew for what ended before it', async () => {
    const world = worldWithAlerts();
    const ruler = await started(world, cluster);
    await world.clock.advance(10 * MIN);
    world.answers.set('full_acme', () => []);
    await world.clock.advance(2 * MIN);
    await ruler.stop();
    world.answers.set('full_acme', () => [['full namespace=acme-prod', 1]]);
    const again = await started(world, cluster);
    const startedAtMs = world.clock.nowMs();
    await world.clock.advance(2 * MIN);
    const [acme, globex] = alertsOf(again, cluster);
    expect(acme?.[0]?.activeAtMs).toBeGreaterThan(startedAtMs);
    expect(globex?.[0]?.activeAtMs).toBeLessThan(startedAtMs);
    await again.stop();
  });
});

describe('what alerts were', () => {
  it('is read again when it cannot be read, and nothing is written before', async () => {
    const world = worldWithAlerts();
    const ruler = await started(world, 'lab');
    await world.clock.advance(10 * MIN);
    await ruler.stop();
    const stored = JSON.stringify(world.stored);
    world.stateReadFails = new Error('the store is busy');
    const again = await started(world, 'lab');
    const startedAtMs = world.clock.nowMs();
    await world.clock.advance(4 * MIN);
    expect(JSON.stringify(world.stored)).toBe(stored);
    world.stateReadFails = null;
    await world.clock.advance(2 * MIN);
    expect(alertsOf(again, 'lab')[0]?.[0]?.activeAtMs).toBeLessThan(startedAtMs);
    expect(JSON.stringify(world.stored)).not.toBe(stored);
    await again.stop();
  });

  it('is kept in our state with few writes, and goes with the group', async () => {
    const world = worldWithAlerts();
    let commits = 0;
    world.state.failWith(() => {
      commits += 1;
      return null;
    });
    const ruler = await started(world, readOnlyCluster);
    await world.clock.advance(60 * MIN);
    // One for the start, and one per evaluation after the second: they are a minute apart.
    expect(commits).toBeLessThanOrEqual(1 + 2 * 59);
    ruler.assign(readOnlyCluster, groups.slice(1));
    await world.clock.advance(1_000);
    const query = builderFor<RulerTables>('sqlite')
      .selectFrom('ruler_alerts')
      .select(['cluster', 'group_key'])
      .distinct();
    const left = await world.state.all(query.compile());
    expect(left).toEqual([{ cluster: readOnlyCluster, group_key: 'globex.rules.yml;globex' }]);
    await ruler.stop();
  });
});

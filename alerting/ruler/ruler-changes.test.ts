import { describe, expect, it } from 'vitest';
import { RulerWorld, ruledAlert, ruledGroup, ruledRecord } from '../../test/support/ruler-world.ts';

const MIN = 60_000;
const acmeFull = 'full namespace=acme-prod';
const acme = ruledGroup();
const globex = ruledGroup({ file: 'globex.rules.yml', name: 'globex', owner: 'globex' });

describe('groups that change while the ruler runs', () => {
  it('keep the alerts of rules with the same name and labels, whatever their query', async () => {
    const world = new RulerWorld();
    world.answers.set('full', () => [[acmeFull, 1]]);
    world.answers.set('fuller', () => [[acmeFull, 2]]);
    const before = ruledGroup({
      rules: [ruledAlert({ forMs: 3 * MIN }), ruledAlert({ alert: 'Other', forMs: 3 * MIN })],
    });
    const ruler = await world.running(before);
    const atMs = world.firstMs(before);
    await world.clock.advance(2 * MIN);
    const after = ruledGroup({
      rules: [
        ruledAlert({ alert: 'Renamed', forMs: 3 * MIN }),
        ruledAlert({ expr: 'fuller', forMs: 2 * MIN }),
      ],
    });
    ruler.assign('lab', [after]);
    await world.clock.advance(MIN);
    const rules = ruler.runners('lab')[0]?.rules ?? [];
    const alerts = rules.map(({ active }) => [...active.values()][0]);
    expect(alerts).toMatchObject([
      { state: 'pending', activeAtMs: atMs + 2 * MIN },
      { state: 'firing', activeAtMs: atMs, value: 2 },
    ]);
    await ruler.stop();
  });

  it('end the series of renamed rules at the next evaluation', async () => {
    const world = new RulerWorld();
    world.answers.set('jobs', () => [['a namespace=acme-prod', 1]]);
    const ruler = await world.running(ruledGroup({ rules: [ruledRecord()] }));
    await world.clock.advance(MIN);
    ruler.assign('lab', [ruledGroup({ rules: [ruledRecord({ record: 'other' })] })]);
    await world.clock.advance(MIN);
    const was = world.samplesOf('ns:jobs:sum namespace=acme-prod');
    expect(was.map(({ isStale }) => isStale)).toEqual([false, true]);
    const is = world.samplesOf('other namespace=acme-prod');
    expect(is.map(({ isStale }) => isStale)).toEqual([false]);
    expect(was[1]?.atMs).toBe(is[0]?.atMs);
    await ruler.stop();
  });

  it('end the series of removed groups after two intervals, unless another writes them', async () => {
    const world = new RulerWorld();
    world.answers.set('jobs', () => [['a namespace=acme-prod', 1]]);
    const gone = ruledGroup({ name: 'gone', rules: [ruledRecord({ record: 'gone' })] });
    const moved = ruledGroup({ name: 'moved', rules: [ruledRecord()] });
    const ruler = await world.running(gone, moved);
    await world.clock.advance(MIN);
    const removedAtMs = world.clock.nowMs();
    ruler.assign('lab', [ruledGroup({ name: 'new', rules: [ruledRecord()] })]);
    await world.clock.advance(2 * MIN - 1);
    expect(world.samplesOf('gone namespace=acme-prod')).toHaveLength(1);
    await world.clock.advance(1);
    expect(world.samplesOf('gone namespace=acme-prod')[1]).toMatchObject({
      isStale: true,
      atMs: removedAtMs,
    });
    const kept = world.samplesOf('ns:jobs:sum namespace=acme-prod');
    expect(kept.map(({ isStale }) => isStale)).toEqual([false, false, false]);
    await ruler.stop();
  });

  it('that cannot be evaluated are refused one by one; the former version stays', async () => {
    const world = new RulerWorld();
    const ruler = await world.running(acme, globex);
    const wrong = ruledGroup({ rules: [ruledAlert({ expr: 'sum(' })] });
    const refused = ruler.assign('lab', [wrong, { ...globex, intervalMs: 30_000 }]);
    expect([...refused]).toEqual([
      ['acme.rules.yml;acme', expect.stringMatching(/^Full: could not parse expression: /)],
    ]);
    await world.clock.advance(2 * MIN);
    const groups = ruler.runners('lab').map(({ group }) => group);
    expect(groups).toEqual([acme, { ...globex, intervalMs: 30_000 }]);
    const sealed = ruler.assign('sealed', [ruledGroup({ rules: [ruledRecord()] })]);
    expect([...sealed.values()]).toEqual([expect.stringContaining('takes no samples')]);
    await ruler.stop();
  });

  it('that are the same go on as they are, and one by one drain', async () => {
    const world = new RulerWorld();
    const ruler = await world.running(acme);
    const [runner] = ruler.runners('lab');
    ruler.assign('lab', [ruledGroup()]);
    expect(ruler.runners('lab')[0]).toBe(runner);
    expect(runner?.group).toBe(acme);
    let answer: () => void = () => undefined;
    world.answers.set('full', () => new Promise((resolve) => (answer = () => resolve([]))));
    await world.clock.advance(MIN);
    let isDrained = false;
    const drained = ruler.drain(new AbortController().signal).then(() => {
      isDrained = true;
    });
    await world.clock.advance(1);
    expect(isDrained).toBe(false);
    answer();
    await drained;
    expect(runner?.rules[0]?.health).toBe('ok');
    await ruler.stop();
  });
});

import { describe, expect, it } from 'vitest';
import { RulerWorld, ruledAlert, ruledGroup, ruledRecord } from '../../test/support/ruler-world.ts';

const MIN = 60_000;
const acmeFull = 'full namespace=acme-prod';
const acme = ruledGroup();
const globex = ruledGroup({ file: 'globex.rules.yml', name: 'globex', owner: 'globex' });

describe('the schedule of the ruler', () => {
  it('asks at the aligned instants, less the offset, in the order of the rules', async () => {
    const world = new RulerWorld();
    const rules = [ruledRecord(), ruledAlert()];
    const group = ruledGroup({ rules, queryOffsetMs: 5_000 });
    const atMs = world.firstMs(group);
    const ruler = await world.running(group);
    await world.clock.advance(2 * MIN);
    expect(world.asked.map(({ query, atMs }) => [query, atMs])).toEqual([
      ['jobs', atMs - 5_000],
      ['full', atMs - 5_000],
      ['jobs', atMs + MIN - 5_000],
      ['full', atMs + MIN - 5_000],
    ]);
    expect(world.asked[0]).toMatchObject({ cluster: 'lab', owner: 'acme', timeoutMs: MIN });
    await ruler.stop();
    await world.clock.advance(10 * MIN);
    expect(world.asked).toHaveLength(4);
  });

  it('leaves out and counts what passed while an evaluation took too long', async () => {
    const world = new RulerWorld();
    const rules = [1, 2, 3].map((n) => ruledAlert({ alert: `Slow${n}`, expr: `slow${n}` }));
    const group = ruledGroup({ intervalMs: 10_000, rules });
    const ruler = world.ruler();
    for (const { expr } of rules) {
      world.answers.set(expr, async () => {
        await world.clock.sleep(9_000);
        return [];
      });
    }
    const atMs = world.firstMs(group);
    ruler.assign('lab', [group]);
    await ruler.start();
    await world.clock.advance(atMs - world.clock.nowMs() + 59_999);
    const first = world.asked.filter(({ query }) => query === 'slow1');
    expect(first.map((question) => question.atMs - atMs)).toEqual([0, 20_000, 50_000]);
    expect(ruler.runners('lab')[0]?.missed).toBe(3);
    expect(await world.counter('tocsin_ruler_missed_total')).toBe(3);
    await ruler.stop();
  });

  it('goes on soon when the clock is set back', async () => {
    const world = new RulerWorld();
    const ruler = await world.running(acme);
    const now = world.clock.nowMs.bind(world.clock);
    await world.clock.advance(2 * MIN);
    expect(world.asked).toHaveLength(2);
    world.clock.nowMs = () => now() - 24 * 60 * MIN;
    await world.clock.advance(3 * MIN);
    expect(world.asked.length).toBeGreaterThanOrEqual(4);
    await ruler.stop();
  });

  it('delays no group because another hangs, and ends its question in time', async () => {
    const world = new RulerWorld();
    const stuck = ruledGroup({ rules: [ruledAlert({ expr: 'stuck' }), ruledAlert()] });
    world.answers.set('stuck', () => new Promise(() => undefined));
    const ruler = await world.running(stuck, globex);
    await world.clock.advance(5 * MIN);
    expect(world.asked.filter(({ owner }) => owner === 'globex')).toHaveLength(5);
    const [bad, good] = ruler.runners('lab')[0]?.rules ?? [];
    expect(bad).toMatchObject({
      health: 'err',
      lastError: 'query timed out in expression evaluation',
    });
    expect(good).toMatchObject({ health: 'ok', lastError: null });
    await ruler.stop();
  });

  it('lets no owner and no cluster take all the places', async () => {
    const world = new RulerWorld();
    world.answers.set('stuck', () => new Promise(() => undefined));
    const many = Array.from({ length: 30 }, (_, index) =>
      ruledGroup({ name: `slow ${index}`, rules: [ruledAlert({ expr: 'stuck' })] }),
    );
    const ruler = await world.running(...many, globex);
    ruler.assign('edge', [globex]);
    await world.clock.advance(3 * MIN);
    const others = world.asked.filter(({ owner }) => owner === 'globex');
    expect(others.filter(({ cluster }) => cluster === 'lab')).toHaveLength(3);
    expect(others.filter(({ cluster }) => cluster === 'edge')).toHaveLength(3);
    await ruler.stop();
  });
});

describe('rules of the ruler', () => {
  it('write ALERTS, ALERTS_FOR_STATE and records, and end what is no more', async () => {
    const world = new RulerWorld();
    world.answers.set('full', () => [[acmeFull, 3]]);
    world.answers.set('jobs', () => [
      ['a namespace=acme-prod', 1],
      ['a namespace=acme-dev', 2],
    ]);
    const rules = [ruledAlert({ forMs: MIN }), ruledRecord({ labels: new Map([['by', 'us']]) })];
    const group = ruledGroup({ rules });
    const atMs = world.firstMs(group);
    const ruler = await world.running(group);
    // What alerts were is looked up after the second evaluation: no series of theirs before.
    await world.clock.advance(3 * MIN);
    world.answers.set('full', () => []);
    world.answers.set('jobs', () => [['a namespace=acme-prod', 7]]);
    await world.clock.advance(2 * MIN);
    const base = 'alertname=Full severity=critical namespace=acme-prod';
    const at = (minute: number) => atMs + minute * MIN;
    expect(world.samplesOf(`ALERTS alertstate=firing ${base}`)).toEqual([
      { atMs: at(2), value: 1, isStale: false },
      { atMs: at(3), value: Number.NaN, isStale: true },
    ]);
    expect(world.samplesOf(`ALERTS_FOR_STATE ${base}`)[0]).toEqual({
      atMs: at(2),
      value: Math.trunc(atMs / 1_000),
      isStale: false,
    });
    const dev = world.samplesOf('ns:jobs:sum namespace=acme-dev by=us');
    expect(dev.map(({ value, isStale }) => (isStale ? 'stale' : value))).toEqual([
      2,
      2,
      2,
      'stale',
    ]);
    const prod = world.samplesOf('ns:jobs:sum namespace=acme-prod by=us');
    expect(prod.map(({ value }) => value)).toEqual([1, 1, 1, 7, 7]);
    await ruler.stop();
  });

  it('fail one by one, with the reason, and keep their alerts while they fail', async () => {
    const world = new RulerWorld();
    world.answers.set('full', () => [[acmeFull, 1]]);
    world.answers.set('twice', () => [
      ['a namespace=acme-prod', 1],
      ['b namespace=acme-prod', 2],
    ]);
    const twice = { expr: 'twice' };
    const rules = [
      ruledAlert(),
      ruledAlert({ alert: 'Twice', ...twice }),
      ruledRecord(twice),
      ruledAlert({ alert: 'Good', expr: 'full' }),
    ];
    const ruler = await world.running(ruledGroup({ rules }));
    await world.clock.advance(MIN);
    world.answers.set('full', () => {
      throw new Error('the source is gone');
    });
    await world.clock.advance(MIN);
    const seen = ruler.runners('lab')[0]?.rules ?? [];
    expect(seen.map(({ lastError }) => lastError)).toEqual([
      'the source is gone',
      'vector contains metrics with the same labelset after applying alert labels',
      'vector contains metrics with the same labelset after applying rule labels',
      'the source is gone',
    ]);
    expect(seen.map(({ state }) => state)).toEqual(['firing', 'inactive', 'inactive', 'firing']);
    expect(await world.counter('tocsin_ruler_evaluation_failures_total')).toBe(6);
    await ruler.stop();
  });

  it('over the limit fail and drop their alerts', async () => {
    const world = new RulerWorld();
    const some = (count: number) => () =>
      Array.from({ length: count }, (_, n) => [`full n=${n}`, n] as const);
    const rules = [
      ruledAlert({ keepFiringForMs: 5 * MIN }),
      ruledRecord({ record: 'x', expr: 'full' }),
    ];
    const ruler = await world.running(ruledGroup({ limit: 3, rules }));
    const stateAfter = async (count: number) => {
      world.answers.set('full', some(count));
      await world.clock.advance(MIN);
      return ruler.runners('lab')[0]?.rules.map(({ state, lastError }) => [state, lastError]);
    };
    expect(await stateAfter(3)).toEqual([
      ['firing', null],
      ['inactive', null],
    ]);
    expect(await stateAfter(4)).toEqual([
      ['inactive', 'exceeded limit of 3 with 4 alerts'],
      ['inactive', 'exceeded limit of 3 with 4 series'],
    ]);
    await ruler.stop();
  });

  it('put the reason where a text cannot be expanded, and ask nothing from within one', async () => {
    const world = new RulerWorld();
    world.answers.set('full', () => [[acmeFull, 1]]);
    const annotations = new Map([
      ['bad', '{{ nonsense }}'],
      ['curious', '{{ query "up" }}'],
      ['good', '{{ $value }}'],
    ]);
    const ruler = await world.running(ruledGroup({ rules: [ruledAlert({ annotations })] }));
    await world.clock.advance(MIN);
    expect({ ...world.sent[0]?.alert.annotations }).toEqual({
      bad: '<error expanding template: unexpected nonsense>',
      curious: '<error expanding template: templates of rules cannot query>',
      good: '1',
    });
    const [rule] = ruler.runners('lab')[0]?.rules ?? [];
    expect(rule?.history.records[0]).toMatchObject({
      error: null,
      results: 1,
      samplesRead: 1,
      warnings: ['unexpected nonsense', 'templates of rules cannot query'],
    });
    await ruler.stop();
  });

  it('say when what they made is not stored, and still send alerts', async () => {
    const world = new RulerWorld();
    world.answers.set('full', () => [[acmeFull, 1]]);
    const ruler = await world.running(acme);
    await world.clock.advance(2 * MIN);
    world.writeAnswers = { kind: 'failed', message: 'the disk is full' };
    await world.clock.advance(MIN);
    const [rule] = ruler.runners('lab')[0]?.rules ?? [];
    expect(rule).toMatchObject({ health: 'err', lastError: 'the disk is full', state: 'firing' });
    expect(world.sent).toHaveLength(2);
    world.writeAnswers = { kind: 'written', refused: [{ sample: 0, kind: 'too_old' }] };
    await world.clock.advance(MIN);
    expect(rule?.lastError).toBe('1 samples of the result were not stored: too_old');
    world.writeAnswers = null;
    await world.clock.advance(MIN);
    expect(rule).toMatchObject({ health: 'ok', lastError: null });
    await ruler.stop();
  });
});

describe('alerts of the ruler', () => {
  it('are sent as Prometheus sends them, until 15 minutes after their end', async () => {
    const world = new RulerWorld();
    world.answers.set('full', () => [[acmeFull, 3]]);
    const group = ruledGroup({ intervalMs: 30_000, rules: [ruledAlert({ forMs: MIN })] });
    const atMs = world.firstMs(group);
    const ruler = await world.running(group);
    await world.clock.advance(atMs - world.clock.nowMs() + 2.5 * MIN);
    expect(world.sent.map((one) => (one.atMs - atMs) / 1_000)).toEqual([60, 150]);
    expect(world.sent[0]).toMatchObject({
      cluster: 'lab',
      alert: {
        annotations: { summary: '3 in acme-prod' },
        startsAt: new Date(atMs + MIN).toISOString(),
        endsAt: new Date(atMs + 5 * MIN).toISOString(),
      },
    });
    expect({ ...world.sent[0]?.alert.labels }).toEqual({
      alertname: 'Full',
      namespace: 'acme-prod',
      severity: 'critical',
    });
    world.answers.set('full', () => []);
    world.sent.length = 0;
    await world.clock.advance(30 * MIN);
    const ended = new Date(atMs + 3 * MIN).toISOString();
    expect(new Set(world.sent.map(({ alert }) => alert.endsAt))).toEqual(new Set([ended]));
    expect(world.sent.map((one) => (one.atMs - atMs) / MIN)).toEqual([
      3, 4.5, 6, 7.5, 9, 10.5, 12, 13.5, 15, 16.5, 18,
    ]);
    await ruler.stop();
  });

  it('are sent again at the next evaluation when the intake could not take them', async () => {
    const world = new RulerWorld();
    world.answers.set('full', () => [[acmeFull, 3]]);
    world.intakeRefuses = new Error('too much');
    const ruler = await world.running(ruledGroup({ intervalMs: 10_000 }));
    await world.clock.advance(30_000);
    expect(world.sent).toEqual([]);
    const [rule] = ruler.runners('lab')[0]?.rules ?? [];
    expect(rule).toMatchObject({ health: 'ok' });
    expect(rule?.history.records[0]?.warnings).toEqual([
      'the alerts could not be handed to the intake: too much',
    ]);
    world.intakeRefuses = null;
    await world.clock.advance(10_000);
    expect(world.sent).toHaveLength(1);
    await ruler.stop();
  });

  it('of one tenant never carry labels or texts of the other', async () => {
    const world = new RulerWorld();
    const labelsFor = (owner: string) => new Map([['tocsin_tenant', owner]]);
    const groupFor = (owner: string) =>
      ruledGroup({
        name: owner,
        owner,
        rules: [
          ruledAlert({ expr: `full_${owner}`, labels: labelsFor(owner) }),
          ruledRecord({ labels: labelsFor(owner), expr: `full_${owner}` }),
        ],
      });
    for (const owner of ['acme', 'globex']) {
      world.answers.set(`full_${owner}`, async () => {
        await world.clock.sleep(1_000);
        return [[`full namespace=${owner}-prod`, 1]];
      });
    }
    const ruler = await world.running(groupFor('acme'), groupFor('globex'));
    await world.clock.advance(10 * MIN);
    expect(world.asked.every(({ owner, query }) => query === `full_${owner}`)).toBe(true);
    for (const { owner, labels } of world.stored) {
      expect(labels.get('tocsin_tenant')).toBe(owner);
      expect(labels.get('namespace')).toBe(`${owner}-prod`);
    }
    for (const { alert } of world.sent) {
      const owner = alert.labels.tocsin_tenant;
      expect(alert.labels.namespace).toBe(`${owner}-prod`);
      expect(alert.annotations.summary).toBe(`1 in ${owner}-prod`);
    }
    expect(new Set(world.stored.map(({ owner }) => owner))).toEqual(new Set(['acme', 'globex']));
    expect(new Set(world.sent.map(({ alert }) => alert.labels.tocsin_tenant))).toEqual(
      new Set(['acme', 'globex']),
    );
    await ruler.stop();
  });
});

import { describe, expect, it } from 'vitest';
import {
  acmeRuleId,
  testCluster,
  testDirectory,
  testMacKey,
  testRule,
  umbrellaRule,
  umbrellaRuleId,
} from '../../test/support/rule-fixture.ts';
import { RulerWorld } from '../../test/support/ruler-world.ts';
import { RulerBook } from '../ruler/ruler-book.ts';
import type { Rule } from '../rules/rule.ts';
import { DesiredRules } from './desired-rules.ts';
import { EmbeddedSink } from './embedded-sink.ts';
import { parseLoadedRules } from './loaded-rules.ts';
import { matchLoaded } from './match-loaded.ts';
import type { RuleFile } from './rule-sink.ts';

const lab = testCluster('lab', { ruleSink: { kind: 'embedded' } });
const { signal } = new AbortController();

function files(...rules: readonly Rule[]): readonly RuleFile[] {
  const present = new DesiredRules(testMacKey).on(lab, rules, testDirectory(), [lab], 0);
  return [...present.values()].flatMap((one) => (one.kind === 'file' ? [one.file] : []));
}

async function embedded() {
  const world = new RulerWorld();
  const ruler = world.ruler();
  await ruler.start();
  return { world, ruler, sink: new EmbeddedSink('lab', ruler) };
}

/** The query of one level of a rule. */
function levelOf(file: RuleFile | undefined, level: number): string {
  return file?.group.rules[level]?.expr ?? '';
}

describe('the embedded sink', () => {
  it('has rules evaluated, and says how they do', async () => {
    const { world, ruler, sink } = await embedded();
    const both = files(testRule(), umbrellaRule());
    const first = await sink.reconcile(both, signal);
    const running = {
      kind: 'running',
      evaluation: { lastEvaluationAtMs: null, health: 'unknown' },
    };
    expect(first).toMatchObject({ problem: null, reloaded: false });
    expect([...first.rules.keys()].sort()).toEqual([acmeRuleId, umbrellaRuleId].sort());
    for (const outcome of first.rules.values()) expect(outcome).toMatchObject(running);
    const [acme, umbrella] = both;
    world.answers.set(levelOf(acme, 1), () => [['jobs_waiting namespace=acme-prod', 50]]);
    world.answers.set(levelOf(umbrella, 0), () => [['jobs_waiting namespace=umbrella-prod', 500]]);
    await world.clock.advance(1_500);
    const { rules } = await sink.observe();
    expect(rules.get(acmeRuleId)).toMatchObject({
      evaluation: { health: 'ok', state: 'pending', lastError: null },
    });
    expect(rules.get(umbrellaRuleId)).toMatchObject({
      evaluation: { health: 'ok', state: 'firing', lastError: null },
    });
    for (const { query, owner } of world.asked) {
      expect(query).toContain(owner === 'acme' ? 'acme-' : 'umbrella-');
      expect(query).not.toContain(owner === 'acme' ? 'umbrella-' : 'acme-');
    }
    const owners = world.sent.map(({ alert }) => alert.labels.tocsin_tenant);
    expect(new Set(owners)).toEqual(new Set(['umbrella']));
    await ruler.stop();
  });

  it('asks with the scope and the owner of each rule', async () => {
    const { ruler, sink } = await embedded();
    await sink.reconcile(files(testRule(), umbrellaRule()), signal);
    const groups = ruler.runners('lab').map(({ group }) => [group.owner, group.scope]);
    expect(groups).toEqual([
      ['acme', 'acme.shop@lab'],
      ['umbrella', 'umbrella@lab'],
    ]);
    await ruler.stop();
  });

  it('says of a changed rule that it is delivered until the change is in force', async () => {
    const { world, ruler, sink } = await embedded();
    await sink.reconcile(files(testRule()), signal);
    let answer: () => void = () => undefined;
    const [file] = files(testRule());
    const held = new Promise<readonly []>((resolve) => {
      answer = () => resolve([]);
    });
    world.answers.set(levelOf(file, 0), () => held);
    await world.clock.advance(1_000);
    const changed = await sink.reconcile(files(testRule({ name: 'Another', revision: 2 })), signal);
    expect(changed.rules.get(acmeRuleId)).toMatchObject({ kind: 'delivered' });
    answer();
    await world.clock.advance(10);
    expect((await sink.observe()).rules.get(acmeRuleId)).toMatchObject({ kind: 'running' });
    await ruler.stop();
  });

  it('reports what went wrong, by rule', async () => {
    const { world, ruler, sink } = await embedded();
    const [acme, umbrella] = files(testRule(), umbrellaRule());
    if (!acme || !umbrella) throw new Error('no files');
    const [level] = acme.group.rules;
    if (!level) throw new Error('no level');
    const broken = { ...acme, group: { ...acme.group, rules: [{ ...level, expr: 'sum(' }] } };
    world.answers.set(levelOf(umbrella, 1), () => ({
      kind: 'failed',
      failure: 'execution',
      message: 'too many samples',
    }));
    const report = await sink.reconcile([broken, umbrella], signal);
    expect(report.rules.get(acmeRuleId)).toMatchObject({
      kind: 'failed',
      message: expect.stringContaining('could not parse expression'),
    });
    await world.clock.advance(1_000);
    expect((await sink.observe()).rules.get(umbrellaRuleId)).toMatchObject({
      evaluation: { health: 'err', lastError: 'too many samples' },
    });
    await ruler.stop();
  });

  it('is listed as a Prometheus would list it, and found to be what was asked for', async () => {
    const { world, ruler, sink } = await embedded();
    const both = files(testRule(), umbrellaRule());
    await sink.reconcile(both, signal);
    await world.clock.advance(2_000);
    const data = new RulerBook((cluster) => ruler.runners(cluster)).rules('lab');
    const loaded = parseLoadedRules(JSON.stringify({ status: 'success', data })) ?? [];
    const wanted = new Set(both.map(({ fileName }) => fileName));
    const match = matchLoaded(both, wanted, loaded, new WeakMap(), () => true);
    expect(match).toMatchObject({ drifting: [], hasLeftovers: false });
    expect([...match.outcomes.values()].map(({ kind }) => kind)).toEqual(['running', 'running']);
    await ruler.stop();
  });

  it('takes rules back', async () => {
    const { world, ruler, sink } = await embedded();
    await sink.reconcile(files(testRule(), umbrellaRule()), signal);
    await sink.reconcile([], signal);
    await world.clock.advance(5_000);
    expect(world.asked).toEqual([]);
    expect(ruler.runners('lab')).toEqual([]);
    await ruler.stop();
  });
});

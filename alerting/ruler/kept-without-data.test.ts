import { describe, expect, it } from 'vitest';
import { RulerWorld, ruledAlert, ruledGroup } from '../../test/support/ruler-world.ts';
import type { RuleAnswer } from './ask-query.ts';

const MIN = 60_000;
const failed: RuleAnswer = { kind: 'failed', failure: 'execution', message: 'no' };

describe('a rule that keeps what fires while there is no data', () => {
  async function running() {
    const world = new RulerWorld();
    const rules = [ruledAlert({ keptWhile: 'absent(full)' })];
    const group = ruledGroup({ rules });
    const globex = ruledGroup({ file: 'g.yml', name: 'globex', owner: 'globex' });
    world.answers.set('full', () => [['full namespace=acme-prod', 1]]);
    const ruler = await world.running(group, globex);
    await world.clock.advance(2 * MIN);
    const states = () =>
      ruler
        .runners('lab')
        .map(({ rules }) => [...(rules[0]?.active.values() ?? [])].map(({ state }) => state));
    return { world, ruler, states };
  }

  it('asks only when something that fires is not found any more', async () => {
    const { world, ruler, states } = await running();
    expect(world.asked.some(({ query }) => query === 'absent(full)')).toBe(false);
    world.answers.set('full', () => []);
    world.answers.set('absent(full)', () => [['absent', 1]]);
    await world.clock.advance(5 * MIN);
    expect(states()).toEqual([['firing'], ['inactive']]);
    world.answers.set('absent(full)', () => []);
    await world.clock.advance(MIN);
    expect(states()).toEqual([['inactive'], ['inactive']]);
    await ruler.stop();
  });

  it('fails when it cannot learn whether there is data', async () => {
    const { world, ruler, states } = await running();
    world.answers.set('full', () => []);
    world.answers.set('absent(full)', () => failed);
    await world.clock.advance(MIN);
    const rule = ruler.runners('lab')[0]?.rules[0];
    expect(rule).toMatchObject({ health: 'err', lastError: 'no' });
    expect(states()[0]).toEqual(['firing']);
    await ruler.stop();
  });
});

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { begunBefore } from '../../alerting/incidents/history/begun-before.ts';
import { EVERYTHING, type IncidentQuery } from '../../alerting/incidents/search/incident-query.ts';
import type { Rule } from '../../alerting/rules/rule.ts';
import { openToldWorld, type ToldWorld } from '../support/told-world.ts';

const HOUR = 3_600_000;

describe('incidents that began before a time and fired in it', () => {
  let one: ToldWorld;
  let acme: Rule;
  let globex: Rule;
  beforeEach(async () => {
    one = await openToldWorld('2026-03-02T10:00:00Z');
    acme = one.world.addRule('acme', { name: 'Load' });
    globex = one.world.addRule('globex', { name: 'Load' });
  });
  afterEach(() => one.close());

  const alert = (rule: Rule, pod: string, isOver = false) => ({
    rule,
    namespace: rule.owner === 'acme' ? 'acme-prod' : 'globex-prod',
    labels: { pod },
    ...(isOver ? { startsAtMs: 0 } : {}),
    endsAtMs: one.clock.nowMs() + (isOver ? 0 : 1_000 * HOUR),
  });
  const found = async (fromMs: number, query: Partial<IncidentQuery> = {}) => {
    const visible = { owner: 'acme', seesAll: true, environments: new Set<string>() };
    const { search } = one.world.notifier.history;
    const records = await begunBefore(search, [visible], { ...EVERYTHING, ...query, fromMs });
    return records.map(({ incident }) => incident.labels.get('pod'));
  };

  it('are found while they fire, and when they ended in it; of one tenant, newest first', async () => {
    await one.world.postAs([alert(acme, 'fires'), alert(globex, 'theirs')]);
    await one.clock.advance(HOUR);
    await one.world.postAs([alert(acme, 'early'), alert(acme, 'late')]);
    await one.clock.advance(HOUR);
    await one.world.postAs([alert(acme, 'early', true)]);
    await one.clock.advance(HOUR);
    const noon = one.clock.nowMs() - HOUR / 2;
    await one.world.postAs([alert(acme, 'late', true), alert(acme, 'after')]);
    await one.clock.advance(HOUR);
    expect(await found(noon)).toEqual(['late', 'fires']);
    expect(await found(noon, { status: 'firing' })).toEqual(['fires']);
    expect(await found(noon, { status: 'resolved' })).toEqual(['late']);
    expect(await found(one.clock.nowMs())).toEqual(['after', 'fires']);
    expect(await found(noon - 3 * HOUR)).toEqual([]);
  });
});

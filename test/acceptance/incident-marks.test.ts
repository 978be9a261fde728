import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { begunBefore } from '../../alerting/incidents/history/begun-before.ts';
import { EVERYTHING, type IncidentQuery } from '../../alerting/incidents/search/incident-query.ts';
import type { Rule } from '../../alerting/rules/rule.ts';
import { notifyDirectory } from '../support/notify-world.ts';
import { openToldWorld, type ToldWorld } from '../support/told-world.ts';

const MIN = 60_000;
const HOUR = 60 * MIN;

describe('incidents of the past', () => {
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

  it('of no rule of ours have those before them with the same labels as the same alert', async () => {
    const place = notifyDirectory().environments.find(({ tenant }) => tenant === 'acme');
    if (place === undefined) throw new Error('acme has no environment');
    const token = { kind: 'environment-intake', environment: place } as const;
    for (const pod of ['a', 'b', 'a']) {
      const labels = { alertname: 'Link', pod };
      const startsAtMs = one.clock.nowMs();
      await one.world.post(token, [{ labels, startsAtMs, endsAtMs: startsAtMs + HOUR }]);
      await one.clock.advance(MIN);
      await one.world.post(token, [{ labels, startsAtMs: 0, endsAtMs: one.clock.nowMs() }]);
      await one.clock.advance(HOUR);
    }
    const ids = (await one.world.incidents('acme')).map(({ id }) => id).sort();
    const visible = { owner: 'acme', seesAll: true, environments: new Set<string>() };
    const { past } = one.world.notifier.history;
    const { sameAlert } = await past.related(visible, ids[2] ?? '');
    expect(sameAlert.map(({ incident }) => incident.id)).toEqual([ids[0]]);
    expect((await past.related(visible, ids[1] ?? '')).sameAlert).toEqual([]);
  });

  it('that began before a time are found while they fire, and when they ended in it; of one tenant', async () => {
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

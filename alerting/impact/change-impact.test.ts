import { describe, expect, it } from 'vitest';
import { testChannel } from '../../test/support/channel-fixture.ts';
import type { Channel } from '../channels/channel.ts';
import { endedByEnvironment, endedByRule } from '../incidents/ended-by.ts';
import { type Incident, NO_CARE } from '../incidents/incident.ts';
import { impactOf } from './change-impact.ts';

const RULE = '01J00000000000000000000ACM';

const incident = (id: string, change: Partial<Incident> = {}): Incident => ({
  id,
  key: id,
  owner: 'acme',
  cluster: 'lab',
  namespace: 'acme-prod',
  project: 'shop',
  environment: 'prod',
  ruleId: RULE,
  title: 'Load',
  labels: new Map(),
  status: 'firing',
  severity: 'critical',
  rung: 0,
  peakSeverity: 'critical',
  peakRung: 0,
  annotations: new Map(),
  levels: new Map(),
  startedAtMs: Number(id),
  resolvedAtMs: null,
  resolveReason: null,
  notifiedChannels: ['mail'],
  revision: 1,
  refreshedAtMs: 0,
  ...NO_CARE,
  ...change,
});
const all = { owner: 'acme', seesAll: true, environments: new Set<string>() };
const open = [
  incident('1'),
  incident('2', { environment: 'dev', notifiedChannels: ['mail', 'hook'] }),
  incident('3', { ruleId: null }),
  incident('4', { owner: 'umbrella', ruleId: 'other' }),
];
const shop = (environment: string | null) => ({
  kind: 'node' as const,
  node: { tenant: 'acme', project: 'shop', environment },
  cluster: null,
});
const ids = (impact: ReturnType<typeof impactOf>) => impact.incidents.map((one) => one.incident.id);

describe('what a change would end', () => {
  const find = (id: string) => (id === 'mail' ? testChannel({ id: 'mail' }) : undefined);

  it('is what a deleted rule has open, and whoever got its firing', () => {
    const ends = endedByRule(RULE, 'rule_deleted', undefined);
    const impact = impactOf(open, [{ reason: 'rule_deleted', ends }], find, all);
    expect(ids(impact)).toEqual(['2', '1']);
    expect(impact.channels.map(({ id, incidents, silent }) => [id, incidents, silent])).toEqual([
      ['mail', 2, null],
      ['hook', 1, 'channel_deleted'],
    ]);
  });

  it('is outside of what a narrowed rule still covers', () => {
    const ends = endedByRule(RULE, 'rule_narrowed', shop('prod'));
    expect(ids(impactOf(open, [{ reason: 'rule_narrowed', ends }], find, all))).toEqual(['2']);
    const wide = endedByRule(RULE, 'rule_narrowed', shop(null));
    expect(ids(impactOf(open, [{ reason: 'rule_narrowed', ends: wide }], find, all))).toEqual([]);
  });

  it('of an environment is all there, of whatever rule', () => {
    const ends = endedByEnvironment({ tenant: 'acme', project: 'shop', id: 'prod' });
    const impact = impactOf(open, [{ reason: 'environment_deleted', ends }], find, all);
    expect(ids(impact)).toEqual(['3', '1']);
  });

  it('counts what the caller may not see, and shows nothing of it', () => {
    const ends = endedByRule(RULE, 'rule_deleted', undefined);
    const dev = { ...all, seesAll: false, environments: new Set(['shop.dev']) };
    const impact = impactOf(open, [{ reason: 'rule_deleted', ends }], find, dev);
    expect([ids(impact), impact.hidden]).toEqual([['2'], 1]);
  });

  it.each<[string, Channel]>([
    ['channel_disabled', testChannel({ id: 'mail', enabled: false })],
    ['resolved_declined', testChannel({ id: 'mail', sendResolved: false })],
  ])('says who would not be told: %s', (silent, mail) => {
    const ends = endedByRule(RULE, 'rule_disabled', undefined);
    const impact = impactOf(open, [{ reason: 'rule_disabled', ends }], () => mail, all);
    expect(impact.channels[0]).toMatchObject({ id: 'mail', silent });
  });

  it('is nothing without a change', () => {
    expect(impactOf(open, [], find, all)).toEqual({ incidents: [], hidden: 0, channels: [] });
  });
});

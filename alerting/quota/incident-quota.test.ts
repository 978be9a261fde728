import { describe, expect, it } from 'vitest';
import type { Incident } from '../incidents/incident.ts';
import type { IncidentWork } from '../incidents/record-observations.ts';
import { refusalOf } from '../intake/refusal-of.ts';
import { IncidentQuota } from './incident-quota.ts';
import { overQuotaAlerts } from './over-quota-alerts.ts';
import { quotaKey } from './quota-incident.ts';

const openOf = (counts: Readonly<Record<string, number>>, notices: readonly string[] = []) => ({
  countOf: (owner: string) => counts[owner] ?? 0,
  get: (key: string) => (notices.map(quotaKey).includes(key) ? ({} as Incident) : undefined),
});
const workOf = (owner: string, ruleId: string | null, alerts = 1, namespace: string | null = 'n') =>
  ({
    subject: { key: `${owner}${ruleId}${alerts}`, owner, cluster: 'lab', namespace, ruleId },
    observations: Array.from({ length: alerts }, () => ({ kind: 'firing' })),
  }) as unknown as IncidentWork;

describe('the quota of open incidents', () => {
  it.each([
    ['below it', { acme: 2 }, [], true],
    ['at it', { acme: 3 }, [], false],
    ['over it, since it was lowered', { acme: 9 }, [], false],
    ['at it, the notice that it is used up among them', { acme: 3 }, ['acme'], true],
    ['over it with that notice', { acme: 4 }, ['acme'], false],
    ["at it with a neighbour's notice", { acme: 3 }, ['globex'], false],
  ])('%s', (_name, counts, notices, expected) => {
    const { mayOpen } = new IncidentQuota(3, openOf(counts, notices));
    expect([mayOpen('acme'), mayOpen('globex')]).toEqual([expected, true]);
  });

  it('does not bound the platform', () => {
    expect(new IncidentQuota(1, openOf({ _platform: 5 })).mayOpen('_platform')).toBe(true);
  });

  it('says what was refused, and of whom', () => {
    const quota = new IncidentQuota(3, openOf({ acme: 3, globex: 3 }));
    const refused = [workOf('acme', 'r', 2), workOf('globex', null)];
    quota.refuse(refused, 7);
    quota.refuse([workOf('acme', 'r')], 9);
    expect([...quota.refused]).toEqual([
      ['acme', { count: 3, lastAtMs: 9 }],
      ['globex', { count: 1, lastAtMs: 7 }],
    ]);
    expect(quota.textOf(refused)).toMatch(/^3 alerts were not taken: acme, globex may have 3 open/);
  });

  it('lists what was refused by tenant, namespace and rule, counted', () => {
    const refused = [
      workOf('acme', 'r', 2),
      workOf('acme', 'r', 3),
      workOf('acme', null, 1, null),
      workOf('globex', 'r'),
    ];
    const lines = overQuotaAlerts(refused).map(({ reason, count, labels }) => [
      reason,
      count,
      Object.fromEntries(labels),
    ]);
    expect(lines).toEqual([
      ['owner_over_quota', 5, { tocsin_tenant: 'acme', namespace: 'n', tocsin_rule: 'r' }],
      ['owner_over_quota', 1, { tocsin_tenant: 'acme' }],
      ['owner_over_quota', 1, { tocsin_tenant: 'globex', namespace: 'n', tocsin_rule: 'r' }],
    ]);
  });
});

describe('what the sender of a post is answered', () => {
  const environment = { kind: 'environment-intake' } as const;
  const cluster = { kind: 'cluster-intake' } as const;
  const overQuota = '2 alerts were not taken';

  it.each([
    ['all taken', environment, { errors: [] }, undefined],
    ["over the tenant's quota", environment, { errors: [], overQuota }, 'limited'],
    ['over the quota of one of many tenants', cluster, { errors: [], overQuota }, undefined],
    ['wrong and over quota', environment, { errors: ['x'], overQuota }, 'invalid'],
    ['wrong', cluster, { errors: ['x'] }, 'invalid'],
  ])('%s', (_name, token, result, kind) => {
    const refusal = refusalOf(token, { accepted: 1, ...result });
    expect(refusal?.kind).toBe(kind);
    expect(refusal?.retryAfterSeconds).toBe(kind === 'limited' ? 60 : undefined);
  });
});

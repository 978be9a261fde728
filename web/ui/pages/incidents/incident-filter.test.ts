import { describe, expect, it } from 'vitest';
import type { Incident } from '../../../contract/incidents.ts';
import { passes, readIncidentFilter, writeIncidentFilter } from './incident-filter.ts';

const INCIDENT: Incident = {
  id: '01',
  owner: 'acme',
  tenant: 'acme',
  project: 'shop',
  environment: 'prod',
  cluster: 'eu-1',
  namespace: 'shop-prod',
  ruleId: 'r1',
  title: 'High error rate',
  status: 'firing',
  severity: 'major',
  labels: { job: 'checkout' },
  annotations: {},
  levels: [],
  startedAt: '2026-11-20T09:00:00.000Z',
  resolvedAt: null,
  resolveReason: null,
  lastEvent: 1,
};

describe('the filter of incidents', () => {
  it.each([
    ['', true],
    ['status=all', true],
    ['status=resolved', false],
    ['severity=critical,major', true],
    ['severity=critical', false],
    ['text=ERROR+checkout', true],
    ['text=disk', false],
    ['rule=r1', true],
    ['rule=r2', false],
    ['labels=["job=checkout"]', true],
    ['labels=["job!=checkout"]', false],
    ['labels=broken', true],
  ])('%j shows it: %s', (search, expected) => {
    expect(passes(INCIDENT, readIncidentFilter(new URLSearchParams(search)))).toBe(expected);
  });

  it('comes back from the URL as it was', () => {
    const filter = readIncidentFilter(
      new URLSearchParams('status=all&severity=a,b&text=x&rule=r&labels=["a=1","b!=2"]'),
    );
    const written = Object.entries(writeIncidentFilter(filter)).flatMap(([name, value]) =>
      [value ?? []].flat().map((each) => [name, each]),
    );
    expect(readIncidentFilter(new URLSearchParams(written))).toEqual(filter);
  });
});

import { describe, expect, it } from 'vitest';
import type { Incident } from '../../../contract/incidents.ts';
import {
  isMatcher,
  passes,
  queryOfFilter,
  readIncidentFilter,
  writeIncidentFilter,
} from './incident-filter.ts';

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
  acknowledgedAt: null,
  acknowledgedBy: null,
  assignee: null,
  resolvable: false,
  lastEvent: 1,
};

describe('what the service is asked', () => {
  const place = { owner: 'acme', project: 'shop', environment: undefined, cluster: undefined };

  it('is the filter, within the scope', () => {
    const search = new URLSearchParams(
      'status=all&severity=a,b&text=x y&labels=["j=1","j=2","k!=3","q=\\"%2B."]&project=other&within=24h&matcher=z=~"."',
    );
    const nowMs = Date.parse('2026-11-20T09:03:00Z');
    expect(queryOfFilter(readIncidentFilter(search), place, nowMs)).toEqual({
      from: '2026-11-19T09:00:00.000Z',
      severity: ['a', 'b'],
      project: ['shop'],
      matcher: ['"j"=~"1|2"', '"q"="\\"+."', '"k"!="3"', 'z=~"."'],
      text: 'x y',
    });
  });

  it.each([
    ['job="api"', true],
    ['{job=~"a.*", env!="x"}', true],
    ["job!~'x'", true],
    ['checkout', false],
    ['a = b', false],
    ['high error rate', false],
  ])('%j is a matcher: %s', (text, expected) => {
    expect(isMatcher(text)).toBe(expected);
  });
});

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
    ['text=heckout', false],
    ['acknowledged=false', true],
    ['acknowledged=true', false],
    ['environment=shop.prod', true],
    ['environment=shop.test,blog.prod', false],
  ])('%j shows it: %s', (search, expected) => {
    expect(passes(INCIDENT, readIncidentFilter(new URLSearchParams(search)))).toBe(expected);
  });

  it('comes back from the URL as it was', () => {
    const filter = readIncidentFilter(
      new URLSearchParams(
        'status=all&severity=a,b&text=x&rule=r&labels=["a=1","b!=2"]&outcome=failed&acknowledged=true&environment=s.p&project=s&tenant=a,b&within=7d&matcher=a%3D~"b"&matcher=c!~"d"',
      ),
    );
    const written = Object.entries(writeIncidentFilter(filter)).flatMap(([name, value]) =>
      [value ?? []].flat().map((each) => [name, each]),
    );
    expect(readIncidentFilter(new URLSearchParams(written))).toEqual(filter);
  });
});

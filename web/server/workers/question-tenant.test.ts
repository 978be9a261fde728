import { describe, expect, it } from 'vitest';
import { tenantOfQuestion } from './question-tenant.ts';

describe('who answers a request', () => {
  it.each([
    ['/scopes/acme/prometheus/api/v1/query?query=up', 'acme'],
    ['/scopes/acme.shop.prod@eu1/prometheus/api/v1/query_range', 'acme'],
    ['/scopes/globex/prometheus/api/v1/label/job/values', 'globex'],
    ['/scopes/globex/prometheus/federate?match[]=up', 'globex'],
    ['/scopes/globex/prometheus/api/v1/write', 'globex'],
    ['/scopes/globex/prometheus/no/such/route', 'globex'],
    ['/scopes/_platform@eu1/prometheus/api/v1/query', '_platform'],
    ['/scopes/acme/loki/loki/api/v1/query_range?query={a="b"}', 'acme'],
    ['/scopes/acme/loki/loki/api/v1/push', 'acme'],
    ['/scopes/%61cme/prometheus/api/v1/query', 'acme'],
    ['/%73copes/acme%2eshop/%70rometheus/api/v1/query', 'acme'],
    ['/scopes/acme/prometheus/api/v1/query#/rules', 'acme'],
  ])('%s: the worker of the tenant', (target, tenant) => {
    expect(tenantOfQuestion(target)).toBe(tenant);
  });

  it.each([
    ['the API', '/api/v1/session'],
    ['the interface', '/'],
    ['no path', '*'],
    ['an absolute target', 'http://a.example/scopes/acme/prometheus/api/v1/query'],
    ['a lost segment', '//scopes/acme/prometheus/api/v1/query'],
    ['another protocol', '/scopes/acme/alertmanager/api/v2/alerts'],
    ['only the scope', '/scopes/acme'],
    ['rules', '/scopes/acme/prometheus/api/v1/rules?type=alert'],
    ['rules, escaped', '/scopes/acme/prometheus/api/v1/rule%73'],
    ['rules with a fragment', '/scopes/acme/prometheus/api/v1/rules#x'],
    ['alerts', '/scopes/acme/prometheus/api/v1/alerts'],
    ['rules of logs', '/scopes/acme/loki/prometheus/api/v1/rules'],
    ['rules as the ruler lists them', '/scopes/acme/loki/api/prom/rules'],
    ['a group of the ruler', '/scopes/acme/prometheus/config/v1/rules/a%2Fb/c'],
    ['OTLP', '/scopes/acme/otlp/v1/metrics'],
    ['OTLP where Prometheus takes it', '/scopes/acme/prometheus/api/v1/otlp/v1/metrics'],
    ['the same, escaped', '/scopes/acme/prometheus/api/v1/%6ftlp/v1/metrics'],
    ['a pushed group', '/scopes/acme/pushgateway/metrics/job/backup'],
    ['a tail', '/scopes/acme/loki/loki/api/v1/tail?query={a="b"}'],
    ['a name that nobody has', '/scopes/ACME/prometheus/api/v1/query'],
    ['a slash in the name', '/scopes/acme%2fx/prometheus/api/v1/query'],
    ['a broken escape', '/scopes/%zz/prometheus/api/v1/query'],
  ])('%s: the parent', (_, target) => {
    expect(tenantOfQuestion(target)).toBeNull();
  });
});

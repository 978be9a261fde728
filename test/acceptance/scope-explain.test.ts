import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ScopeExplanation } from '../../web/contract/scopes.ts';
import { type ApiClient, anonymousClient, tokenClient } from '../support/api-client.ts';
import { startTocsin, type TocsinProcess } from '../support/tocsin-process.ts';
import { readerToken, signInAs, twoTenants } from '../support/two-tenants.ts';

describe('POST /api/v1/scopes/{scope}/explain', () => {
  let service: TocsinProcess;
  let acme: ApiClient;
  let root: ApiClient;

  beforeAll(async () => {
    service = await startTocsin({ config: twoTenants({ prometheusUrl: 'http://127.0.0.1:9' }) });
    acme = await signInAs(service.url, 'acme-admin');
    root = await signInAs(service.url, 'root');
  });
  afterAll(() => service?.remove());

  const explain = (client: ApiClient, scope: string, body: Readonly<Record<string, unknown>>) =>
    client.call('POST', `/api/v1/scopes/${encodeURIComponent(scope)}/explain`, body);

  it('shows the rewritten query and why, without asking a backend', async () => {
    const query = 'sum(rate(http_requests_total{job="api"}[5m]))';
    const { status, body } = await explain(acme, 'acme', { language: 'promql', query });
    expect(status).toBe(200);
    const { parts, refusal, leftOut } = body as ScopeExplanation;
    expect([refusal, leftOut]).toEqual([null, []]);
    expect(parts).toMatchObject([
      {
        clusters: ['lab'],
        query: 'sum(rate(http_requests_total{namespace="acme-prod",job="api"}[5m]))',
        matchers: [
          {
            label: 'namespace',
            operator: '=',
            from: 'namespace',
            values: [{ value: 'acme-prod', environments: ['acme.shop.prod'] }],
          },
        ],
        selectors: [{ text: 'http_requests_total{job="api"}', position: { line: 1, column: 10 } }],
      },
    ]);
    expect(JSON.stringify(body)).not.toMatch(/127\.0\.0\.1|umbrella/);
  });

  it.each([
    ['promql', 'up{', 'parse', { line: 1, column: 4 }],
    ['logql', '{a="b"', 'parse', { line: 1, column: 7 }],
    ['logql', '{a="b"}', 'no_backend', null],
  ])('says why a query is not asked (%s %s)', async (language, query, reason, position) => {
    const { status, body } = await explain(acme, 'acme.shop', { language, query });
    expect(status).toBe(200);
    const { refusal, parts } = body as ScopeExplanation;
    expect([refusal?.reason, parts]).toEqual([reason, []]);
    if (position === null) expect(refusal?.position).toBeNull();
    else expect(refusal?.position).toMatchObject(position);
  });

  it('shows what asks for values outside the scope', async () => {
    const query = 'up{namespace="umbrella-prod"} or up';
    const { body } = await explain(acme, 'acme', { language: 'promql', query });
    const [foreign, own] = (body as ScopeExplanation).parts[0]?.selectors ?? [];
    expect(foreign?.contradiction).toContain('of label namespace the scope holds "acme-prod"');
    expect(own?.contradiction).toBeNull();
  });

  it('is for those who may ask the query, and tells others nothing', async () => {
    const asked = { language: 'promql', query: 'up' };
    const foreign = await explain(acme, 'umbrella.shop', asked);
    const unknown = await explain(acme, 'nobody.shop', asked);
    expect([foreign.status, unknown.status]).toEqual([403, 403]);
    expect(JSON.stringify(foreign.body).replaceAll('umbrella', 'nobody').length).toBe(
      JSON.stringify(unknown.body).length,
    );
    expect((await explain(acme, '_platform', asked)).status).toBe(403);
    expect((await explain(root, '_platform@lab', asked)).status).toBe(200);
    expect((await explain(anonymousClient(service.url), 'acme', asked)).status).toBe(401);
    const reader = tokenClient(service.url, readerToken('acme'));
    expect((await explain(reader, 'acme', asked)).status).toBe(200);
    expect((await explain(reader, 'umbrella', asked)).status).toBe(403);
    const logs = { language: 'logql', query: '{a="b"}' };
    expect((await explain(reader, 'acme', logs)).status).toBe(403);
  });

  it.each([
    [{ language: 'sql', query: 'up' }],
    [{ language: 'promql' }],
    [{ language: 'promql', query: 'up', start: 'yesterday' }],
    [{ language: 'promql', query: 'up', scope: 'umbrella' }],
  ])('refuses %j', async (body) => {
    expect((await explain(acme, 'acme', body)).status).toBe(400);
  });

  it('takes times, and patterns that would stall it for no answer', async () => {
    const times = { start: '2026-01-01T00:00:00Z', end: '2026-01-02T00:00:00Z', step: '1m' };
    const ranged = await explain(acme, 'acme', { language: 'promql', query: 'up', ...times });
    expect(ranged.status).toBe(200);
    const many = Array.from({ length: 2_000 }, (_, i) => `a=~"${i}.{999}"`).join(',');
    const startedAt = performance.now();
    const { body } = await explain(acme, 'acme', { language: 'promql', query: `x{${many}}` });
    expect((body as ScopeExplanation).refusal?.message).toContain('too large together');
    expect(performance.now() - startedAt).toBeLessThan(5_000);
  });
});

import type { ServerResponse } from 'node:http';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { ApiTokenWithSecret, UserWithPassword } from '../../web/contract/tenancy.ts';
import { type ApiClient, signIn, tokenClient } from '../support/api-client.ts';
import {
  type ScriptedBackend,
  type SeenRequest,
  startScriptedBackend,
} from '../support/scripted-backend.ts';
import { startTocsin, type TocsinProcess } from '../support/tocsin-process.ts';
import { readerToken, signInAs, type TenantName, twoTenants } from '../support/two-tenants.ts';
import { waitUntil } from '../support/wait-until.ts';

const OLD_S = 1_700_000_000;

const limits = {
  maxConcurrent: 3,
  default: {
    maxConcurrent: 2,
    maxQueued: 1,
    perSecond: 0,
    maxRange: '2h',
    maxPoints: 100,
    maxBodyBytes: 2_048,
    maxResponseBytes: 65_536,
    timeout: '5s',
  },
  tenants: [{ tenant: 'umbrella', maxLookback: '1h', perSecond: 0.001, burst: 5 }],
};

/** A point for each step (without a step: none), with the query's namespace as the only label. */
function matrixFor({ url }: Pick<SeenRequest, 'url'>): string {
  const form = new URLSearchParams(url.split('?')[1]);
  const [start = 0, end = 0, step = 0] = ['start', 'end', 'step'].map((one) =>
    Number(form.get(one)),
  );
  const length = step > 0 ? Math.floor((end - start) / step) + 1 : 0;
  const values = Array.from({ length }, (_, index) => [start + index * step, '1']);
  const [, namespace = ''] = /namespace="([\w-]+)"/.exec(form.get('query') ?? '') ?? [];
  return JSON.stringify({
    status: 'success',
    data: { resultType: 'matrix', result: [{ metric: { namespace }, values }] },
  });
}

describe('limits, cache and revocation in front of a metrics backend', () => {
  let backend: ScriptedBackend;
  let service: TocsinProcess;
  let held: ServerResponse[] = [];
  const opened: AbortController[] = [];

  beforeAll(async () => {
    backend = await startScriptedBackend();
    service = await startTocsin({
      config: { ...twoTenants({ prometheusUrl: backend.url }), limits },
    });
  });
  afterAll(async () => {
    await service?.remove();
    await backend?.stop();
  });
  afterEach(async () => {
    for (const one of opened.splice(0)) one.abort();
    for (const one of held.splice(0)) one.destroy();
    backend.forget();
  });

  const hold = () => {
    held = [];
    backend.answer((response) => void held.push(response));
  };
  const path = (tenant: string, rest: string) => `/scopes/${tenant}/prometheus/api/v1/${rest}`;
  const reader = (tenant: TenantName) => tokenClient(service.url, readerToken(tenant));
  const range = (query: string, from: number, to: number, step = 60) =>
    `query_range?${new URLSearchParams({ query, start: `${from}`, end: `${to}`, step: `${step}` })}`;

  /** Asks and does not wait; rejects when the connection is cut. */
  function start(headers: Readonly<Record<string, string>>, target: string): Promise<number> {
    const stop = new AbortController();
    opened.push(stop);
    const asked = fetch(`${service.url}${target}`, { headers, signal: stop.signal }).then(
      ({ status }) => status,
    );
    // Whoever asked hears of it; a question that a test leaves open ends with the test.
    asked.catch(() => undefined);
    return asked;
  }
  const bearer = (tenant: TenantName) => ({ authorization: `Bearer ${readerToken(tenant)}` });
  const arrived = (count: number) =>
    waitUntil(() => held.length === count, { what: `${count} questions at the backend` });

  it.each([
    ['a range that is too long', range('up', OLD_S, OLD_S + 7_260), 'more than the 2h allowed'],
    ['too many points', range('up', OLD_S, OLD_S + 3_600, 15), 'maximum resolution of 100 points'],
  ])('refuses %s with 422, in Prometheus’s envelope and without asking', async (_, rest, text) => {
    const { status, body } = await reader('acme').call('GET', path('acme', rest));
    expect([status, body]).toMatchObject([
      422,
      { status: 'error', errorType: 'execution', error: expect.stringContaining(text) },
    ]);
    expect(backend.seen).toEqual([]);
  });

  it('refuses a large body, and for whom it is configured what lies too far back', async () => {
    const body = new URLSearchParams({ query: `up{a="${'x'.repeat(2_100)}"}` });
    const large = await fetch(`${service.url}${path('acme', 'query')}`, {
      method: 'POST',
      body,
      headers: bearer('acme'),
    });
    expect([large.status, await large.json()]).toMatchObject([
      422,
      { error: expect.stringContaining('more than the 2048 allowed') },
    ]);
    const old = path('umbrella', `query?query=up&time=${OLD_S}`);
    expect((await reader('umbrella').call('GET', old)).status).toBe(422);
    expect(backend.seen).toEqual([]);
  });

  it('lets questions wait for their turn, refuses more than may wait, and keeps a place for others', async () => {
    hold();
    const ask = () => start(bearer('acme'), path('acme', 'query?query=up'));
    const asked = [ask(), ask()];
    await arrived(2);
    asked.push(ask());
    const refused = await waitUntil(
      async () => {
        const answer = await reader('acme').call('GET', path('acme', 'query?query=down'));
        return answer.status === 429 && answer;
      },
      { what: 'the queue to be full' },
    );
    expect(refused.headers.get('retry-after')).toBe('5');
    expect(refused.body).toMatchObject({ status: 'error', errorType: 'too_many_requests' });
    const neighbour = start(bearer('umbrella'), path('umbrella', 'query?query=up'));
    await arrived(3);
    expect(backend.seen.at(-1)?.url).toContain('umbrella-prod');
    for (const one of held.slice(0, 2)) one.end(matrixFor({ url: '' }));
    await arrived(4);
    for (const one of held.slice(2)) one.end(matrixFor({ url: '' }));
    expect(await Promise.all([...asked, neighbour])).toEqual([200, 200, 200, 200]);
  });

  it('asks for what is not known of a range only, and mixes no tenants', async () => {
    backend.answer((response, request) => response.end(matrixFor(request)));
    const asked = (to: number) => path('acme', range('cached', OLD_S, OLD_S + to));
    const first = await reader('acme').call('GET', asked(1_800));
    expect(JSON.stringify(first.body)).toContain('acme-prod');
    expect((await reader('acme').call('GET', asked(1_800))).body).toEqual(first.body);
    await reader('acme').call('GET', asked(3_600));
    const starts = backend.seen.map(({ url }) => new URLSearchParams(url.split('?')[1]));
    expect(starts.map((form) => [form.get('start'), form.get('end')])).toEqual([
      [`${OLD_S}`, `${OLD_S + 1_800}`],
      [`${OLD_S + 1_860}`, `${OLD_S + 3_600}`],
    ]);
    expect(starts.every((form) => form.get('query') === 'cached{namespace="acme-prod"}')).toBe(
      true,
    );
  });

  it('tells the backend when the client goes away, also of a range that is not known', async () => {
    hold();
    const stop = new AbortController();
    const gone = fetch(`${service.url}${path('acme', range('gone', OLD_S, OLD_S + 600))}`, {
      headers: bearer('acme'),
      signal: stop.signal,
    }).catch(() => 'gone');
    await arrived(1);
    stop.abort();
    expect(await gone).toBe('gone');
    await waitUntil(() => backend.aborted() === 1, { what: 'the backend to be told' });
  });

  describe('ends questions under way, here and at the backend', () => {
    let admin: ApiClient;
    let root: ApiClient;
    beforeAll(async () => {
      admin = await signInAs(service.url, 'acme-admin');
      root = await signInAs(service.url, 'root');
    });
    const targets = () => [
      path('acme', 'query?query=up'),
      path('acme', range('under_way', OLD_S, OLD_S + 60)),
    ];

    /** @param lose takes the rights away; the two questions of `headers` must end of it. */
    async function endsBy(
      headers: Readonly<Record<string, string>>,
      lose: () => Promise<unknown>,
    ): Promise<void> {
      hold();
      const asked = targets().map((target) => start(headers, target));
      await arrived(2);
      const neighbour = start(bearer('umbrella'), path('umbrella', 'query?query=up'));
      await arrived(3);
      await lose();
      expect(await Promise.allSettled(asked)).toMatchObject([
        { status: 'rejected' },
        { status: 'rejected' },
      ]);
      await waitUntil(() => backend.aborted() === 2, { what: 'the backend to be told' });
      held[2]?.end(JSON.stringify({ status: 'success', data: [] }));
      expect(await neighbour).toBe(200);
    }

    it('when the token is revoked', async () => {
      const { secret, token } = await admin.post<ApiTokenWithSecret>(
        '/api/v1/tenants/acme/tokens',
        { name: 'x', kind: 'scope', node: 'acme', permissions: ['metrics:read'], expiresAt: null },
      );
      await endsBy({ authorization: `Bearer ${secret}` }, () =>
        admin.delete(`/api/v1/tenants/acme/tokens/${token.id}`),
      );
    });

    it('when a member leaves', async () => {
      const { user, firstPassword } = await root.post<UserWithPassword>('/api/v1/users', {
        name: 'leaver',
        displayName: '',
        email: null,
        language: 'en',
        disabled: false,
      });
      const { id } = await admin.post<{ readonly id: string }>(
        '/api/v1/tenants/acme/role-bindings',
        { user: user.id, role: 'tenant-member', node: 'acme' },
      );
      const member = await signIn(service.url, 'leaver', firstPassword ?? '');
      await member.post('/api/v1/session/password', {
        current: firstPassword,
        next: 'a much better password',
      });
      await endsBy(member.headers, () => admin.delete(`/api/v1/tenants/acme/role-bindings/${id}`));
    });
  });

  it('refuses one tenant that asks too often, with Retry-After, and no other', async () => {
    backend.answer((response, request) => response.end(matrixFor(request)));
    const asked = path('umbrella', 'query?query=up');
    const statuses: number[] = [];
    for (let count = 0; count < 6; count++) {
      statuses.push((await reader('umbrella').call('GET', asked)).status);
    }
    expect(statuses.at(-1)).toBe(429);
    const { headers } = await reader('umbrella').call('GET', asked);
    expect(Number(headers.get('retry-after'))).toBeGreaterThan(60);
    const answer = await reader('acme').call('GET', path('acme', 'query?query=up'));
    expect(answer.status).toBe(200);
  });
});

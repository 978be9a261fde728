import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Page } from '../../web/contract/common.ts';
import type { ApiTokenWithSecret } from '../../web/contract/tenancy.ts';
import { enter, makeUser } from '../support/neighbour-world.ts';
import { openRaw, type RawConnection, requestText } from '../support/raw-connection.ts';
import { type ScriptedBackend, startScriptedBackend } from '../support/scripted-backend.ts';
import {
  apiOf,
  makeToken,
  readerOf,
  startWorkersLab,
  untilGone,
  type WorkersLab,
  type WorkerTenant,
} from '../support/workers-lab.ts';

const question = (tenant: WorkerTenant) => `${apiOf(tenant, 'query')}?query=up`;

let backend: ScriptedBackend;
let lab: WorkersLab;
let connections: readonly RawConnection[];

/** Connections to acme's worker: one that sits in it, one in the other worker, one in the parent. */
const PLACES = [question('acme'), question('globex'), '/api/health/live'] as const;

beforeAll(async () => {
  backend = await startScriptedBackend();
  lab = await startWorkersLab(backend.url);
}, 60_000);
beforeEach(async () => {
  backend.forget();
  connections = await Promise.all(
    PLACES.map(async (first) => {
      const raw = await openRaw(lab.service.url);
      await raw.get(first);
      return raw;
    }),
  );
});
afterEach(() => {
  for (const raw of connections) raw.destroy();
});
afterAll(async () => {
  await lab?.service.remove();
  await backend?.stop();
});

/** The status of acme's question on each of the connections, twice: the second is remembered. */
async function statuses(headers: Readonly<Record<string, string>>): Promise<Set<number>> {
  const found = new Set<number>();
  for (const raw of [...connections, ...connections]) {
    found.add((await raw.get(question('acme'), headers)).status);
  }
  return found;
}

async function someoneOfAcme(name: string) {
  const id = await makeUser(lab.root, name, 'tenant-member', 'acme');
  const client = await enter(lab.service, name);
  const bindings = await lab.root.get<Page<{ id: string; user: string }>>(
    '/api/v1/tenants/acme/role-bindings?limit=200',
  );
  const binding = bindings.items.find(({ user }) => user === id)?.id ?? '';
  return { id, client, binding, cookie: { cookie: client.headers.cookie ?? '' } };
}

describe('the very next request, wherever its connection sits', () => {
  it('has no token any more that was revoked', async () => {
    for (let round = 0; round < 10; round++) {
      const { secret, token } = await makeToken(lab.root, 'acme');
      const headers = { authorization: `Bearer ${secret}` };
      expect(await statuses(headers)).toEqual(new Set([200]));
      await lab.root.delete(`/api/v1/tenants/acme/tokens/${token.id}`);
      expect(await statuses(headers)).toEqual(new Set([401]));
    }
    expect(await statuses(readerOf('acme'))).toEqual(new Set([200]));
  });

  it('has no membership any more that was removed', async () => {
    const { binding, cookie } = await someoneOfAcme('leaving');
    expect(await statuses(cookie)).toEqual(new Set([200]));
    await lab.root.delete(`/api/v1/tenants/acme/role-bindings/${binding}`);
    expect(await statuses(cookie)).toEqual(new Set([403]));
  });

  it('has no session any more that was signed out', async () => {
    const { client, cookie } = await someoneOfAcme('signing-out');
    expect(await statuses(cookie)).toEqual(new Set([200]));
    await client.delete('/api/v1/session');
    expect(await statuses(cookie)).toEqual(new Set([401]));
  });

  it('has the rights of a membership that was just given', async () => {
    const user = await makeUser(lab.root, 'joining');
    const client = await enter(lab.service, 'joining');
    const cookie = { cookie: client.headers.cookie ?? '' };
    expect(await statuses(cookie)).toEqual(new Set([403]));
    const binding = { user, role: 'tenant-member', node: 'acme' };
    await lab.root.post('/api/v1/tenants/acme/role-bindings', binding);
    expect(await statuses(cookie)).toEqual(new Set([200]));
  });

  it('covers an environment that was just made, and no longer one that was removed', async () => {
    const base = '/api/v1/tenants/acme/projects/shop/environments';
    const matcher = () => decodeURIComponent(backend.seen.at(-1)?.url ?? '');
    await lab.root.post(base, {
      id: 'test',
      title: '',
      cluster: 'eu1',
      namespace: 'acme-test',
      kind: 'test',
    });
    await statuses(readerOf('acme'));
    expect(matcher()).toContain('acme|acme-test');
    await lab.root.delete(`${base}/test`);
    await statuses(readerOf('acme'));
    expect(matcher()).toContain('namespace="acme"');
  });
});

describe('the token of a Grafana data source, wherever its connection sits', () => {
  const name = 'looking';
  const dataSource = () =>
    lab.root.post<ApiTokenWithSecret>('/api/v1/tenants/acme/tokens', {
      ...{ name: 'data source', kind: 'grafana-data-source', node: 'acme', expiresAt: null },
      permissions: ['metrics:read'],
    });

  it('does nothing for nobody, and ends with either right: that of the token or of who looks', async () => {
    const { binding, id } = await someoneOfAcme(name);
    const [first, next] = [await dataSource(), await dataSource()];
    const held = ({ secret }: ApiTokenWithSecret, user?: string) => ({
      authorization: `Bearer ${secret}`,
      ...(user === undefined ? {} : { 'x-grafana-user': user }),
    });
    expect(await statuses(held(first, name))).toEqual(new Set([200]));
    expect(await statuses(held(next, id))).toEqual(new Set([200]));
    expect(await statuses(held(first))).toEqual(new Set([403]));
    expect(await statuses(held(first, 'root-of-nothing'))).toEqual(new Set([403]));
    await lab.root.delete(`/api/v1/tenants/acme/tokens/${first.token.id}`);
    expect(await statuses(held(first, name))).toEqual(new Set([401]));
    expect(await statuses(held(next, name))).toEqual(new Set([200]));

    // An open panel: the backend has not answered yet.
    backend.answer(() => undefined);
    const panel = await openRaw(lab.service.url);
    const asked = `${apiOf('acme', 'query')}?query=open_panel`;
    panel.write(requestText('GET', asked, held(next, name)));
    await expect
      .poll(() => backend.seen.some(({ url, body }) => `${url}${body}`.includes('open_panel')))
      .toBe(true);
    await lab.root.delete(`/api/v1/tenants/acme/role-bindings/${binding}`);
    await panel.closed();
    await expect.poll(() => backend.aborted()).toBe(1);
    backend.forget();
    expect(await statuses(held(next, name))).toEqual(new Set([403]));
  });
});

it('a worker that does not acknowledge is ended before a change is answered', async () => {
  const { secret, token } = await makeToken(lab.root, 'acme');
  const headers = { authorization: `Bearer ${secret}` };
  const [first = 0] = lab.pids();
  process.kill(first, 'SIGSTOP');
  await lab.root.delete(`/api/v1/tenants/acme/tokens/${token.id}`);
  await untilGone(first);
  const answer = await fetch(`${lab.service.url}${question('acme')}`, { headers });
  expect(answer.status).toBe(401);
});

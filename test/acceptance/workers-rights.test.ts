import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Page } from '../../web/contract/common.ts';
import { enter, makeUser } from '../support/neighbour-world.ts';
import { openRaw, type RawConnection } from '../support/raw-connection.ts';
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

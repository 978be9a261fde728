import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Channel } from '../../web/contract/channels.ts';
import type { Incident } from '../../web/contract/incidents.ts';
import type { ApiTokenWithSecret } from '../../web/contract/tenancy.ts';
import { alertStream } from '../support/alert-stream.ts';
import { type ApiClient, anonymousClient, tokenClient } from '../support/api-client.ts';
import { type AskedPrometheus, startAskedPrometheus } from '../support/asked-prometheus.ts';
import { openLive } from '../support/live-client.ts';
import { type Postgres, startPostgres } from '../support/postgres.ts';
import { askPostgres } from '../support/postgres-database.ts';
import { inRepository } from '../support/repository.ts';
import { requires } from '../support/requires.ts';
import { startTocsin, type TocsinProcess } from '../support/tocsin-process.ts';
import { intakeToken, readerToken, signInAs, twoTenants } from '../support/two-tenants.ts';
import { waitUntil } from '../support/wait-until.ts';
import { startWebhookSink, type WebhookSink } from '../support/webhook-sink.ts';

const IS_PROOF = process.env.TOCSIN_PROOF === '1';
/** Alerts that are posted while a process is killed. */
const STREAMED = IS_PROOF ? 1_000 : 60;
/** More than may be tried from one address without waiting. */
const GUESSES = 30;
/** How often the owner dies. */
const TAKEOVERS = IS_PROOF ? 6 : 1;
const GROUPS = 12;
const METRICS = Array.from({ length: GROUPS }, (_, index) => `load_${index}`);
/** Of an evaluation after the one before; on a machine that has nothing else to do it is 6 s and 1 s. */
const LONGEST_GAP_MS = 25_000;

/** Two services on one database: both are asked, one decides, either may die. */
requires('postgres', 'initdb')('services on one PostgreSQL', () => {
  let database: Postgres;
  let sink: WebhookSink;
  let backend: AskedPrometheus;
  /** The first is the owner. */
  let services: TocsinProcess[] = [];
  let hook: Channel;
  const env = () => ({ DATABASE_URL: database.url, TOCSIN_SECRET_KEY: `${'A'.repeat(43)}=` });
  const start = () => {
    const lab = twoTenants({ prometheusUrl: backend.url });
    const [cluster] = lab.clusters as readonly object[];
    const alertNamespaceTrusted = true;
    const clusters = [{ ...cluster, alertNamespaceTrusted, ruleSink: { kind: 'embedded' } }];
    const outbound = { tenantAllow: [`127.0.0.1:${sink.port}`] };
    const server = { trustedProxies: ['127.0.0.1'] };
    return startTocsin({ env: env(), config: { ...lab, clusters, outbound, server } });
  };

  beforeAll(async () => {
    [database, sink, backend] = await Promise.all([
      startPostgres({ isDurable: false }),
      startWebhookSink(),
      startAskedPrometheus('acme-prod'),
    ]);
    const first = await start();
    services = [first, await start()];
  });
  afterAll(async () => {
    await Promise.all(services.map((service) => service.remove()));
    await Promise.all([database?.stop('SIGQUIT'), sink?.stop(), backend?.stop()]);
  });

  const at = (index: number) => services[index]?.url ?? '';
  const figure = async (index: number, name: string) => {
    const exposed = await fetch(`${at(index)}/metrics`).then((answer) => answer.text());
    return Number(new RegExp(`^${name}(?:{[^}]*})? (\\S+)$`, 'm').exec(exposed)?.[1] ?? Number.NaN);
  };
  const owners = async () =>
    (await Promise.all([0, 1].map((one) => figure(one, 'tocsin_member_owner')))).join();

  it('both are ready, and one of them is the owner', async () => {
    expect(await owners()).toBe('1,0');
    await waitUntil(async () => (await figure(0, 'tocsin_members_living')) === 2, { what: 'both' });
    expect(services.map((one) => one.log()).join()).not.toContain(database.url);
  });

  it('what is asked of either is done by the owner', async () => {
    const acme = await signInAs(at(1), 'acme-admin');
    hook = await acme.post<Channel>('/api/v1/tenants/acme/channels', {
      ...{ kind: 'webhook', name: 'hook', url: sink.url, secret: 'a-key-of-enough-length' },
      ...{ sendResolved: true, language: 'en', enabled: true },
    });
    const receiver = { kind: 'channels', channels: [hook.id] };
    const root = { id: 'root', name: 'all', matchers: [], continues: false, receiver };
    await acme.put('/api/v1/tenants/acme/routes', { routes: [root] }, 0);
    const there = await signInAs(at(0), 'acme-admin');
    expect(await there.get('/api/v1/tenants/acme/channels')).toMatchObject({
      items: [{ id: hook.id }],
    });
  });

  it('a token works at both, and when it is revoked at neither', async () => {
    const acme = await signInAs(at(0), 'acme-admin');
    const rights = { permissions: ['channels:read'], expiresAt: null };
    const wish = { name: 'both', kind: 'scope', node: 'acme', ...rights };
    const made = await acme.post<ApiTokenWithSecret>('/api/v1/tenants/acme/tokens', wish);
    const asks = () =>
      Promise.all(
        [0, 1].map(async (index) => {
          const client = tokenClient(at(index), made.secret);
          return (await client.call('GET', '/api/v1/tenants/acme/channels')).status;
        }),
      );
    expect(await asks()).toEqual([200, 200]);
    const member = await signInAs(at(1), 'acme-admin');
    await member.delete(`/api/v1/tenants/acme/tokens/${made.token.id}`);
    expect(await asks()).toEqual([401, 401]);
  });

  it('another tenant sees nothing of it, whichever it asks', async () => {
    for (const index of [0, 1]) {
      const umbrella = await signInAs(at(index), 'umbrella-admin');
      const own = '/api/v1/tenants/umbrella/channels';
      expect(await umbrella.get(own)).toMatchObject({ items: [] });
      const foreign = await umbrella.call('GET', '/api/v1/tenants/acme/channels');
      expect(foreign.status).toBe(403);
      const query = '/scopes/acme.shop.prod/prometheus/api/v1/query?query=up';
      expect((await umbrella.call('GET', query)).status).toBe(403);
    }
  });

  it('nobody else says where a request came from, or calls what members call', async () => {
    for (const index of [0, 1]) {
      const headers = { 'x-tocsin-forwarded': `127.0.0.9 ${Date.now()}.${'A'.repeat(43)}` };
      const forged = await fetch(`${at(index)}/api/v1/session`, { headers });
      expect(forged.status).toBe(403);
      for (const call of ['alerts', 'send']) {
        const called = await fetch(`${at(index)}/_member/${call}`, {
          method: 'POST',
          headers: { 'x-tocsin-member': `abc ${Date.now()}.${'A'.repeat(43)}` },
          body: '[]',
        });
        expect(called.status).toBe(404);
      }
      expect((await anonymousClient(at(index)).call('GET', '/api/v1/session')).status).toBe(401);
    }
  });

  it('attempts to sign in are counted by the client that a proxy names, whatever it says and at whichever it tries', async () => {
    const attempt = async (index: number, address: string, name: string) => {
      const origin = at(index);
      const headers = { origin, 'x-forwarded-for': address, 'content-type': 'application/json' };
      const body = JSON.stringify({ name, password: 'not the right one at all' });
      const asked = { method: 'POST', headers, body };
      return (await fetch(`${origin}/api/v1/session`, asked)).status;
    };
    // At once, so that it does not matter how long checking a password takes here.
    const guesses = Array.from({ length: GUESSES }, (_, n) =>
      attempt(n % 2, `198.51.100.${n}, 203.0.113.7`, `nobody-${n}`),
    );
    const others = [0, 1].map((index) => attempt(index, '203.0.113.8', `other-${index}`));
    expect(new Set(await Promise.all(guesses))).toEqual(new Set([401, 429]));
    expect(await Promise.all(others)).toEqual([401, 401]);
  });

  const migrate = async (more: Readonly<Record<string, string>> = {}) => {
    const child = spawn(process.execPath, [inRepository('dist/web/cli/main.js'), 'migrate'], {
      cwd: services[0]?.folder,
      env: { PATH: process.env.PATH ?? '', ...env(), ...more },
    });
    const [out, err] = await Promise.all([text(child.stdout), text(child.stderr)]);
    return `${out}${err}`;
  };

  it('a command that writes is refused meanwhile, and says why', async () => {
    expect(await migrate()).toContain('in use by another tocsin process');
  });

  const addRule = (client: ApiClient, name: string) =>
    client.post('/api/v1/tenants/acme/rules', {
      ...{ name, scope: 'acme.shop.prod', language: 'promql', expression: `${name} offset 0s` },
      ...{ interval: '1s', levels: [{ severity: 'critical', operator: '>', threshold: 2 }] },
      ...{ labels: {}, annotations: {}, channels: [hook.id], levelChange: 'raised', enabled: true },
    });
  const evaluatedSince = (atMs: number) =>
    METRICS.every((name) => backend.asked.get(name)?.some((askedMs) => askedMs > atMs));
  const ruled = (timeoutMs = 30_000) => {
    const sinceMs = Date.now();
    return waitUntil(() => evaluatedSince(sinceMs), {
      what: 'evaluations of all rules',
      timeoutMs,
    });
  };

  it('rule groups are shared, and what fires is one incident each, seen live at the member', async () => {
    const acme = await signInAs(at(1), 'acme-admin');
    const { headers } = tokenClient(at(1), readerToken('acme'));
    const live = await openLive(at(1), { owner: 'acme', headers, origin: null });
    for (const name of METRICS) await addRule(acme, name);
    await live.waitFor('incident');
    live.close();
    await ruled();
    const elsewhere = await figure(0, 'tocsin_member_rule_groups');
    expect(elsewhere).toBeGreaterThan(0);
    expect(elsewhere).toBeLessThan(GROUPS);
    expect(await figure(1, 'tocsin_ruler_groups')).toBe(elsewhere);
    const firing = async () => {
      const { items } = await acme.get<{ items: Incident[] }>('/api/v1/tenants/acme/incidents');
      return items.length === GROUPS;
    };
    await waitUntil(firing, { what: 'an incident of each rule' });
    const states = await acme.get<{ items: { state: string }[] }>('/api/v1/tenants/acme/rules');
    expect(states.items).toHaveLength(GROUPS);
  });

  it('messages go out from both, each once', async () => {
    const carried = () => figure(0, 'tocsin_member_messages_total');
    await waitUntil(async () => (await carried()) > 0, { what: 'messages that the member sent' });
    const firing = () => [...told()].filter(([key]) => key.startsWith('firing load_'));
    await waitUntil(() => firing().length === GROUPS, { what: 'a message of each rule' });
    for (const [key, ids] of firing()) expect([key, ids.size]).toEqual([key, 1]);
    expect(sink.requests.length).toBeGreaterThan(await carried());
    expect(await figure(1, 'tocsin_member_messages_sent_total')).toBe(await carried());
  });

  /** Ids of messages by `status n`, or by `status title` for those of rules. */
  const told = () => {
    const ids = new Map<string, Set<string>>();
    for (const { body, headers } of sink.requests) {
      const { incident } = JSON.parse(body);
      const key = `${incident.status} ${incident.labels.n ?? incident.title}`;
      ids.set(key, (ids.get(key) ?? new Set()).add(headers['webhook-id'] ?? ''));
    }
    return ids;
  };
  const stream = alertStream({
    places: () => services.map(({ url }) => url),
    ...{ cluster: 'lab', token: intakeToken, namespace: 'acme-prod' },
  });
  let next = 0;

  /** Posts to both, kills one in the midst, and looks that everything was told once. */
  const streamWhile = async (kill: () => Promise<unknown>) => {
    const numbers = Array.from({ length: STREAMED }, () => next++);
    const firstHalf = numbers.slice(0, STREAMED / 2);
    await stream.post(firstHalf);
    const posting = stream.post(numbers.slice(STREAMED / 2));
    const ending = stream.post(firstHalf.slice(0, STREAMED / 4), true);
    await kill();
    await Promise.all([posting, ending]);
    await stream.post(numbers.slice(STREAMED / 4), true);
    const keys = numbers.flatMap((n) => [`firing ${n}`, `resolved ${n}`]);
    const all = () => {
      const ids = told();
      return keys.every((key) => ids.has(key));
    };
    await waitUntil(all, { what: 'firing and resolved of each', timeoutMs: 120_000, everyMs: 100 });
    for (const [key, ids] of told()) expect([key, ids.size]).toEqual([key, 1]);
  };
  const report = (what: string) => {
    const gaps = METRICS.flatMap((name) => {
      const asked = backend.asked.get(name) ?? [];
      return asked.slice(1).map((atMs, index) => atMs - (asked[index] ?? atMs));
    });
    const longest = Math.max(...gaps);
    if (IS_PROOF)
      process.stdout.write(
        `${what}: ${JSON.stringify({ longest, refused: [...stream.refused], told: sink.requests.length })}\n`,
      );
    expect(longest).toBeLessThan(LONGEST_GAP_MS);
  };

  /** Asks at one service without a pause, until it is told to stop. */
  const asking = (url: string) => {
    const { headers } = tokenClient(url, readerToken('acme'));
    const statuses = new Map<number, number>();
    let isOver = false;
    const run = async () => {
      while (!isOver) {
        const answer = await fetch(`${url}/api/v1/tenants/acme/rules`, { headers });
        await answer.arrayBuffer();
        statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1);
      }
      return statuses;
    };
    const done = run();
    return () => {
      isOver = true;
      return done;
    };
  };

  it('a live socket at the member resumes over the death of the owner, and reads there are answered', async () => {
    const [owner, member] = services;
    if (!owner || !member) throw new Error('there are two');
    const listen = (since?: number) => {
      const { headers } = tokenClient(member.url, readerToken('acme'));
      const asked = { owner: 'acme', headers, origin: null, topics: 'incidents,rules' };
      return openLive(member.url, since === undefined ? asked : { ...asked, since });
    };
    const first = await listen();
    const { position } = await first.waitFor('hello');
    expect((await first.waitFor('rules')).items.length).toBeGreaterThan(0);
    await stream.post([next]);
    await first.waitFor('incident');
    const stop = asking(member.url);
    await owner.kill();
    await waitUntil(() => first.closed(), { what: 'the end of the socket' });
    const again = await waitUntil(() => listen(position).catch(() => undefined), {
      what: 'a socket to the next owner',
      timeoutMs: 60_000,
      everyMs: 100,
    });
    expect(await again.waitFor('hello')).toMatchObject({
      ...{ position, resumed: true },
      topics: { incidents: 'resumed', rules: 'snapshot' },
    });
    const n = String(next);
    await again.waitFor('incident', ({ incident }) => incident.labels.n === n);
    const statuses = await stop();
    expect(statuses.get(200)).toBeGreaterThan(0);
    // A takeover that takes longer than a request waits is said, not hidden; nothing else is.
    expect([...statuses.keys()].filter((status) => status !== 200 && status !== 503)).toEqual([]);
    again.close();
    await stream.post([next], true);
    next += 1;
    services = [member];
    await owner.restart();
    services = [member, owner];
    expect(await owners()).toBe('1,0');
  });

  it('kill -9 of the owner mid-stream: the other one takes over, nothing is lost or told twice', async () => {
    for (let round = 0; round < TAKEOVERS; round += 1) {
      const [owner, member] = services;
      if (!owner || !member) throw new Error('there are two');
      // In a proof it is also asked to end now and then, as in an upgrade.
      await streamWhile(() => (round % 3 === 2 ? owner.stop() : owner.kill()));
      await ruled();
      services = [member];
      await owner.restart();
      services = [member, owner];
      expect(await owners()).toBe('1,0');
    }
    report('after the deaths of owners');
  });

  it('kill -9 of the member mid-stream: the owner goes on, with its rules too', async () => {
    const isShared = async () => (await figure(0, 'tocsin_member_rule_groups')) > 0;
    await waitUntil(isShared, { what: 'the new member to have rules' });
    await streamWhile(() => services[1]?.kill() ?? Promise.reject(new Error('there are two')));
    await ruled();
    await waitUntil(async () => !(await isShared()), { what: 'its rules to be given back' });
    report('after the death of the member');
    for (const name of METRICS) backend.quiet.add(name);
    const ended = () => [...told().keys()].filter((key) => key.startsWith('resolved load_')).length;
    await waitUntil(() => ended() === GROUPS, {
      what: 'the resolved of each rule',
      timeoutMs: 30_000,
    });
    for (const [key, ids] of told()) expect([key, ids.size]).toEqual([key, 1]);
  });

  it('other keys than those of the database are refused, and the same migrate it', async () => {
    await services[0]?.stop();
    const living = 'SELECT count(*)::int AS living FROM state_members WHERE lease_until > now()';
    expect(await askPostgres(database.url, living)).toEqual([{ living: 0 }]);
    expect(await migrate({ TOCSIN_SECRET_KEY: `${'B'.repeat(42)}A=` })).toContain(
      'sealed with another key',
    );
    expect(await migrate()).toContain('the database is up to date (postgres)');
  });
});

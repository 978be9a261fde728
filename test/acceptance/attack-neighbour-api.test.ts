import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Channel } from '../../web/contract/channels.ts';
import type { Page } from '../../web/contract/common.ts';
import type { Incident } from '../../web/contract/incidents.ts';
import type { Rule } from '../../web/contract/rules.ts';
import type { ApiTokenWithSecret, UserWithPassword } from '../../web/contract/tenancy.ts';
import { type ApiClient, anonymousClient, signIn, tokenClient } from '../support/api-client.ts';
import { openLive } from '../support/live-client.ts';
import { startTocsin, type TocsinProcess } from '../support/tocsin-process.ts';
import { intakeToken, signInAs, twoTenants } from '../support/two-tenants.ts';

const PASSWORD = 'a password that nobody logs';
const SECRET_PATH = 'a-hook-path-that-nobody-may-see';
const HMAC_KEY = 'an-hmac-key-that-nobody-may-see';
const ROLES = {
  system: ['system-admin', 'system-member'],
  tenant: ['tenant-admin', 'tenant-member'],
  project: ['project-admin', 'project-dev', 'project-test', 'project-ops'],
  environment: ['environment-admin', 'environment-member'],
} as const;
const NODES: Readonly<Record<string, keyof typeof ROLES>> = {
  _platform: 'system',
  acme: 'tenant',
  'acme.shop': 'project',
  'acme.shop.prod': 'environment',
  umbrella: 'tenant',
  'umbrella.shop': 'project',
  'umbrella.shop.prod': 'environment',
};

/** Somebody of umbrella, or of a corner of acme, against everything that is not theirs. */
describe('the API against a neighbour', () => {
  let service: TocsinProcess;
  let root: ApiClient;
  let acme: ApiClient;
  let umbrella: ApiClient;
  let victim: { user: string; channel: Channel; rule: Rule; token: string; binding: string };

  const makeUser = async (name: string, role?: string, node?: string) => {
    const fields = { displayName: '', email: null, language: 'en', disabled: false };
    const { user } = await root.post<UserWithPassword>('/api/v1/users', {
      name,
      ...fields,
      password: PASSWORD,
    });
    if (role && node) {
      const owner = node.split('.')[0];
      await root.post(`/api/v1/tenants/${owner}/role-bindings`, { user: user.id, role, node });
    }
    return user.id;
  };
  /** Signed in, with the first password changed. */
  const enter = async (name: string) => {
    const client = await signIn(service.url, name, PASSWORD);
    await client.post('/api/v1/session/password', { current: PASSWORD, next: `${PASSWORD}!` });
    return client;
  };
  const rule = (change: object = {}) => ({
    name: 'Queue is long',
    scope: 'acme',
    expression: 'queue_depth',
    interval: '1m',
    levels: [{ severity: 'critical', operator: '>', threshold: 1, for: '0' }],
    labels: {},
    annotations: {},
    channels: [],
    levelChange: 'raised',
    enabled: true,
    ...change,
  });
  const hook = (change: object = {}) => ({
    kind: 'webhook',
    name: 'hook',
    url: `https://hooks.example/${SECRET_PATH}`,
    secret: HMAC_KEY,
    sendResolved: true,
    language: 'en',
    enabled: true,
    ...change,
  });

  beforeAll(async () => {
    service = await startTocsin({ config: twoTenants({ prometheusUrl: 'http://127.0.0.1:9' }) });
    root = await signInAs(service.url, 'root');
    acme = await signInAs(service.url, 'acme-admin');
    umbrella = await signInAs(service.url, 'umbrella-admin');
    const base = '/api/v1/tenants/acme';
    const user = await makeUser('acme-member', 'tenant-member', 'acme');
    const channel = await acme.post<Channel>(`${base}/channels`, hook());
    const made = await acme.post<Rule>(`${base}/rules`, rule({ channels: [channel.id] }));
    const { token } = await acme.post<ApiTokenWithSecret>(`${base}/tokens`, {
      name: 't',
      kind: 'scope',
      node: 'acme',
      permissions: ['metrics:read'],
      expiresAt: null,
    });
    const bindings = await acme.get<Page<{ id: string; user: string }>>(`${base}/role-bindings`);
    const binding = bindings.items.find((one) => one.user === user)?.id ?? '';
    victim = { user, channel, rule: made, token: token.id, binding };
  }, 60_000);
  afterAll(() => service?.remove());

  describe.each([
    ['project-admin', 'acme.shop'],
    ['project-ops', 'acme.shop'],
    ['environment-admin', 'acme.shop.prod'],
    ['tenant-member', 'acme'],
  ])('%s on %s', (role, node) => {
    let client: ApiClient;
    let other: string;
    const within = (inner: string) => `${inner}.`.startsWith(`${node}.`);
    const isAdmin = role.endsWith('-admin');

    beforeAll(async () => {
      await makeUser(`${role}-climber`, role, node);
      other = await makeUser(`${role}-friend`);
      client = await enter(`${role}-climber`);
    });

    it.each(Object.entries(NODES))(
      'gives no role on %s that reaches beyond it',
      async (target, level) => {
        const owner = target.split('.')[0];
        for (const given of ROLES[level]) {
          for (const via of new Set([owner, 'acme'])) {
            const path = `/api/v1/tenants/${via}/role-bindings`;
            const answer = await client.call('POST', path, {
              user: other,
              role: given,
              node: target,
            });
            const may = isAdmin && within(target) && via === 'acme';
            expect([target, given, via, answer.status < 300]).toEqual([target, given, via, may]);
          }
        }
      },
    );

    it.each(Object.keys(NODES))('makes no token on %s that reaches beyond it', async (target) => {
      const wishes = [
        { kind: 'scope', permissions: ['metrics:read'] },
        { kind: 'scope', permissions: ['tokens:write', 'members:write'] },
        { kind: 'scope', permissions: ['clusters:write'] },
        { kind: 'environment-intake', permissions: [] },
        { kind: 'cluster-intake', permissions: [] },
      ];
      for (const wish of wishes) {
        for (const via of new Set([target.split('.')[0], 'acme'])) {
          const named = wish.kind === 'cluster-intake' ? 'lab' : target;
          const body = { name: 'x', node: named, expiresAt: null, ...wish };
          const answer = await client.call('POST', `/api/v1/tenants/${via}/tokens`, body);
          const isEnvironment = target.split('.').length === 3;
          const isPossible =
            wish.kind === 'scope' ? !wish.permissions.includes('clusters:write') : isEnvironment;
          const may =
            isAdmin &&
            within(target) &&
            via === 'acme' &&
            isPossible &&
            wish.kind !== 'cluster-intake';
          expect([target, wish, via, answer.status < 300]).toEqual([target, wish, via, may]);
        }
      }
    });

    it('takes nothing away above it', async () => {
      for (const path of [
        `role-bindings/${victim.binding}`,
        `tokens/${victim.token}`,
        `rules/${victim.rule.id}`,
        `channels/${victim.channel.id}`,
      ]) {
        const { status } = await client.call('DELETE', `/api/v1/tenants/acme/${path}`);
        expect([path, [403, 404].includes(status)]).toEqual([path, true]);
      }
      const widened = await client.call('POST', '/api/v1/tenants/acme/rules', rule());
      expect(widened.status).toBe(403);
    });
  });

  it('a token makes nothing that is wider than itself', async () => {
    const { secret } = await acme.post<ApiTokenWithSecret>('/api/v1/tenants/acme/tokens', {
      name: 'narrow',
      kind: 'scope',
      node: 'acme.shop',
      permissions: ['tokens:write', 'members:write', 'metrics:read'],
      expiresAt: null,
    });
    const narrow = tokenClient(service.url, secret);
    const make = async (node: string, permissions: readonly string[]) => {
      const body = { name: 'y', kind: 'scope', node, permissions, expiresAt: null };
      return (await narrow.call('POST', '/api/v1/tenants/acme/tokens', body)).status;
    };
    expect(await make('acme.shop', ['metrics:read'])).toBe(201);
    expect(await make('acme.shop', ['rules:write'])).toBe(403);
    expect(await make('acme', ['metrics:read'])).toBe(403);
    for (const role of ROLES.project) {
      const body = { user: victim.user, role, node: 'acme.shop' };
      const { status } = await narrow.call('POST', '/api/v1/tenants/acme/role-bindings', body);
      expect([role, status]).toEqual([role, 403]);
    }
  });

  it("answers ids of another tenant's things as if nobody had them", async () => {
    const unknown = '01J00000000000000000000000';
    const headers = { ...umbrella.headers, origin: service.url, 'if-match': '"1"' };
    const ask = async (method: string, path: string, id: string, body?: object) => {
      const answer = await fetch(`${service.url}/api/v1/tenants/umbrella/${path}/${id}`, {
        method,
        headers: body ? { ...headers, 'content-type': 'application/json' } : headers,
        ...(body ? { body: JSON.stringify(body) } : {}),
      });
      const text = await answer.text();
      return {
        status: answer.status,
        text: text.replaceAll(id, 'ID').replace(/"requestId":"\w+"/, ''),
      };
    };
    const things: readonly (readonly [string, string, string, object?])[] = [
      ['GET', 'rules', victim.rule.id],
      ['PUT', 'rules', victim.rule.id, rule({ scope: 'umbrella' })],
      ['DELETE', 'rules', victim.rule.id],
      ['GET', 'channels', victim.channel.id],
      ['PUT', 'channels', victim.channel.id, hook({ url: 'https://evil.example' })],
      ['DELETE', 'channels', victim.channel.id],
      ['DELETE', 'tokens', victim.token],
      ['DELETE', 'role-bindings', victim.binding],
      ['GET', 'incidents', victim.rule.id],
    ];
    for (const [method, path, id, body] of things) {
      const theirs = await ask(method, path, id, body);
      expect([method, path, theirs]).toEqual([
        method,
        path,
        await ask(method, path, unknown, body),
      ]);
      expect(theirs.status).toBe(404);
    }
  });

  it.each([
    ["another tenant's channel", () => ({ scope: 'umbrella', channels: [victim.channel.id] }), 400],
    ['another tenant', () => ({ scope: 'acme' }), 400],
    ["another tenant's environment", () => ({ scope: 'acme.shop.prod@lab' }), 400],
    ['the platform', () => ({ scope: '_platform' }), 400],
    ['the platform of a cluster', () => ({ scope: '_platform@lab' }), 400],
    ['an unknown project', () => ({ scope: 'umbrella.nothing' }), 403],
    ['an unknown cluster', () => ({ scope: 'umbrella@nothing' }), 403],
    ['two clusters', () => ({ scope: 'umbrella@lab@lab' }), 400],
    [
      'a label that says whose it is',
      () => ({ scope: 'umbrella', labels: { namespace: 'acme-prod' } }),
      400,
    ],
    ['a label of ours', () => ({ scope: 'umbrella', labels: { tocsin_rule: 'x' } }), 400],
    [
      'a template that queries',
      () => ({ scope: 'umbrella', annotations: { a: '{{ query "up" }}' } }),
      400,
    ],
  ])('refuses a rule that names %s', async (_, change, status) => {
    const answer = await umbrella.call('POST', '/api/v1/tenants/umbrella/rules', rule(change()));
    expect(answer.status).toBe(status);
  });

  it('keeps equal idempotency keys of different people apart', async () => {
    const send = async (client: ApiClient, owner: string, name: string) => {
      const answer = await fetch(`${service.url}/api/v1/tenants/${owner}/rules`, {
        method: 'POST',
        headers: {
          ...client.headers,
          origin: service.url,
          'content-type': 'application/json',
          'idempotency-key': 'the same',
        },
        body: JSON.stringify(rule({ name, scope: owner })),
      });
      return { status: answer.status, rule: (await answer.json()) as Rule };
    };
    const [mine, theirs, roots] = [
      await send(acme, 'acme', 'of acme'),
      await send(umbrella, 'umbrella', 'of umbrella'),
      await send(root, 'acme', 'of root'),
    ];
    expect([mine.status, theirs.status, roots.status]).toEqual([201, 201, 201]);
    expect(new Set([mine.rule.id, theirs.rule.id, roots.rule.id]).size).toBe(3);
    expect((await send(umbrella, 'umbrella', 'of umbrella')).rule.id).toBe(theirs.rule.id);
  });

  it.each(['rules', 'channels', 'tokens', 'role-bindings', 'incidents', 'projects'])(
    "shows nothing of a neighbour's %s for the neighbour's cursor",
    async (list) => {
      const path = (tenant: string) => `/api/v1/tenants/${tenant}/${list}`;
      const cursors = ['zzzz', '~', '\u0000', victim.rule.id, victim.channel.id, "' OR 1=1 --"];
      for (const cursor of cursors.map((key) => Buffer.from(key).toString('base64url'))) {
        const { status, body } = await umbrella.call('GET', `${path('umbrella')}?cursor=${cursor}`);
        expect([200, 400]).toContain(status);
        expect(JSON.stringify(body)).not.toMatch(/acme/);
      }
    },
  );

  it('shows live events of nobody else', async () => {
    const { headers } = umbrella;
    for (const owner of ['acme', '_platform', 'nobody', 'umbrella&owner=acme', 'umbrella%00', '']) {
      await expect(openLive(service.url, { owner, headers })).rejects.toThrow(
        /refused with 40[03]/,
      );
    }
  });

  it('lets nobody in who has not changed the first password', async () => {
    await makeUser('newcomer', 'tenant-admin', 'acme');
    const client = await signIn(service.url, 'newcomer', PASSWORD);
    const paths = [
      ['GET', '/api/v1/tenants'],
      ['GET', '/api/v1/tenants/acme/rules'],
      ['PUT', '/api/v1/session/preferences'],
      ['POST', '/api/v1/tenants/acme/tokens'],
      ['GET', '/scopes/acme/prometheus/api/v1/query?query=1'],
      ['POST', '/intake/clusters/lab/api/v2/alerts'],
    ] as const;
    for (const [method, path] of paths) {
      expect([path, (await client.call(method, path)).status]).toEqual([path, 403]);
    }
    const live = openLive(service.url, { owner: 'acme', headers: client.headers });
    await expect(live).rejects.toThrow('refused with 403');
    const { cookie = '' } = client.headers;
    const secret = cookie.split('=')[1] ?? '';
    expect((await tokenClient(service.url, secret).call('GET', '/api/v1/tenants')).status).toBe(
      401,
    );
  });

  it('gives every sign-in a session of its own, in a cookie that scripts and other sites cannot use', async () => {
    const fixed = 'tocsin_session=tocsin_0123456789012345678901234567890123456789012';
    const sign = () =>
      fetch(`${service.url}/api/v1/session`, {
        method: 'POST',
        headers: { origin: service.url, cookie: fixed, 'content-type': 'application/json' },
        body: JSON.stringify({ name: 'acme-admin', password: 'correct horse battery staple' }),
      });
    const cookies = (await Promise.all([sign(), sign()])).map(
      (one) => one.headers.getSetCookie()[0] ?? '',
    );
    expect(cookies[0]).not.toBe(cookies[1]);
    for (const cookie of cookies) {
      expect(cookie).toMatch(
        /^tocsin_session=tocsin_[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict$/,
      );
      expect(cookie).not.toContain(fixed.split('=')[1]);
    }
  });

  it('tells a stranger the same of names that exist and names that do not', async () => {
    const stranger = anonymousClient(service.url);
    const answers = await Promise.all(
      ['acme-member', 'nobody-of-this-name', 'ACME-MEMBER'].map(async (name) => {
        const { status, body } = await stranger.call('POST', '/api/v1/session', {
          name,
          password: 'wrong',
        });
        return [status, (body as { error: { message: string } }).error.message];
      }),
    );
    expect(new Set(answers.map((one) => JSON.stringify(one))).size).toBe(1);
  });

  it('raises nothing for a neighbour with the token of an environment', async () => {
    const { secret } = await umbrella.post<ApiTokenWithSecret>('/api/v1/tenants/umbrella/tokens', {
      name: 'alerts',
      kind: 'environment-intake',
      node: 'umbrella.shop.prod',
      permissions: [],
      expiresAt: null,
    });
    const sender = tokenClient(service.url, secret);
    const post = (labels: Record<string, string>, more: object = {}) =>
      sender.call('POST', '/intake/clusters/lab/api/v2/alerts', [{ labels, ...more }]);
    const forged = `${victim.rule.id}.${'A'.repeat(22)}`;
    const wishes = [
      { alertname: 'a', namespace: 'acme-prod' },
      { alertname: 'b', tocsin_rule: forged },
      { alertname: 'c', tocsin_rule: forged, namespace: 'umbrella-prod' },
      { alertname: 'd', tocsin_tenant: 'acme', tenant: 'acme', cluster: 'other' },
      { alertname: 'e', exported_namespace: 'acme-prod', __proto__x: 'acme' },
    ];
    for (const labels of wishes) expect((await post(labels)).status).toBe(200);
    const other = await sender.call('POST', '/intake/clusters/other/api/v2/alerts', []);
    expect(other.status).toBe(403);
    const incidents = async (tenant: string, client: ApiClient) =>
      (await client.get<Page<Incident>>(`/api/v1/tenants/${tenant}/incidents`)).items;
    expect(await incidents('acme', acme)).toEqual([]);
    const own = await incidents('umbrella', umbrella);
    expect(own.map(({ labels }) => labels.alertname).sort()).toEqual(['d', 'e']);
    expect(
      own.every(({ namespace, ruleId }) => namespace === 'umbrella-prod' && ruleId === null),
    ).toBe(true);
    expect(await incidents('_platform', root)).toEqual([]);
  });

  it('cannot end or join what a neighbour has open by the same labels', async () => {
    const prometheus = tokenClient(service.url, intakeToken);
    const own = await umbrella.post<ApiTokenWithSecret>('/api/v1/tenants/umbrella/tokens', {
      name: 'more alerts',
      kind: 'environment-intake',
      node: 'umbrella.shop.prod',
      permissions: [],
      expiresAt: null,
    });
    const theirs = await acme.post<ApiTokenWithSecret>('/api/v1/tenants/acme/tokens', {
      name: 'alerts',
      kind: 'environment-intake',
      node: 'acme.shop.prod',
      permissions: [],
      expiresAt: null,
    });
    const labels = { alertname: 'Same', pod: 'a' };
    const send = (client: ApiClient, body: object) =>
      client.call('POST', '/intake/clusters/lab/api/v2/alerts', [body]);
    await send(tokenClient(service.url, theirs.secret), { labels });
    await send(tokenClient(service.url, own.secret), { labels, endsAt: '2020-01-01T00:00:00Z' });
    await send(tokenClient(service.url, own.secret), {
      labels: { ...labels, namespace: 'acme-prod' },
      endsAt: '2020-01-01T00:00:00Z',
    });
    await send(prometheus, { labels, endsAt: '2020-01-01T00:00:00Z' });
    const { items } = await acme.get<Page<Incident>>('/api/v1/tenants/acme/incidents');
    expect(items.filter(({ title }) => title === 'Same').map(({ status }) => status)).toEqual([
      'firing',
    ]);
  });

  it('keeps secrets and neighbours out of answers, metrics, documents and the log', async () => {
    const pages = await Promise.all([
      acme.call('GET', `/api/v1/tenants/acme/channels/${victim.channel.id}`),
      acme.call('GET', '/api/v1/tenants/acme/channels'),
      acme.call('GET', '/api/v1/tenants/acme/tokens'),
      root.call('GET', '/api/v1/users'),
      anonymousClient(service.url).call('GET', '/api/openapi.json'),
    ]);
    const test = hook({ url: `http://127.0.0.1:9/${SECRET_PATH}?key=${SECRET_PATH}` });
    pages.push(await acme.call('POST', '/api/v1/tenants/acme/channels/test', test));
    pages.push(
      await acme.call(
        'POST',
        '/api/v1/tenants/acme/channels',
        hook({ name: 'b', url: `ftp://${SECRET_PATH}` }),
      ),
    );
    const metrics = String((await anonymousClient(service.url).call('GET', '/metrics')).body);
    const shown = [...pages.map(({ body }) => JSON.stringify(body)), metrics, service.log()].join(
      '\n',
    );
    for (const secret of [
      SECRET_PATH,
      HMAC_KEY,
      PASSWORD,
      intakeToken,
      'correct horse',
      '$scrypt',
    ]) {
      expect([secret, shown.includes(secret)]).toEqual([secret, false]);
    }
    expect(metrics).not.toMatch(/acme|umbrella/);
  });

  it.each([
    'http://127.0.0.1:9/',
    'http://localhost:9/',
    'http://[::1]:9/',
    'http://[::ffff:127.0.0.1]:9/',
    'http://0x7f.1:9/',
    'http://2130706433:9/',
    'http://017700000001:9/',
    'http://169.254.169.254/latest/meta-data/',
    'http://[fd00:ec2::254]/',
    'http://[64:ff9b::7f00:1]:9/',
    'http://[::127.0.0.1]:9/',
    'http://0.0.0.0:9/',
    'http://127.0.0.1.:9/',
    'http://①②⑦.0.0.1:9/',
    'http://user:pass@127.0.0.1:9/',
  ])('does not call %s for a tenant', async (url) => {
    // Taking turns: test messages are counted by tenant.
    const [owner, client] = url.length % 2 === 0 ? ['acme', acme] : ['umbrella', umbrella];
    const path = `/api/v1/tenants/${owner}/channels/test`;
    const answer = await client.call('POST', path, hook({ url }));
    const { outcome, detail } = answer.body as { outcome?: string; detail?: string };
    if (answer.status === 200) {
      expect(outcome).toBe('failed');
      expect(detail).toMatch(/not allowed|cannot|may not/i);
      expect(detail).not.toMatch(/ECONNREFUSED|connect/);
    } else expect(answer.status).toBe(400);
  });

  it("does not flood a neighbour's mailbox with test messages", async () => {
    const mail = { kind: 'email', name: 'm', to: ['ops@umbrella.example'] };
    const common = { sendResolved: true, language: 'en', enabled: true };
    const statuses: number[] = [];
    for (let n = 0; n < 11; n++) {
      const path = '/api/v1/tenants/acme/channels/test';
      const { status } = await acme.call('POST', path, { ...mail, ...common });
      statuses.push(status);
    }
    expect(statuses.at(-1)).toBe(429);
  });
});

import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TenantId } from '../adversary/attack.ts';
import { attackAll, type Field } from '../adversary/campaign.ts';
import { foreignWord, TENANTS, WORDS } from '../adversary/words.ts';
import {
  ALERTS_CONFIG,
  type Alert,
  ATTACKS,
  aimAt,
  type Silence,
  tokenOf,
} from '../support/alerts-lab.ts';
import { type ApiClient, tokenClient } from '../support/api-client.ts';
import { requires } from '../support/requires.ts';
import { serverTool } from '../support/server-tools.ts';
import { startTocsin, type TocsinProcess } from '../support/tocsin-process.ts';

const run = promisify(execFile);
describe('Alertmanager for one scope', () => {
  let service: TocsinProcess;
  const client = (tenant: TenantId, what?: string): ApiClient =>
    tokenClient(service.url, tokenOf(tenant, what));
  const path = (scope: string, rest: string) => `/scopes/${scope}/alertmanager/api/v2/${rest}`;
  const alerts = (tenant: TenantId, query = '', scope: string = tenant) =>
    client(tenant).get<readonly Alert[]>(path(scope, `alerts${query}`));
  const instances = async (tenant: TenantId, query = '', scope: string = tenant) =>
    (await alerts(tenant, query, scope)).map(({ labels }) => labels.instance).sort();
  const soon = (minutes: number) => new Date(Date.now() + minutes * 60_000).toISOString();
  const silence = (tenant: TenantId, body: object, scope: string = tenant, what?: string) =>
    client(tenant, what).call('POST', path(scope, 'silences'), {
      matchers: [{ name: 'instance', value: 'b', isRegex: false }],
      startsAt: soon(0),
      endsAt: soon(60),
      createdBy: 'karma',
      comment: WORDS[tenant],
      ...body,
    });

  beforeAll(async () => {
    service = await startTocsin({ config: ALERTS_CONFIG });
    for (const tenant of TENANTS) {
      const posted = [
        { instance: 'a', namespace: `${tenant}-prod` },
        { instance: 'b', namespace: `${tenant}-prod` },
        { instance: 'c', namespace: `${tenant}-dev` },
      ].map((labels) => ({
        labels: { alertname: 'Load', word: WORDS[tenant], severity: 'critical', ...labels },
        endsAt: soon(600),
      }));
      await client(tenant).post(path(tenant, 'alerts'), posted);
    }
  });
  afterAll(() => service?.remove());

  it('shows a tenant its own alerts, in order of fingerprints, with all lists', async () => {
    const found = await alerts('acme');
    expect(found.map(({ fingerprint }) => fingerprint)).toEqual(
      found.map(({ fingerprint }) => fingerprint).sort(),
    );
    expect(found).toHaveLength(3);
    for (const alert of found) {
      expect(alert).toEqual({
        labels: expect.objectContaining({ alertname: 'Load', severity: 'critical' }),
        annotations: {},
        fingerprint: expect.stringMatching(/^[0-9a-f]{16}$/),
        startsAt: expect.any(String),
        endsAt: expect.any(String),
        updatedAt: expect.any(String),
        generatorURL: expect.stringContaining('/incidents/'),
        receivers: [{ name: 'default' }],
        status: { state: 'active', silencedBy: [], inhibitedBy: [], mutedBy: [] },
      });
    }
    expect(foreignWord(JSON.stringify(found), 'acme')).toBeNull();
    expect(await instances('globex')).toEqual(['a', 'b', 'c']);
    const groups = await client('acme').get<readonly { alerts: readonly Alert[] }[]>(
      path('acme', 'alerts/groups'),
    );
    expect(groups).toEqual([
      {
        labels: { alertname: 'Load' },
        receiver: { name: 'default' },
        routeLabels: {},
        alerts: expect.any(Array),
      },
    ]);
    expect(groups[0]?.alerts).toHaveLength(3);
  });

  it.each([
    ['', ['a', 'b', 'c']],
    ['?filter=instance%3D%22a%22', ['a']],
    ['?filter=instance%3D~%22a%7Cb%22&filter=instance!%3Da', ['b']],
    ['?filter=nothing%3D%22%22', ['a', 'b', 'c']],
    ['?active=false', []],
    ['?receiver=default', ['a', 'b', 'c']],
    ['?receiver=none', []],
  ])('lists %s', async (query, found) => {
    expect(await instances('acme', query)).toEqual(found);
  });

  it('narrows with the scope, and forces what is posted into it', async () => {
    expect(await instances('acme', '', 'acme.shop.dev')).toEqual(['c']);
    const post = (scope: string, labels: object, what?: string) =>
      client('acme', what).call('POST', path(scope, 'alerts'), [{ labels, endsAt: soon(5) }]);
    expect((await post('acme.shop.dev', { alertname: 'Own', instance: 'd' })).status).toBe(200);
    expect(await instances('acme', '?filter=namespace%3Dacme-dev')).toEqual(['c', 'd']);
    for (const [scope, labels] of [
      ['acme.shop.prod', { alertname: 'X', namespace: 'acme-dev' }],
      ['acme', { alertname: 'X' }],
      ['acme', { alertname: 'X', namespace: 'globex-prod' }],
      ['acme.shop.prod', { alertname: 'X', tocsin_tenant: 'globex' }],
      ['acme.shop.prod', { alertname: 'X', tocsin_rule: 'x.y' }],
      ['acme.shop.prod', {}],
    ] as const) {
      const { status, body } = await post(scope, labels);
      expect([scope, status, typeof body]).toEqual([scope, 400, 'string']);
    }
    expect((await post('acme', { alertname: 'X', namespace: 'acme-dev' }, 'prod')).status).toBe(
      400,
    );
    expect((await post('globex.shop.prod', { alertname: 'X' })).status).toBe(403);
    expect(await instances('globex')).toEqual(['a', 'b', 'c']);
    expect((await client('acme').call('POST', path('acme', 'alerts'), [])).status).toBe(200);
    expect((await client('acme').call('POST', path('acme', 'alerts'), {})).status).toBe(400);
  });

  it('keeps silences by Alertmanager’s rules', async () => {
    const made = await silence('acme', {});
    const { silenceID: id } = made.body as { silenceID: string };
    const one = () => client('acme').get<Silence>(path('acme', `silence/${id}`));
    expect(await one()).toEqual({
      id,
      status: { state: 'active' },
      updatedAt: expect.any(String),
      comment: WORDS.acme,
      createdBy: 'karma',
      startsAt: expect.any(String),
      endsAt: expect.any(String),
      matchers: [{ name: 'instance', value: 'b', isRegex: false, isEqual: true }],
      annotations: {},
    });
    const muted = (await alerts('acme')).filter(({ status }) => status.state === 'suppressed');
    expect(muted.map(({ status }) => status.silencedBy)).toEqual([[id]]);
    expect(await instances('acme', '?silenced=false', 'acme.shop.prod')).toEqual(['a']);
    expect(await instances('acme', '?active=false')).toEqual(['b']);
    expect(await instances('globex', '?active=false')).toEqual([]);
    const { startsAt } = (await one()) as unknown as { startsAt: string };
    const again = await silence('acme', { id, startsAt, endsAt: soon(90), comment: 'longer' });
    expect([again.body, (await one()).comment]).toEqual([{ silenceID: id }, 'longer']);
    const matchers = [{ name: 'instance', value: 'z', isRegex: false }];
    const other = (await silence('acme', { id, startsAt, matchers })).body as { silenceID: string };
    expect(other.silenceID).not.toBe(id);
    expect((await one()).status.state).toBe('expired');
    const listed = await client('acme').get<readonly Silence[]>(path('acme', 'silences'));
    expect(listed.map(({ status }) => status.state)).toEqual(['active', 'expired']);
    const named = path('acme', 'silences?filter=instance%3D%22b%22');
    expect((await client('acme').get<readonly Silence[]>(named)).map((each) => each.id)).toEqual([
      id,
    ]);
    expect(await client('globex').get(path('globex', 'silences'))).toEqual([]);
    expect((await client('globex').call('GET', path('globex', `silence/${id}`))).status).toBe(404);
    expect((await client('globex').call('DELETE', path('globex', `silence/${id}`))).status).toBe(
      404,
    );
    await client('acme').delete(path('acme', `silence/${other.silenceID}`));
    expect((await client('acme').call('GET', path('acme', 'silence/x'))).status).toBe(404);
  });

  it.each([
    ['no matchers', { matchers: [] }, 400],
    ['the past', { startsAt: '2020-01-01T00:00:00Z', endsAt: '2020-01-02T00:00:00Z' }, 400],
    ['an end before the start', { startsAt: soon(5), endsAt: soon(4) }, 400],
    ['a bad pattern', { matchers: [{ name: 'a', value: '(', isRegex: true }] }, 400],
    ['an unknown id', { id: '01563e3a-b5d3-d676-4c61-efb99302bd5b' }, 404],
    ['all that fires', { matchers: [{ name: 'alertname', value: '.+', isRegex: true }] }, 400],
  ])('a silence of %s is refused in a JSON text', async (_, body, status) => {
    const answer = await silence('acme', body);
    expect([answer.status, typeof answer.body]).toEqual([status, 'string']);
  });

  it('a silence counts where its author may silence, whatever it names', async () => {
    const anything = { matchers: [{ name: 'alertname', value: '.+', isRegex: true }] };
    const comment = `CONFIRM-BROAD ${WORDS.acme}`;
    const made = await silence('acme', { ...anything, comment }, 'acme', 'prod');
    const { silenceID } = made.body as { silenceID: string };
    expect(await instances('acme', '?active=false')).toEqual(['a', 'b']);
    expect(await instances('globex', '?active=false')).toEqual([]);
    const dev = await client('acme').call('GET', path('acme.shop.dev', `silence/${silenceID}`));
    expect(dev.status).toBe(404);
    await client('acme').delete(path('acme.shop.prod', `silence/${silenceID}`));
    expect(await instances('acme', '?active=false')).toEqual([]);
  });

  it.each([
    [
      'by a negative matcher',
      { matchers: [{ name: 'instance', value: 'x', isRegex: false, isEqual: false }] },
    ],
    ['by a pattern', { matchers: [{ name: 'namespace', value: '.*-(prod|dev)', isRegex: true }] }],
    [
      'by a second set of matchers',
      { matcherSets: [{ matchers: [{ name: 'namespace', value: 'acme-prod', isRegex: false }] }] },
    ],
  ])('a silence does not reach the neighbour %s', async (_, body) => {
    const comment = `CONFIRM-BROAD ${WORDS.globex}`;
    const { silenceID } = (await silence('globex', { ...body, comment })).body as {
      silenceID: string;
    };
    expect(await instances('acme', '?active=false')).toEqual([]);
    expect(await instances('acme')).toEqual(['a', 'b', 'c', 'd']);
    await client('globex').delete(path('globex', `silence/${silenceID}`));
  });

  it.each([
    ['by a quoted name', '"namespace"="globex-prod"'],
    ['by a bare value', 'namespace=globex-prod'],
    ['by a negative filter', 'namespace!~"acme-.*"'],
  ])('a filter does not reach the neighbour %s', async (_, filter) => {
    expect(await instances('acme', `?filter=${encodeURIComponent(filter)}`)).toEqual([]);
  });

  it('of a silence of the neighbour it says the same of it as of an unknown id', async () => {
    const { silenceID } = (await silence('globex', {})).body as { silenceID: string };
    const unknown = '01563e3a-b5d3-d676-4c61-efb99302bd5b';
    for (const method of ['GET', 'DELETE']) {
      const [theirs, nobodys] = await Promise.all(
        [silenceID, unknown].map(async (id) => {
          const { status, body } = await client('acme').call(method, path('acme', `silence/${id}`));
          return [status, String(body).replace(/[0-9a-f-]{36}/, 'ID')];
        }),
      );
      expect(theirs).toEqual([404, expect.any(String)]);
      expect(theirs).toEqual(nobodys);
    }
    const posted = await silence('acme', { id: silenceID });
    expect(posted.status).toBe(404);
    await client('globex').delete(path('globex', `silence/${silenceID}`));
  });

  const root = (tenant: TenantId, rest = '') => `/api/v1/tenants/${tenant}/silences${rest}`;
  const takeAway = async (id: string) => {
    for (const method of ['GET', 'DELETE']) {
      const foreign = await client('globex').call(method, root('globex', `/${id}`));
      expect(foreign.status).toBe(404);
    }
    await client('acme').post(root('acme', `/${id}/expire`), undefined);
    await client('acme').delete(root('acme', `/${id}`));
    const { items } = await client('acme').get<{ items: { kind: string }[] }>(
      root('acme', `/${id}/history`),
    );
    expect(await instances('acme', '?active=false')).toEqual([]);
    return items.map(({ kind }) => kind);
  };

  it('puts an alert on the blacklist by /api/v1, which the same silences are in', async () => {
    const { items } = await client('acme').get<{
      items: { id: string; labels: Record<string, string> }[];
    }>('/api/v1/tenants/acme/incidents?status=firing');
    const incidentId = items.find(({ labels }) => labels.instance === 'b')?.id ?? '';
    const body = { incidentId, endsAt: soon(60) };
    expect((await client('globex').call('POST', root('globex', '/blacklist'), body)).status).toBe(
      404,
    );
    expect((await client('globex').call('POST', root('acme', '/blacklist'), body)).status).toBe(
      403,
    );
    const entry = await client('acme').post<{ id: string; places: string[]; revision: number }>(
      root('acme', '/blacklist'),
      body,
    );
    expect(entry.places).toEqual(['acme.shop.prod']);
    expect(await instances('acme', '?active=false')).toEqual(['b']);
    const muted = await client('acme').get<{ items: object[] }>(root('acme', '/muted'));
    expect(muted.items).toEqual([
      { incidentId, silences: [expect.objectContaining({ id: entry.id, kind: 'blacklist' })] },
    ]);
    expect(await client('globex').get(root('globex', '/muted'))).toEqual({ items: [] });
    const change = {
      kind: 'blacklist',
      reason: 'for longer',
      matchers: [],
      schedule: { kind: 'once', endsAt: soon(120) },
    };
    await client('acme').put(root('acme', `/${entry.id}`), change, entry.revision);
    const stale = client('acme').put(root('acme', `/${entry.id}`), change, entry.revision);
    await expect(stale).rejects.toThrow('412');
    expect(await instances('acme', '?active=false')).toEqual(['b']);
    const history = await takeAway(entry.id);
    expect(history).toEqual(['deleted', 'expired', 'updated', 'created']);
  });

  it('shows what a silence would mute, and confines it to where its author may silence', async () => {
    const broad = {
      kind: 'silence',
      scope: 'acme',
      reason: 'all',
      matchers: [{ name: 'alertname', operator: '=~', value: '.+' }],
      schedule: {
        kind: 'recurring',
        cron: '0 22 * * *',
        zone: 'UTC',
        duration: '1h',
        endsAt: null,
      },
    };
    const preview = await client('acme').post(root('acme', '/preview'), broad);
    expect(preview).toMatchObject({ incidents: 4, ofIncidents: 4, broad: ['everything'] });
    expect((preview as { spans: object[] }).spans).toHaveLength(5);
    expect((await client('acme').call('POST', root('acme'), broad)).status).toBe(422);
    const prod = await client('acme', 'prod').post<{ id: string; places: string[] }>(root('acme'), {
      ...broad,
      confirmBroad: true,
    });
    expect(prod.places).toEqual(['acme.shop.prod']);
    await takeAway(prod.id);
  });

  it('serves nothing else, and to nobody else', async () => {
    expect((await client('acme').call('GET', path('acme', 'unknown'))).status).toBe(404);
    expect((await client('acme').call('PUT', path('acme', 'silences'), {})).status).toBe(405);
    for (const rest of ['status', 'receivers', 'alerts', 'alerts/groups', 'silences']) {
      expect((await client('acme').call('GET', path('globex', rest))).status).toBe(403);
      const anonymous = await fetch(`${service.url}${path('acme', rest)}`);
      expect(anonymous.status).toBe(401);
    }
  });

  const AIMS = [
    'GET alerts',
    'GET alerts/groups',
    'GET silences',
    'GET receivers',
    'POST alerts',
    'POST silences',
  ];
  it.each(AIMS.flatMap((aim) => TENANTS.map((tenant) => [aim, tenant] as const)))(
    '%s by %s: paths and headers lead to nobody else',
    async (aim, tenant) => {
      const [method = '', route = ''] = aim.split(' ');
      const field: Field = {
        url: service.url,
        tokenOf: (aimed) => tokenOf(aimed.tenant),
        left: () => [],
        forget: () => undefined,
        leftProblem: () => null,
      };
      const { problems, shots } = await attackAll(field, aimAt(method, route, tenant), ATTACKS);
      // The judge knows the shapes of Prometheus and Loki; these answer in a JSON text.
      expect(problems.filter((one) => !one.includes('is not worded as'))).toEqual([]);
      expect(shots).toBeGreaterThan(15);
    },
  );

  requires('amtool')('amtool', () => {
    const amtool = async (tenant: TenantId, ...words: readonly string[]) => {
      const address = new URL(`/scopes/${tenant}/alertmanager`, service.url);
      address.username = 'x';
      address.password = tokenOf(tenant);
      const { path: program } = serverTool('amtool');
      const { stdout } = await run(program, [`--alertmanager.url=${address}`, ...words]);
      return stdout;
    };

    it('queries alerts, and adds, updates, finds and expires silences', async () => {
      expect(await amtool('acme', 'alert', 'query', 'instance=a', '-o', 'simple')).toContain(
        'Load',
      );
      const add = ['silence', 'add', '--author=ann', '--comment=deploy', '--duration=1h'];
      const id = (await amtool('acme', ...add, 'alertname=Load', 'instance=a')).trim();
      expect(id).toMatch(/^[0-9a-f-]{36}$/);
      expect(await amtool('acme', 'alert', 'query', 'instance=a', '-o', 'simple')).not.toContain(
        'Load',
      );
      expect(await amtool('acme', 'silence', 'query', '-q')).toContain(id);
      expect(await amtool('globex', 'silence', 'query', '-q')).not.toContain(id);
      await amtool('acme', 'silence', 'update', '--duration=2h', '--comment=longer', id);
      expect(await amtool('acme', 'silence', 'query', '-o', 'json')).toContain('longer');
      await amtool('acme', 'silence', 'expire', id);
      expect(await amtool('acme', 'silence', 'query', '-q')).not.toContain(id);
      expect(await amtool('acme', 'config', 'show')).toContain('default');
    });
  });
});

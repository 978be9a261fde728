import { describe, expect, it } from 'vitest';
import type { TenantId } from '../adversary/attack.ts';
import type { Alert } from '../support/alerts-lab.ts';
import {
  basicOf,
  documentedClient,
  missingIn,
  READ_FIELDS,
  type Replay,
} from '../support/documented-client.ts';
import { waitUntil } from '../support/wait-until.ts';

/** Where the service under test is, and who may do everything with the alerts of a tenant. */
export interface ClientsLab {
  readonly url: () => string;
  readonly tokenOf: (tenant: TenantId) => string;
  /** Of what posts the alerts of all namespaces of cluster `eu1`. */
  readonly clusterToken: string;
  readonly named: (tenant: TenantId, alertname: string) => Promise<readonly Alert[]>;
}

const soon = (minutes: number) => new Date(Date.now() + minutes * 60_000).toISOString();
const namesOf = (alerts: unknown) => JSON.stringify(alerts).match(/"alertname":"[^"]+"/g) ?? [];

/** What is asked for is there, as JSON, with every field that the program reads. */
async function asked(replay: Replay, path: string, fields: keyof typeof READ_FIELDS) {
  const { status, type, body } = await replay('GET', path);
  const isJson = type.startsWith('application/json');
  expect([path, status, isJson, missingIn(body, READ_FIELDS[fields])]).toEqual([
    ...[path, 200, true, []],
  ]);
  return body;
}

const raised = (replay: Replay, path: string, alertname: string, more: object = {}) =>
  replay('POST', path, [
    {
      startsAt: soon(-1),
      endsAt: soon(4),
      labels: { alertname, namespace: 'acme-prod', severity: 'warning' },
      ...more,
    },
  ]);

const silenceOf = (alertname: string) => ({
  comment: `of ${alertname}`,
  createdBy: 'ann@example.com',
  endsAt: soon(60),
  matchers: [{ isEqual: true, isRegex: false, name: 'alertname', value: alertname }],
  startsAt: soon(0),
});

async function silenced(replay: Replay, path: string, silence: object): Promise<string> {
  const { status, body } = await replay('POST', path, silence);
  expect([status, body]).toEqual([200, { silenceID: expect.any(String) }]);
  const { silenceID } = body as { readonly silenceID: string };
  return silenceID;
}

/** Programs that cannot be had here, by the requests in their sources. */
export function documentedClients(lab: ClientsLab): void {
  describe('a program that cannot be had here, by the requests in its source', () => {
    // prymitive/karma: internal/alertmanager, internal/mapper/v017, cmd/karma/proxy.go.
    it('karma: each of its cycles, and what its proxy passes on', () => askAsKarma(lab));

    // grafana/grafana: testDatasource of the data source, and pkg/services/ngalert/api/lotex_am.go.
    it.each([
      { name: 'prometheus', root: '/alertmanager', own: '', foreign: '/alertmanager' },
      { name: 'mimir', root: '', own: '/alertmanager', foreign: '' },
    ])('Grafana’s data source of the implementation $name', (implementation) =>
      askAsGrafana(lab, implementation),
    );

    // grafana/grafana: pkg/services/ngalert/sender; grafana/loki: pkg/ruler/base/manager.go, ruler.go.
    it.each([
      {
        name: 'Grafana',
        headers: { 'user-agent': 'Grafana/12.0.0' },
        more: {
          annotations: { __orgId__: '1', __values__: '{"A":1}', summary: 'x' },
          generatorURL: 'http://grafana.example/alerting/grafana/u1/view?orgId=1',
        },
        labels: { __alert_rule_uid__: 'u1', __alert_rule_namespace_uid__: 'f1', team: 'a' },
      },
      {
        name: 'LokiRuler',
        // Its own tenant leads nowhere here.
        headers: {
          'user-agent': 'Prometheus/',
          'x-scope-orgid': 'globex',
          'uber-trace-id': '1:2:0:1',
        },
        // It sends no annotations that are empty, and an address of its own only if it is told one.
        more: { generatorURL: '/graph?g0.expr=%28rate%28%7Ba%3D%22b%22%7D%5B5m%5D%29%29&g0.tab=1' },
        labels: { job: 'loki' },
      },
    ])('$name as a sender, to a scope and to a cluster', (sender) => sendAs(lab, sender));
  });
}

async function askAsKarma({ url, tokenOf }: ClientsLab): Promise<void> {
  const headers = { accept: 'application/json', 'user-agent': 'Go-http-client/1.1' };
  const karmaOf = (tenant: TenantId) =>
    documentedClient(`${url()}/scopes/${tenant}/alertmanager`, {
      ...headers,
      authorization: basicOf(tokenOf(tenant)),
    });
  const [karma, other] = [karmaOf('acme'), karmaOf('globex')];
  const name = 'SeenByKarma';
  await raised(karma, '/api/v2/alerts', name);
  // It asks for the version here; without one it takes the newest API that it knows.
  expect((await karma('GET', '/metrics')).status).toBe(404);
  await asked(karma, '/api/v2/status', 'status');
  const id = await silenced(karma, '/api/v2/silences', silenceOf(name));
  await asked(karma, '/api/v2/silences', 'silences');
  const groups = await asked(karma, '/api/v2/alerts/groups', 'groups');
  expect(JSON.stringify(groups)).toContain(`"silencedBy":["${id}"]`);
  const { startsAt } = (await karma('GET', `/api/v2/silence/${id}`)).body as {
    readonly startsAt: string;
  };
  const longer = { ...silenceOf(name), id, startsAt, endsAt: soon(90) };
  expect(await silenced(karma, '/api/v2/silences', longer)).toBe(id);
  expect(namesOf(await asked(other, '/api/v2/alerts/groups', 'groups'))).toEqual([]);
  expect((await other('DELETE', `/api/v2/silence/${id}`)).status).toBe(404);
  expect((await karma('DELETE', `/api/v2/silence/${id}`)).status).toBe(200);
}

interface Implementation {
  readonly name: string;
  /** Of the data source's address, below the scope. */
  readonly root: string;
  /** Below that: where it asks, and where only the other implementation answers. */
  readonly own: string;
  readonly foreign: string;
}

async function askAsGrafana(
  { url, tokenOf }: ClientsLab,
  { name, root, own, foreign }: Implementation,
): Promise<void> {
  const grafanaOf = (tenant: TenantId) =>
    documentedClient(`${url()}/scopes/${tenant}${root}`, {
      ...{ 'user-agent': 'Grafana/12.0.0', 'x-grafana-org-id': '2' },
      authorization: basicOf(tokenOf(tenant)),
    });
  const [grafana, other] = [grafanaOf('acme'), grafanaOf('globex')];
  const alertname = `SeenBy_${name}`;
  await raised(grafana, `${own}/api/v2/alerts`, alertname);
  const build = await grafana('GET', '/api/v1/status/buildinfo');
  expect(JSON.stringify(build.body)).not.toContain('Grafana Mimir');
  // Where this answers 200 it says that the other implementation was to be chosen.
  expect((await grafana('GET', `${foreign}/api/v2/status`)).status).toBe(404);
  await asked(grafana, `${own}/api/v2/status`, 'status');
  await asked(grafana, `${own}/api/v2/alerts/groups`, 'groups');
  const filter = encodeURIComponent(`alertname="${alertname}"`);
  const query = `silenced=true&active=true&inhibited=true&filter=${filter}`;
  const listed = await asked(grafana, `${own}/api/v2/alerts?${query}`, 'alerts');
  expect(namesOf(listed)).toEqual([`"alertname":"${alertname}"`]);
  const id = await silenced(grafana, `${own}/api/v2/silences`, silenceOf(alertname));
  await asked(grafana, `${own}/api/v2/silence/${id}`, 'silence');
  await asked(grafana, `${own}/api/v2/silences`, 'silences');
  expect(namesOf(await asked(other, `${own}/api/v2/alerts`, 'alerts'))).toEqual([]);
  expect((await other('GET', `${own}/api/v2/silence/${id}`)).status).toBe(404);
  expect((await grafana('DELETE', `${own}/api/v2/silence/${id}`)).status).toBe(200);
}

interface Sender {
  readonly name: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly more: object;
  readonly labels: Readonly<Record<string, string>>;
}

async function sendAs(lab: ClientsLab, { name, headers, more, labels }: Sender): Promise<void> {
  const { url, tokenOf, clusterToken, named } = lab;
  const toScope = { ...headers, authorization: basicOf(tokenOf('acme')) };
  const toCluster = { ...headers, authorization: `Bearer ${clusterToken}` };
  const places = [
    [`${name}ToScope`, documentedClient(`${url()}/scopes/acme/alertmanager`, toScope)],
    [`${name}ToCluster`, documentedClient(`${url()}/intake/clusters/eu1`, toCluster)],
  ] as const;
  for (const [alertname, replay] of places) {
    const own = { alertname, namespace: 'acme-prod', severity: 'warning', ...labels };
    const sent = { ...more, labels: own };
    expect((await raised(replay, '/api/v2/alerts', alertname, sent)).status).toBe(200);
    expect(await named('acme', alertname)).toMatchObject([{ labels: own }]);
    expect(await named('globex', alertname)).toEqual([]);
    const over = { ...sent, endsAt: new Date(Date.now() - 1_000).toISOString() };
    expect((await raised(replay, '/api/v2/alerts', alertname, over)).status).toBe(200);
    const isOver = async () => (await named('acme', alertname)).length === 0;
    await waitUntil(isOver, { what: `the end of ${alertname}` });
    // What Loki before 3.2 posts to, unless it is told otherwise: nothing is taken, and it is said.
    expect((await raised(replay, '/api/v1/alerts', alertname, sent)).status).toBe(404);
    expect(await named('acme', alertname)).toEqual([]);
  }
}

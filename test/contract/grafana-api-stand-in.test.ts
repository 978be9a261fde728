import { afterAll, beforeAll, expect, it } from 'vitest';
import { GrafanaClient } from '../../dashboards/grafana/client/grafana-client.ts';
import { GrafanaExchange } from '../../dashboards/grafana/client/grafana-exchange.ts';
import { grafanaMetrics } from '../../dashboards/grafana/client/grafana-metrics.ts';
import { systemClock } from '../../platform/clock/system-clock.ts';
import { createMetrics } from '../../platform/observe/metrics.ts';
import { createOutbound } from '../../platform/outbound/outbound.ts';
import { outboundMetrics } from '../../platform/outbound/outbound-metrics.ts';
import {
  type GrafanaApiStandIn,
  startGrafanaApiStandIn,
} from '../support/grafana-api-stand-in/grafana-api-stand-in.ts';
import { requiresThat } from '../support/requires.ts';

// What our client relies on, asked of the stand-in and of a real Grafana where there is one:
// GRAFANA_TEST_URL, with a server administrator in GRAFANA_TEST_USER and GRAFANA_TEST_PASSWORD.

interface Asked {
  readonly url: string;
  readonly user: string;
  readonly password: string;
}

const { GRAFANA_TEST_URL: url, GRAFANA_TEST_USER: user = 'admin' } = process.env;
const { GRAFANA_TEST_PASSWORD: password = 'admin' } = process.env;

let standIn: GrafanaApiStandIn;
beforeAll(async () => {
  standIn = await startGrafanaApiStandIn();
});
afterAll(() => standIn.stop());

requiresThat(true, '')('the API of Grafana, of the stand-in', () => {
  suite(() => ({ url: standIn.url, ...standIn.admin }));
});

// CI has no Grafana; there the stand-in stands alone.
if (url !== undefined || process.env.CI !== 'true') {
  requiresThat(url !== undefined, 'a Grafana: GRAFANA_TEST_URL')('the API of Grafana, real', () => {
    suite(() => ({ url: url ?? '', user, password }));
  });
}

function clientOf(connection: Asked): GrafanaClient {
  const metrics = createMetrics({ version: 'test', withProcessMetrics: false });
  const clock = systemClock;
  const outbound = createOutbound({
    ...{ policy: 'administrator', timeoutMs: 10_000, maxBytes: 5_000_000, clock },
    metrics: outboundMetrics(metrics),
  });
  const counted = grafanaMetrics(metrics);
  const options = { connection, outbound, clock, metrics: counted, perSecond: 100 };
  return new GrafanaClient(new GrafanaExchange(options));
}

const { signal } = new AbortController();
/** Of the suite that runs: its client, and two organisations. */
let client: GrafanaClient;
let [first, second] = [0, 0];

function suite(asked: () => Asked): void {
  const mark = `contract ${Math.random().toString(36).slice(2)}`;
  beforeAll(async () => {
    client = clientOf(asked());
    first = await client.makeOrganisation(`${mark} a`, signal);
    second = await client.makeOrganisation(`${mark} b`, signal);
  });
  afterAll(async () => {
    await client.removeOrganisation(first, signal);
    await client.removeOrganisation(second, signal);
    expect(await client.organisation(first, signal)).toBeNull();
    await client.removeOrganisation(first, signal); // again is well
  });

  it('says its version', async () => {
    expect(await client.version(signal)).toMatch(/^\d+\.\d+/);
  });

  it('finds an organisation by number and name, and refuses a second of a name', async () => {
    expect(await client.organisationNamed(`${mark} a`, signal)).toMatchObject({ id: first });
    expect(await client.organisationNamed(`${mark} c`, signal)).toBeNull();
    const again = client.makeOrganisation(`${mark} a`, signal);
    await expect(again).rejects.toMatchObject({ kind: 'conflict' });
  });

  it('has its maker in an organisation, once', async () => {
    await client.addUser(first, { login: asked().user, role: 'Admin' }, signal);
    const logins = (await client.users(first, signal)).map(({ login }) => login);
    expect(logins).toEqual([asked().user]);
  });

  it('does not accept a wrong password, nor act where the administrator is no member', async () => {
    const stranger = clientOf({ ...asked(), password: 'not this one' });
    await expect(stranger.organisation(first, signal)).rejects.toThrow('grafana.admin');
    await expect(client.dataSources(987_654, signal)).rejects.toMatchObject({
      kind: 'upstream_failed',
    });
  });

  sourceCases();
  boardCases();
}

function sourceCases(): void {
  it('keeps data sources apart, and never tells what is secret', async () => {
    const source = {
      ...{ uid: 'tocsin-contract', name: 'Metrics', type: 'prometheus' },
      access: 'proxy',
      ...{ url: 'http://127.0.0.1:9/scopes/acme/prometheus', isDefault: true },
      jsonData: { httpHeaderName1: 'Authorization', httpMethod: 'POST' },
      secureJsonData: { httpHeaderValue1: 'Bearer of-the-contract' },
    } as const;
    await client.makeDataSource(first, source, signal);
    const again = client.makeDataSource(first, source, signal);
    await expect(again).rejects.toMatchObject({ kind: 'conflict' });
    await client.replaceDataSource(first, { ...source, name: 'Metrics 2' }, signal);
    const [kept] = await client.dataSources(first, signal);
    expect(kept).toMatchObject({ uid: source.uid, name: 'Metrics 2', access: 'proxy' });
    expect(kept?.secureJsonFields).toEqual({ httpHeaderValue1: true });
    expect(JSON.stringify(kept)).not.toContain('of-the-contract');
    expect(await client.dataSources(second, signal)).toEqual([]);
    const asking = await client.askDataSource(first, source.uid, '/api/v1/query?query=1', signal);
    expect(asking.status).toBeGreaterThanOrEqual(500);
    await client.removeDataSource(first, source.uid, signal);
    await client.removeDataSource(first, source.uid, signal);
  });
}

function boardCases(): void {
  it('counts the versions of a dashboard, and refuses to write over one that was not read', async () => {
    await client.makeFolder(first, { uid: 'f1', title: 'Team', parentUid: '' }, signal);
    await client.makeFolder(first, { uid: 'f2', title: 'API', parentUid: 'f1' }, signal);
    const again = client.makeFolder(first, { uid: 'f1', title: 'Other', parentUid: '' }, signal);
    await expect(again).rejects.toMatchObject({
      kind: expect.stringMatching(/conflict|precondition_failed/),
    });
    const folders = await client.search(first, 'dash-folder', signal);
    expect(folders.find(({ uid }) => uid === 'f2')).toMatchObject({ folderUid: 'f1' });
    await client.permitFolder(first, 'f1', [], signal);
    expect(await client.folderPermissions(first, 'f1', signal)).toEqual([]);
    const save = (title: string, version: number) => {
      const dashboard = { id: null, uid: 'shop', title, version, panels: [] };
      const message = 'contract';
      return client.saveDashboard(
        first,
        { dashboard, folderUid: 'f2', message, overwrite: false },
        signal,
      );
    };
    const one = await save('One', 0);
    const two = await save('Two', one);
    expect(two).toBeGreaterThan(one);
    await expect(save('Late', one)).rejects.toMatchObject({ kind: 'precondition_failed' });
    await expect(save('', two)).rejects.toMatchObject({ kind: 'unprocessable' });
    const found = await client.dashboard(first, 'shop', signal);
    expect(found).toMatchObject({
      meta: { version: two, folderUid: 'f2' },
      dashboard: { title: 'Two' },
    });
    expect(await client.dashboard(second, 'shop', signal)).toBeNull();
    expect(await client.search(second, 'dash-db', signal)).toEqual([]);
    await client.removeDashboard(first, 'shop', signal);
    expect(await client.dashboard(first, 'shop', signal)).toBeNull();
    await client.removeDashboard(first, 'shop', signal);
    await client.removeFolder(first, 'f1', signal);
    expect(await client.search(first, 'dash-folder', signal)).toEqual([]);
  });
}

import type { JWTPayload } from 'jose';
import { type ApiClient, signIn } from './api-client.ts';
import { EmbeddedLabClient, labPassword, labToken } from './embedded-lab.ts';
import { freePort } from './free-port.ts';
import { BOARD, grafanaBefore, grafanaLabConfig, SECRETS } from './grafana-lab-config.ts';
import { type GrafanaRecorder, startGrafanaRecorder } from './grafana-recorder.ts';
import type { GrafanaKind, GrafanaUnderTest } from './grafana-under-test.ts';
import { remoteWriteBody } from './remote-write-body.ts';
import { startTocsin, type TocsinProcess } from './tocsin-process.ts';

type Organisations = Readonly<Record<'acme' | 'globex', number>>;

/** Our service before a Grafana, both with two tenants that have orders of their own. */
export interface EmbeddingLab {
  readonly service: TocsinProcess;
  readonly grafana: GrafanaUnderTest;
  /** What the service asks goes through it. */
  readonly recorder: GrafanaRecorder;
  readonly organisations: Organisations;
  enter(name: string): Promise<ApiClient>;
  /** The session that a person has in this lab, which is about to end. */
  signOutOf(name: string): Promise<ApiClient>;
  /** The environments whose orders a person is shown, or `status …`. */
  ordersOf(client: ApiClient, uid?: string): Promise<string>;
  /** The same with the token of a data source, for who looks; or the status. */
  ask(
    secret: string,
    names: Readonly<Record<string, string>>,
    scope?: string,
  ): Promise<string | number>;
  /** `X-Grafana-Id`; see {@link GrafanaUnderTest.signId}. */
  signId(claims: JWTPayload): Promise<string>;
  close(): Promise<void>;
}

const WRITE = {
  'content-type': 'application/x-protobuf',
  'content-encoding': 'snappy',
  'x-prometheus-remote-write-version': '0.1.0',
};

/** What a panel asks that shows the orders. */
export const ordersQuery = (uid: string) => ({
  queries: [{ refId: 'A', datasource: { type: 'prometheus', uid }, expr: 'orders', instant: true }],
  from: 'now-1h',
  to: 'now',
});

/** The environments that a text tells of, each once, in order. */
function namespacesIn(text: string): string {
  const found = [...text.matchAll(/"namespace":"([a-z-]+)"/g)].map(([, one]) => one);
  return [...new Set(found)].sort().join();
}

export async function openEmbeddingLab(start: GrafanaKind['start']): Promise<EmbeddingLab> {
  const port = await freePort();
  const own = `http://127.0.0.1:${port}`;
  const grafana = await start(grafanaBefore(own), `${own}/grafana`);
  const organisations = {
    acme: await grafana.addOrganisation('acme'),
    globex: await grafana.addOrganisation('globex'),
  };
  await furnish(grafana, organisations, own);
  const recorder = await startGrafanaRecorder(grafana.url);
  const service = await startTocsin({
    config: grafanaLabConfig(recorder.url, organisations),
    port,
  });
  await pushOrders(service.url);
  const { signId } = grafana;
  return {
    ...{ service, grafana, recorder, organisations },
    ...askers(service.url),
    signId: async (claims) => {
      if (signId === null) throw new Error('a real Grafana signs for its own people only');
      return signId(claims);
    },
    close: async () => {
      await service.remove();
      await recorder.stop();
      await grafana.stop();
    },
  };
}

async function furnish(grafana: GrafanaUnderTest, to: Organisations, own: string): Promise<void> {
  for (const tenant of ['acme', 'globex'] as const) {
    const url = `${own}/scopes/${tenant}@lab/prometheus`;
    const source = { uid: `${tenant}-metrics`, type: 'prometheus', url } as const;
    await grafana.addDataSource(to[tenant], { ...source, token: SECRETS[tenant] });
  }
  for (const [kind, type] of [
    ['rules', 'prometheus'],
    ['alerts', 'alertmanager'],
  ] as const) {
    const url = `${own}/scopes/acme/${type}`;
    const source = { uid: `acme-${kind}`, type, url, token: SECRETS.alerting };
    await grafana.addDataSource(to.acme, source);
  }
  await grafana.addDashboard(to.acme, 'shop', BOARD);
}

async function pushOrders(url: string): Promise<void> {
  for (const [owner, scope, namespace] of [
    ['acme', 'acme.shop.prod', 'acme-prod'],
    ['acme', 'acme.shop.test', 'acme-test'],
    ['acme', 'acme.bank.prod', 'acme-bank'],
    ['globex', 'globex.shop.prod', 'globex-prod'],
  ] as const) {
    const labels = { __name__: 'orders', namespace };
    const body = new Uint8Array(remoteWriteBody([{ labels, samples: [[Date.now(), 1]] }]));
    const client = new EmbeddedLabClient(url, labToken(owner));
    const path = `/scopes/${scope}/prometheus/api/v1/write`;
    const { status, text } = await client.send('POST', path, body, WRITE);
    if (status > 299) throw new Error(`${path}: ${status} ${text}`);
  }
}

function askers(url: string): Pick<EmbeddingLab, 'enter' | 'signOutOf' | 'ordersOf' | 'ask'> {
  const people = new Map<string, ApiClient>();
  const enter = async (name: string) => {
    const client = people.get(name) ?? (await signIn(url, name, labPassword));
    people.set(name, client);
    return client;
  };
  return {
    enter,
    signOutOf: async (name) => {
      const client = await enter(name);
      people.delete(name);
      return client;
    },
    ordersOf: async (client, uid = 'acme-metrics') => {
      const { status, body } = await client.call('POST', '/grafana/api/ds/query', ordersQuery(uid));
      return status === 200 ? namespacesIn(JSON.stringify(body)) : `status ${status}`;
    },
    ask: async (secret, names, scope = 'acme@lab') => {
      const path = `/scopes/${scope}/prometheus/api/v1/query?query=orders`;
      const headers = { authorization: `Bearer ${secret}`, ...names };
      const answer = await fetch(`${url}${path}`, { headers });
      const text = await answer.text();
      return answer.status === 200 ? namespacesIn(text) : answer.status;
    },
  };
}

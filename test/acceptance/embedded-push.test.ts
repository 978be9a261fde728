import { request } from 'node:http';
import { gzipSync } from 'node:zlib';
import { Gauge, Pushgateway, Registry } from 'prom-client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { OTEL_HTTP } from '../../dashboards/catalogue/boards/applications.data.ts';
import { renderTemplate } from '../../queries/templates/rules/render-template.ts';
import { findRuleTemplate } from '../../queries/templates/rules/rule-templates.ts';
import {
  EmbeddedLabClient,
  labToken,
  narrowToken,
  startEmbeddedLab,
} from '../support/embedded-lab.ts';
import { otlpGauge, otlpLog, otlpServedRequests } from '../support/otlp-bodies.ts';
import { remoteWriteBody } from '../support/remote-write-body.ts';
import type { TocsinProcess } from '../support/tocsin-process.ts';
import { waitUntil } from '../support/wait-until.ts';

const JSON_TYPE = { 'content-type': 'application/json' };

function templateQuery(id: string): string {
  const template = findRuleTemplate(id);
  const rendered = template && renderTemplate(template);
  if (rendered?.kind !== 'ok') throw new Error(`${id} cannot be rendered`);
  return rendered.promql;
}

/** A query of a built-in dashboard with everything chosen. */
const onBoard = (query = ''): string =>
  query.replaceAll('$__rate_interval', '5m').replaceAll(/\$[a-z]+/g, '.*');

const event = (namespace: string, message: string, uid: string) => ({
  kind: 'Event',
  apiVersion: 'v1',
  metadata: { name: `web.${uid}`, namespace, uid, resourceVersion: '7' },
  involvedObject: { kind: 'Pod', name: 'web-0', namespace },
  type: 'Warning',
  reason: 'BackOff',
  message,
  lastTimestamp: new Date().toISOString(),
});

const audit = (namespace: string, auditID: string) => ({
  kind: 'EventList',
  apiVersion: 'audit.k8s.io/v1',
  items: [
    {
      auditID,
      stage: 'ResponseComplete',
      verb: 'delete',
      user: { username: 'eve' },
      objectRef: { resource: 'pods', namespace, name: 'web-0' },
      responseStatus: { code: 200 },
      stageTimestamp: new Date().toISOString(),
    },
  ],
});

const MODES: readonly (readonly [string, number])[] = [
  ['with a worker', 1],
  ...(process.env.TOCSIN_PROOF === '1' ? [['in one process', 0] as const] : []),
];

describe.each(MODES)('pushes into the embedded stores, %s', (_, workers) => {
  let service: TocsinProcess;
  let acme: EmbeddedLabClient;
  let globex: EmbeddedLabClient;
  let platform: EmbeddedLabClient;

  beforeAll(async () => {
    const scrape = { self: false, host: false, interval: '1s', timeout: '1s' };
    service = await startEmbeddedLab({ workers, scrape });
    acme = new EmbeddedLabClient(service.url, labToken('acme'));
    globex = new EmbeddedLabClient(service.url, labToken('globex'));
    platform = new EmbeddedLabClient(service.url, labToken('_platform'));
  });
  afterAll(() => service?.remove());

  it('info() with one argument joins with the series of the scope only', async () => {
    const places = [
      [acme, 'acme.shop.prod'],
      [acme, 'acme.bank.prod'],
      [globex, 'globex.shop.prod'],
    ] as const;
    const same = { job: 'web', instance: 'web-0' };
    for (const [client, scope] of places) {
      const series = ['served_total', 'target_info'].map((name) => ({
        labels: { __name__: name, ...same, ...(name === 'target_info' ? { told: scope } : {}) },
        samples: [[Date.now() - 1_000, 1] as [number, number]],
      }));
      const path = `/scopes/${scope}/prometheus/api/v1/write`;
      const body = new Uint8Array(remoteWriteBody(series));
      const written = await client.send('POST', path, body, {
        'content-encoding': 'snappy',
        'content-type': 'application/x-protobuf',
        'x-prometheus-remote-write-version': '0.1.0',
      });
      expect(written).toMatchObject({ status: 204 });
    }
    const narrow = new EmbeddedLabClient(service.url, narrowToken);
    const forged =
      'label_replace(label_replace(vector(1),"job","web","",""),"instance","web-0","","")';
    for (const [client, scope] of [...places, [narrow, 'acme'] as const]) {
      const own = scope === 'acme' ? 'acme.shop.prod' : scope;
      expect(await client.series(scope, 'info(served_total)')).toMatchObject([{ told: own }]);
      expect(await client.series(scope, `info(${forged})`)).toMatchObject([{ told: own }]);
    }
    const other = await acme.series('acme.shop.test', `info(${forged})`);
    expect(other).toEqual([{ ...same, value: '1' }]);
  });

  it('OTLP metrics: each tenant has its own, whatever the push says', async () => {
    const path = '/scopes/acme.shop.prod/otlp/v1/metrics';
    const lie = { namespace: 'globex-prod', by: 'acme' };
    expect(await acme.json('POST', path, otlpGauge('pushed_otlp', 1, lie))).toMatchObject({
      status: 200,
      text: '{}',
    });
    await globex.json('POST', '/scopes/globex/otlp/v1/metrics', otlpGauge('pushed_otlp', 2));
    expect(await acme.series('acme.shop', 'pushed_otlp')).toEqual([
      expect.objectContaining({ namespace: 'acme-prod', by: 'acme', value: '1' }),
    ]);
    expect(await globex.series('globex', 'pushed_otlp')).toEqual([
      expect.objectContaining({ namespace: 'globex-prod', value: '2' }),
    ]);
  });

  it("OTLP metrics on Prometheus's own path, compressed, in a project's scope", async () => {
    const path = '/scopes/acme.shop/prometheus/api/v1/otlp/v1/metrics';
    const body = (namespace: string) =>
      new Uint8Array(
        gzipSync(JSON.stringify(otlpGauge('pushed_project', 3, namespace ? { namespace } : {}))),
      );
    const headers = { ...JSON_TYPE, 'content-encoding': 'gzip' };
    expect((await acme.send('POST', path, body('acme-test'), headers)).text).toBe('{}');
    for (const namespace of ['', 'acme-bank', 'globex-prod']) {
      const refused = await acme.send('POST', path, body(namespace), headers);
      expect(refused.text).toContain('acme-prod, acme-test');
    }
    const found = await acme.series('acme.shop', 'pushed_project');
    expect(found.map(({ namespace }) => namespace)).toEqual(['acme-test']);
    expect(await globex.series('globex', 'pushed_project')).toEqual([]);
    expect(await platform.series('_platform@lab', 'pushed_project')).toHaveLength(1);
  });

  it('OTLP metrics: templates and boards find service and pod, a neighbour nothing', async () => {
    const clients = [
      [acme, 'acme.shop.prod', 'acme', 'globex-prod'],
      [globex, 'globex', 'globex', 'acme-prod'],
    ] as const;
    for (const [client, scope, tenant, neighbour] of clients) {
      const resource = { 'service.name': `till-${tenant}`, 'k8s.pod.name': `${tenant}-0` };
      const lies = { ...resource, 'k8s.namespace.name': neighbour, namespace: neighbour };
      const body = otlpServedRequests(lies);
      const path = `/scopes/${scope}/otlp/v1/metrics`;
      expect(await client.json('POST', path, body)).toMatchObject({ status: 200, text: '{}' });
    }
    const [, choice] = OTEL_HTTP.variables;
    const shares = OTEL_HTTP.rows.flatMap(({ panels }) => panels)[2];
    for (const [client, scope, tenant] of clients) {
      const query = templateQuery('opentelemetry.otel_http.http_server_duration_avg');
      const service_name = `till-${tenant}`;
      const own = { namespace: `${tenant}-prod`, pod: `${tenant}-0`, service_name };
      expect(await client.series(scope, query)).toEqual([
        { ...own, net_host_name: 'shop.example', http_route: '/pay', value: '0.25' },
      ]);
      expect(await client.series(scope, onBoard(choice?.selector))).toMatchObject([
        { service_name },
      ]);
      expect(await client.series(scope, onBoard(shares?.queries[0]?.[0]))).toEqual([
        { service_name, value: '0' },
      ]);
    }
  });

  it('OTLP logs', async () => {
    const lie = { 'k8s.namespace.name': 'globex-prod', namespace: 'globex-prod' };
    const path = '/scopes/acme.shop.prod/otlp/v1/logs';
    expect((await acme.json('POST', path, otlpLog('acme paid', lie))).status).toBe(200);
    await globex.json('POST', '/scopes/globex/otlp/v1/logs', otlpLog('globex paid'));
    const query = '{service_name="checkout"}';
    expect(await acme.lines('acme.shop', query)).toEqual([
      { line: 'acme paid', stream: expect.objectContaining({ namespace: 'acme-prod' }) },
    ]);
    const theirs = await globex.lines('globex', query);
    expect(theirs.map(({ line }) => line)).toEqual(['globex paid']);
  });

  it('remote write and Loki push store what is in the scope', async () => {
    const clients = [
      [acme, 'acme.shop.prod', 'acme-prod'],
      [globex, 'globex', 'globex-prod'],
    ] as const;
    for (const [client, scope, namespace] of clients) {
      const labels = { __name__: 'written', by: scope };
      const body = new Uint8Array(remoteWriteBody([{ labels, samples: [[Date.now(), 1]] }]));
      const headers = { 'content-type': 'application/x-protobuf', 'content-encoding': 'snappy' };
      const write = `/scopes/${scope}/prometheus/api/v1/write`;
      expect((await client.send('POST', write, body, headers)).status).toBe(204);
      const values = [[`${Date.now()}000000`, `line of ${scope}`]];
      const push = `/scopes/${scope}/loki/loki/api/v1/push`;
      const streams = [{ stream: { app: 'written' }, values }];
      expect((await client.json('POST', push, { streams })).status).toBe(204);
      expect(await client.series(scope, 'written')).toEqual([{ ...labels, namespace, value: '1' }]);
      expect(await client.lines(scope, '{app="written"}')).toEqual([
        { line: `line of ${scope}`, stream: expect.objectContaining({ namespace }) },
      ]);
    }
  });

  it('remote write and Loki push keep to the scope as well', async () => {
    const labels = { __name__: 'pushed_write', namespace: 'globex-prod' };
    const body = remoteWriteBody([{ labels, samples: [[Date.now(), 1]] }]);
    const headers = { 'content-type': 'application/x-protobuf', 'content-encoding': 'snappy' };
    const write = '/scopes/acme.shop.prod/prometheus/api/v1/write';
    expect((await acme.send('POST', write, new Uint8Array(body), headers)).status).toBe(400);
    const streams = [
      { stream: { app: 'a', namespace: 'globex-prod' }, values: [[`${Date.now()}000000`, 'x']] },
    ];
    const push = '/scopes/acme.shop.prod/loki/loki/api/v1/push';
    expect((await acme.json('POST', push, { streams })).status).toBe(400);
    expect(await globex.series('globex', 'pushed_write')).toEqual([]);
    expect(await globex.lines('globex', '{app="a"}')).toEqual([]);
  });

  it('Pushgateway: a group in the path', async () => {
    const text =
      '# HELP backup_done When it ended.\n# TYPE backup_done gauge\nbackup_done{namespace="globex-prod"} 42\n';
    const headers = { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' };
    const base = '/scopes/acme.shop.prod/pushgateway/metrics';
    const group = `${base}/job/backup/instance/night%2Frun`;
    expect(await acme.send('PUT', group, text, headers)).toMatchObject({ status: 200, text: '' });
    await globex.send('POST', '/scopes/globex/pushgateway/metrics/job/backup', 'backup_done 7\n');
    const typed = '# TYPE backup_done gauge\nbackup_done 3\n';
    expect(await acme.send('POST', `${base}/job@base64/YWJj`, typed)).toMatchObject({ text: '' });
    const stored = async () => (await acme.series('acme.shop', 'backup_done')).length === 2;
    await waitUntil(stored, { what: 'both groups in the store' });
    expect(await acme.series('acme.shop', 'backup_done{job="backup"}')).toEqual([
      expect.objectContaining({ namespace: 'acme-prod', instance: 'night/run', value: '42' }),
    ]);
    expect(await acme.series('acme.shop', 'backup_done{job="abc"}')).toHaveLength(1);
    const theirs = async () => await globex.series('globex', 'backup_done');
    await waitUntil(async () => (await theirs()).length === 1, { what: "globex's group" });
    expect((await theirs())[0]).toMatchObject({ namespace: 'globex-prod', value: '7' });
    expect((await acme.send('DELETE', group)).status).toBe(202);
    const gone = async () => (await acme.series('acme.shop', 'backup_done')).length === 1;
    await waitUntil(gone, { what: 'the end of the deleted group' });
    const odd = await acme.send('PUT', `${base}/job/backup/instance`, text, headers);
    expect(odd).toMatchObject({ status: 400 });
    expect(odd.text).toMatch(/odd number of components.*\n$/);
  });

  it('Pushgateway: what prom-client pushes', async () => {
    for (const [tenant, value] of [
      ['acme', 5],
      ['globex', 6],
    ] as const) {
      const registry = new Registry();
      new Gauge({ name: 'client_pushed', help: 'h', registers: [registry] }).set(value);
      const url = `${service.url}/scopes/${tenant}.shop.prod/pushgateway`;
      const headers = { authorization: `Bearer ${labToken(tenant)}` };
      const gateway = new Pushgateway(url, { headers }, registry);
      await gateway.pushAdd({ jobName: 'nightly', groupings: { run: 'a/b' } });
    }
    const clients = [
      [acme, 'acme.shop', 'acme-prod', '5'],
      [globex, 'globex', 'globex-prod', '6'],
    ] as const;
    for (const [client, scope, namespace, value] of clients) {
      const found = () => client.series(scope, 'client_pushed');
      await waitUntil(async () => (await found()).length === 1, { what: 'the push of a client' });
      expect((await found())[0]).toMatchObject({ job: 'nightly', run: 'a/b', namespace, value });
    }
  });

  it('Pushgateway in the scope of a project: the group names its namespace', async () => {
    const base = '/scopes/acme.shop/pushgateway/metrics/job/many';
    const lie = 'pushed_many{namespace="globex-prod"} 1\n';
    expect((await acme.send('PUT', base, lie)).text).toContain('acme-prod, acme-test');
    for (const namespace of ['globex-prod', 'acme-bank']) {
      const refused = await acme.send('PUT', `${base}/namespace/${namespace}`, 'pushed_many 1\n');
      expect(refused).toMatchObject({ status: 400 });
    }
    await acme.send('PUT', `${base}/namespace/acme-test`, lie);
    await acme.send('POST', `${base}/namespace/acme-test`, 'pushed_many_more 1\n');
    const found = () => acme.series('acme.shop', 'pushed_many_more');
    await waitUntil(async () => (await found()).length === 1, { what: 'the group of a project' });
    expect((await found())[0]).toMatchObject({ namespace: 'acme-test', job: 'many' });
    expect(await globex.series('globex', '{__name__=~"pushed_many.*"}')).toEqual([]);
    const all = await acme.series('acme.shop', '{__name__=~"pushed_many.*"}');
    expect(new Set(all.map(({ namespace }) => namespace))).toEqual(new Set(['acme-test']));
  });

  it('what Kubernetes says goes to the tenant that its namespace belongs to', async () => {
    const path = '/scopes/_platform@lab/kubernetes';
    const events = [event('acme-prod', 'acme fell', '1'), event('nobody', 'nobody fell', '2')];
    expect((await platform.json('POST', `${path}/events`, events)).status).toBe(204);
    const single = event('globex-prod', 'globex fell', '3');
    expect((await platform.json('POST', `${path}/events`, single)).status).toBe(204);
    expect((await platform.json('POST', `${path}/audit`, audit('acme-prod', 'a1'))).status).toBe(
      204,
    );
    const query = '{job="kubernetes-events"}';
    const [own, ...more] = await acme.lines('acme.shop', query);
    expect(own?.line).toContain('acme fell');
    expect(more).toEqual([]);
    const theirs = await globex.lines('globex', query);
    expect(theirs.map(({ line }) => JSON.parse(line).message)).toEqual(['globex fell']);
    expect(await platform.lines('_platform@lab', query)).toHaveLength(3);
    expect(await globex.lines('globex', '{job=~"kubernetes-audit.*"}')).toEqual([]);
    const refused = await acme.json('POST', '/scopes/acme/kubernetes/events', events);
    expect(refused.status).toBe(422);
    expect((await acme.json('POST', `${path}/events`, events)).status).toBe(403);
    const unnamed = await platform.json('POST', '/scopes/_platform/kubernetes/events', events);
    expect(unnamed).toMatchObject({ status: 422 });
    expect(unnamed.text).toContain('_platform@lab');
    const far = await platform.json('POST', '/scopes/_platform@far/kubernetes/events', events);
    expect(far).toMatchObject({ status: 422 });
  });

  it('refuses what is not for this token, in the words of the protocol', async () => {
    const body = otlpGauge('refused', 1);
    const foreign = await acme.json('POST', '/scopes/globex/otlp/v1/metrics', body);
    expect(foreign.status).toBe(403);
    expect(JSON.parse(foreign.text)).toEqual({ code: 7, message: expect.any(String) });
    const stranger = new EmbeddedLabClient(service.url, 'nobody-knows-this-token-of-the-fixture');
    const unknown = await stranger.json('POST', '/scopes/acme/otlp/v1/metrics', body);
    expect(unknown.status).toBe(401);
    expect(JSON.parse(unknown.text)).toMatchObject({ code: 16 });
    const text = await acme.send('PUT', '/scopes/globex/pushgateway/metrics/job/a', 'a 1\n');
    expect(text).toMatchObject({ status: 403 });
    expect(text.headers.get('content-type')).toBe('text/plain; charset=utf-8');
    const binary = await acme.send('POST', '/scopes/globex/otlp/v1/metrics', new Uint8Array(0), {
      'content-type': 'application/x-protobuf',
    });
    expect(binary.headers.get('content-type')).toBe('application/x-protobuf');
    const broken = await acme.send('POST', '/scopes/acme.bank/otlp/v1/logs', '{', JSON_TYPE);
    expect(broken).toMatchObject({ status: 400 });
    expect(await globex.series('globex', 'refused')).toEqual([]);
  });

  it('names the clusters to choose from, and says which are not embedded', async () => {
    const body = otlpGauge('nowhere', 1);
    const both = await acme.json('POST', '/scopes/acme/otlp/v1/metrics', body);
    expect(both.status).toBe(422);
    expect(JSON.parse(both.text)).toEqual({
      code: 9,
      message: expect.stringContaining('acme@far, acme@lab'),
    });
    const far = await acme.json('POST', '/scopes/acme@far/otlp/v1/logs', otlpLog('nowhere'));
    expect(far.status).toBe(422);
    expect(far.text).toContain('cluster far are not in the embedded store');
    const named = { namespace: 'acme-bank' };
    const one = await acme.json(
      'POST',
      '/scopes/acme@lab/otlp/v1/metrics',
      otlpGauge('n', 1, named),
    );
    expect(one).toMatchObject({ status: 200, text: '{}' });
  });

  it.each([
    ['GET', '/scopes/acme/otlp/v1/metrics', 405],
    ['PUT', '/scopes/acme/otlp/v1/logs', 405],
    ['GET', '/scopes/acme/prometheus/api/v1/otlp/v1/metrics', 405],
    ['GET', '/scopes/acme/pushgateway/metrics/job/a', 405],
    ['GET', '/scopes/_platform@lab/kubernetes/audit', 405],
    ['POST', '/scopes/acme/otlp/v1/traces', 404],
    ['POST', '/scopes/acme/pushgateway/api/v1/status', 404],
    ['POST', '/scopes/_platform@lab/kubernetes', 404],
  ])('%s %s: %d', async (method, path, status) => {
    const answer = await acme.send(method, path);
    expect(answer.status).toBe(status);
    expect(answer.headers.get('allow') !== null).toBe(status === 405);
  });

  it('refuses bodies beyond the limit before it has read them', async () => {
    const target = new URL(`${service.url}/scopes/acme.bank/otlp/v1/metrics`);
    const status = await new Promise((resolve, reject) => {
      const headers = {
        ...JSON_TYPE,
        authorization: `Bearer ${labToken('acme')}`,
        'content-length': String(1024 ** 3),
      };
      const sent = request(target, { method: 'POST', headers }, (answer) => {
        resolve(answer.statusCode);
        sent.destroy();
      });
      sent.on('error', reject);
      sent.flushHeaders();
    });
    expect(status).toBe(413);
  });
});

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LoggingState, LogSpec, LogSpecPreview } from '../../web/contract/log-flows.ts';
import { type ApiClient, signIn, tokenClient } from '../support/api-client.ts';
import { EmbeddedLabClient, labPassword, labToken } from '../support/embedded-lab.ts';
import { startFlowLab } from '../support/flow-lab.ts';
import { kubectlOf } from '../support/kubernetes/kubectl.ts';
import type { Kubernetes } from '../support/kubernetes/start-kubernetes.ts';
import { requires } from '../support/requires.ts';
import { removeFolder, tempFolder } from '../support/temp-folder.ts';
import type { TocsinProcess } from '../support/tocsin-process.ts';
import { waitUntil } from '../support/wait-until.ts';
import { startWebhookSink, type WebhookSink } from '../support/webhook-sink.ts';

const API = '/api/v1/tenants';

/** One service with the embedded cluster `lab` and the Kubernetes cluster `kube`, two tenants on each. */
describe('flows and outputs of logs', () => {
  const folder = tempFolder('flows');
  let cluster: Kubernetes;
  let sink: WebhookSink;
  let service: TocsinProcess;
  let root: ApiClient;
  let acme: ApiClient;
  let globex: ApiClient;

  beforeAll(async () => {
    sink = await startWebhookSink();
    ({ cluster, service } = await startFlowLab(folder, sink.port));
    [root, acme, globex] = (await Promise.all(
      ['root', 'acme-admin', 'globex-admin'].map((name) => signIn(service.url, name, labPassword)),
    )) as [ApiClient, ApiClient, ApiClient];
  });

  afterAll(async () => {
    await service?.remove();
    await cluster?.stop();
    await sink?.stop();
    removeFolder(folder);
  });

  const create = (client: ApiClient, owner: string, kind: string, body: object) =>
    client.post<LogSpec>(`${API}/${owner}/log-${kind}`, { enabled: true, ...body });
  const get = (client: ApiClient, owner: string, kind: string, id: string) =>
    client.get<LogSpec>(`${API}/${owner}/log-${kind}/${id}`);
  const settled = async (
    client: ApiClient,
    owner: string,
    kind: string,
    id: string,
    state: string,
  ) => {
    let last: LogSpec | undefined;
    await waitUntil(
      async () => {
        last = await get(client, owner, kind, id);
        if (last.status.state === state) return true;
        throw new Error(JSON.stringify(last.status));
      },
      { what: `${kind} ${id} to be ${state}` },
    );
    return last as LogSpec;
  };
  const object = (kind: string, namespace: string, name: string) =>
    cluster.objects.get({ kind, namespace, name });

  describe('of the embedded cluster', () => {
    const write = async (client: ApiClient, owner: string) => {
      const scope = `${owner}.shop.prod`;
      await create(client, owner, 'outputs', {
        scope,
        name: 'sink',
        spec: {
          http: {
            endpoint: `${sink.url}/${owner}`,
            auth: { username: { value: owner }, password: { value: `secret-of-${owner}` } },
          },
        },
      });
      return create(client, owner, 'flows', {
        scope,
        name: 'errors',
        spec: {
          match: [{ exclude: { labels: { app: 'noise' } } }, { select: {} }],
          filters: [
            { parser: { parse: { type: 'json' } } },
            { grep: { exclude: [{ key: '$.parsed.level', pattern: '/debug/' }] } },
          ],
          localOutputRefs: ['sink'],
        },
      });
    };

    it('carry lines of each tenant to its own receiver, stamped, whatever the lines say', async () => {
      const flows = await Promise.all([write(acme, 'acme'), write(globex, 'globex')]);
      await settled(acme, 'acme', 'flows', flows[0].id, 'active');
      await settled(globex, 'globex', 'flows', flows[1].id, 'active');
      const forged = {
        tenant: 'globex',
        kubernetes: { namespace_name: 'globex-prod' },
        level: 'error',
      };
      const push = (owner: 'acme' | 'globex', app: string, line: object) => {
        const values = [[`${Date.now()}000000`, JSON.stringify(line), { tenant: 'nobody' }]];
        const streams = [{ stream: { app, pod: `${app}-1` }, values }];
        return new EmbeddedLabClient(service.url, labToken(owner)).json(
          'POST',
          `/scopes/${owner}.shop.prod/loki/loki/api/v1/push`,
          { streams },
        );
      };
      // Before those that are awaited: what would be sent of them would have been by then.
      expect((await push('acme', 'noise', { text: 'unwanted' })).status).toBe(204);
      expect((await push('acme', 'web', { level: 'debug', text: 'unwanted' })).status).toBe(204);
      expect((await push('acme', 'web', { ...forged, text: 'of-acme' })).status).toBe(204);
      expect((await push('globex', 'web', { level: 'error', text: 'of-globex' })).status).toBe(204);
      const request = await sink.waitFor(({ body }) => body.includes('of-acme'));
      await sink.waitFor(({ body }) => body.includes('of-globex'));
      expect(request.path).toBe('/acme');
      expect(request.headers.authorization).toBe(
        `Basic ${Buffer.from('acme:secret-of-acme').toString('base64')}`,
      );
      const stamp = {
        tenant: 'acme',
        project: 'shop',
        environment: 'prod',
        cluster: 'lab',
        namespace: 'acme-prod',
      };
      expect(JSON.parse(request.body)).toMatchObject({
        ...stamp,
        app: 'web',
        pod: 'web-1',
        parsed: forged,
      });
      expect(JSON.parse(request.body)).not.toHaveProperty('kubernetes');
      const all = sink.requests.map(({ path, body }) => `${path} ${body}`).join('');
      expect(all).not.toContain('unwanted');
      expect(all).not.toMatch(/\/globex [^\n]*of-acme|\/acme [^\n]*of-globex/);
    });

    it('wait for a receiver that is away, and say so', async () => {
      sink.answerWith(() => ({ status: 503 }));
      const [output] = (await acme.get<{ items: LogSpec[] }>(`${API}/acme/log-outputs`)).items;
      await new EmbeddedLabClient(service.url, labToken('acme')).json(
        'POST',
        '/scopes/acme.shop.prod/loki/loki/api/v1/push',
        { streams: [{ stream: { app: 'web' }, values: [[`${Date.now()}000000`, 'held']] }] },
      );
      const waiting = await settled(acme, 'acme', 'outputs', output?.id ?? '', 'problem');
      expect(waiting.status).toMatchObject({
        problems: ['answered with status 503'],
        queue: { waitingLines: 1, droppedLines: 0 },
      });
      sink.answerWith(() => ({}));
      const done = await settled(acme, 'acme', 'outputs', output?.id ?? '', 'active');
      expect(done.status.queue).toMatchObject({ waitingLines: 0, sentLines: 2, droppedLines: 0 });
    });

    it('show nobody a secret, and neither tenant the other', async () => {
      const listed = await acme.get<{ items: LogSpec[] }>(`${API}/acme/log-outputs`);
      expect(JSON.stringify(listed)).not.toContain('secret-of-acme');
      expect(listed.items[0]?.spec).toMatchObject({
        http: { auth: { password: { stored: true } } },
      });
      const { id } = listed.items[0] ?? { id: '' };
      for (const path of [`${API}/acme/log-outputs`, `${API}/acme/log-outputs/${id}`]) {
        expect((await globex.call('GET', path)).status).toBe(403);
      }
      expect((await globex.call('GET', `${API}/globex/log-outputs/${id}`)).status).toBe(404);
      expect((await globex.call('GET', `${API}/globex/log-outputs/${id}/history`)).status).toBe(
        404,
      );
      const reader = tokenClient(service.url, labToken('acme'));
      expect((await reader.call('DELETE', `${API}/acme/log-outputs/${id}`)).status).toBe(403);
      const foreign = {
        scope: 'acme.shop.prod',
        name: 'x',
        enabled: true,
        spec: { syslog: { host: 'a.example' } },
      };
      expect((await globex.call('POST', `${API}/globex/log-outputs`, foreign)).status).toBe(403);
    });

    const inward: readonly [string, object][] = [
      ['a loopback address', { http: { endpoint: 'http://127.0.0.1:9/in' } }],
      ['one in other digits', { syslog: { host: '2130706433' } }],
      ['the metadata of clouds', { loki: { url: 'http://169.254.169.254' } }],
      ['a private address', { http: { endpoint: 'http://10.0.0.7/' } }],
      ['a name that is local', { syslog: { host: 'localhost' } }],
    ];
    it.each(inward)('are refused %s', async (_, spec) => {
      const body = { scope: 'acme.shop.prod', name: 'inward', enabled: true, spec };
      const answer = await acme.call('POST', `${API}/acme/log-outputs`, body);
      expect(answer.status).toBe(400);
      expect(JSON.stringify(answer.body)).toMatch(
        /not allowed as a destination|store of this service/,
      );
    });

    it('keep what they were, and refuse a lost race', async () => {
      const [output] = (await globex.get<{ items: LogSpec[] }>(`${API}/globex/log-outputs`)).items;
      const { id, spec, scope, name } = output ?? ({} as LogSpec);
      const path = `${API}/globex/log-outputs/${id}`;
      const body = { scope, name, spec, enabled: false };
      expect((await globex.call('PUT', path, body)).status).toBe(412);
      const off = await globex.put<LogSpec>(path, body, 1);
      expect([off.revision, off.status.state]).toEqual([2, 'off']);
      const [flow] = (await globex.get<{ items: LogSpec[] }>(`${API}/globex/log-flows`)).items;
      const held = await settled(globex, 'globex', 'flows', flow?.id ?? '', 'held');
      expect(held.status.problems).toEqual(['its output sink is switched off']);
      await globex.post(`${path}/restore`, { revision: 1 });
      await settled(globex, 'globex', 'flows', flow?.id ?? '', 'active');
      expect((await globex.call('DELETE', path)).status).toBe(409);
      const history = await globex.get<{ items: { kind: string; author: string }[] }>(
        `${path}/history`,
      );
      expect(history.items.map(({ kind, author }) => `${kind} ${author}`)).toEqual([
        'updated globex-admin',
        'updated globex-admin',
        'created globex-admin',
      ]);
    });
  });

  describe('of a Kubernetes cluster', () => {
    const document = (name: string, output: string) => `
apiVersion: logging.banzaicloud.io/v1beta1
kind: Flow
metadata: { name: ${name} }
spec:
  filters:
    - parser: { parse: { type: json } }
  localOutputRefs: [${output}]
`;

    it('become objects, each in the namespace of its tenant, and one bad flow holds up no other', async () => {
      for (const [client, owner] of [
        [acme, 'acme'],
        [globex, 'globex'],
      ] as const) {
        const scope = `${owner}.kube.prod`;
        const spec = { loki: { url: `${sink.url}/`, password: { value: `loki-of-${owner}` } } };
        await create(client, owner, 'outputs', { scope, name: 'loki', spec });
        const good = await create(client, owner, 'flows', {
          scope,
          yaml: document('good', 'loki'),
        });
        const bad = await create(client, owner, 'flows', {
          scope,
          yaml: document('bad', 'nowhere'),
        });
        await settled(client, owner, 'flows', good.id, 'delivered');
        const held = await settled(client, owner, 'flows', bad.id, 'held');
        expect(held.status.problems).toEqual(['there is no output nowhere that it may use']);
        const namespace = `${owner}-kube`;
        expect(object('Flow', namespace, 'tocsin-bad')).toBeUndefined();
        const flow = object('Flow', namespace, 'tocsin-good') ?? { spec: { filters: [] } };
        const { filters } = flow.spec as { filters: Record<string, unknown>[] };
        expect(filters[0]).toEqual({
          parser: { parse: { type: 'json' }, reserve_data: true, hash_value_field: 'parsed' },
        });
        expect(filters.at(-1)).toMatchObject({
          record_transformer: { records: [{ tenant: owner, namespace, cluster: 'kube' }] },
        });
        expect(object('Output', namespace, 'tocsin-loki')?.spec).toMatchObject({
          loki: {
            password: { valueFrom: { secretKeyRef: { name: 'tocsin-loki-r1', key: 'password' } } },
            extra_labels: { org: owner, tenant: owner, namespace },
          },
        });
        expect(object('Secret', namespace, 'tocsin-loki-r1')?.data).toEqual({
          password: Buffer.from(`loki-of-${owner}`).toString('base64'),
        });
      }
    });

    it('use a Secret of the namespace when its owner has said that they may', async () => {
      const secretKeyRef = { name: 'theirs', key: 'token' };
      const output = await create(acme, 'acme', 'outputs', {
        scope: 'acme.kube.prod',
        name: 'borrowed',
        spec: { loki: { url: `${sink.url}/`, password: { secretKeyRef } } },
      });
      const state = (wanted: string) => settled(acme, 'acme', 'outputs', output.id, wanted);
      expect((await state('held')).status.problems).toEqual([
        'there is no Secret theirs in the namespace',
      ]);
      const touch = async (labels: Readonly<Record<string, string>>) => {
        const metadata = { name: 'theirs', namespace: 'acme-kube', labels };
        cluster.objects.put({ apiVersion: 'v1', kind: 'Secret', metadata, type: 'Opaque' });
        const { revision, scope, name, spec } = await get(acme, 'acme', 'outputs', output.id);
        const body = {
          scope,
          name,
          spec: { loki: { ...(spec.loki as object), tenant: `t${revision}` } },
        };
        const path = `${API}/acme/log-outputs/${output.id}`;
        await acme.put(path, { ...body, enabled: true }, revision);
      };
      await touch({});
      await waitUntil(
        async () => (await state('held')).status.problems.join().includes('tocsin/outputs=allowed'),
        { what: 'the label to be asked for' },
      );
      await touch({ 'tocsin/outputs': 'allowed' });
      await state('delivered');
      expect(object('Output', 'acme-kube', 'tocsin-borrowed')?.spec).toMatchObject({
        loki: { password: { valueFrom: { secretKeyRef } } },
      });
    });

    it('show what the operator says of them', async () => {
      const flows = (await acme.get<{ items: LogSpec[] }>(`${API}/acme/log-flows`)).items;
      const good = flows.find(({ name }) => name === 'good');
      const name = { kind: 'Flow', namespace: 'acme-kube', name: 'tocsin-good' };
      const problems = ['dangling local output reference'];
      cluster.objects.setStatus(name, { active: false, problems, problemsCount: 1 });
      const problem = await settled(acme, 'acme', 'flows', good?.id ?? '', 'problem');
      expect(problem.status.problems).toEqual(['dangling local output reference']);
    });

    it('are previewed without a secret', async () => {
      const body = {
        scope: 'acme.kube.prod',
        enabled: true,
        name: 'fresh',
        spec: { loki: { url: `${sink.url}/`, password: { value: 'never-seen' } } },
      };
      const preview = await acme.post<LogSpecPreview>(`${API}/acme/log-outputs/preview`, body);
      expect(preview.held).toBeNull();
      expect(preview.delivered.join('---')).toContain('kind: Output');
      expect(JSON.stringify(preview)).not.toMatch(/never-seen|bmV2ZXItc2Vlbg/);
    });

    requires('kubectl')('with kubectl', () => {
      it('are what it shows', async () => {
        const kubectl = kubectlOf(cluster, 'admin', 'acme-kube');
        const shown = await kubectl.ok(['get', 'flows.logging.banzaicloud.io', '-o', 'name']);
        expect(shown.trim()).toMatch(/\/tocsin-good$/);
        kubectl.close();
      });
    });

    it('have an aggregator that administrators see and scale, and nobody else', async () => {
      cluster.objects.create({
        apiVersion: 'logging.banzaicloud.io/v1beta1',
        kind: 'Logging',
        metadata: { name: 'main' },
        spec: { controlNamespace: 'logging', fluentd: {} },
      });
      const path = '/api/v1/clusters/kube/logging';
      const state = await root.get<LoggingState>(path);
      expect(state.tiers).toMatchObject([
        { name: 'main', skipsInvalid: false, aggregator: { desired: null, mayScale: true } },
      ]);
      expect((await acme.call('GET', path)).status).toBe(403);
      const scale = (replicas: number, client = root) =>
        client.call('POST', `${path}/scale`, { logging: 'main', replicas });
      expect((await scale(3, acme)).status).toBe(403);
      expect((await scale(3)).body).toMatchObject({ tiers: [{ aggregator: { desired: 3 } }] });
      expect((await scale(1)).status).toBe(409);
      cluster.objects.edit({ kind: 'Logging', name: 'main' }, (live) => ({
        ...live,
        spec: { controlNamespace: 'logging', fluentd: { scaling: { replicas: 4 } } },
      }));
      expect(JSON.stringify((await scale(5)).body)).toContain('kubectl-edit');
    });
  });
});

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Collection } from '../../web/contract/collection.ts';
import type {
  Monitor,
  MonitorForm,
  MonitorPreview,
  MonitorStatus,
} from '../../web/contract/monitors.ts';
import { NO_LIMITS, PLAIN_ENDPOINT } from '../../web/contract/plain-monitor.ts';
import { type ApiClient, tokenClient } from '../support/api-client.ts';
import { kubectlOf } from '../support/kubernetes/kubectl.ts';
import { labelsOf, nameOf } from '../support/kubernetes/model/metadata.ts';
import { type MonitorLab, monitorToken, runPod, startMonitorLab } from '../support/monitor-lab.ts';
import { requires } from '../support/requires.ts';
import { waitUntil } from '../support/wait-until.ts';

let lab: MonitorLab;
let acme: ApiClient;
let globex: ApiClient;
let platform: ApiClient;

beforeAll(async () => {
  lab = await startMonitorLab();
  const client = (name: 'acme' | 'globex' | '_platform') =>
    tokenClient(lab.service.url, monitorToken(name));
  [acme, globex, platform] = [client('acme'), client('globex'), client('_platform')];
}, 120_000);
afterAll(() => lab?.stop());

const ENDPOINT = { ...PLAIN_ENDPOINT, interval: '1s', timeout: '1s' };
const ALL = { matchLabels: {}, matchExpressions: [] };

function form(
  name: string,
  source: MonitorForm['source'],
  more: Partial<MonitorForm['endpoints'][number]> = {},
  environment = 'acme.shop.prod',
): MonitorForm {
  const endpoints = [{ ...ENDPOINT, ...more }];
  return { name, environment, enabled: true, source, endpoints, limits: NO_LIMITS };
}

const staticForm = (targets: string[], more: Partial<MonitorForm['endpoints'][number]> = {}) =>
  form('fixed', { kind: 'scrape', targets, labels: {} }, more);

type Series = readonly { readonly metric: Readonly<Record<string, string>> }[];

async function seriesOf(client: ApiClient, scope: string, query: string): Promise<Series> {
  const path = `/scopes/${scope}/prometheus/api/v1/query?${new URLSearchParams({ query })}`;
  const answer = await client.get<{ readonly data: { readonly result: Series } }>(path);
  return answer.data.result;
}

const pathOf = (owner: string, more = '') => `/api/v1/tenants/${owner}/monitors${more}`;

describe('monitors that the built-in collector carries out', () => {
  it('scrape what the tenant may, under its own namespace, for it alone', async () => {
    const made = await acme.post<Monitor>(
      pathOf('acme'),
      staticForm([lab.exporters.acme.address], {
        path: '/stats',
        metricRelabelings: [{ action: 'labelkeep', regex: '__name__|exported_namespace|of|path' }],
      }),
    );
    expect(made).toMatchObject({ carrier: 'embedded', delivery: null, revision: 1 });
    const query = 'found_here{path="/stats"}';
    await waitUntil(async () => (await seriesOf(acme, 'acme@lab', query)).length > 0, {
      what: 'the first sample',
    });
    const [series] = await seriesOf(acme, 'acme@lab', query);
    expect(series?.metric).toMatchObject({ namespace: 'acme', exported_namespace: 'globex' });
    expect(await seriesOf(globex, 'globex@lab', query)).toEqual([]);
    const isUp = async () => {
      const status = await acme.get<MonitorStatus>(pathOf('acme', `/${made.id}/status`));
      expect(status).toMatchObject({ errors: [], targets: [{ health: 'up', lastError: '' }] });
      return true;
    };
    await waitUntil(isUp, { what: 'the status of the target' });
    const [listed] = (await acme.get<{ items: Monitor[] }>(pathOf('acme'))).items;
    expect(listed).toMatchObject({ id: made.id, targets: { up: 1, down: 0 } });
    for (const path of [pathOf('globex', `/${made.id}`), pathOf('globex', `/${made.id}/status`)]) {
      expect((await globex.call('GET', path)).status).toBe(404);
    }
    expect((await globex.call('GET', pathOf('acme'))).status).toBe(403);
    expect(await globex.get(pathOf('globex'))).toEqual({ items: [], nextCursor: null });
    await acme.delete(pathOf('acme', `/${made.id}`));
    const history = await acme.get<{ items: readonly { kind: string; yaml: string }[] }>(
      pathOf('acme', `/${made.id}/history`),
    );
    expect(history.items.map(({ kind }) => kind)).toEqual(['deleted', 'created']);
    expect(history.items[0]?.yaml).toMatch(/^kind: \w+$/m);
    await waitUntil(async () => (await seriesOf(acme, 'acme@lab', query)).length === 0, {
      what: 'the end of the series',
    });
  });

  it('let a prober of the administrator ask what the tenant may have asked', async () => {
    const target = 'http://8.8.8.8/health';
    const source = { kind: 'probe', prober: 'http', module: 'm', labels: {} } as const;
    const wish = (targets: string[]) =>
      form('probe', { ...source, targets }, {}, 'globex.shop.prod');
    const inside = wish([target, 'http://10.0.0.1/', 'http://web.acme.svc/']);
    expect((await globex.call('POST', pathOf('globex'), inside)).status).toBe(400);
    const { id } = await globex.post<Monitor>(pathOf('globex'), wish([target]));
    const query = `found_here{instance="${target}"}`;
    await waitUntil(async () => (await seriesOf(globex, 'globex@lab', query)).length > 0, {
      what: 'the probe',
    });
    const [series] = await seriesOf(globex, 'globex@lab', query);
    expect(series?.metric).toMatchObject({
      namespace: 'globex',
      job: 'probe',
      path: '/probe?module=m&target=http%3A%2F%2F8.8.8.8%2Fhealth',
    });
    await globex.delete(pathOf('globex', `/${id}`));
  });

  it('are refused with the place of each fault', async () => {
    const bad = staticForm(['127.0.0.1:80', '169.254.169.254', 'kubernetes.default.svc:443'], {
      relabelings: [{ action: 'labelmap', regex: '(.*)' }],
      metricRelabelings: [{ action: 'replace', targetLabel: 'namespace', replacement: 'globex' }],
    });
    const { status, body } = await acme.call('POST', pathOf('acme'), bad);
    expect(status).toBe(400);
    const { details } = (body as { error: { details: readonly { path: string }[] } }).error;
    expect(details.map(({ path }) => path)).toEqual([
      '/source/targets/0',
      '/source/targets/1',
      '/source/targets/2',
      '/endpoints/0/relabelings/0',
      '/endpoints/0/metricRelabelings/0',
    ]);
  });

  it('send no Secret of our own, and end nothing by their nesting', async () => {
    const credentials = { name: 'tocsin', key: 'token' };
    const stealing = staticForm(['8.8.8.8:80'], { auth: { kind: 'bearer', credentials } });
    for (const environment of ['acme.shop.prod', 'acme.shop.blue']) {
      const { body } = await acme.call('POST', pathOf('acme'), { ...stealing, environment });
      expect(JSON.stringify(body)).toContain('/endpoints/0/auth/credentials/name');
    }
    for (const yaml of ['? ', '[ "]", '].map((unit) => unit.repeat(30_000))) {
      const draft = { environment: 'acme.shop.prod', enabled: true, yaml };
      expect((await acme.call('POST', pathOf('acme', '/preview'), draft)).status).toBe(400);
    }
    expect((await acme.call('GET', pathOf('acme'))).status).toBe(200);
  });

  it('need the permission on the environment, whoever owns it', async () => {
    const good = staticForm([lab.exporters.acme.address]);
    const reader = tokenClient(lab.service.url, monitorToken('reader'));
    const foreign = { ...good, environment: 'globex.shop.prod' };
    expect((await acme.call('POST', pathOf('acme'), foreign)).status).toBe(403);
    expect((await globex.call('POST', pathOf('acme'), good)).status).toBe(403);
    expect((await reader.call('POST', pathOf('acme'), good)).status).toBe(403);
    expect((await reader.call('POST', pathOf('acme', '/preview'), good)).status).toBe(200);
    const other = { ...good, environment: 'acme.shop.blue' };
    expect((await reader.call('POST', pathOf('acme', '/preview'), other)).status).toBe(403);
  });

  it('find pods that come and go, with the Secret of their namespace', async () => {
    const { acme: exporter } = lab.exporters;
    exporter.bearer = 'of-acme';
    const auth = { kind: 'bearer', credentials: { name: 'scrape', key: 'token' } } as const;
    const source = { kind: 'pod', selector: { ...ALL, matchLabels: { app: 'api' } } } as const;
    const wanted = form('pods', source, { port: 'web', auth, timeout: '' });
    const { id } = await acme.post<Monitor>(pathOf('acme'), wanted);
    const status = () => acme.get<MonitorStatus>(pathOf('acme', `/${id}/status`));
    const [error] = await waitUntil(
      async () => {
        const { errors } = await status();
        return errors.length > 0 && errors;
      },
      { what: 'the Secret to be missed' },
    );
    expect(error).toBe('cannot be read: key token of Secret scrape');
    lab.kube.objects.create({
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name: 'scrape', namespace: 'acme' },
      data: { token: Buffer.from('of-acme').toString('base64') },
    });
    runPod(lab.kube, 'acme', 'api', exporter);
    runPod(lab.kube, 'globex', 'api', lab.exporters.globex);
    // The Secret is looked for again when the monitor changes, and every ten seconds.
    await acme.put(pathOf('acme', `/${id}`), { ...wanted, name: 'pods-2' }, 1);
    await waitUntil(async () => (await status()).targets[0]?.health === 'up', {
      what: 'the pod as a target',
    });
    const { targets } = await status();
    expect(targets).toHaveLength(1);
    expect(targets[0]?.labels).toMatchObject({ namespace: 'acme', pod: 'api', job: 'pods-2' });
    lab.kube.objects.remove({ kind: 'Pod', namespace: 'acme', name: 'api' });
    await waitUntil(async () => (await status()).targets.length === 0, { what: 'no target' });
    exporter.bearer = '';
    await acme.delete(pathOf('acme', `/${id}`));
  });
});

describe('what a cluster says about itself', () => {
  const annotations = { 'prometheus.io/scrape': 'true', 'prometheus.io/path': '/annotated' };
  const query = 'found_here{path="/annotated"}';

  it('goes to the owner of its namespace, and to the platform where there is none', async () => {
    for (const name of ['globex', 'system'] as const) {
      runPod(lab.kube, name, 'told', lab.exporters[name], annotations);
    }
    const ofPlatform = async () =>
      (await seriesOf(platform, '_platform@lab', query)).map(({ metric }) => metric.of);
    await waitUntil(async () => (await ofPlatform()).length === 2, { what: 'both pods' });
    expect((await ofPlatform()).sort()).toEqual(['globex', 'system']);
    const own = await seriesOf(globex, 'globex@lab', query);
    expect(own.map(({ metric }) => [metric.of, metric.namespace])).toEqual([['globex', 'globex']]);
    expect(await seriesOf(acme, 'acme@lab', query)).toEqual([]);
  });

  it('cannot leave its namespace, forge it, or reach what no pod of it is', async () => {
    const monitor = (name: string, spec: object) =>
      lab.kube.objects.create({
        apiVersion: 'monitoring.coreos.com/v1',
        kind: 'PodMonitor',
        metadata: { name, namespace: 'globex' },
        spec: { selector: {}, podMetricsEndpoints: [{ port: 'web', path: `/${name}` }], ...spec },
      });
    monitor('fair', {});
    monitor('everywhere', { namespaceSelector: { any: true } });
    const forging = [{ targetLabel: 'namespace', replacement: 'acme' }];
    const endpoint = { port: 'web', path: '/forging', relabelings: forging };
    monitor('forging', { podMetricsEndpoints: [endpoint] });
    await waitUntil(
      async () => (await seriesOf(globex, 'globex@lab', 'found_here{path="/fair"}')).length > 0,
      { what: 'the fair monitor' },
    );
    const refused = 'found_here{path=~"/everywhere|/forging"}';
    expect(await seriesOf(platform, '_platform@lab', refused)).toEqual([]);
    const errorsOf = (name: string) =>
      waitUntil(
        async () => {
          const { jobs } = await globex.get<Collection>('/api/v1/scopes/globex/collection');
          return (
            jobs.find((job) => job.name === `PodMonitor globex/${name}`)?.errors.join() || false
          );
        },
        { what: `errors of ${name}` },
      );
    expect(await errorsOf('everywhere')).toContain('may not leave the namespace globex');
    expect(await errorsOf('forging')).toContain('namespace is a label of tenancy');
    expect(JSON.stringify(await acme.get('/api/v1/scopes/acme/collection'))).not.toContain(
      'forging',
    );
  });
});

describe('monitors that an operator carries out', () => {
  const blue = (name: string) =>
    form(name, { kind: 'service', selector: ALL }, { port: 'web' }, 'acme.shop.blue');
  const objects = () =>
    lab.kube.objects
      .list('ServiceMonitor', 'acme')
      .filter((object) => nameOf(object).startsWith('tocsin-'));

  it('are selected by a Prometheus of the cluster, or say why none does', async () => {
    const prometheus = (namespace: string, spec: Record<string, object>, isAgent = false) =>
      lab.kube.objects.create({
        apiVersion: `monitoring.coreos.com/${isAgent ? 'v1alpha1' : 'v1'}`,
        kind: isAgent ? 'PrometheusAgent' : 'Prometheus',
        metadata: { name: 'k8s', namespace },
        spec: spec as Record<string, never>,
      });
    const release = { matchLabels: { release: 'kps' } };
    prometheus('system', {
      serviceMonitorSelector: release,
      serviceMonitorNamespaceSelector: {},
      probeSelector: {},
    });
    prometheus('system', { podMonitorSelector: {} }, true);
    prometheus('globex', { serviceMonitorSelector: {}, serviceMonitorNamespaceSelector: {} });
    const selectionOf = async (body: MonitorForm) => {
      const { id } = await acme.post<Monitor>(pathOf('acme'), body);
      const { selection } = await acme.get<MonitorStatus>(pathOf('acme', `/${id}/status`));
      await acme.delete(pathOf('acme', `/${id}`));
      return selection;
    };
    expect(await selectionOf(blue('chosen'))).toEqual({
      ...{ isSelected: true, by: ['Prometheus system/k8s'], others: 1, reasons: [] },
    });
    const pods = { kind: 'pod', selector: ALL } as const;
    const missed = form('missed', pods, { port: 'web' }, 'acme.shop.blue');
    expect(await selectionOf(missed)).toEqual({
      ...{ isSelected: false, by: [], others: 0 },
      reasons: [
        'Prometheus system/k8s has no podMonitorSelector, so it selects nothing',
        'PrometheusAgent system/k8s looks only into its own namespace, and not into acme',
      ],
    });
  });

  it('are objects that stay true, with targets from the cluster’s own Prometheus', async () => {
    const yaml = (await acme.post<MonitorPreview>(pathOf('acme', '/preview'), blue('web'))).yaml;
    const body = { environment: 'acme.shop.blue', enabled: true, yaml };
    const { id } = await acme.post<Monitor>(pathOf('acme'), body);
    const status = () => acme.get<MonitorStatus>(pathOf('acme', `/${id}/status`));
    await waitUntil(async () => (await status()).delivery?.state === 'in-force', {
      what: 'the object',
    });
    const [object] = objects();
    if (object === undefined) throw new Error('there is no object');
    const name = nameOf(object);
    expect(labelsOf(object)).toMatchObject({
      release: 'kps',
      'app.kubernetes.io/managed-by': 'tocsin',
      'tocsin/tenant': 'acme',
    });
    const stamp = { action: 'replace', targetLabel: 'namespace', replacement: 'acme' };
    expect(object.spec).toMatchObject({
      endpoints: [{ honorLabels: false, relabelings: [{}, stamp] }],
    });
    lab.kube.objects.edit({ kind: 'ServiceMonitor', namespace: 'acme', name }, (live) => ({
      ...live,
      spec: { selector: {}, endpoints: [{ port: 'stolen', honorLabels: true }] },
    }));
    await waitUntil(() => !JSON.stringify(objects()).includes('stolen'), { what: 'the repair' });
    const target = (namespace: string, pool: string) => ({
      labels: { namespace, instance: pool },
      scrapePool: pool,
      scrapeUrl: 'http://10.1.1.1/metrics',
      health: 'down',
      lastError: 'refused',
      lastScrape: '2026-01-02T03:04:05.6Z',
      lastScrapeDuration: 0.5,
    });
    const pool = `serviceMonitor/acme/${name}/0`;
    const activeTargets = [
      target('acme', pool),
      target('globex', pool),
      target('acme', `${pool}1x`),
    ];
    lab.prometheus.answer((response) => {
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify({ status: 'success', data: { activeTargets } }));
    });
    expect((await status()).targets).toMatchObject([
      { instance: pool, health: 'down', lastError: 'refused', durationSeconds: 0.5 },
    ]);
    await acme.delete(pathOf('acme', `/${id}`));
    await waitUntil(() => objects().length === 0, { what: 'no object' });
  });

  requires('kubectl')('as kubectl sees them', () => {
    it('shows one, and diffs none away', async () => {
      const { id } = await acme.post<Monitor>(pathOf('acme'), blue('seen'));
      await waitUntil(() => objects().length === 1, { what: 'the object' });
      const kubectl = kubectlOf(lab.kube);
      const shown = await kubectl.ok(['get', 'servicemonitors', '-n', 'acme', '-o', 'yaml']);
      kubectl.close();
      expect(shown).toContain('honorLabels: false');
      expect(shown).toContain('followRedirects: false');
      expect(shown).toContain('targetLabel: namespace');
      await acme.delete(pathOf('acme', `/${id}`));
    });
  });
});

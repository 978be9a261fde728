import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../../platform/clock/system-clock.ts';
import { createDiscovery } from '../../platform/kubernetes/discovery/discovery.ts';
import { missingRights } from '../../platform/kubernetes/discovery/missing-rights.ts';
import { inParallel } from '../../platform/kubernetes/in-parallel.ts';
import type { KubernetesClient } from '../../platform/kubernetes/kubernetes-client.ts';
import type { Outcome } from '../../platform/kubernetes/objects/kubernetes-failure.ts';
import type { KubernetesObject } from '../../platform/kubernetes/objects/kubernetes-object.ts';
import type { ResourceKind } from '../../platform/kubernetes/objects/resource-kind.ts';
import { createSchemaSource } from '../../platform/kubernetes/schema/schema-source.ts';
import { validateObject } from '../../platform/kubernetes/schema/validate-object.ts';
import { crdsFor } from '../support/kubernetes/crds/crd-documents.ts';
import { kubectlOf } from '../support/kubernetes/kubectl.ts';
import type { Kubernetes } from '../support/kubernetes/start-kubernetes.ts';
import { diskRule, startTwoTenantCluster } from '../support/kubernetes/two-tenant-cluster.ts';
import { clientOf } from '../support/kubernetes-client.ts';
import { requires } from '../support/requires.ts';

const rules: ResourceKind = {
  group: 'monitoring.coreos.com',
  version: 'v1',
  kind: 'PrometheusRule',
  plural: 'prometheusrules',
  isNamespaced: true,
};
const COUNT = process.env.TOCSIN_PROOF === '1' ? 2_000 : 200;

let cluster: Kubernetes;
let client: KubernetesClient;
let acme: KubernetesClient;
let metrics: ReturnType<typeof clientOf>['metrics'];

beforeAll(async () => {
  cluster = await startTwoTenantCluster({ own: true });
  ({ client, metrics } = clientOf(cluster, 'tocsin'));
  acme = clientOf(cluster, 'acme').client;
});

afterEach(() => cluster.faults.clear());

afterAll(async () => {
  await Promise.all([client.close(), acme.close()]);
  await cluster.stop();
});

function rule(name: string, more: Parameters<typeof diskRule>[2] = {}, namespace = 'acme') {
  return diskRule(namespace, name, more) as unknown as KubernetesObject;
}

function value<T>(outcome: Outcome<T>): T {
  if (outcome.kind === 'done') return outcome.value;
  throw new Error(`${outcome.kind}: ${outcome.message}`);
}

const place = (name: string, namespace = 'acme') => ({ namespace, name });
const apply = (name: string, more = {}, options = {}) =>
  client.apply(rules, rule(name, more), options);

describe('the kinds of a cluster', () => {
  it('are found in the version that it prefers, and once it serves them', async () => {
    const discovery = createDiscovery(client, systemClock);
    const group = 'monitoring.coreos.com';
    expect(value(await discovery.find({ group, kind: 'PrometheusRule' }))).toEqual(rules);
    const secrets = value(await discovery.find({ group: '', kind: 'Secret' }));
    expect(secrets).toMatchObject({ version: 'v1', plural: 'secrets', isNamespaced: true });
    const flow = { group: 'logging.banzaicloud.io', kind: 'Flow' };
    expect(await discovery.find(flow)).toMatchObject({ kind: 'not_served' });
    cluster.install(crdsFor(['Flow'], { own: true }));
    expect(value(await discovery.find(flow))).toMatchObject({ plural: 'flows' });
    cluster.requests.clear();
    await Promise.all([discovery.find(flow), discovery.find({ group, kind: 'PrometheusRule' })]);
    expect(cluster.requests.all()).toEqual([]);
  });

  it('have schemas, which say what an object has wrong', async () => {
    const schemas = createSchemaSource(client, systemClock);
    const schema = value(await schemas.schemaOf(rules));
    expect(validateObject(schema, rule('a'))).toEqual([]);
    const groups = [{ rules: [{ alert: 'A', expr: 1.5, fro: '5m' }] }];
    const wrong = { ...rule('a'), spec: { groups, extra: 1 } };
    const paths = validateObject(schema, wrong).map(({ path }) => path);
    expect(paths.sort()).toEqual([
      '/spec/extra',
      '/spec/groups/0/name',
      '/spec/groups/0/rules/0/expr',
      '/spec/groups/0/rules/0/fro',
    ]);
    cluster.requests.clear();
    await schemas.schemaOf(rules);
    expect(cluster.requests.all()).toEqual([]);
    expect(await schemas.schemaOf({ ...rules, version: 'v9' })).toMatchObject({
      kind: 'not_served',
    });
  });
});

describe('rights', () => {
  it('that are missing are known before they are needed', async () => {
    const right = { verb: 'patch', group: rules.group, resource: rules.plural };
    const [own, foreign] = ['acme', 'globex'].map((namespace) => ({ ...right, namespace }));
    if (!own || !foreign) throw new Error('two rights are asked for');
    expect(value(await missingRights(acme, [own, foreign]))).toEqual([foreign]);
    expect(value(await missingRights(client, [own, foreign]))).toEqual([]);
  });
});

describe('apply', () => {
  it('tries without storing, creates, and changes nothing the second time', async () => {
    expect(value(await apply('made', {}, { dryRun: true })).isNew).toBe(true);
    expect(await client.get(rules, place('made'))).toMatchObject({ kind: 'not_found' });
    const first = value(await apply('made'));
    const second = value(await apply('made'));
    expect([first.isNew, second.isNew]).toEqual([true, false]);
    expect(second.object.metadata.resourceVersion).toBe(first.object.metadata.resourceVersion);
    expect(value(await client.get(rules, place('made')))).toEqual(second.object);
  });

  it('says whose the fields are that it would take, and takes them by force', async () => {
    await apply('fought');
    const edited = { ...diskRule('acme', 'fought', { expr: 'disk > 1' }) };
    cluster.objects.edit({ kind: 'PrometheusRule', ...place('fought') }, (live) => ({
      ...live,
      spec: edited.spec ?? null,
    }));
    const refused = await apply('fought');
    expect(refused).toMatchObject({
      kind: 'conflict',
      owned: [{ field: '.spec.groups[name="disks"].rules', manager: 'kubectl-edit' }],
    });
    const taken = value(await apply('fought', {}, { force: true }));
    expect(JSON.stringify(taken.object.spec)).toContain('disk > 90');
  });

  it('with unknown or wrong fields is invalid, naming them', async () => {
    const extra = { ...rule('odd'), spec: { groups: [], grops: 1 } };
    expect(await client.apply(rules, extra)).toMatchObject({
      kind: 'invalid',
      fields: [{ field: 'spec.grops' }],
    });
    const outcome = await apply('odd', { for: 'soon' });
    expect(outcome).toMatchObject({
      kind: 'invalid',
      fields: [{ field: 'spec.groups[0].rules[0].for' }],
    });
  });

  it('tells which right is missing, tenant by tenant', async () => {
    value(await acme.apply(rules, rule('own')));
    expect(await acme.apply(rules, rule('foreign', {}, 'globex'))).toMatchObject({
      kind: 'forbidden',
      missing: { user: 'acme', verb: 'patch', resource: 'prometheusrules', namespace: 'globex' },
    });
    expect(await acme.list(rules)).toMatchObject({
      kind: 'forbidden',
      missing: { verb: 'list', namespace: '' },
    });
  });

  it('of a kind that is not served, or into no namespace, says so', async () => {
    const other = { ...rules, plural: 'prometheusrulers' };
    expect(await client.apply(other, rule('x'))).toMatchObject({ kind: 'not_served' });
    const admin = clientOf(cluster, 'admin').client;
    expect(await admin.apply(rules, rule('x', {}, 'nowhere'))).toMatchObject({ kind: 'not_found' });
    await admin.close();
  });
});

describe('deletion', () => {
  it('meets only the very object, as it was seen', async () => {
    const { uid = '', resourceVersion = '' } = value(await apply('doomed')).object.metadata;
    const other = { uid: 'another', resourceVersion };
    expect(await client.remove(rules, place('doomed'), other)).toMatchObject({ kind: 'conflict' });
    await apply('doomed', { expr: 'disk > 91' });
    const stale = await client.remove(rules, place('doomed'), { uid, resourceVersion });
    expect(stale).toMatchObject({ kind: 'conflict', owned: [] });
    expect(value(await client.remove(rules, place('doomed'), { uid, dryRun: true }))).toBe(
      'deleted',
    );
    expect(value(await client.remove(rules, place('doomed'), { uid }))).toBe('deleted');
    expect(value(await client.remove(rules, place('doomed'), { uid }))).toBe('absent');
  });
});

describe('trouble', () => {
  it('that passes is waited out', async () => {
    const verb = 'patch';
    cluster.faults.add({ verb }, { kind: 'status', code: 503, reason: 'ServiceUnavailable' });
    expect(value(await apply('late')).isNew).toBe(true);
    cluster.faults.add({ verb }, { kind: 'reset', at: 'after' });
    expect(value(await apply('late', { expr: 'disk > 2' })).isNew).toBe(false);
    cluster.faults.add(
      { verb: 'list' },
      { kind: 'foreign', code: 502, contentType: 'text/html', body: '<p>' },
    );
    expect((await client.list(rules)).kind).toBe('done');
  });

  it('that asks for patience is told when it asks for too much', async () => {
    const fault = { kind: 'status', code: 429, retryAfterS: 60 } as const;
    const placed = cluster.faults.add({ verb: 'patch' }, fault, 5);
    expect(await apply('late')).toMatchObject({ kind: 'throttled', retryAfterMs: 60_000 });
    expect(placed.hits()).toBe(1);
  });

  it('after which an apply with a revision may be done already is not tried again', async () => {
    const { resourceVersion = '' } = value(await apply('locked')).object.metadata;
    const placed = cluster.faults.add({ verb: 'patch' }, { kind: 'reset', at: 'after' }, 5);
    const meant = rule('locked', { expr: 'disk > 3' });
    const locked = { ...meant, metadata: { ...meant.metadata, resourceVersion } };
    expect(await client.apply(rules, locked)).toMatchObject({ kind: 'unreachable' });
    expect(placed.hits()).toBe(1);
  });

  it('is told by its kind', async () => {
    const message = 'admission webhook "rules" denied the request: bad expr';
    cluster.faults.add({ verb: 'patch' }, { kind: 'status', code: 400, message });
    expect(await apply('late')).toMatchObject({ kind: 'denied', message });
    cluster.faults.add(
      { verb: 'patch' },
      { kind: 'status', code: 500, message: 'etcdserver: request is too large' },
    );
    expect(await apply('late')).toMatchObject({ kind: 'too_large' });
    cluster.faults.hold({ verb: 'patch' });
    const given = new AbortController();
    const held = client.apply(rules, rule('late'), { signal: given.signal });
    given.abort();
    expect(await held).toMatchObject({ kind: 'aborted' });
    const hasty = clientOf(cluster, 'tocsin', { requestTimeoutMs: 50 }).client;
    cluster.faults.hold({ verb: 'get' }, 'before', 3);
    const slow = await hasty.get(rules, place('late'));
    expect(slow).toMatchObject({
      kind: 'unreachable',
      message: expect.stringContaining('timeout'),
    });
    await hasty.close();
  });
});

describe('credentials', () => {
  const connect = (more: Parameters<typeof clientOf>[2]) =>
    clientOf(cluster, 'tocsin', more).client;

  it('come from a kubeconfig', async () => {
    const files = { env: {}, readFile: () => cluster.kubeconfig('acme') };
    const own = connect({ connection: { kind: 'kubeconfig', file: 'config' }, files });
    expect((await own.list(rules, { namespace: 'acme' })).kind).toBe('done');
    expect((await own.list(rules, { namespace: 'globex' })).kind).toBe('forbidden');
    await own.close();
  });

  it('of a pod are read again when the cluster knows them no longer', async () => {
    cluster.access.set('rotating', [
      { namespaces: '*', groups: '*', resources: '*', verbs: ['list'] },
    ]);
    let token = 'the-token-before';
    const { hostname, port } = new URL(cluster.url);
    const files = {
      env: { KUBERNETES_SERVICE_HOST: hostname, KUBERNETES_SERVICE_PORT: port },
      readFile: (path: string) => (path.endsWith('/token') ? token : cluster.caPem),
    };
    const pod = connect({ connection: { kind: 'in-cluster' }, files });
    expect(await pod.list(rules)).toMatchObject({ kind: 'unauthenticated' });
    token = cluster.token('rotating');
    expect((await pod.list(rules)).kind).toBe('done');
    await pod.close();
  });

  it('go to nobody whose certificate is not of the authority', async () => {
    const token = cluster.token('tocsin');
    const stranger = connect({ connection: { kind: 'direct', url: cluster.url, token } });
    const outcome = await stranger.get(rules, place('made'));
    expect(outcome).toMatchObject({ kind: 'unreachable', message: expect.stringContaining('tls') });
    expect(JSON.stringify(outcome)).not.toContain(token);
    await stranger.close();
  });
});

describe(`${COUNT} objects`, () => {
  it('are applied side by side, and listed in chunks of one revision', async () => {
    const labels = { many: 'yes' };
    const many = Array.from({ length: COUNT }, (_, index) =>
      rule(`many-${index}`, { labels }, 'globex'),
    );
    cluster.requests.clear();
    const applied = await inParallel(many, 16, (object) => client.apply(rules, object));
    expect(applied.every(({ kind }) => kind === 'done')).toBe(true);
    expect(cluster.requests.writes()).toHaveLength(COUNT);
    const options = { labelSelector: 'many=yes', chunk: 64 };
    const { items } = value(await client.list(rules, options));
    expect(new Set(items.map(({ metadata }) => metadata.name)).size).toBe(COUNT);
    expect(await client.list(rules, { ...options, maxObjects: 100 })).toMatchObject({
      kind: 'too_large',
    });
  });

  it('are listed anew when their revision is forgotten between two chunks', async () => {
    const options = { labelSelector: 'many=yes', chunk: 64 };
    const held = cluster.faults.hold({ verb: 'list', path: /continue/ });
    const listing = client.list(rules, options);
    await held.hit;
    await apply('meanwhile');
    cluster.objects.compact();
    held.remove();
    expect(value(await listing).items).toHaveLength(COUNT);
  });

  it('are counted', async () => {
    const { text } = await metrics.expose();
    expect(text).toMatch(/requests_total\{cluster="test",verb="apply",outcome="done"\} \d/);
    expect(text).toMatch(/retries_total\{cluster="test",verb="apply"\} 2/);
  });
});

requires('kubectl')('beside kubectl', () => {
  it('owns what it applied, in the eyes of another', async () => {
    value(await apply('shared', { labels: { by: 'tocsin' } }));
    const kubectl = kubectlOf(cluster, 'admin', 'acme');
    const shown = await kubectl.ok([
      'get',
      'prometheusrule',
      'shared',
      '-o',
      'json',
      '--show-managed-fields',
    ]);
    expect(JSON.parse(shown).metadata.managedFields).toMatchObject([
      { manager: 'tocsin', operation: 'Apply' },
    ]);
    const theirs = JSON.stringify(diskRule('acme', 'shared', { expr: 'disk > 7' }));
    const refused = await kubectl.run(['apply', '--server-side', '-f', '-'], theirs);
    expect(refused.stderr).toContain('conflict with "tocsin"');
    kubectl.close();
  });
});

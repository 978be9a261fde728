import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type JsonObject, listIn, objectIn } from './model/json.ts';
import { metadataOf } from './model/metadata.ts';
import { type RawApi, rawApiOf } from './raw-api.ts';
import type { Kubernetes } from './start-kubernetes.ts';
import { diskRule, rulesPath, startTwoTenantCluster } from './two-tenant-cluster.ts';

let cluster: Kubernetes;
let api: RawApi;

beforeAll(async () => {
  cluster = await startTwoTenantCluster({
    own: true,
    kinds: ['PrometheusRule', 'AlertmanagerConfig'],
  });
  api = rawApiOf(cluster);
});

afterAll(async () => {
  api.close();
  await cluster.stop();
});

const apply = (name: string, body: JsonObject, manager: string, query = '') =>
  api.apply(rulesPath('acme', name), body, manager, query);

/** A rule object of groups, each with one alert whose expression is its name's value. */
function groups(name: string, exprs: Readonly<Record<string, string>>, labels?: JsonObject) {
  const rule = diskRule('acme', name, labels === undefined ? {} : { labels });
  const list = Object.entries(exprs).map(([group, expr]) => ({
    name: group,
    rules: [{ alert: 'A', expr }],
  }));
  return { ...rule, spec: { groups: list } };
}

const groupNames = (body: JsonObject) =>
  listIn(objectIn(body.spec).groups).map((group) => objectIn(group).name);

/** `manager: fields`, as managedFields has them. */
const owners = (body: JsonObject) =>
  Object.fromEntries(
    listIn(metadataOf(body).managedFields).map((entry) => {
      const { manager, operation, fieldsV1 } = objectIn(entry);
      return [`${String(manager)} ${String(operation)}`, fieldsV1];
    }),
  );

describe('server-side apply', () => {
  it('creates, and owns exactly what it says', async () => {
    const { status, body } = await apply(
      'made',
      groups('made', { a: 'x' }, { team: 'one' }),
      'tocsin',
    );
    expect(status).toBe(201);
    const item = { '.': {}, 'f:name': {}, 'f:rules': {} };
    expect(owners(body)).toEqual({
      'tocsin Apply': {
        'f:metadata': { 'f:labels': { 'f:team': {} } },
        'f:spec': { 'f:groups': { 'k:{"name":"a"}': item } },
      },
    });
  });

  it('that changes nothing writes nothing', async () => {
    await apply('quiet', groups('quiet', { a: 'x' }), 'tocsin');
    const before = cluster.objects.revision;
    const { status, body } = await apply('quiet', groups('quiet', { a: 'x' }), 'tocsin');
    expect([status, metadataOf(body).resourceVersion]).toEqual([200, String(before)]);
    expect(cluster.objects.revision).toBe(before);
  });

  it('removes what it no longer says, and leaves what others added', async () => {
    await apply('merged', groups('merged', { a: 'x', b: 'y' }, { mine: '1', both: '1' }), 'tocsin');
    await apply('merged', groups('merged', { c: 'z' }, { both: '1' }), 'team');
    const { body } = await apply('merged', groups('merged', { b: 'y' }), 'tocsin');
    expect(groupNames(body)).toEqual(['b', 'c']);
    expect(metadataOf(body).labels).toEqual({ both: '1' });
    const last = await apply('merged', groups('merged', {}), 'team');
    expect(groupNames(last.body)).toEqual(['b']);
    expect(metadataOf(last.body).labels).toBeUndefined();
  });

  it('is refused what another owns, with a cause for each field', async () => {
    await apply('fought', groups('fought', { a: 'x', b: 'y' }), 'tocsin');
    cluster.objects.edit({ kind: 'PrometheusRule', namespace: 'acme', name: 'fought' }, () =>
      groups('fought', { a: 'hacked', b: 'hacked' }),
    );
    const refused = await apply('fought', groups('fought', { a: 'x', b: 'y' }), 'tocsin');
    const editor = '"kubectl-edit" using monitoring.coreos.com/v1';
    expect(refused.body).toMatchObject({
      code: 409,
      reason: 'Conflict',
      message: `Apply failed with 2 conflicts: conflicts with ${editor}:\n- .spec.groups[name="a"].rules\n- .spec.groups[name="b"].rules`,
    });
    expect(objectIn(refused.body.details).causes).toEqual(
      ['a', 'b'].map((name) => ({
        reason: 'FieldManagerConflict',
        message: `conflict with ${editor}`,
        field: `.spec.groups[name="${name}"].rules`,
      })),
    );
    const forced = await apply(
      'fought',
      groups('fought', { a: 'x', b: 'y' }),
      'tocsin',
      '&force=true',
    );
    expect(forced.status).toBe(200);
    expect(Object.keys(owners(forced.body))).toEqual(['tocsin Apply']);
  });

  it('shares what two say alike, and keeps it until both let go', async () => {
    await apply('shared', groups('shared', { a: 'x' }), 'one');
    const both = await apply('shared', groups('shared', { a: 'x' }), 'two');
    expect(Object.keys(owners(both.body))).toEqual(['one Apply', 'two Apply']);
    const left = await apply('shared', groups('shared', {}), 'one');
    expect(groupNames(left.body)).toEqual(['a']);
    const gone = await apply('shared', groups('shared', {}), 'two');
    expect(groupNames(gone.body)).toEqual([]);
  });

  it('does not touch the status, and the status nothing else', async () => {
    const rule = groups('judged', { a: 'x' });
    const first = await apply('judged', { ...rule, status: { bindings: [] } }, 'tocsin');
    expect(first.body.status).toBeUndefined();
    const reported = { ...rule, spec: { groups: [] }, status: { bindings: [] } };
    const { body } = await api.apply(`${rulesPath('acme', 'judged')}/status`, reported, 'operator');
    expect([groupNames(body), body.status]).toEqual([['a'], { bindings: [] }]);
  });

  it('forgets its managers when asked to', async () => {
    await apply('reset', groups('reset', { a: 'x' }), 'old-tool');
    const patch = [{ op: 'replace', path: '/metadata/managedFields', value: [{}] }];
    const contentType = 'application/json-patch+json';
    const path = rulesPath('acme', 'reset');
    await api.send({ method: 'PATCH', path, body: patch, contentType });
    const { body } = await apply('reset', groups('reset', { a: 'y' }), 'tocsin', '&force=true');
    expect(Object.keys(owners(body))).not.toContain('old-tool Apply');
  });

  it.each<[string, JsonObject, string]>([
    ['an unknown field', { spec: { grops: [] } }, '.spec.grops: field not declared in schema'],
    ['another type', { spec: { groups: 'none' } }, '.spec.groups: expected list, got "none"'],
    [
      'a duplicate item',
      { spec: { groups: [{ name: 'a' }, { name: 'a' }] } },
      '.spec.groups: duplicate entries for key [name="a"]',
    ],
  ])('is broken off by %s, as an error without a reason', async (_, part, problem) => {
    const { body } = await apply('odd', { ...diskRule('acme', 'odd'), ...part }, 'tocsin');
    expect(body).toMatchObject({
      code: 500,
      message: `failed to create typed patch object (acme/odd; monitoring.coreos.com/v1, Kind=PrometheusRule): ${problem}`,
    });
    expect(body.reason).toBeUndefined();
  });

  it('needs to know who applies', async () => {
    const contentType = 'application/apply-patch+yaml';
    const path = rulesPath('acme', 'anonymous');
    const { body } = await api.send({
      method: 'PATCH',
      path,
      contentType,
      body: diskRule('acme', 'anonymous'),
    });
    expect(body).toMatchObject({ code: 422, message: expect.stringContaining('fieldManager') });
  });

  it('sets defaults that nobody owns, and replaces atomic lists and maps whole', async () => {
    const path = '/apis/monitoring.coreos.com/v1alpha1/namespaces/globex/alertmanagerconfigs/main';
    const config = (matchers: readonly string[]): JsonObject => ({
      apiVersion: 'monitoring.coreos.com/v1alpha1',
      kind: 'AlertmanagerConfig',
      metadata: { name: 'main', namespace: 'globex' },
      spec: {
        route: { receiver: 'hook', matchers: matchers.map((name) => ({ name, value: 'x' })) },
        receivers: [{ name: 'hook', webhookConfigs: [{ urlSecret: { key: 'url' } }] }],
      },
    });
    const first = await api.apply(path, config(['a', 'b']), 'tocsin');
    const { body } = await api.apply(path, config(['c']), 'other', '&force=true');
    expect(JSON.stringify(first.body.spec)).toContain('"urlSecret":{"key":"url","name":""}');
    expect(JSON.stringify(body.spec)).toContain('"matchers":[{"name":"c","value":"x"}]');
    const other = objectIn(owners(body)['other Apply']);
    expect(objectIn(objectIn(other['f:spec'])['f:route'])).toEqual({
      'f:receiver': {},
      'f:matchers': {},
    });
  });
});

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { VirtualClock } from '../../../platform/clock/virtual-clock.ts';
import { type JsonObject, listIn, objectIn } from './model/json.ts';
import { metadataOf, nameOf } from './model/metadata.ts';
import { type RawApi, rawApiOf } from './raw-api.ts';
import type { Kubernetes } from './start-kubernetes.ts';
import { diskRule, rulesPath, startTwoTenantCluster } from './two-tenant-cluster.ts';

const clock = new VirtualClock(Date.parse('2026-03-01T10:00:00Z'));
let cluster: Kubernetes;
let api: RawApi;

beforeAll(async () => {
  cluster = await startTwoTenantCluster({ clock, own: true, kinds: ['PrometheusRule', 'Logging'] });
  api = rawApiOf(cluster);
});

afterAll(async () => {
  api.close();
  await cluster.stop();
});

const names = (body: JsonObject) => listIn(body.items).map((item) => nameOf(objectIn(item)));
const post = (body: JsonObject, query = '') =>
  api.send({ method: 'POST', path: `${rulesPath('acme')}${query}`, body });
const put = (name: string, body: JsonObject, more = '') =>
  api.send({ method: 'PUT', path: `${rulesPath('acme', name)}${more}`, body });
const remove = (path: string, body?: JsonObject) =>
  api.send({ method: 'DELETE', path, ...(body === undefined ? {} : { body }) });

describe('an object', () => {
  it('gets its identity when it is created, and keeps it', async () => {
    const { status, body } = await post(diskRule('acme', 'born'));
    expect(status).toBe(201);
    expect(metadataOf(body)).toMatchObject({
      generation: 1,
      creationTimestamp: '2026-03-01T10:00:00Z',
      uid: expect.stringMatching(/^[0-9a-f-]{36}$/),
      resourceVersion: expect.stringMatching(/^\d+$/),
    });
    const forged = { ...body, metadata: { ...metadataOf(body), generation: 9, selfLink: '/x' } };
    const updated = await put('born', forged);
    expect(metadataOf(updated.body)).toEqual(metadataOf(body));
    expect((await post(diskRule('acme', 'born'))).body).toMatchObject({
      code: 409,
      reason: 'AlreadyExists',
      message: 'prometheusrules.monitoring.coreos.com "born" already exists',
    });
  });

  it('counts generations of its spec only', async () => {
    const { body } = await post(diskRule('acme', 'counted'));
    const relabelled = { ...body, metadata: { ...metadataOf(body), labels: { a: 'b' } } };
    const first = await put('counted', relabelled);
    expect(metadataOf(first.body).generation).toBe(1);
    const second = await put('counted', { ...first.body, spec: { groups: [] } });
    expect(metadataOf(second.body).generation).toBe(2);
  });

  it('is not replaced by who has not seen its last revision', async () => {
    const { body } = await post(diskRule('acme', 'contested'));
    await put('contested', { ...body, spec: { groups: [] } });
    const late = await put('contested', { ...body, spec: {} });
    expect(late.body).toMatchObject({
      code: 409,
      reason: 'Conflict',
      message: expect.stringContaining('the object has been modified; please apply your changes'),
    });
    const blind = await put('contested', diskRule('acme', 'contested'));
    expect(blind.body).toMatchObject({ code: 422, reason: 'Invalid' });
  });

  it('has a status that only its subresource writes', async () => {
    const { body } = await post({ ...diskRule('acme', 'reported'), status: { bindings: [] } });
    expect(body.status).toBeUndefined();
    const reported = { ...body, spec: {}, status: { bindings: [] } };
    const written = await put('reported', reported, '/status');
    expect(written.body).toMatchObject({ spec: body.spec, status: { bindings: [] } });
    expect(metadataOf(written.body).generation).toBe(1);
    const after = await put('reported', { ...written.body, spec: { groups: [] }, status: {} });
    expect(after.body).toMatchObject({ spec: { groups: [] }, status: { bindings: [] } });
  });

  it('is not stored by a dry run, which checks it all the same', async () => {
    const before = cluster.objects.revision;
    const tried = await post(diskRule('acme', 'imagined'), '?dryRun=All');
    expect([tried.status, metadataOf(tried.body).resourceVersion]).toEqual([201, undefined]);
    const wrong = await post(diskRule('acme', 'imagined', { for: 'soon' }), '?dryRun=All');
    expect(wrong.status).toBe(422);
    expect(cluster.objects.revision).toBe(before);
    expect((await api.get(rulesPath('acme', 'imagined'))).status).toBe(404);
  });

  it('belongs into a namespace that is there', async () => {
    const path = rulesPath('nowhere');
    const { body } = await api.send({ method: 'POST', path, body: diskRule('nowhere', 'x') });
    expect(body).toMatchObject({ code: 404, message: 'namespaces "nowhere" not found' });
  });
});

describe('validation', () => {
  const typo = { ...diskRule('acme', 'typo'), spec: { grops: [], groups: [] } };

  it.each([
    ['Strict', 400, undefined],
    ['Warn', 201, '299 - "unknown field \\"spec.grops\\""'],
    ['Ignore', 201, undefined],
  ])('of unknown fields is %s', async (mode, status, warning) => {
    const answer = await post(typo, `?dryRun=All&fieldValidation=${mode}`);
    expect(answer.status).toBe(status);
    expect(answer.headers.warning).toBe(warning);
    if (status === 201) expect(answer.body.spec).toEqual({ groups: [] });
    else expect(answer.body.message).toContain('strict decoding error: unknown field "spec.grops"');
  });

  it('names every fault with its field', async () => {
    const groups = [
      { name: 'a', rules: [{ for: 5 }] },
      { name: 'a', interval: '1.5h' },
    ];
    const { status, body } = await post({ ...diskRule('acme', 'BAD'), spec: { groups } });
    expect(status).toBe(422);
    expect(objectIn(body.details).causes).toEqual([
      expect.objectContaining({ field: 'metadata.name', reason: 'FieldValueInvalid' }),
      expect.objectContaining({
        field: 'spec.groups[0].rules[0].expr',
        reason: 'FieldValueRequired',
      }),
      expect.objectContaining({
        field: 'spec.groups[0].rules[0].for',
        reason: 'FieldValueTypeInvalid',
      }),
      expect.objectContaining({ field: 'spec.groups[1].interval', reason: 'FieldValueInvalid' }),
      {
        field: 'spec.groups[1]',
        reason: 'FieldValueDuplicate',
        message: 'Duplicate value: {"name":"a"}',
      },
    ]);
  });

  it('evaluates rules about the past', async () => {
    const path = '/apis/logging.banzaicloud.io/v1beta1/loggings';
    const logging = {
      apiVersion: 'logging.banzaicloud.io/v1beta1',
      kind: 'Logging',
      metadata: { name: 'main' },
      spec: { controlNamespace: 'logging' },
    };
    const made = await api.send({ method: 'POST', path, body: logging });
    const moved = { ...made.body, spec: { controlNamespace: 'elsewhere' } };
    const { body } = await api.send({ method: 'PUT', path: `${path}/main`, body: moved });
    expect(body.message).toBe(
      'Logging.logging.banzaicloud.io "main" is invalid: spec.controlNamespace: Invalid value: "string": Value is immutable, please recreate the resource',
    );
  });

  it('refuses bodies and objects that are too large', async () => {
    const rule = (bytes: number) => diskRule('acme', 'huge', { expr: 'x'.repeat(bytes) });
    expect((await post(rule(3 * 1024 * 1024))).body).toMatchObject({
      code: 413,
      reason: 'RequestEntityTooLarge',
    });
    const kept = await post(rule(1.6 * 1024 * 1024));
    expect(kept.body).toMatchObject({ code: 500, message: 'etcdserver: request is too large' });
  });
});

describe('a list', () => {
  beforeAll(() => {
    for (const [index, tier] of ['gold', 'silver', 'gold', 'gold'].entries()) {
      cluster.objects.create(diskRule('globex', `list-${index}`, { labels: { tier } }));
    }
  });

  const list = (query: string) => api.get(`${rulesPath('globex')}?${query}`);

  it.each([
    ['labelSelector=tier%3Dgold', ['list-0', 'list-2', 'list-3']],
    ['labelSelector=tier%21%3Dgold', ['list-1']],
    ['labelSelector=tier+in+(silver,bronze)', ['list-1']],
    ['labelSelector=tier+notin+(gold),tier', ['list-1']],
    ['labelSelector=%21tier', []],
    ['fieldSelector=metadata.name%3Dlist-2', ['list-2']],
  ])('selects by %s', async (query, expected) => {
    expect(names((await list(query)).body)).toEqual(expected);
  });

  it('refuses a field that is not offered', async () => {
    expect((await list('fieldSelector=spec.groups%3Dx')).body).toMatchObject({ code: 400 });
  });

  it('comes in chunks of one state, until that is compacted', async () => {
    const first = await list('limit=2');
    const { continue: token = '' } = objectIn(first.body.metadata);
    expect(objectIn(first.body.metadata).remainingItemCount).toBe(2);
    cluster.objects.create(diskRule('globex', 'list-2a'));
    const second = await list(`limit=2&continue=${String(token)}`);
    expect([names(first.body), names(second.body)].flat()).toEqual([
      ...['list-0', 'list-1', 'list-2', 'list-3'],
    ]);
    cluster.objects.create(diskRule('globex', 'list-9'));
    cluster.objects.compact();
    const late = await list(`limit=2&continue=${String(token)}`);
    expect(late.body).toMatchObject({ code: 410, reason: 'Expired' });
    const inconsistent = String(objectIn(late.body.metadata).continue);
    const rest = await list(`continue=${inconsistent}`);
    expect(names(rest.body)).toEqual(['list-2', 'list-2a', 'list-3', 'list-9']);
  });

  it('is a table for who asks for one, with ages by the cluster’s clock', async () => {
    await clock.advance(3 * 60_000);
    const accept = 'application/json;as=Table;v=v1;g=meta.k8s.io,application/json';
    const { body } = await api.send({ path: `${rulesPath('globex')}?limit=1`, accept });
    expect(body).toMatchObject({ kind: 'Table', rows: [{ cells: ['list-0', '3m'] }] });
  });

  it('of another state than the newest needs that state', async () => {
    const now = String(cluster.objects.revision);
    cluster.objects.create(diskRule('globex', 'later'));
    const then = await list(`resourceVersion=${now}&resourceVersionMatch=Exact`);
    expect(names(then.body)).not.toContain('later');
    const future = await list('resourceVersion=999999');
    expect(future.body).toMatchObject({ code: 504, reason: 'Timeout' });
  });
});

describe('a deletion', () => {
  it('holds to its preconditions', async () => {
    const { body } = await post(diskRule('acme', 'guarded'));
    const path = rulesPath('acme', 'guarded');
    const other = await remove(path, { preconditions: { uid: 'somebody-else' } });
    expect(other.body).toMatchObject({ code: 409, reason: 'Conflict' });
    const old = await remove(path, { preconditions: { resourceVersion: '1' } });
    expect(old.body).toMatchObject({ code: 409, reason: 'Conflict' });
    const { uid = '', resourceVersion = '' } = metadataOf(body);
    const right = await remove(path, { preconditions: { uid, resourceVersion } });
    expect(right.body).toMatchObject({ status: 'Success' });
  });

  it('waits for finalizers', async () => {
    const rule = diskRule('acme', 'kept');
    await post({ ...rule, metadata: { ...metadataOf(rule), finalizers: ['tocsin.test/hold'] } });
    const path = rulesPath('acme', 'kept');
    const { body } = await remove(path);
    expect(metadataOf(body).deletionTimestamp).toBe('2026-03-01T10:03:00Z');
    const patch = { metadata: { finalizers: null } };
    const contentType = 'application/merge-patch+json';
    await api.send({ method: 'PATCH', path, body: patch, contentType });
    expect((await api.get(path)).status).toBe(404);
  });

  it('takes along what it owns, and what names an owner in another namespace', async () => {
    const owner = await post(diskRule('acme', 'owner'));
    const { uid = '' } = metadataOf(owner.body);
    const reference = {
      apiVersion: 'monitoring.coreos.com/v1',
      kind: 'PrometheusRule',
      name: 'owner',
      uid,
    };
    const owned = (namespace: string) => {
      const rule = diskRule(namespace, 'owned');
      return { ...rule, metadata: { ...metadataOf(rule), ownerReferences: [reference] } };
    };
    cluster.objects.put(owned('acme'));
    await api.send({ method: 'POST', path: rulesPath('globex'), body: owned('globex') });
    expect((await api.get(rulesPath('globex', 'owned'))).status).toBe(404);
    expect((await api.get(rulesPath('acme', 'owned'))).status).toBe(200);
    await remove(rulesPath('acme', 'owner'));
    expect((await api.get(rulesPath('acme', 'owned'))).status).toBe(404);
  });

  it('of a namespace empties it, and nothing new comes in meanwhile', async () => {
    cluster.objects.create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'gone' } });
    const rule = diskRule('gone', 'last');
    const held = { ...rule, metadata: { ...metadataOf(rule), finalizers: ['tocsin.test/hold'] } };
    cluster.objects.create(held);
    await remove('/api/v1/namespaces/gone');
    const late = await api.send({
      method: 'POST',
      path: rulesPath('gone'),
      body: diskRule('gone', 'late'),
    });
    expect(late.body).toMatchObject({ code: 403, reason: 'Forbidden' });
    const last = { kind: 'PrometheusRule', namespace: 'gone', name: 'last' };
    cluster.objects.edit(last, () => rule);
    expect((await api.get('/api/v1/namespaces/gone')).status).toBe(404);
  });

  it('of a collection keeps to its selector', async () => {
    for (const tier of ['iron', 'lead']) {
      cluster.objects.put(diskRule('acme', `metal-${tier}`, { labels: { tier } }));
    }
    await remove(`${rulesPath('acme')}?labelSelector=tier%3Diron`);
    const left = await api.get(`${rulesPath('acme')}?labelSelector=tier`);
    expect(names(left.body)).toEqual(['metal-lead']);
  });
});

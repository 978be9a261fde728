import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { VirtualClock } from '../../../platform/clock/virtual-clock.ts';
import { objectIn } from './model/json.ts';
import { metadataOf } from './model/metadata.ts';
import { type RawApi, rawApiOf } from './raw-api.ts';
import type { Kubernetes } from './start-kubernetes.ts';
import { diskRule, rulesPath, startTwoTenantCluster } from './two-tenant-cluster.ts';

const clock = new VirtualClock();
let cluster: Kubernetes;
let api: RawApi;
let acme: RawApi;

beforeAll(async () => {
  cluster = await startTwoTenantCluster({ clock, own: true });
  api = rawApiOf(cluster);
  acme = rawApiOf(cluster, 'acme');
});

afterAll(async () => {
  api.close();
  acme.close();
  await cluster.stop();
});

const create = (namespace: string, name: string, labels = {}) =>
  cluster.objects.put(diskRule(namespace, name, { labels }));
const rule = (name: string) => ({ kind: 'PrometheusRule', namespace: 'acme', name });
const since = () => `resourceVersion=${cluster.objects.revision}`;

describe('a watch', () => {
  it('begins with what is there, or after a revision', async () => {
    create('acme', 'old');
    const whole = await api.watch(`${rulesPath('acme')}?labelSelector=`);
    const fresh = await api.watch(`${rulesPath('acme')}?${since()}`);
    create('globex', 'foreign');
    create('acme', 'new');
    cluster.objects.remove(rule('new'));
    expect(await whole.seen(3)).toEqual(['ADDED old', 'ADDED new', 'DELETED new']);
    expect(await fresh.seen(2)).toEqual(['ADDED new', 'DELETED new']);
    whole.stop();
    fresh.stop();
  });

  it('resumes from what it missed', async () => {
    const from = since();
    create('acme', 'missed');
    cluster.objects.edit(rule('missed'), (live) => ({ ...live, spec: { groups: [] } }));
    const watch = await api.watch(`${rulesPath('acme')}?${from}`);
    expect(await watch.seen(2)).toEqual(['ADDED missed', 'MODIFIED missed']);
    const [first, second] = watch.events.map(({ object }) => metadataOf(objectIn(object)));
    expect(Number(second?.resourceVersion)).toBe(Number(first?.resourceVersion) + 1);
    watch.stop();
  });

  it('sees objects come to fit its selector, and cease to', async () => {
    const watch = await api.watch(`${rulesPath('acme')}?labelSelector=tier%3Dgold&${since()}`);
    create('acme', 'moving');
    create('acme', 'moving', { tier: 'gold' });
    create('acme', 'moving', { tier: 'gold', more: 'x' });
    create('acme', 'moving', { tier: 'lead' });
    expect(await watch.seen(3)).toEqual(['ADDED moving', 'MODIFIED moving', 'DELETED moving']);
    watch.stop();
  });

  it('gets bookmarks if it allows them, and ends at its timeout', async () => {
    const query = `allowWatchBookmarks=true&timeoutSeconds=90&${since()}`;
    const watch = await api.watch(`${rulesPath('acme')}?${query}`);
    const plain = await api.watch(`${rulesPath('acme')}?timeoutSeconds=90&${since()}`);
    await clock.advance(60_000);
    expect(await watch.seen(1)).toEqual(['BOOKMARK ']);
    const [bookmark] = watch.events;
    const revision = String(cluster.objects.revision);
    expect(metadataOf(objectIn(bookmark?.object))).toEqual({ resourceVersion: revision });
    await clock.advance(30_000);
    expect([await watch.ended, await plain.ended]).toEqual(['end', 'end']);
    expect([watch.events.length, plain.events.length]).toEqual([2, 0]);
    expect(cluster.watches.count()).toBe(0);
  });

  it('marks the end of its initial events', async () => {
    const query =
      'sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true';
    const watch = await api.watch(`${rulesPath('globex')}?${query}`);
    expect(await watch.seen(2)).toEqual(['ADDED foreign', 'BOOKMARK ']);
    expect(metadataOf(objectIn(watch.events[1]?.object)).annotations).toEqual({
      'k8s.io/initial-events-end': 'true',
    });
    watch.stop();
  });

  it('from a forgotten revision ends with 410', async () => {
    const from = since();
    create('acme', 'forgotten');
    cluster.objects.compact();
    create('acme', 'after');
    const watch = await api.watch(`${rulesPath('acme')}?${from}`);
    expect(await watch.seen(1)).toEqual(['ERROR 410']);
    expect(await watch.ended).toBe('end');
  });

  it('can be dropped, expired and ended by the test', async () => {
    const open = () => api.watch(`${rulesPath('acme')}?${since()}`);
    const [ended, expired, dropped] = [await open(), await open(), await open()];
    const resource = 'prometheusrules.monitoring.coreos.com';
    expect(cluster.watches.count({ resource, user: 'admin', namespace: 'acme' })).toBe(3);
    expect(cluster.watches.drop({ namespace: 'globex' })).toBe(0);
    cluster.watches.end();
    expect(await ended.ended).toBe('end');
    expect([await expired.ended, await dropped.ended]).toEqual(['end', 'end']);
    const [late, broken] = [await open(), await api.watch(`${rulesPath('globex')}?${since()}`)];
    expect(cluster.watches.expire({ namespace: 'acme' })).toBe(1);
    expect(await late.seen(1)).toEqual(['ERROR 410']);
    expect(cluster.watches.drop({ namespace: 'globex' })).toBe(1);
    expect(await broken.ended).toBe('broken');
  });

  it('can fall silent without ending', async () => {
    const [silent, other] = [
      await api.watch(`${rulesPath('acme')}?${since()}`),
      await acme.watch(`${rulesPath('acme')}?${since()}`),
    ];
    expect(cluster.watches.mute({ user: 'admin' })).toBe(1);
    create('acme', 'unheard');
    expect(await other.seen(1)).toEqual(['ADDED unheard']);
    expect([silent.events, cluster.watches.count()]).toEqual([[], 2]);
    cluster.watches.drop();
  });

  it('is refused outside of what the tenant may see', async () => {
    const refused = await acme.get(`${rulesPath('globex')}?watch=true`);
    expect(refused.body).toMatchObject({ code: 403, reason: 'Forbidden' });
    const all = await acme.get('/apis/monitoring.coreos.com/v1/prometheusrules?watch=true');
    expect(all.body.message).toContain('at the cluster scope');
  });
});

describe('a fault', () => {
  const path = rulesPath('acme', 'victim');
  const apply = (expr = 'disk > 1') =>
    api.apply(path, diskRule('acme', 'victim', { expr }), 'tocsin');

  it('refuses so many requests that fit', async () => {
    const fault = cluster.faults.add(
      { verb: 'patch', namespace: 'acme' },
      { kind: 'status', code: 429, retryAfterS: 7 },
      2,
    );
    const [first, second, third] = [await apply(), await apply(), await apply()];
    expect([first?.status, second?.status, third?.status]).toEqual([429, 429, 201]);
    expect(first?.headers['retry-after']).toBe('7');
    expect(first?.body).toMatchObject({
      kind: 'Status',
      reason: 'TooManyRequests',
      details: { retryAfterSeconds: 7 },
    });
    expect(fault.hits()).toBe(2);
    fault.remove();
  });

  it('speaks as a webhook would', async () => {
    const message = 'admission webhook "rules" denied the request: bad expr';
    cluster.faults.add(
      { verb: 'patch' },
      { kind: 'status', code: 400, reason: 'BadRequest', message },
    );
    expect((await apply()).body).toMatchObject({ code: 400, message });
  });

  it('is another’s answer', async () => {
    const body = '<html>Bad Gateway</html>';
    cluster.faults.add(
      { user: 'admin' },
      { kind: 'foreign', code: 502, contentType: 'text/html', body },
    );
    expect(await apply()).toMatchObject({ status: 502, body: { text: body } });
  });

  it('holds a request until the test lets it go', async () => {
    const before = cluster.objects.revision;
    const held = cluster.faults.hold({ verb: 'patch' });
    const answer = apply('disk > 2');
    await held.hit;
    expect(cluster.objects.revision).toBe(before);
    held.remove();
    expect((await answer).status).toBe(200);
  });

  it('loses an answer whose effect is there', async () => {
    const before = cluster.objects.revision;
    cluster.faults.add({ verb: 'patch' }, { kind: 'reset', at: 'after' });
    await expect(apply('disk > 3')).rejects.toThrow();
    expect(cluster.objects.revision).toBe(before + 1);
    cluster.faults.add({ verb: 'patch' }, { kind: 'reset', at: 'before' });
    await expect(apply('disk > 4')).rejects.toThrow();
    expect(cluster.objects.revision).toBe(before + 1);
  });

  it('shows an old state, with which a write then conflicts', async () => {
    const { body: live } = await apply('disk > 5');
    await apply('disk > 6');
    cluster.faults.add({ verb: 'get' }, { kind: 'stale', revisions: 1 });
    const { body: old } = await api.get(path);
    expect(metadataOf(old).resourceVersion).toBe(metadataOf(live).resourceVersion);
    expect((await api.send({ method: 'PUT', path, body: old })).status).toBe(409);
    cluster.faults.add({ verb: 'list' }, { kind: 'stale', revisions: 1 });
    const list = await api.get(rulesPath('acme'));
    expect(JSON.stringify(list.body)).toContain('disk > 5');
  });
});

describe('the record of requests', () => {
  it('has everything, and tells writes from dry runs and reads', async () => {
    cluster.requests.clear();
    await acme.get(rulesPath('acme'));
    const body = diskRule('acme', 'noted');
    await acme.apply(rulesPath('acme', 'noted'), body, 'team', '&dryRun=All');
    expect(cluster.requests.writes()).toEqual([]);
    await acme.apply(rulesPath('acme', 'noted'), body, 'team');
    await acme.apply(rulesPath('globex', 'noted'), diskRule('globex', 'noted'), 'team');
    const writes = cluster.requests.writes().map((one) => [one.namespace, one.outcome.status]);
    expect(writes).toEqual([
      ['acme', 201],
      ['globex', 403],
    ]);
    expect(cluster.requests.all()[0]).toMatchObject({
      user: 'acme',
      method: 'GET',
      verb: 'list',
      resource: 'prometheusrules.monitoring.coreos.com',
      requestBytes: 0,
      outcome: { status: 200, responseBytes: expect.any(Number) },
    });
  });
});

describe('an identity', () => {
  it('may look at discovery, and is nobody once its token is gone', async () => {
    cluster.access.set('visitor', []);
    const visitor = rawApiOf(cluster, 'visitor');
    expect((await visitor.get('/apis')).status).toBe(200);
    expect((await visitor.get(rulesPath('acme'))).body).toMatchObject({ code: 403 });
    cluster.access.remove('visitor');
    expect((await visitor.get('/apis')).body).toMatchObject({ code: 401, reason: 'Unauthorized' });
    visitor.close();
  });

  it('must be allowed to create what it applies', async () => {
    const rules = [
      { namespaces: ['acme'], groups: '*', resources: '*', verbs: ['patch'] },
    ] as const;
    cluster.access.set('patcher', rules);
    const patcher = rawApiOf(cluster, 'patcher');
    const applied = await patcher.apply(
      rulesPath('acme', 'brandnew'),
      diskRule('acme', 'brandnew'),
      'x',
    );
    expect(applied.body).toMatchObject({
      code: 403,
      message: expect.stringContaining('cannot create'),
    });
    patcher.close();
  });

  it('can ask what it may do', async () => {
    const path = '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews';
    const group = 'monitoring.coreos.com';
    const ask = async (namespace: string) => {
      const resourceAttributes = { namespace, verb: 'patch', group, resource: 'prometheusrules' };
      const { body } = await acme.send({
        method: 'POST',
        path,
        body: { spec: { resourceAttributes } },
      });
      return objectIn(body.status).allowed;
    };
    expect([await ask('acme'), await ask('globex')]).toEqual([true, false]);
  });
});

import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { KubernetesObject } from '../../platform/kubernetes/objects/kubernetes-object.ts';
import type { Kubernetes } from '../support/kubernetes/start-kubernetes.ts';
import { diskRule, startTwoTenantCluster } from '../support/kubernetes/two-tenant-cluster.ts';
import { accessOf, type ManagedLab, managedLab } from '../support/managed-lab.ts';
import { waitUntil } from '../support/wait-until.ts';

const RULES = '.spec.groups[{"name":"disks"}].rules';
const RESOURCE = 'prometheusrules.monitoring.coreos.com';

let cluster: Kubernetes;
let labs: ManagedLab[] = [];

beforeAll(async () => {
  cluster = await startTwoTenantCluster({ own: true });
});

afterEach(async () => {
  cluster.faults.clear();
  await Promise.all(labs.map((lab) => lab.close()));
  labs = [];
  for (const { metadata } of cluster.objects.list('PrometheusRule')) {
    cluster.objects.remove({
      kind: 'PrometheusRule',
      ...(metadata as { name: string; namespace: string }),
    });
  }
});

afterAll(() => cluster.stop());

function start(...args: Parameters<typeof managedLab> extends [unknown, ...infer R] ? R : never) {
  const lab = managedLab(cluster, ...args);
  labs.push(lab);
  return lab;
}

const rule = (name: string, namespace = 'acme', expr = 'disk > 90') =>
  diskRule(namespace, name, { expr }) as KubernetesObject;
const nameOf = (name: string, namespace = 'acme') => ({
  kind: 'PrometheusRule',
  namespace,
  name,
});
const exprOf = (name: string, namespace = 'acme') =>
  JSON.stringify(cluster.objects.get(nameOf(name, namespace))?.spec).match(/disk > \d+/)?.[0];
const many = (count: number) =>
  Array.from({ length: count }, (_, index) => rule(`r${index}`, index % 2 ? 'acme' : 'globex'));
const setExpr = (name: string, expr: string) =>
  cluster.objects.edit(nameOf(name), (live) => ({
    ...live,
    ...diskRule('acme', name, { expr }),
    metadata: live.metadata ?? {},
  }));
const edit = (name: string) => setExpr(name, 'disk > 1');

describe('a set of objects', () => {
  it('is brought to two namespaces, and then costs no write, also after a restart', async () => {
    const [a, b] = [rule('a'), rule('b', 'globex')];
    const lab = start();
    expect((await lab.pass([a, b])).outcomes).toEqual(['created', 'created']);
    expect(cluster.objects.get(nameOf('a'))?.metadata).toMatchObject({
      labels: {
        'app.kubernetes.io/managed-by': 'tocsin',
        'tocsin/cluster': 'lab',
        'tocsin/part': 'rules',
      },
    });
    cluster.requests.clear();
    expect((await lab.pass([a, b])).outcomes).toEqual(['unchanged', 'unchanged']);
    expect((await start().pass([a, b])).outcomes).toEqual(['unchanged', 'unchanged']);
    expect(cluster.requests.all().filter(({ verb }) => verb === 'patch')).toEqual([]);
  });

  it('follows what is asked, and takes away what is not asked for any more', async () => {
    const lab = start();
    await lab.pass([rule('a'), rule('b', 'globex')]);
    const next = await lab.pass([rule('a', 'acme', 'disk > 95'), rule('c')]);
    expect(next).toEqual({ outcomes: ['updated', 'created'], removed: 1, problem: null });
    expect(cluster.objects.get(nameOf('b', 'globex'))).toBeUndefined();
    expect(exprOf('a')).toBe('disk > 95');
    expect(lab.drifts).toEqual([]);
  });

  it('does not see what belongs to another part or another cluster', async () => {
    const [rules, mail, edge] = [start(), start({ part: 'mail' }), start({ cluster: 'edge' })];
    await rules.pass([rule('a')]);
    await mail.pass([rule('b')]);
    await edge.pass([rule('c')]);
    expect((await rules.pass([])).removed).toBe(1);
    expect(cluster.objects.list('PrometheusRule')).toHaveLength(2);
    const mayAdopt = () => true;
    for (const name of ['b', 'c']) {
      const { outcomes } = await rules.pass([rule(name)], { mayAdopt });
      expect(outcomes[0]).toContain(`conflict: PrometheusRule acme/${name} is kept by tocsin`);
    }
  });
});

describe('a hostile hand', () => {
  it('edits, deletes and takes labels away: all is back without a call, and recorded', async () => {
    const lab = start();
    await lab.pass([rule('edited'), rule('deleted'), rule('bare'), rule('other', 'globex')]);
    const beganMs = performance.now();
    edit('edited');
    cluster.objects.remove(nameOf('deleted'));
    cluster.objects.edit(nameOf('bare'), (live) => ({
      ...live,
      metadata: { ...(live.metadata as object), labels: { stolen: 'yes' } },
    }));
    await waitUntil(() => lab.drifts.filter((one) => one.repairedAtMs !== null).length === 3, {
      what: 'three repairs',
    });
    expect(performance.now() - beganMs).toBeLessThan(5_000);
    expect(['edited', 'deleted', 'bare'].map((name) => exprOf(name))).toEqual(
      Array(3).fill('disk > 90'),
    );
    const repaired = lab.drifts.filter((one) => one.repairedAtMs !== null);
    expect(
      repaired.map(({ name, change, field, manager }) => [name, change, field, manager]).sort(),
    ).toEqual([
      ['bare', 'edited', '.metadata.labels', 'kubectl-edit'],
      ['deleted', 'deleted', '', null],
      ['edited', 'edited', RULES, 'kubectl-edit'],
    ]);
    expect(
      (await lab.pass([rule('edited'), rule('deleted'), rule('bare'), rule('other', 'globex')]))
        .outcomes,
    ).toEqual(Array(4).fill('unchanged'));
  });

  it('works while we are down or deaf: the next look finds it', async () => {
    const first = start();
    await first.pass([rule('a'), rule('b')]);
    await first.close();
    edit('a');
    const second = start();
    expect((await second.pass([rule('a'), rule('b')])).outcomes).toEqual([
      `repaired ${RULES}`,
      'unchanged',
    ]);
    expect(second.drifts[0]).toMatchObject({ name: 'a', manager: 'kubectl-edit' });
    const deaf = cluster.faults.add({ verb: 'watch' }, { kind: 'status', code: 410 }, 1);
    cluster.watches.drop();
    cluster.objects.remove(nameOf('b'));
    cluster.objects.compact();
    await waitUntil(() => exprOf('b') === 'disk > 90', { what: 'b to be back' });
    expect(deaf.hits()).toBe(1);
  });

  it('that does it again and again is answered later and later', async () => {
    const lab = start();
    await lab.pass([rule('a')]);
    for (const round of [1, 2, 3]) {
      edit('a');
      await waitUntil(
        () => lab.drifts.filter((one) => one.repairedAtMs !== null).length === round,
        { what: 'a repair' },
      );
    }
    edit('a');
    await waitUntil(() => lab.drifts.length === 7, { what: 'the fourth drift' });
    expect(exprOf('a')).toBe('disk > 1');
    expect((await lab.pass([rule('a')])).outcomes).toEqual([`repaired ${RULES}`]);
  });

  it('makes copies with our labels, which are left alone', async () => {
    const lab = start();
    await lab.pass([rule('a')]);
    const { labels = {} } = lab.set.live(rule('a'))?.metadata ?? {};
    cluster.objects.create(diskRule('acme', 'copy', { labels }));
    await waitUntil(() => lab.set.live(rule('copy')) !== undefined, { what: 'the copy' });
    const { removed, problem } = await lab.pass([rule('a')]);
    expect([removed, problem]).toEqual([0, expect.stringContaining('acme/copy')]);
  });
});

describe('somebody else’s object', () => {
  it('is left alone, and taken over when that is allowed', async () => {
    const lab = start();
    cluster.objects.create(
      diskRule('acme', 'theirs', { expr: 'disk > 1', labels: { own: 'x' } }),
      'helm',
    );
    const asked = await lab.pass([rule('theirs')]);
    expect(asked.outcomes[0]).toBe(
      "conflict: PrometheusRule acme/theirs, last written by helm, is not tocsin's and is left alone: an administrator may let tocsin adopt it",
    );
    expect(exprOf('theirs')).toBe('disk > 1');
    const mayAdopt = ({ metadata }: KubernetesObject) => metadata.name === 'theirs';
    expect((await lab.pass([rule('theirs')], { mayAdopt })).outcomes).toEqual(['adopted']);
    expect(exprOf('theirs')).toBe('disk > 90');
    expect(cluster.objects.get(nameOf('theirs'))?.metadata).toMatchObject({ labels: { own: 'x' } });
    expect((await lab.pass([rule('theirs')])).outcomes).toEqual(['unchanged']);
  });
});

describe('what the cluster would not take', () => {
  it('is refused by our check without a request, or by its dry run without a write', async () => {
    const lab = start();
    await lab.pass([]);
    const wrong = { ...rule('wrong'), spec: { grops: [] } };
    const dry = { verb: 'patch', isDryRun: true } as const;
    const webhook = cluster.faults.add(
      { ...dry, name: 'denied' },
      { kind: 'status', code: 422, reason: 'Invalid', message: 'webhook says no' },
      Number.POSITIVE_INFINITY,
    );
    cluster.requests.clear();
    const { outcomes, problem } = await lab.pass([wrong, rule('denied'), rule('good')]);
    expect(outcomes[0]).toMatch(/^refused: \/spec\/grops is unknown/);
    expect(outcomes[1]).toMatch(/^refused: .*webhook says no/);
    expect([outcomes[2], problem]).toEqual(['created', null]);
    expect(cluster.requests.writes().map(({ name }) => name)).toEqual(['good']);
    await lab.pass([wrong, rule('denied'), rule('good')]);
    expect(webhook.hits()).toBe(1);
    webhook.remove();
    const other = await lab.pass([rule('denied', 'acme', 'disk > 80')]);
    expect(other.outcomes).toEqual(['created']);
  });

  it('waits for rights, which are named, and does not hold up the rest', async () => {
    const lab = start();
    cluster.objects.create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'other' } });
    const foreign = Array.from({ length: 30 }, (_, index) => rule(`x${index}`, 'other'));
    const { outcomes, problem } = await lab.pass([...foreign, rule('a', 'other'), rule('a')]);
    expect(outcomes.slice(30)).toEqual([
      'waiting: user tocsin may not patch prometheusrules.monitoring.coreos.com in namespace other: a Role there, or a ClusterRole, must allow it',
      'created',
    ]);
    expect(problem).toContain('31 of 32 objects wait');
    const blind = start({ identity: 'acme' });
    expect((await blind.pass([rule('a')])).problem).toBe(
      'user acme may not list prometheusrules.monitoring.coreos.com in all namespaces: a ClusterRole must allow it',
    );
  });

  it('is said for a kind that is not served, and for none that nobody needs', async () => {
    const kinds = [{ group: 'loki.grafana.com', version: 'v1', kind: 'AlertingRule' }];
    const lab = start({ kinds });
    expect(await lab.pass([])).toEqual({ outcomes: [], removed: 0, problem: null });
    const object = { ...rule('a'), apiVersion: 'loki.grafana.com/v1', kind: 'AlertingRule' };
    expect((await lab.pass([object])).outcomes[0]).toContain('waiting: the cluster does not serve');
  });
});

describe('a webhook that rewrites our fields', () => {
  it('is no drift and costs nothing, and an edit is repaired all the same', async () => {
    const { access } = accessOf(cluster);
    const { client } = access;
    const rewriting: typeof client = {
      get: (...of) => client.get(...of),
      list: (...of) => client.list(...of),
      remove: (...of) => client.remove(...of),
      read: (...of) => client.read(...of),
      ask: (...of) => client.ask(...of),
      stream: (...of) => client.stream(...of),
      close: () => client.close(),
      apply: async (kind, object, options) => {
        const applied = await client.apply(kind, object, options);
        if (applied.kind !== 'done' || options?.dryRun === true) return applied;
        setExpr('a', 'disk > 77');
        const there = await client.get(kind, { namespace: 'acme', name: 'a' });
        if (there.kind !== 'done') return there;
        return { kind: 'done', value: { ...applied.value, object: there.value } };
      },
    };
    const lab = start({ access: { ...access, client: rewriting } });
    await lab.pass([rule('a')]);
    cluster.requests.clear();
    cluster.objects.edit(nameOf('a'), (live) => ({
      ...live,
      metadata: { ...Object(live.metadata), finalizers: ['example.com/some'] },
    }));
    await waitUntil(() => lab.set.live(rule('a'))?.metadata.finalizers !== undefined, {
      what: 'the finalizer',
    });
    expect((await lab.pass([rule('a')])).outcomes).toEqual(['unchanged']);
    expect(cluster.requests.writes()).toEqual([]);
    expect(lab.drifts).toEqual([]);
    setExpr('a', 'disk > 1');
    await waitUntil(() => exprOf('a') === 'disk > 77', { what: 'the repair' });
    cluster.objects.edit(nameOf('a'), (live) => ({
      ...live,
      metadata: { ...Object(live.metadata), finalizers: [] },
    }));
    await lab.close();
    await client.close();
  });
});

describe('a bad day', () => {
  it('of errors, resets and throttling is got over', async () => {
    const lab = start();
    const patch = { verb: 'patch', resource: RESOURCE } as const;
    cluster.faults.add(patch, { kind: 'status', code: 500 }, 2);
    cluster.faults.add(patch, { kind: 'status', code: 429 }, 2);
    cluster.faults.add(patch, { kind: 'reset', at: 'after' }, 2);
    await lab.pass(many(6));
    expect((await lab.pass(many(6))).problem).toBeNull();
    expect(cluster.objects.list('PrometheusRule')).toHaveLength(6);
  });

  it('of one slow answer holds up nothing else', async () => {
    const lab = start();
    const held = cluster.faults.hold({ verb: 'patch', isDryRun: false, name: 'r3' });
    const pass = lab.pass(many(30));
    await waitUntil(() => cluster.objects.list('PrometheusRule').length === 29, {
      what: 'all others',
    });
    held.remove();
    expect((await pass).outcomes).toEqual(Array(30).fill('created'));
  });

  it('without an answer ends the pass soon, and everything waits', async () => {
    const lab = start();
    await lab.pass([rule('before')]);
    const outage = cluster.faults.add(
      {},
      { kind: 'reset', at: 'before' },
      Number.POSITIVE_INFINITY,
    );
    const { outcomes, problem } = await lab.pass(many(60));
    expect(new Set(outcomes.map((text) => text.split(':')[0]))).toEqual(new Set(['waiting']));
    expect(problem).toContain('60 of 60 objects wait: the cluster cannot be reached');
    expect(outage.hits()).toBeLessThan(100);
    outage.remove();
    await waitUntil(async () => (await lab.pass(many(60))).problem === null, {
      what: 'the end of the outage',
    });
  });

  it('on which we end in the middle of an apply leaves nothing half done', async () => {
    const first = start();
    const held = cluster.faults.hold({ verb: 'patch', isDryRun: false, name: 'r5' }, 'after');
    const broken = first.pass(many(20));
    await held.hit;
    await Promise.all([first.close(), expect(broken).rejects.toThrow('closed')]);
    held.remove();
    const second = start();
    const { outcomes } = await second.pass(many(20).slice(0, 19));
    expect(outcomes.filter((one) => one !== 'unchanged' && one !== 'created')).toEqual([]);
    expect(cluster.objects.list('PrometheusRule')).toHaveLength(19);
  });
});

describe('the guard against mass removal', () => {
  it('stops before more than half of more than ten would go', async () => {
    const lab = start();
    await lab.pass(many(12));
    const few = [...many(5), rule('new')];
    const stopped = await lab.pass(few);
    expect(stopped.problem).toContain('7 of 12 objects in the cluster would be removed at once');
    expect(stopped.outcomes.at(-1)).toContain('waiting: 7 of 12');
    expect(cluster.objects.list('PrometheusRule')).toHaveLength(12);
    const allowed = await lab.pass(few, { allowMassRemoval: true });
    expect([allowed.removed, allowed.problem]).toEqual([7, null]);
    expect(cluster.objects.list('PrometheusRule')).toHaveLength(6);
  });
});

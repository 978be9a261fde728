import { afterAll, beforeAll, expect, it } from 'vitest';
import { requires } from '../requires.ts';
import { waitUntil } from '../wait-until.ts';
import { type Kubectl, kubectlMinor, kubectlOf } from './kubectl.ts';
import { metadataOf } from './model/metadata.ts';
import type { Kubernetes } from './start-kubernetes.ts';
import { diskRule, startTwoTenantCluster } from './two-tenant-cluster.ts';

/** From 1.27 on kubectl validates by the server and reads OpenAPI v3; before, v2 in protobuf. */
const isModern = () => kubectlMinor() >= 27;

requires('kubectl')('the system’s kubectl', () => {
  let cluster: Kubernetes;
  let admin: Kubectl;
  let acme: Kubectl;

  const applyArgs = (...more: readonly string[]) => [
    'apply',
    ...(isModern() ? [] : ['--validate=false']),
    ...more,
    '-f',
    '-',
  ];
  const manifest = (...args: Parameters<typeof diskRule>) => JSON.stringify(diskRule(...args));

  beforeAll(async () => {
    cluster = await startTwoTenantCluster();
    admin = kubectlOf(cluster);
    acme = kubectlOf(cluster, 'acme', 'acme');
  });

  afterAll(async () => {
    admin.close();
    acme.close();
    await cluster.stop();
  });

  it('discovers kinds with their short names', async () => {
    const shown = await admin.ok(['api-resources', '--api-group=monitoring.coreos.com']);
    expect(shown).toMatch(/prometheusrules\s+promrule\s+monitoring.coreos.com\/v1\s+true/);
  });

  it('applies on the client’s side, and again without a write', async () => {
    expect(await acme.ok(applyArgs(), manifest('acme', 'client'))).toContain('client created');
    cluster.requests.clear();
    expect(await acme.ok(applyArgs(), manifest('acme', 'client'))).toContain('client unchanged');
    expect(cluster.requests.writes()).toEqual([]);
    const changed = manifest('acme', 'client', { expr: 'disk > 80' });
    expect(await acme.ok(applyArgs(), changed)).toContain('client configured');
  });

  it('merges a built-in kind strategically, list items by their key', async () => {
    const service = (ports: readonly object[]) =>
      JSON.stringify({
        apiVersion: 'v1',
        kind: 'Service',
        metadata: { name: 'db', namespace: 'acme' },
        spec: { ports },
      });
    const [one, two] = [
      { name: 'sql', port: 5432 },
      { name: 'metrics', port: 9187 },
    ];
    await admin.ok(applyArgs(), service([one, two]));
    const edited = '{"spec":{"ports":[{"port":9187,"name":"exporter"}]}}';
    await admin.ok(['patch', 'service', 'db', '-n', 'acme', '-p', edited]);
    await admin.ok(applyArgs(), service([one]));
    expect(cluster.objects.get({ kind: 'Service', namespace: 'acme', name: 'db' })?.spec).toEqual({
      type: 'ClusterIP',
      ports: [{ ...one, protocol: 'TCP' }],
    });
  });

  it('applies on the server’s side, and hears of a conflict with its manager and field', async () => {
    const args = applyArgs('--server-side', '--field-manager=team-a');
    expect(await acme.ok(args, manifest('acme', 'shared'))).toContain('serverside-applied');
    const other = applyArgs('--server-side', '--field-manager=team-b');
    const refused = await acme.run(other, manifest('acme', 'shared', { expr: 'disk > 1' }));
    expect(refused.code).toBe(1);
    expect(refused.stderr).toContain(
      'Apply failed with 1 conflict: conflict with "team-a": .spec.groups[name="disks"].rules',
    );
    const forced = manifest('acme', 'shared', { expr: 'disk > 1' });
    await acme.ok(
      applyArgs('--server-side', '--field-manager=team-b', '--force-conflicts'),
      forced,
    );
    const yaml = await acme.ok(['get', 'promrule', 'shared', '-o', 'yaml']);
    expect(yaml).toContain('expr: disk > 1');
    expect(yaml).toContain('generation: 2');
  });

  it('takes over what it applied on the client’s side', async () => {
    await acme.ok(applyArgs(), manifest('acme', 'taken'));
    const moved = applyArgs('--server-side');
    await acme.ok(moved, manifest('acme', 'taken', { expr: 'disk > 70' }));
    const live = cluster.objects.get({ kind: 'PrometheusRule', namespace: 'acme', name: 'taken' });
    expect(JSON.stringify(live?.spec)).toContain('disk > 70');
  });

  it('shows a difference, and none', async () => {
    cluster.objects.put(diskRule('acme', 'same'));
    const side = ['diff', '--server-side', '--force-conflicts', '-f', '-'];
    const same = await acme.run(side, manifest('acme', 'same'));
    if (!isModern()) return void expect(same.code, 'it needs OpenAPI v2').toBeGreaterThan(1);
    expect([same.code, same.stdout]).toEqual([0, '']);
    const changed = await acme.run(side, manifest('acme', 'same', { expr: 'disk > 50' }));
    expect(changed.code).toBe(1);
    expect(changed.stdout).toContain('+      expr: disk > 50');
    const live = cluster.objects.get({ kind: 'PrometheusRule', namespace: 'acme', name: 'same' });
    expect(JSON.stringify(live)).not.toContain('disk > 50');
  });

  it('explains fields from the schema', async () => {
    const path = 'prometheusrule.spec.groups';
    const { code, stdout } = await admin.run(['explain', path]);
    if (isModern()) {
      expect(stdout).toMatch(/name\s+<string>/);
      expect(stdout).toContain('<[]Object>');
    } else {
      expect(code, 'OpenAPI v2, which older ones ask for, is not imitated').toBe(1);
    }
  });

  it('gets a table, wide, by labels, as YAML, and one field', async () => {
    cluster.objects.put(diskRule('globex', 'seen', { labels: { tier: 'gold' } }));
    const wide = await admin.ok(['get', 'promrule', '-A', '-o', 'wide', '-l', 'tier=gold']);
    expect(wide).toMatch(/^NAMESPACE\s+NAME\s+AGE\nglobex\s+seen\s+\d+[sm]\n$/);
    const args = ['get', 'promrule', 'seen', '-n', 'globex', '-o'];
    expect(await admin.ok([...args, 'yaml'])).toContain('tier: gold');
    expect(await admin.ok([...args, 'jsonpath={.spec.groups[0].name}'])).toBe('disks');
  });

  it('watches its own namespace', async () => {
    const watching = acme.start(['get', 'promrule', '--watch-only', '-o', 'name']);
    await watchIsOpen(cluster);
    cluster.objects.create(diskRule('acme', 'watched-one'));
    await watching.output('watched-one');
    cluster.objects.create(diskRule('globex', 'watched-foreign'));
    cluster.objects.create(diskRule('acme', 'watched-two'));
    const printed = await watching.output('watched-two');
    expect(printed).not.toContain('watched-foreign');
    await watching.stop();
  });

  it('patches, labels and deletes, and waits until it is gone', async () => {
    cluster.objects.put(diskRule('acme', 'short-lived'));
    const name = ['promrule', 'short-lived'];
    const patch = '{"metadata":{"annotations":{"note":"by hand"}}}';
    await acme.ok(['patch', ...name, '--type', 'merge', '-p', patch]);
    await acme.ok(['label', ...name, 'tier=silver']);
    const found = () =>
      cluster.objects.get({ kind: 'PrometheusRule', namespace: 'acme', name: 'short-lived' });
    expect(metadataOf(found() ?? {})).toMatchObject({
      labels: { tier: 'silver' },
      annotations: { note: 'by hand' },
    });
    expect(await acme.ok(['delete', ...name])).toContain('deleted');
    expect(found()).toBeUndefined();
  });

  it('hears what is wrong with an object', async () => {
    const wrong = await acme.run(applyArgs(), manifest('acme', 'wrong', { for: '5 minutes' }));
    expect(wrong.stderr).toContain('spec.groups[0].rules[0].for in body should match');
    const unknown = manifest('acme', 'wrong').replace('"for"', '"fro"');
    const typo = await acme.run(applyArgs('--server-side'), unknown);
    expect(typo.stderr).toContain('.spec.groups[0].rules[0].fro: field not declared in schema');
  });

  it('is refused in another tenant’s namespace', async () => {
    const { stderr } = await acme.run(['get', 'promrule', '-n', 'globex']);
    expect(stderr).toContain(
      'User "acme" cannot list resource "prometheusrules" in API group "monitoring.coreos.com" in the namespace "globex"',
    );
    const refused = await acme.run(applyArgs('--server-side'), manifest('globex', 'intruder'));
    expect(refused.stderr).toContain('User "acme" cannot patch resource');
    expect(
      cluster.objects.get({ kind: 'PrometheusRule', namespace: 'globex', name: 'intruder' }),
    ).toBeUndefined();
  });
});

async function watchIsOpen(cluster: Kubernetes): Promise<void> {
  await waitUntil(() => cluster.watches.count() > 0, { what: 'a watch to open', everyMs: 5 });
}

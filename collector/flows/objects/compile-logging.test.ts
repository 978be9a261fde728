import { describe, expect, it } from 'vitest';
import type { EnvironmentEntry } from '../../../platform/tenancy/directory.ts';
import { parseScopeName } from '../../../platform/tenancy/scope-name.ts';
import { checkFlow } from '../check-flow.ts';
import type { LogSpec } from '../log-spec.ts';
import { checkOutput } from '../outputs/check-output.ts';
import { STAMPED_NAMES } from '../stamped-names.ts';
import { compileLogging } from './compile-logging.ts';
import type { LoggingPlace } from './logging-place.ts';

const environment = (tenant: string): EnvironmentEntry => ({
  tenant,
  project: 'shop',
  id: 'prod',
  title: '',
  cluster: 'kube',
  namespace: `${tenant}-prod`,
  kind: 'prod',
  bornAtMs: 0,
  readableFromMs: null,
});

const place: LoggingPlace = {
  cluster: 'kube',
  controlNamespace: 'logging',
  loggingRef: '',
  tenancyLabels: { namespace: 'kubernetes_namespace_name', tenant: null, cluster: 'cluster' },
  environments: [environment('acme'), environment('globex')],
};

let lastId = 0;
const stored = (scopeText: string) => {
  const scope = parseScopeName(scopeText);
  if (!scope) throw new Error(scopeText);
  lastId += 1;
  const owner = scopeText.split(/[.@]/)[0] ?? '';
  const times = { createdAtMs: 0, updatedAtMs: 0, updatedBy: 'ann' };
  return {
    id: `id-${lastId}`,
    owner,
    scope,
    enabled: true,
    sealedSecrets: '',
    revision: 1,
    ...times,
  };
};

function flow(scope: string, name: string, spec: object): LogSpec {
  const checked = checkFlow(spec, scope.startsWith('_platform'), '');
  if (checked.kind === 'invalid') throw new Error(JSON.stringify(checked.findings));
  return { kind: 'flow', name, fields: checked.value, ...stored(scope) };
}

function output(scope: string, name: string, spec: object): LogSpec {
  const isPlatform = scope.startsWith('_platform');
  const rules = { isPlatform, isEmbedded: false, tenancyLabels: [], folder: null };
  const checked = checkOutput(spec, rules, '');
  if (checked.kind === 'invalid') throw new Error(JSON.stringify(checked.findings));
  return { kind: 'output', name, fields: checked.value, ...stored(scope) };
}

const loki = { loki: { url: 'https://logs.example', labels: { level: '$.parsed.level' } } };

function compiled(specs: readonly LogSpec[], refused: readonly LogSpec[] = []) {
  const sources = {
    secretsOf: () => new Map([['/password', 'hush']]),
    refusalOf: (spec: LogSpec) => (refused.includes(spec) ? 'it may not' : null),
  };
  const all = compileLogging(specs, place, sources);
  const of = (spec: LogSpec) => all.get(spec.id);
  const own = (spec: LogSpec) => {
    const one = of(spec);
    const object = one?.kind === 'objects' ? one.objects.at(-1) : undefined;
    return object ?? { kind: JSON.stringify(one), metadata: {}, spec: {} };
  };
  return { of, own };
}

interface DeliveredFlow {
  readonly filters: readonly Readonly<Record<string, Readonly<Record<string, unknown>>>>[];
}

describe('the objects of a cluster', () => {
  it('stamp last whatever the flow does, and keep what the stamp is made of', () => {
    const spec = flow('acme.shop.prod', 'all', {
      filters: [
        { parser: { parse: { type: 'json' } } },
        { parser: { parse: { type: 'json' }, inject_key_prefix: 'p_' } },
        { record_transformer: { records: [{ a: 'b' }] } },
        { prometheus: { metrics: [{ name: 'lines', type: 'counter', desc: 'l' }] } },
      ],
      localOutputRefs: ['mine'],
    });
    const { own } = compiled([spec, output('acme.shop.prod', 'mine', loki)]);
    const { filters } = own(spec).spec as DeliveredFlow;
    expect(filters[0]?.parser).toMatchObject({ reserve_data: true, hash_value_field: 'parsed' });
    expect(filters[1]?.parser).toEqual({
      parse: { type: 'json' },
      reserve_data: true,
      inject_key_prefix: 'p_',
    });
    expect(filters[2]?.record_transformer).toMatchObject({
      enable_ruby: false,
      renew_record: false,
    });
    expect(JSON.stringify(filters[3])).toMatch(/"name":"flow_[0-9a-f]{10}_lines"/);
    expect(filters[3]?.prometheus?.labels).toMatchObject({
      tenant: 'acme',
      namespace: 'acme-prod',
    });
    expect(filters.at(-2)).toEqual({
      record_transformer: { remove_keys: STAMPED_NAMES.join(',') },
    });
    const stamp = filters.at(-1)?.record_transformer?.records as readonly object[] | undefined;
    expect(Object.keys(stamp?.[0] ?? {}).sort()).toEqual([...STAMPED_NAMES].sort());
    expect(stamp?.[0]).toMatchObject({
      tenant: 'acme',
      project: 'shop',
      environment: 'prod',
      cluster: 'kube',
      namespace: 'acme-prod',
    });
  });

  it('have placeholders of one Ruby expression without a brace in it', () => {
    const own = flow('acme.shop.prod', 'a', { localOutputRefs: ['mine'] });
    const all = flow('_platform@kube', 'a', { globalOutputRefs: ['all'] });
    const outputs = [output('acme.shop.prod', 'mine', loki), output('_platform@kube', 'all', loki)];
    const objects = compiled([own, all, ...outputs]);
    for (const spec of [own, all]) {
      const { filters } = objects.own(spec).spec as DeliveredFlow;
      const last = filters.at(-1)?.record_transformer?.records as readonly object[] | undefined;
      for (const value of Object.values(last?.[0] ?? {})) {
        expect(value).toMatch(/^(?:[a-z-]+|\$\{[^{}#\n]+\})$/);
      }
    }
    expect(objects.own(all)).toMatchObject({
      kind: 'ClusterFlow',
      metadata: { name: 'tocsin-a', namespace: 'logging' },
    });
    expect(JSON.stringify(objects.own(all).spec)).toContain(
      'Hash[\\"acme-prod\\",\\"acme\\",\\"globex-prod\\",\\"globex\\"]',
    );
  });

  it('know a workload by the name of its pod', () => {
    const spec = flow('acme.shop.prod', 'a', { localOutputRefs: ['mine'] });
    const { own } = compiled([spec, output('acme.shop.prod', 'mine', loki)]);
    const text = /sub\(\/(.+?)\/,/.exec(JSON.stringify(own(spec).spec))?.[1] ?? '';
    const suffix = new RegExp(text.replaceAll('\\\\z', '$'));
    const workloads = ['web-6d4cf56db6-x7k2p', 'my-db-x7k2p', 'store-0', 'web'].map((pod) =>
      pod.replace(suffix, ''),
    );
    expect(workloads).toEqual(['web', 'my-db', 'store', 'web']);
  });

  it('label streams of Loki by what was stamped, and tenancy as constants', () => {
    const mine = output('acme.shop.prod', 'mine', loki);
    const all = output('_platform@kube', 'all', { shared: true, ...loki });
    const held = output('_platform@kube', 'held', loki);
    const { own } = compiled([mine, all, held]);
    expect(own(mine).spec).toMatchObject({
      loki: {
        labels: { level: '$.parsed.level', pod: '$.pod', app: '$.app' },
        extra_labels: {
          tenant: 'acme',
          namespace: 'acme-prod',
          kubernetes_namespace_name: 'acme-prod',
          cluster: 'kube',
        },
        configure_kubernetes_labels: false,
        extract_kubernetes_labels: false,
      },
    });
    expect(own(all).spec).toMatchObject({
      loki: { labels: { tenant: '$.tenant', kubernetes_namespace_name: '$.namespace' } },
    });
    expect(own(all).spec).not.toHaveProperty('enabledNamespaces');
    expect(own(held).spec).toMatchObject({ enabledNamespaces: ['logging'] });
  });

  it('are held back one by one, with the flows that need them', () => {
    const refused = output('acme.shop.prod', 'inward', loki);
    const off = { ...output('acme.shop.prod', 'off', loki), enabled: false };
    const shut = output('_platform@kube', 'shut', loki);
    const lost = output('acme.lost.prod', 'lost', loki);
    const theirs = output('globex.shop.prod', 'theirs', loki);
    const flows = ['inward', 'off', 'theirs', 'nothing'].map((name) =>
      flow('acme.shop.prod', name, { localOutputRefs: [name] }),
    );
    const toShut = flow('acme.shop.prod', 'shut', { globalOutputRefs: ['shut'] });
    const good = flow('globex.shop.prod', 'good', { localOutputRefs: ['theirs'] });
    const all = [refused, off, shut, lost, theirs, ...flows, toShut, good];
    const { of } = compiled(all, [refused]);
    const reasons = [...flows, toShut, refused, off, lost].map((spec) => {
      const one = of(spec);
      return one?.kind === 'held' ? one.reason : one?.kind;
    });
    expect(reasons).toEqual([
      'its output inward is held back: it may not',
      'its output off is switched off',
      'there is no output theirs that it may use',
      'there is no output nothing that it may use',
      'there is no output shut that it may use',
      'it may not',
      'off',
      'its environment is no longer on the cluster',
    ]);
    expect([of(good)?.kind, of(theirs)?.kind]).toEqual(['objects', 'objects']);
  });

  it('read files of nodes through the operator', () => {
    const files = [{ name: 'audit', path: '/var/log/audit/audit.log' }];
    const spec: LogSpec = {
      kind: 'tailer',
      name: 'nodes',
      fields: { files },
      ...stored('_platform@kube'),
    };
    expect(compiled([spec]).own(spec)).toEqual({
      apiVersion: 'logging-extensions.banzaicloud.io/v1alpha1',
      kind: 'HostTailer',
      metadata: { name: 'tocsin-nodes', namespace: 'logging' },
      spec: { fileTailers: files },
    });
  });

  it('never hold a secret but in a Secret', () => {
    const spec = output('acme.shop.prod', 'mine', {
      loki: { ...loki.loki, password: { stored: true } },
    });
    const one = compiled([spec]).of(spec);
    const objects = one?.kind === 'objects' ? one.objects : [];
    expect(objects.map(({ kind, metadata }) => `${kind} ${metadata.name}`)).toEqual([
      'Secret tocsin-mine-r1',
      'Output tocsin-mine',
    ]);
    expect(objects[0]?.data).toEqual({ password: Buffer.from('hush').toString('base64') });
    expect(JSON.stringify(objects[1])).not.toContain('hush');
  });
});

import type { KubernetesObject } from '../../../platform/kubernetes/objects/kubernetes-object.ts';
import {
  type FieldsOfOutput,
  MOUNTED_SECRETS,
  type OutputFields,
} from '../outputs/output-fields.ts';
import { replaceSecrets, type SecretPlace, secretsOf } from '../outputs/secret-fields.ts';
import { LOGGING_API, type LoggingPlace, objectName } from './logging-place.ts';
import type { StampOf } from './stamp-filters.ts';

export interface OutputToDeliver {
  readonly name: string;
  readonly revision: number;
  readonly fields: OutputFields;
  /** Values by JSON pointer into the settings. */
  readonly secrets: ReadonlyMap<string, string>;
}

/** What an output becomes, or why it cannot. */
export type OutputObjects =
  | { readonly kind: 'objects'; readonly objects: readonly KubernetesObject[] }
  | { readonly kind: 'held'; readonly reason: string };

/**
 * An Output, or a ClusterOutput of `_platform`, and the Secret with what was entered here. Secrets are
 * never in the object itself; with each revision the Secret has another name, so that it is read anew.
 */
export function outputObjects(
  output: OutputToDeliver,
  of: StampOf,
  place: LoggingPlace,
): OutputObjects {
  const entered = secretsOf(output.fields.settings).filter(({ field }) => !isReference(field));
  const missing = entered.find(({ pointer }) => !output.secrets.has(pointer));
  if (missing) return { kind: 'held', reason: `its secret ${missing.pointer} has no value` };
  const namespace = namespaceOf(of, place);
  const values = entered.map(
    ({ pointer }) => [pointer, output.secrets.get(pointer) ?? ''] as const,
  );
  const secretName = `${objectName(output.name)}-r${output.revision}`;
  const spec = specOf(output.fields, of, place, secretName);
  const kind = of.kind === 'cluster' ? 'ClusterOutput' : 'Output';
  const metadata = { name: objectName(output.name), namespace };
  const object: KubernetesObject = { apiVersion: LOGGING_API, kind, metadata, spec };
  if (values.length === 0) return { kind: 'objects', objects: [object] };
  const data = values.map(([pointer, value]) => [
    keyOf(pointer),
    Buffer.from(value, 'utf8').toString('base64'),
  ]);
  const secret: KubernetesObject = {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: secretName, namespace },
    type: 'Opaque',
    data: Object.fromEntries(data),
  };
  return { kind: 'objects', objects: [secret, object] };
}

/** Where objects of this flow or output lie. */
export function namespaceOf(of: StampOf, place: LoggingPlace): string {
  return of.kind === 'cluster' ? place.controlNamespace : of.environment.namespace;
}

function specOf(
  fields: OutputFields,
  of: StampOf,
  place: LoggingPlace,
  secretName: string,
): Record<string, unknown> {
  const settings =
    fields.type === 'loki'
      ? { ...fields.settings, ...lokiLabels(fields.settings, of, place) }
      : fields.settings;
  const delivered = replaceSecrets(settings, (secret) => reference(secret, secretName));
  const isHeld = of.kind === 'cluster' && !fields.shared;
  return {
    [fields.type]: delivered,
    ...(place.loggingRef === '' ? {} : { loggingRef: place.loggingRef }),
    ...(isHeld ? { enabledNamespaces: [place.controlNamespace] } : {}),
  };
}

function reference({ name, pointer, field }: SecretPlace, secretName: string): unknown {
  const secretKeyRef =
    'secretKeyRef' in field ? field.secretKeyRef : { name: secretName, key: keyOf(pointer) };
  return MOUNTED_SECRETS.has(name)
    ? { mountFrom: { secretKeyRef } }
    : { valueFrom: { secretKeyRef } };
}

/**
 * Labels come from what we stamped, in fields or as constants; neither the sender nor the tenant says
 * any of them, nor those by which our store of the cluster keeps tenants apart.
 */
function lokiLabels(
  { labels = {}, extra_labels: fixed = {} }: FieldsOfOutput<'loki'>,
  of: StampOf,
  { tenancyLabels }: LoggingPlace,
): Readonly<Record<string, unknown>> {
  const own = { configure_kubernetes_labels: false, extract_kubernetes_labels: false };
  const { namespace: byNamespace, tenant: byTenant, cluster: byCluster } = tenancyLabels;
  const named = (namespace: string, tenant: string, cluster: string) => ({
    ...(byNamespace === null ? {} : { [byNamespace]: namespace }),
    ...(byTenant === null ? {} : { [byTenant]: tenant }),
    ...(byCluster === null ? {} : { [byCluster]: cluster }),
  });
  const ofSource = { workload: '$.workload', pod: '$.pod', container: '$.container', app: '$.app' };
  if (of.kind === 'cluster') {
    const stamped = {
      ...named('$.namespace', '$.tenant', '$.cluster'),
      tenant: '$.tenant',
      project: '$.project',
      environment: '$.environment',
      cluster: '$.cluster',
      namespace: '$.namespace',
    };
    const extra = Object.keys(fixed).length === 0 ? {} : { extra_labels: fixed };
    return { ...own, labels: { ...labels, ...ofSource, ...stamped }, ...extra };
  }
  const { tenant, project, id, cluster, namespace } = of.environment;
  const constant = { tenant, project, environment: id, cluster, namespace };
  return {
    ...own,
    labels: { ...labels, ...ofSource },
    extra_labels: { ...fixed, ...named(namespace, tenant, cluster), ...constant },
  };
}

function isReference(field: SecretPlace['field']): boolean {
  return 'secretKeyRef' in field;
}

/** `/servers/0/shared_key` as a key of a Secret. */
function keyOf(pointer: string): string {
  return pointer.slice(1).replace(/[^A-Za-z0-9._-]/g, '.');
}

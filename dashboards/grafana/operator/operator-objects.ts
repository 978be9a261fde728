import { createHash } from 'node:crypto';
import type { JsonObject } from '../../../platform/kubernetes/objects/json-object.ts';
import type { KubernetesObject } from '../../../platform/kubernetes/objects/kubernetes-object.ts';
import { type BoardText, sourceForGrafana } from '../boards/board-for-grafana.ts';
import { bearer } from '../provision/data-source-body.ts';
import type { DataSourceSpec } from '../provision/data-source-spec.ts';

/** grafana-operator v5. */
export const OPERATOR_API = 'grafana.integreatly.org/v1beta1';

/** Label of our objects that says whose they are. */
export const TENANT_LABEL = 'tocsin/tenant';

/** Where a tenant's objects lie and which Grafana takes them. */
export interface OperatorPlace {
  readonly owner: string;
  /** Of Kubernetes. */
  readonly namespace: string;
  /** Labels of the `Grafana` object that takes them; immutable there. */
  readonly instance: Readonly<Record<string, string>>;
  /** Whether the `Grafana` object may lie in another namespace. */
  readonly isElsewhere: boolean;
}

/** A dashboard as it goes into an object. */
export interface OperatorDashboard extends BoardText {
  readonly folder: string;
}

/** What one object may hold in etcd, with room for what stands around the text. */
export const MAX_SOURCE_BYTES = 900_000;

export interface OperatorObjects {
  readonly objects: readonly KubernetesObject[];
  /** Uids of dashboards that no object can hold. */
  readonly tooLarge: readonly string[];
}

/**
 * The folder of a tenant's dashboards: tenants share the Grafana that takes the objects, and the operator takes
 * a folder of the same title for the same one.
 */
export function tenantFolder(owner: string): string {
  return `tocsin: ${owner}`;
}

/**
 * The objects of a tenant: a Secret with the tokens, a GrafanaDatasource each, a GrafanaFolder for the
 * tenant, each folder and those above it, a GrafanaDashboard each. The same for the same content.
 * @param tokens by uid of the data source; null: no Secret, it is there already
 */
export function operatorObjects(
  place: OperatorPlace,
  specs: readonly DataSourceSpec[],
  tokens: ReadonlyMap<string, string> | null,
  dashboards: readonly OperatorDashboard[],
): OperatorObjects {
  const given = dashboards.map((one) => ({
    ...one,
    source: sourceForGrafana(one, specs),
  }));
  const fits = ({ source }: OperatorDashboard) => Buffer.byteLength(source) <= MAX_SOURCE_BYTES;
  const fitting = given.filter(fits);
  return {
    objects: [
      ...(tokens === null ? [] : [secretOf(place, specs, tokens)]),
      ...specs.map((spec) => dataSourceOf(place, spec)),
      ...foldersOf(fitting.map(({ folder }) => folder)).map((folder) => folderOf(place, folder)),
      ...fitting.map((dashboard) => dashboardOf(place, dashboard)),
    ],
    tooLarge: given.filter((one) => !fits(one)).map(({ uid }) => uid),
  };
}

const secretName = (owner: string): string => `tocsin-grafana-${owner}`;

function secretOf(
  place: OperatorPlace,
  specs: readonly DataSourceSpec[],
  tokens: ReadonlyMap<string, string>,
): KubernetesObject {
  const data = specs.map(({ uid }) => {
    const text = bearer(tokens.get(uid) ?? '');
    return [uid, Buffer.from(text).toString('base64')] as const;
  });
  return {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: metadataOf(place, secretName(place.owner)),
    type: 'Opaque',
    data: Object.fromEntries(data),
  };
}

function dataSourceOf(place: OperatorPlace, spec: DataSourceSpec): KubernetesObject {
  const { uid, name, kind, url, isDefault, jsonData } = spec;
  const datasource = {
    ...{ name, url, isDefault, jsonData },
    access: 'proxy',
    editable: false,
    secureJsonData: { httpHeaderValue1: `\${${uid}}` },
    type: kind,
  };
  const secret = { name: secretName(place.owner), key: uid };
  return objectOf(place, 'GrafanaDatasource', nameOf(place, `${kind} ${spec.scope}`), {
    uid,
    datasource,
    valuesFrom: [
      {
        targetPath: 'secureJsonData.httpHeaderValue1',
        valueFrom: { secretKeyRef: secret },
      },
    ],
  });
}

/** Each folder and those above it, parents first; the tenant's own is the empty one. */
function foldersOf(folders: readonly string[]): readonly string[] {
  const all = new Set<string>();
  for (const folder of folders) {
    const parts = folder.split('/').filter((part) => part !== '');
    for (let depth = 0; depth <= parts.length; depth++) all.add(parts.slice(0, depth).join('/'));
  }
  return [...all].sort();
}

/** As `foldersOf` has it. */
const plainFolder = (folder: string): string =>
  folder
    .split('/')
    .filter((part) => part !== '')
    .join('/');

const folderName = (place: OperatorPlace, folder: string): string =>
  nameOf(place, `folder ${folder}`);

function folderOf(place: OperatorPlace, folder: string): KubernetesObject {
  const parts = folder.split('/');
  const title = parts.at(-1) || tenantFolder(place.owner);
  const parent = parts.slice(0, -1).join('/');
  return objectOf(place, 'GrafanaFolder', folderName(place, folder), {
    title,
    ...(folder === '' ? {} : { parentFolderRef: folderName(place, parent) }),
  });
}

function dashboardOf(place: OperatorPlace, dashboard: OperatorDashboard): KubernetesObject {
  const { uid, folder, source } = dashboard;
  return objectOf(place, 'GrafanaDashboard', nameOf(place, `dashboard ${uid}`), {
    uid,
    json: source,
    folderRef: folderName(place, plainFolder(folder)),
  });
}

function objectOf(
  place: OperatorPlace,
  kind: string,
  name: string,
  spec: JsonObject,
): KubernetesObject {
  return {
    apiVersion: OPERATOR_API,
    kind,
    metadata: metadataOf(place, name),
    spec: {
      instanceSelector: { matchLabels: place.instance },
      ...(place.isElsewhere ? { allowCrossNamespaceImport: true } : {}),
      ...spec,
    },
  };
}

/**
 * A DNS name: the tenant, and a hash of what it stands for, which may hold any character. The labels of
 * the instance are in it, and whether it lies elsewhere, since an object cannot change them.
 */
function nameOf({ owner, instance, isElsewhere }: OperatorPlace, what: string): string {
  const labels = Object.entries(instance).sort(([a], [b]) => (a < b ? -1 : 1));
  const text = JSON.stringify([what, labels, ...(isElsewhere ? ['elsewhere'] : [])]);
  const hash = createHash('sha256').update(text).digest('hex').slice(0, 16);
  const word = what.split(' ', 1)[0] ?? '';
  return `tocsin-${owner}-${word}-${hash}`;
}

function metadataOf(
  { namespace, owner }: OperatorPlace,
  name: string,
): KubernetesObject['metadata'] {
  return { name, namespace, labels: { [TENANT_LABEL]: owner } };
}

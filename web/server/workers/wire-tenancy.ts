import { Type } from 'typebox';
import { Compile } from 'typebox/compile';
import type { ClusterSettings } from '../../../platform/tenancy/cluster.ts';
import { Directory, type DirectoryContents } from '../../../platform/tenancy/directory.ts';
import type { LoadedDirectory } from '../../../platform/tenancy/load-directory.ts';
import { LANGUAGES } from '../../../platform/tenancy/tenant.ts';

/** The directory and the clusters as text: made once for all workers. Holds backends' secrets. */
export function printTenancy({ directory, clusters }: LoadedDirectory): string {
  return JSON.stringify({
    version: directory.version,
    tenants: [...directory.tenants.values()],
    projects: directory.projects,
    environments: directory.environments,
    clusters: directory.clusters,
    settings: [...clusters.values()],
  });
}

/** @throws TypeError for a text that `printTenancy` did not make. */
export function readTenancy(text: string): LoadedDirectory {
  const value: unknown = JSON.parse(text);
  if (!isWireTenancy(value)) throw new TypeError('this is no directory');
  const { version, settings, ...contents } = value;
  return {
    directory: new Directory(version, contents),
    clusters: new Map(settings.map((cluster) => [cluster.id, cluster])),
  };
}

interface WireTenancy extends DirectoryContents {
  readonly version: number;
  readonly settings: readonly ClusterSettings[];
}

function isWireTenancy(value: unknown): value is WireTenancy {
  return schema.Check(value);
}

const text = Type.String();
const maybeText = Type.Union([text, Type.Null()]);
const label = Type.String({ minLength: 1 });

const enforcement = {
  namespaceLabel: maybeText,
  tenantLabel: maybeText,
  clusterLabel: maybeText,
  tenantHeader: Type.Union([
    Type.Null(),
    Type.Object({
      name: text,
      value: Type.Union([Type.Literal('tenant'), Type.Literal('namespace')]),
      platform: maybeText,
    }),
  ]),
};

const backend = {
  kind: text,
  url: text,
  timeoutMs: Type.Integer({ minimum: 1 }),
  auth: Type.Union([
    Type.Object({ kind: Type.Literal('none') }),
    Type.Object({ kind: Type.Literal('bearer'), token: text }),
    Type.Object({ kind: Type.Literal('basic'), user: text, password: text }),
    Type.Object({ kind: Type.Literal('header'), name: text, value: text }),
  ]),
  tls: Type.Object({
    ca: maybeText,
    clientCert: maybeText,
    clientKey: maybeText,
    serverName: maybeText,
    insecureSkipVerify: Type.Boolean(),
  }),
};

const schema = Compile(
  Type.Object({
    version: Type.Integer(),
    tenants: Type.Array(
      Type.Object({
        id: label,
        title: text,
        timeZone: text,
        language: Type.Enum([...LANGUAGES]),
        severities: Type.Array(text),
      }),
    ),
    projects: Type.Array(Type.Object({ tenant: label, id: label, title: text })),
    environments: Type.Array(
      Type.Object({
        tenant: label,
        project: label,
        id: label,
        cluster: label,
        namespace: label,
        kind: text,
        bornAtMs: Type.Number(),
        readableFromMs: Type.Union([Type.Number(), Type.Null()]),
      }),
    ),
    clusters: Type.Array(label),
    settings: Type.Array(
      Type.Object({
        id: label,
        metrics: Type.Union([Type.Null(), Type.Object(backend)]),
        logs: Type.Union([
          Type.Null(),
          Type.Object({
            ...backend,
            enforcement: Type.Union([Type.Null(), Type.Object(enforcement)]),
          }),
        ]),
        enforcement: Type.Object({ ...enforcement, exemptMetrics: Type.Array(text) }),
      }),
    ),
  }),
);

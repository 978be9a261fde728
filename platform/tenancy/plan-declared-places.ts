import { isDeepStrictEqual } from 'node:util';
import type { ErrorDetail } from '../errors/app-error.ts';
import type { Statement } from '../state/state.ts';
import type { ClusterSettings } from './cluster.ts';
import type { SealedCluster } from './cluster-sql.ts';
import { type DeclaredChange, joinChanges, undeclare, upsert } from './declared-change.ts';
import type { DeclaredEnvironment, DeclaredTenancy } from './declared-tenancy.ts';
import { pairKey } from './directory.ts';
import type { Environment } from './environment.ts';
import { birthAfter } from './pair-history.ts';
import type { NodePath } from './scope-name.ts';
import { openCluster, sealedCluster, sealSecrets } from './sealed-cluster.ts';
import type { SecretSealer } from './secret-sealer.ts';
import type { TenancySql } from './tenancy-context.ts';
import type { TenancySnapshot } from './tenancy-snapshot.ts';

/** What the plan of places is made from. */
export interface PlacesInput {
  readonly sql: TenancySql;
  readonly secrets: SecretSealer;
  readonly nowMs: number;
  readonly stored: TenancySnapshot;
  readonly wanted: DeclaredTenancy;
  /** Paths of nodes and `cluster/<id>` that other rooms, bindings or tokens still refer to. */
  readonly referenced: ReadonlySet<string>;
  /** Ends of ownerships by `pairKey`: an environment is never born before the last one. */
  readonly lastEnds: ReadonlyMap<string, number>;
}

export interface PlacesPlan {
  readonly change: DeclaredChange;
  readonly findings: readonly ErrorDetail[];
}

/** Brings tenants, projects, environments and clusters in line with the file. */
export function planPlaces(input: PlacesInput): PlacesPlan {
  const kept = keptEnvironments(input);
  const leaving = [
    ...leavingEnvironments(input),
    ...leavingProjects(input, kept),
    ...leavingTenants(input, kept),
    ...leavingClusters(input, kept),
  ];
  const environments = input.wanted.environments.map((one) => planEnvironment(input, one));
  // What an environment moves away from must be free before its cluster can go.
  const moves = environments.map(({ removals }) => ({ removals, writes: [], notes: [] }));
  const wanted = [
    ...input.wanted.clusters.map((cluster) => planCluster(input, cluster)),
    ...planTenants(input),
    ...planProjects(input),
    ...environments.map((change) => ({ ...change, removals: [] })),
  ];
  const change = joinChanges([...moves, ...leaving, ...wanted]);
  return { change, findings: takenPairs(input, kept) };
}

const pathOf = (env: { tenant: string; project: string; id: string }): string =>
  `${env.tenant}.${env.project}.${env.id}`;

function wantedEnvironments(input: PlacesInput): ReadonlySet<string> {
  return new Set(input.wanted.environments.map(pathOf));
}

/** Stored environments that the file does not name and that stay all the same. */
function keptEnvironments(input: PlacesInput): readonly Environment[] {
  const wanted = wantedEnvironments(input);
  return input.stored.environments.filter(
    (env) => !wanted.has(pathOf(env)) && (!env.declared || input.referenced.has(pathOf(env))),
  );
}

function leavingEnvironments(input: PlacesInput): readonly DeclaredChange[] {
  const { sql, stored, nowMs, referenced } = input;
  const wanted = wantedEnvironments(input);
  return stored.environments
    .filter((env) => env.declared && !wanted.has(pathOf(env)))
    .map((env) =>
      undeclare(
        env,
        {
          what: `environment ${pathOf(env)}`,
          isReferenced: referenced.has(pathOf(env)),
          remove: [sql.pairs.end(env, nowMs), sql.environments.delete(env)],
          withdraw: withdraw(input, {
            tenant: env.tenant,
            project: env.project,
            environment: env.id,
          }),
          replace: (thing) => sql.environments.replace(thing),
        },
        nowMs,
      ),
    );
}

function withdraw({ sql, nowMs }: PlacesInput, node: NodePath): readonly Statement[] {
  return [sql.bindings.deleteOn(node), sql.tokens.revokeOn(node, nowMs)];
}

function leavingProjects(
  input: PlacesInput,
  kept: readonly Environment[],
): readonly DeclaredChange[] {
  const { sql, stored, nowMs, referenced } = input;
  const wanted = new Set(input.wanted.projects.map(({ tenant, id }) => `${tenant}.${id}`));
  const inUse = new Set(kept.map(({ tenant, project }) => `${tenant}.${project}`));
  return stored.projects
    .map((project) => ({ project, path: `${project.tenant}.${project.id}` }))
    .filter(({ project, path }) => project.declared && !wanted.has(path))
    .map(({ project, path }) =>
      undeclare(
        project,
        {
          what: `project ${path}`,
          isReferenced: inUse.has(path) || referenced.has(path),
          remove: [sql.projects.delete(project.tenant, project.id)],
          withdraw: withdraw(input, {
            tenant: project.tenant,
            project: project.id,
            environment: null,
          }),
          replace: (thing) => sql.projects.replace(thing),
        },
        nowMs,
      ),
    );
}

function leavingTenants(
  input: PlacesInput,
  kept: readonly Environment[],
): readonly DeclaredChange[] {
  const { sql, stored, nowMs, referenced } = input;
  const wanted = new Set(input.wanted.tenants.map(({ id }) => id));
  const inUse = new Set([
    ...kept.map(({ tenant }) => tenant),
    ...stored.projects
      .filter((one) => !one.declared || referenced.has(`${one.tenant}.${one.id}`))
      .map(({ tenant }) => tenant),
  ]);
  return stored.tenants
    .filter((tenant) => tenant.declared && !wanted.has(tenant.id))
    .map((tenant) =>
      undeclare(
        tenant,
        {
          what: `tenant ${tenant.id}`,
          isReferenced: inUse.has(tenant.id) || referenced.has(tenant.id),
          remove: [sql.tenants.delete(tenant.id)],
          withdraw: [
            ...withdraw(input, { tenant: tenant.id, project: null, environment: null }),
            sql.tokens.deleteOf(tenant.id),
          ],
          replace: (thing) => sql.tenants.replace(thing),
        },
        nowMs,
      ),
    );
}

function leavingClusters(
  input: PlacesInput,
  kept: readonly Environment[],
): readonly DeclaredChange[] {
  const { sql, stored, nowMs, referenced } = input;
  const wanted = new Set(input.wanted.clusters.map(({ id }) => id));
  const inUse = new Set(kept.map(({ cluster }) => cluster));
  return stored.clusters
    .filter((cluster) => cluster.declared && !wanted.has(cluster.id))
    .map((cluster) =>
      undeclare(
        cluster,
        {
          what: `cluster ${cluster.id}`,
          isReferenced: inUse.has(cluster.id) || referenced.has(`cluster/${cluster.id}`),
          remove: [sql.clusters.delete(cluster.id)],
          withdraw: [sql.tokens.revokeOfCluster(cluster.id, nowMs)],
          replace: (thing) => sql.clusters.replace(thing),
        },
        nowMs,
      ),
    );
}

function planTenants({ sql, stored, wanted, nowMs }: PlacesInput): readonly DeclaredChange[] {
  return wanted.tenants.map((tenant) =>
    upsert(
      {
        what: `tenant ${tenant.id}`,
        before: stored.tenants.find(({ id }) => id === tenant.id),
        make: (columns) => ({ ...tenant, ...columns }),
        isSame: (before) => isSubset(tenant, before),
        insert: (thing) => sql.tenants.insert(thing),
        replace: (thing) => sql.tenants.replace(thing),
      },
      nowMs,
    ),
  );
}

function planProjects({ sql, stored, wanted, nowMs }: PlacesInput): readonly DeclaredChange[] {
  return wanted.projects.map((project) =>
    upsert(
      {
        what: `project ${project.tenant}.${project.id}`,
        before: stored.projects.find(
          ({ tenant, id }) => tenant === project.tenant && id === project.id,
        ),
        make: (columns) => ({ ...project, ...columns }),
        isSame: (before) => before.title === project.title,
        insert: (thing) => sql.projects.insert(thing),
        replace: (thing) => sql.projects.replace(thing),
      },
      nowMs,
    ),
  );
}

function planCluster(
  { sql, secrets, stored, nowMs }: PlacesInput,
  settings: ClusterSettings,
): DeclaredChange {
  const before = stored.clusters.find(({ id }) => id === settings.id);
  const sealed = sealedAfter(before, settings, secrets);
  return upsert<SealedCluster>(
    {
      what: `cluster ${settings.id}`,
      before,
      make: (columns) => sealedCluster(settings, sealed, columns),
      isSame: (one) => isDeepStrictEqual(sealedCluster(settings, sealed, one), one),
      insert: (thing) => sql.clusters.insert(thing),
      replace: (thing) => sql.clusters.replace(thing),
    },
    nowMs,
  );
}

/** The stored envelopes, where they hold what the settings say. */
function sealedAfter(
  before: SealedCluster | undefined,
  settings: ClusterSettings,
  secrets: SecretSealer,
): SealedCluster['sealed'] {
  const fresh = sealSecrets(settings, secrets);
  if (before === undefined) return fresh;
  const { settings: stored } = openCluster(before, secrets);
  const keeps = (name: 'metrics' | 'logs' | 'kubernetes') =>
    isDeepStrictEqual(stored[name], settings[name]);
  return {
    metrics: keeps('metrics') ? before.sealed.metrics : fresh.metrics,
    logs: keeps('logs') ? before.sealed.logs : fresh.logs,
    kubernetes: keeps('kubernetes') ? before.sealed.kubernetes : fresh.kubernetes,
  };
}

function planEnvironment(input: PlacesInput, wanted: DeclaredEnvironment): DeclaredChange {
  const { sql, stored, nowMs } = input;
  const before = stored.environments.find((env) => pathOf(env) === pathOf(wanted));
  const moves = before !== undefined && pairOf(before) !== pairOf(wanted);
  const { at: _, ...declared } = wanted;
  const bornAtMs = before && !moves ? before.bornAtMs : birthOf(input, wanted);
  const change = upsert<Environment>(
    {
      what: `environment ${pathOf(wanted)}`,
      before: moves ? undefined : before,
      make: (columns) => ({ ...declared, bornAtMs, ...columns }),
      isSame: (one) => isSubset(declared, one),
      insert: (thing) => sql.environments.insert(thing),
      replace: (thing) => sql.environments.replace(thing),
    },
    nowMs,
  );
  const begin = before && !moves ? [] : [sql.pairs.begin({ ...declared, bornAtMs })];
  const end = moves ? [sql.pairs.end(before, nowMs), sql.environments.delete(before)] : [];
  return { removals: end, writes: [...change.writes, ...begin], notes: change.notes };
}

const pairOf = (env: { cluster: string; namespace: string }): string =>
  pairKey(env.cluster, env.namespace);

/** The present owner, if it leaves the pair in this very pass, ends at now or just after its birth. */
function birthOf(input: PlacesInput, wanted: DeclaredEnvironment): number {
  const present = input.stored.environments.find((env) => pairOf(env) === pairOf(wanted));
  const past = present
    ? [{ ...present, environment: present.id, ownedFromMs: present.bornAtMs, ownedUntilMs: null }]
    : [];
  const lastEndMs = input.lastEnds.get(pairOf(wanted)) ?? 0;
  return Math.max(birthAfter(past, input.nowMs), lastEndMs);
}

function takenPairs(input: PlacesInput, kept: readonly Environment[]): readonly ErrorDetail[] {
  const owners = new Map(kept.map((env) => [pairOf(env), env]));
  return input.wanted.environments.flatMap((wanted) => {
    const owner = owners.get(pairOf(wanted));
    if (!owner) return [];
    const why = owner.declared ? 'is still referred to' : 'was made through the API';
    const message = `namespace ${wanted.namespace} of cluster ${wanted.cluster} belongs to environment ${pathOf(owner)}, which ${why}; delete that one first`;
    return [{ path: `${wanted.at}/namespace`, message }];
  });
}

/** True when the thing has every member of `wanted` with the same value. */
function isSubset(wanted: object, thing: object): boolean {
  return Object.entries(wanted).every(([name, value]) =>
    isDeepStrictEqual(value, Reflect.get(thing, name)),
  );
}

import { AppError } from '../errors/app-error.ts';
import type { Logger } from '../observe/logger.ts';
import type { StateReader } from '../state/state.ts';
import type { ClusterSettings } from './cluster.ts';
import { type SealedCluster, sealedClusterOf } from './cluster-sql.ts';
import { Directory, pairKey } from './directory.ts';
import { environmentOf } from './environment-sql.ts';
import { projectOf } from './project-sql.ts';
import { type PastKnowledge, withReadableFrom } from './readable-from.ts';
import { openCluster } from './sealed-cluster.ts';
import type { SecretSealer } from './secret-sealer.ts';
import type { TenancySql } from './tenancy-context.ts';
import { tenantOf } from './tenant-sql.ts';

/** Everything that requests need to know of the tenancy, of one version. */
export interface LoadedDirectory {
  readonly directory: Directory;
  readonly clusters: ReadonlyMap<string, ClusterSettings>;
}

export interface LoadDirectoryOptions {
  readonly state: StateReader;
  readonly sql: TenancySql;
  readonly secrets: SecretSealer;
  readonly logger: Logger;
}

const MAX_ATTEMPTS = 20;

/**
 * Reads the four tables as of one version: when a change was committed in between, reads again.
 * @throws AppError `unavailable` when the database fails or never stands still.
 */
export async function loadDirectory(options: LoadDirectoryOptions): Promise<LoadedDirectory> {
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
    const before = await readVersion(options);
    const contents = await readContents(options);
    if ((await readVersion(options)) === before) return contents(before);
  }
  throw new AppError('unavailable', 'Tenants change faster than they can be read.', {
    retryAfterSeconds: 1,
  });
}

/** @throws AppError `unavailable` when the database was not migrated. */
export async function readVersion({
  state,
  sql,
}: Pick<LoadDirectoryOptions, 'state' | 'sql'>): Promise<number> {
  const row = await state.first(sql.version.read());
  if (!row) throw new AppError('unavailable', 'The database holds no tenancy version.');
  return Number(row.version);
}

async function readContents(
  options: LoadDirectoryOptions,
): Promise<(version: number) => LoadedDirectory> {
  const { state, sql } = options;
  const [tenants, projects, environments, rows, left] = await Promise.all([
    state.all(sql.tenants.all()),
    state.all(sql.projects.all()),
    state.all(sql.environments.all()),
    state.all(sql.clusters.all()),
    state.all(sql.pairs.leftPairs()),
  ]);
  const past = pastOf(rows.map(sealedClusterOf), left);
  return (version) => ({
    directory: new Directory(version, {
      tenants: tenants.map(tenantOf),
      projects: projects.map(projectOf),
      environments: environments.map((row) => withReadableFrom(environmentOf(row), past)),
      clusters: rows.map((row) => row.id),
    }),
    clusters: new Map(rows.map((row) => [row.id, readCluster(sealedClusterOf(row), options)])),
  });
}

function pastOf(
  clusters: readonly SealedCluster[],
  left: readonly { readonly cluster: string; readonly namespace: string }[],
): PastKnowledge {
  const guarded = new Set(
    clusters.filter(({ enforcement }) => enforcement.guardPast).map(({ id }) => id),
  );
  return {
    leftPairs: new Set(left.map(({ cluster, namespace }) => pairKey(cluster, namespace))),
    guardsPast: (cluster) => guarded.has(cluster),
  };
}

/** A backend or API server whose secrets do not open is none: it alone cannot be asked. */
function readCluster(
  cluster: SealedCluster,
  { secrets, logger }: Pick<LoadDirectoryOptions, 'secrets' | 'logger'>,
): ClusterSettings {
  const { settings, unopened, cause } = openCluster(cluster, secrets);
  for (const backend of unopened) {
    const fields = { err: cause, cluster: cluster.id, backend };
    logger.error(fields, 'secrets of a backend do not open, give them again');
  }
  return settings;
}

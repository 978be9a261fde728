import type { Clock } from '../clock/clock.ts';
import { generateFirstPassword, type PasswordHasher } from '../security/password.ts';
import type { State, Statement } from '../state/state.ts';
import { DEFAULT_TLS, EMBEDDED_URL } from './cluster-backend.ts';
import { NO_COLLECTION } from './cluster-collection.ts';
import type { SealedCluster } from './cluster-sql.ts';
import type { Environment } from './environment.ts';
import { unexpectedOutcome } from './refusals.ts';
import type { RoleBinding } from './role-binding.ts';
import { PLATFORM } from './scope-name.ts';
import { newlyStored } from './stored.ts';
import type { TenancySql } from './tenancy-context.ts';
import { readSnapshot, type TenancySnapshot } from './tenancy-snapshot.ts';
import { DEFAULT_SEVERITIES } from './tenant.ts';
import type { StoredUser } from './user.ts';

export interface FirstStartOptions {
  readonly state: State;
  readonly sql: TenancySql;
  readonly hasher: PasswordHasher;
  readonly clock: Clock;
  readonly newId: () => string;
}

export interface FirstStart {
  /** The first system admin, to be printed now: the password is stored nowhere else. */
  readonly admin: { readonly name: string; readonly password: string } | null;
  /** True when tenant, project and environment `default` on cluster `embedded` were made. */
  readonly madeDefaults: boolean;
}

/** Cluster of the embedded stores. */
const EMBEDDED_CLUSTER = 'embedded';

const DEFAULT = 'default';

/** The store in this process, asked for as long as any other. */
const embeddedBackend = {
  kind: 'embedded',
  url: EMBEDDED_URL,
  timeoutMs: 120_000,
  auth: { kind: 'none' },
  tls: DEFAULT_TLS,
} as const;

/**
 * Makes a system of use out of an empty one; does nothing on any later start. To be called after
 * `synchronizeDeclared` and before the directory is opened.
 *
 * When there is no user: user `admin` with a generated password that must be changed, as system
 * admin. When there is neither tenant nor cluster: tenant, project and environment `default` on
 * cluster `embedded`.
 */
export async function prepareFirstStart(options: FirstStartOptions): Promise<FirstStart> {
  const { state, sql, hasher } = options;
  const stored = await readSnapshot(state, sql);
  const password = stored.users.length === 0 ? generateFirstPassword() : null;
  const hash = password === null ? null : await hasher.hash(password);
  const isEmpty = stored.tenants.length === 0 && stored.clusters.length === 0;
  const statements = [
    ...(hash === null ? [] : firstAdmin(options, hash)),
    ...(isEmpty ? firstPlaces(options) : []),
  ];
  if (statements.length > 0) await commit(options, stored, statements);
  return { admin: password === null ? null : { name: 'admin', password }, madeDefaults: isEmpty };
}

async function commit(
  { state, sql }: FirstStartOptions,
  stored: TenancySnapshot,
  statements: readonly Statement[],
): Promise<void> {
  const batch = sql.version.batchAt(stored.version, 'tenancy.first_start', statements);
  const outcome = await state.commit(batch);
  if (outcome.kind !== 'committed') throw unexpectedOutcome(batch.name, outcome.statement);
}

function firstAdmin(
  { sql, clock, newId }: FirstStartOptions,
  passwordHash: string,
): readonly Statement[] {
  const stored = newlyStored(clock.nowMs());
  const user: StoredUser = {
    id: newId(),
    name: 'admin',
    displayName: '',
    email: null,
    language: 'en',
    disabled: false,
    mustChangePassword: true,
    passwordDeclared: false,
    passwordHash,
    ...stored,
  };
  const binding: RoleBinding = {
    id: newId(),
    owner: PLATFORM,
    user: user.id,
    role: 'system-admin',
    node: null,
    ...stored,
  };
  return [sql.users.noneExists(), sql.users.insert(user), sql.bindings.insert(binding)];
}

function firstPlaces({ sql, clock }: FirstStartOptions): readonly Statement[] {
  const nowMs = clock.nowMs();
  const stored = newlyStored(nowMs);
  const cluster: SealedCluster = {
    id: EMBEDDED_CLUSTER,
    title: '',
    metrics: embeddedBackend,
    logs: { ...embeddedBackend, enforcement: null },
    kubernetes: null,
    collection: NO_COLLECTION,
    sealed: { metrics: null, logs: null, kubernetes: null },
    enforcement: {
      namespaceLabel: 'namespace',
      tenantLabel: null,
      clusterLabel: null,
      tenantHeader: null,
      exemptMetrics: [],
      strict: false,
      guardPast: false,
    },
    ruleSink: { kind: 'embedded' },
    alertNamespaceTrusted: true,
    replicaLabels: ['prometheus_replica', 'replica'],
    ...stored,
  };
  const environment: Environment = {
    tenant: DEFAULT,
    project: DEFAULT,
    id: DEFAULT,
    title: '',
    cluster: EMBEDDED_CLUSTER,
    namespace: DEFAULT,
    kind: 'prod',
    bornAtMs: nowMs,
    ...stored,
  };
  const tenant = {
    id: DEFAULT,
    title: '',
    timeZone: 'UTC',
    language: 'en' as const,
    severities: DEFAULT_SEVERITIES,
  };
  return [
    sql.clusters.insert(cluster),
    sql.tenants.insert({ ...tenant, ...stored }),
    sql.projects.insert({ tenant: DEFAULT, id: DEFAULT, title: '', ...stored }),
    sql.environments.insert(environment),
    sql.pairs.begin(environment),
  ];
}

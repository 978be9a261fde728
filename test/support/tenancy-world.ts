import { join } from 'node:path';
import { VirtualClock } from '../../platform/clock/virtual-clock.ts';
import { Authenticator } from '../../platform/identity/authenticator.ts';
import { OwnAccount } from '../../platform/identity/own-account.ts';
import { SessionStore } from '../../platform/identity/session-store.ts';
import { SignIn } from '../../platform/identity/sign-in.ts';
import { TokenStore } from '../../platform/identity/token-store.ts';
import { ViewerStore } from '../../platform/identity/viewer-store.ts';
import { createRandomFraction } from '../../platform/ids/random-fraction.ts';
import { createUlidSource } from '../../platform/ids/ulid.ts';
import type { Service } from '../../platform/lifecycle/service.ts';
import { createLogger } from '../../platform/observe/logger.ts';
import { createMetrics } from '../../platform/observe/metrics.ts';
import { parseKeyRing } from '../../platform/secrets/key-ring.ts';
import { createSecretBox } from '../../platform/secrets/secret-box.ts';
import { createPasswordHasher } from '../../platform/security/password.ts';
import { SignInThrottle } from '../../platform/security/sign-in-throttle.ts';
import { openSqliteState } from '../../platform/state/sqlite-state.ts';
import type { State } from '../../platform/state/state.ts';
import { ApiTokens } from '../../platform/tenancy/api-tokens.ts';
import { Clusters } from '../../platform/tenancy/clusters.ts';
import { DirectoryStore } from '../../platform/tenancy/directory-store.ts';
import { Environments } from '../../platform/tenancy/environments.ts';
import { tenancyMigration } from '../../platform/tenancy/migration-0001-tenancy.ts';
import { clusterKubernetesMigration } from '../../platform/tenancy/migration-0002-cluster-kubernetes.ts';
import type { Principal } from '../../platform/tenancy/principal.ts';
import { Projects } from '../../platform/tenancy/projects.ts';
import type { ReferenceSource } from '../../platform/tenancy/references.ts';
import { type Revocation, Revocations } from '../../platform/tenancy/revocations.ts';
import { RoleBindings } from '../../platform/tenancy/role-bindings.ts';
import type { Role } from '../../platform/tenancy/roles.ts';
import { parseNodePath } from '../../platform/tenancy/scope-name.ts';
import { type TenancyContext, tenancySql } from '../../platform/tenancy/tenancy-context.ts';
import { Tenants } from '../../platform/tenancy/tenants.ts';
import { Users } from '../../platform/tenancy/users.ts';
import { removeFolder, tempFolder } from './temp-folder.ts';

export interface WorldOptions {
  readonly references?: readonly ReferenceSource[];
  /** Wraps the state, to make it fail. */
  readonly wrap?: (state: State) => State;
  readonly idleMs?: number;
}

const silent = createLogger({ level: 'silent' });
const key = 'A'.repeat(43).concat('=');

/** A database whose tables are emptied between worlds: opening one takes longer than most tests. */
interface Database {
  readonly folder: string;
  readonly sqlite: State & Service;
}

const idle: Database[] = [];

async function openDatabase(): Promise<Database> {
  const folder = tempFolder('tenancy');
  const sqlite = await openSqliteState({
    file: join(folder, 'tocsin.db'),
    migrations: [tenancyMigration, clusterKubernetesMigration],
    clock: new VirtualClock(),
    logger: silent,
    metrics: createMetrics({ version: 'test', withProcessMetrics: false }),
  });
  return { folder, sqlite };
}

const TABLES = [
  'sessions',
  'role_bindings',
  'users',
  'api_tokens',
  'environments',
  'projects',
  'tenants',
  'clusters',
  'pair_owners',
];

async function emptied(database: Database): Promise<Database> {
  const statements = [
    'UPDATE tenancy_version SET version = version + 1',
    ...TABLES.map((table) => `DELETE FROM ${table}`),
  ].map((sql) => ({ name: 'test.empty', sql, parameters: [], expect: 'any' as const }));
  const outcome = await database.sqlite.commit({ name: 'test.empty', statements });
  if (outcome.kind !== 'committed') throw new Error(`not emptied: ${outcome.kind}`);
  return database;
}

/** To be called after all tests of a file that opened worlds. */
export async function closeDatabases(): Promise<void> {
  for (const { folder, sqlite } of idle.splice(0)) {
    await sqlite.stop();
    removeFolder(folder);
  }
}

/** Tenancy and identity on a real, empty SQLite database and on a virtual clock. */
export async function openTenancyWorld(options: WorldOptions = {}) {
  const database = await emptied(idle.pop() ?? (await openDatabase()));
  const clock = new VirtualClock();
  const state = options.wrap?.(database.sqlite) ?? database.sqlite;
  const sql = tenancySql(state.dialect);
  const secrets = createSecretBox(parseKeyRing(key, 'test'));
  const directory = await DirectoryStore.open({ state, sql, secrets, clock, logger: silent });
  const revocations = new Revocations(silent);
  const announced: Revocation[] = [];
  revocations.subscribe((revocation) => void announced.push(revocation));
  const context: TenancyContext = {
    reader: state,
    commits: directory,
    clock,
    newId: createUlidSource(clock, createRandomFraction()),
    secrets,
    references: options.references ?? [],
    revocations,
    sql,
  };
  return {
    clock,
    state,
    directory,
    context,
    announced,
    ...identityOf(context, state, directory, options.idleMs ?? 7_200_000),
    tenants: new Tenants(context),
    projects: new Projects(context),
    environments: new Environments(context),
    clusters: new Clusters(context),
    /** As a restart does after something was written past the directory. */
    reopenDirectory: () =>
      directory.commit({ name: 'test.reopen', statements: [] }, 'directory').then(() => undefined),
    bindings: new RoleBindings(context),
    tokens: new ApiTokens(context),
    close: async () => {
      await directory.stop();
      await database.sqlite.drain(AbortSignal.timeout(5_000));
      idle.push(database);
    },
  };
}

export type TenancyWorld = Awaited<ReturnType<typeof openTenancyWorld>>;

function identityOf(
  context: TenancyContext,
  state: State,
  directory: DirectoryStore,
  idleMs: number,
) {
  const { clock, sql, revocations } = context;
  const hasher = createPasswordHasher({ logN: 4, r: 1, p: 1 });
  const throttle = new SignInThrottle(clock);
  const policy = { lifetimeMs: 12 * 3_600_000, idleMs };
  const sessions = new SessionStore({ state, sql, clock, logger: silent, policy });
  const shared = { commits: directory, sql, sessions, hasher, throttle, revocations, clock };
  return {
    hasher,
    users: new Users(context, hasher),
    signIn: new SignIn({ state, ...shared }),
    account: new OwnAccount({ reader: state, ...shared }),
    authenticator: new Authenticator({
      sessions,
      tokens: new TokenStore({ reader: state, sql, clock, directory: () => directory.current() }),
      viewers: new ViewerStore({ reader: state, sql, signatures: null, onlySigned: false }),
      generation: () => directory.generation,
    }),
  };
}

const cluster = (
  id: string,
  metrics: { url: string; timeoutMs: number; bearerToken?: string },
) => ({
  id,
  title: id,
  metrics,
  enforcement: {
    namespaceLabel: 'namespace',
    tenantLabel: null,
    clusterLabel: null,
    exemptMetrics: [],
  },
  ruleSink: { kind: 'none' } as const,
  alertNamespaceTrusted: false,
  replicaLabels: ['prometheus_replica'],
});

export const fieldsOfTenant = {
  title: '',
  timeZone: 'UTC',
  language: 'en' as const,
  severities: ['critical', 'warning'],
};

/**
 * acme (shop: dev and prod, blog: test) and globex (shop: prod) on clusters eu1 and us1, and a user
 * for each of the roles given as `name: [role, node]`; all have the password `first password`.
 */
export async function settleTwoTenants(
  world: TenancyWorld,
  people: Readonly<Record<string, readonly [Role, string]>> = {},
) {
  await world.clusters.create(
    cluster('eu1', { url: 'http://eu1.example:9090', timeoutMs: 30_000 }),
  );
  await world.clusters.create(
    cluster('us1', { url: 'http://us1.example:9090', timeoutMs: 30_000 }),
  );
  for (const id of ['acme', 'globex']) await world.tenants.create({ id, ...fieldsOfTenant });
  const places = [
    ['acme', 'shop', 'dev', 'eu1', 'shop-dev', 'dev'],
    ['acme', 'shop', 'prod', 'us1', 'shop', 'prod'],
    ['acme', 'blog', 'test', 'eu1', 'blog', 'test'],
    ['globex', 'shop', 'prod', 'eu1', 'globex-shop', 'prod'],
  ] as const;
  for (const [tenant, project] of [places[0], places[2], places[3]]) {
    await world.projects.create(tenant, { id: project, title: '' });
  }
  for (const [tenant, project, id, on, namespace, kind] of places) {
    const input = { id, title: '', cluster: on, namespace, kind };
    await world.environments.create({ tenant, project }, input);
  }
  const ids: Record<string, string> = {};
  for (const [name, [role, node]] of Object.entries(people)) {
    ids[name] = await addUser(world, name, role, node);
  }
  return ids;
}

/** @returns the id of the user. */
export async function addUser(
  world: TenancyWorld,
  name: string,
  role: Role,
  node: string,
): Promise<string> {
  const fields = { displayName: '', email: null, language: 'en' as const, disabled: false };
  const { user } = await world.users.create({ name, ...fields, password: 'first password' });
  const owner = node.split('.')[0] ?? '';
  await world.bindings.create(owner, root, { user: user.id, role, node });
  return user.id;
}

/** The principal of a system admin who is in no table. */
export const root: Principal = principalOf('system-admin', '_platform');

export function principalOf(role: Role, node: string): Principal {
  const path = node === '_platform' ? null : (parseNodePath(node) ?? null);
  return { kind: 'user', id: `u-${role}-${node}`, name: role, bindings: [{ role, node: path }] };
}

import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { boardUid } from '../../dashboards/grafana/boards/board-in-grafana.ts';
import { SeenBoards } from '../../dashboards/grafana/boards/seen-boards.ts';
import { TenantBoards } from '../../dashboards/grafana/boards/tenant-boards.ts';
import { GrafanaClient } from '../../dashboards/grafana/client/grafana-client.ts';
import {
  GrafanaExchange,
  type GrafanaExchangeOptions,
} from '../../dashboards/grafana/client/grafana-exchange.ts';
import { grafanaMetrics } from '../../dashboards/grafana/client/grafana-metrics.ts';
import { DataSourceTokens } from '../../dashboards/grafana/provision/data-source-tokens.ts';
import { GrafanaBook } from '../../dashboards/grafana/sync/grafana-book.ts';
import { GrafanaSync } from '../../dashboards/grafana/sync/grafana-sync.ts';
import type { Members } from '../../dashboards/grafana/sync/keep-members.ts';
import type { Placement } from '../../dashboards/grafana/sync/keep-place.ts';
import { DASHBOARD_MIGRATIONS } from '../../dashboards/migrations.ts';
import { DashboardBook } from '../../dashboards/store/dashboard-book.ts';
import { DashboardRepository } from '../../dashboards/store/dashboard-repository.ts';
import { judgeDraft } from '../../dashboards/store/judge-draft.ts';
import { VirtualClock } from '../../platform/clock/virtual-clock.ts';
import { AppError, REASON_HEADER } from '../../platform/errors/app-error.ts';
import { Authenticator } from '../../platform/identity/authenticator.ts';
import { SessionStore } from '../../platform/identity/session-store.ts';
import { TokenStore } from '../../platform/identity/token-store.ts';
import { viewerError } from '../../platform/identity/viewer-error.ts';
import { ViewerStore } from '../../platform/identity/viewer-store.ts';
import { createRandomFraction } from '../../platform/ids/random-fraction.ts';
import { createUlidSource } from '../../platform/ids/ulid.ts';
import { createLogger } from '../../platform/observe/logger.ts';
import { createMetrics, type Metrics } from '../../platform/observe/metrics.ts';
import { createOutbound } from '../../platform/outbound/outbound.ts';
import { outboundMetrics } from '../../platform/outbound/outbound-metrics.ts';
import { parseKeyRing } from '../../platform/secrets/key-ring.ts';
import { createSecretBox } from '../../platform/secrets/secret-box.ts';
import { createPasswordHasher } from '../../platform/security/password.ts';
import type { State } from '../../platform/state/state.ts';
import { authorize } from '../../platform/tenancy/authorize.ts';
import type { Directory } from '../../platform/tenancy/directory.ts';
import { DirectoryStore } from '../../platform/tenancy/directory-store.ts';
import { Environments } from '../../platform/tenancy/environments.ts';
import { tenancyMigration } from '../../platform/tenancy/migration-0001-tenancy.ts';
import { clusterKubernetesMigration } from '../../platform/tenancy/migration-0002-cluster-kubernetes.ts';
import { nodeExists } from '../../platform/tenancy/node-exists.ts';
import { Projects } from '../../platform/tenancy/projects.ts';
import { Revocations } from '../../platform/tenancy/revocations.ts';
import { RoleBindings } from '../../platform/tenancy/role-bindings.ts';
import { parseScopeName } from '../../platform/tenancy/scope-name.ts';
import { type TenancyContext, tenancySql } from '../../platform/tenancy/tenancy-context.ts';
import { Tenants } from '../../platform/tenancy/tenants.ts';
import { Users } from '../../platform/tenancy/users.ts';
import {
  type GrafanaApiStandIn,
  startGrafanaApiStandIn,
} from './grafana-api-stand-in/grafana-api-stand-in.ts';
import { removeFolder, tempFolder } from './temp-folder.ts';
import { fieldsOfTenant, root } from './tenancy-world.ts';

export const GRAFANA_MIGRATIONS = [
  tenancyMigration,
  clusterKubernetesMigration,
  ...DASHBOARD_MIGRATIONS,
];

const silent = createLogger({ level: 'silent' });
/** In milliseconds: how long the loop waits after each run that failed. */
const RETRY = /"retryInMs":(\d+)/;
const KEY = new Uint8Array(32).fill(7);
export const DAY_MS = 86_400_000;

/** As many requests in a second as it likes. */
function clientOf(options: Omit<GrafanaExchangeOptions, 'perSecond'>): GrafanaClient {
  return new GrafanaClient(new GrafanaExchange({ ...options, perSecond: 1_000_000 }));
}

/** A logger that keeps how long the loop waits after each run that failed. */
function retryLogger() {
  const retries: number[] = [];
  const write = (line: string) => {
    const [, delayMs] = RETRY.exec(line) ?? [];
    if (delayMs !== undefined) retries.push(Number(delayMs));
  };
  return { logger: createLogger({ level: 'info', destination: { write } }), retries };
}

/** Built-in dashboards by metrics that a test says. */
function boardsIn(book: GrafanaBook, clock: VirtualClock, directory: () => Directory) {
  /** What each tenant has series of; undefined: its backend does not answer. */
  const present: Record<string, readonly string[] | undefined> = { acme: [], globex: [] };
  const boardMetrics = {
    present: async (owner: string, names: readonly string[]) => {
      const own = present[owner];
      if (own === undefined) throw new AppError('unavailable', 'no answer');
      return new Set(names.filter((name) => own.includes(name)));
    },
  };
  const newBoards = () => new TenantBoards({ book, boardMetrics, directory, uidKey: KEY, clock });
  return { present, newBoards };
}

/** acme and globex with a project each, their dashboards, and a Grafana; on a virtual clock. */
export async function openGrafanaWorld(
  state: State,
  placement: Placement = { kind: 'organisation' },
) {
  const clock = new VirtualClock();
  const tenancy = await openTenancy(state, clock);
  const grafana = await startGrafanaApiStandIn();
  const us = await startScopes(tenancy.authenticator, tenancy.directory);
  const folder = tempFolder('grafana');
  const metrics = createMetrics({ version: 'test', withProcessMetrics: false });
  const counted = grafanaMetrics(metrics);
  const outbound = outboundTo(metrics, clock);
  const members: Record<string, Members> = {};
  const { logger, retries } = retryLogger();
  const book = new GrafanaBook(state);
  const tokens = new DataSourceTokens(tenancy.context, KEY);
  const dashboards = dashboardBook(state, tenancy.context);
  const directory = () => tenancy.directory.current();
  const { present, newBoards } = boardsIn(book, clock, directory);
  const asking = { outbound, clock, metrics: counted };
  const open = (user = grafana.admin.user, password: string = grafana.admin.password) =>
    clientOf({ connection: { url: grafana.url, user, password }, ...asking });
  const newSync = () =>
    new GrafanaSync({
      ...{ client: open(), book, tokens, dashboards, placement, folder, clock },
      seen: new SeenBoards(state),
      ...{ logger, metrics: counted, random: () => 0, admin: grafana.admin.user },
      ...{ others: new Set<string>(), boards: newBoards(), directory },
      ...membership(members),
      ...{ uidKey: KEY, baseUrl: () => us.url, everyMs: 60_000, rotateAfterMs: 30 * DAY_MS },
    });
  let sync = newSync();
  const never = new AbortController().signal;
  return {
    ...{ clock, state, grafana, folder, book, tokens, dashboards, members, metrics, us, open },
    ...{ retries, present, ...tenancy },
    boardUid: (owner: string, id: string) => boardUid(KEY, owner, id),
    boards: newBoards(),
    /** As a new process does it. */
    restart: () => {
      sync = newSync();
    },
    health: () => sync.health(),
    /** A round over all tenants, a minute later. */
    round: async () => {
      await clock.advance(61_000);
      return sync.pass(never);
    },
    now: async (owner: string) => {
      await clock.advance(11_000);
      await sync.synchronise(owner, never);
    },
    sync: () => sync,
    close: async () => {
      outbound.close();
      await Promise.all([grafana.stop(), us.stop(), tenancy.directory.stop()]);
      removeFolder(folder);
    },
  };
}

/** Who may look, as a test says it. */
function membership(members: Readonly<Record<string, Members>>) {
  return {
    members: async (owner: string): Promise<Members> => members[owner] ?? new Map(),
    tenantsOf: async (user: string) =>
      new Set(Object.keys(members).filter((owner) => members[owner]?.has(user))),
  };
}

function outboundTo(metrics: Metrics, clock: VirtualClock) {
  return createOutbound({
    ...{ policy: 'administrator', timeoutMs: 10_000, maxBytes: 5_000_000, clock },
    metrics: outboundMetrics(metrics),
  });
}

export type GrafanaWorld = Awaited<ReturnType<typeof openGrafanaWorld>>;

async function openTenancy(state: State, clock: VirtualClock) {
  const sql = tenancySql(state.dialect);
  const secrets = createSecretBox(parseKeyRing('A'.repeat(43).concat('='), 'test'));
  const directory = await DirectoryStore.open({ state, sql, secrets, clock, logger: silent });
  const revocations = new Revocations(silent);
  const newId = createUlidSource(clock, createRandomFraction());
  const context: TenancyContext = {
    ...{ reader: state, commits: directory, clock, newId, secrets, references: [] },
    ...{ revocations, sql },
  };
  const tenants = new Tenants(context);
  const projects = new Projects(context);
  for (const id of ['acme', 'globex']) {
    await tenants.create({ id, ...fieldsOfTenant });
    await projects.create(id, { id: 'shop', title: '' });
  }
  const policy = { lifetimeMs: 3_600_000, idleMs: 3_600_000 };
  const sessions = new SessionStore({ state, sql, clock, logger: silent, policy });
  const current = () => directory.current();
  const tokenStore = new TokenStore({ reader: state, sql, clock, directory: current });
  const generation = () => directory.generation;
  const viewers = new ViewerStore({ reader: state, sql, signatures: null, onlySigned: false });
  const authenticator = new Authenticator({ sessions, tokens: tokenStore, viewers, generation });
  await addReaders(state, context);
  const environments = new Environments(context);
  return { directory, context, tenants, projects, environments, authenticator };
}

/** `acme-reader` and `globex-reader`, members of their tenants. */
async function addReaders(state: State, context: TenancyContext): Promise<void> {
  const users = new Users(context, createPasswordHasher({ logN: 4, r: 1, p: 1 }));
  const bindings = new RoleBindings(context);
  for (const node of ['acme', 'globex']) {
    const fields = { displayName: '', email: null, language: 'en', disabled: false } as const;
    const password = 'first password';
    const { user } = await users.create({ name: `${node}-reader`, ...fields, password });
    await bindings.create(node, root, { user: user.id, role: 'tenant-member', node });
  }
  const sql = 'UPDATE users SET must_change_password = 0';
  const statement = { name: 'test.users', sql, parameters: [], expect: 'any' as const };
  await state.commit({ name: 'test.users', statements: [statement] });
}

function dashboardBook(state: State, { clock, newId, sql }: TenancyContext): DashboardBook {
  return new DashboardBook({
    dashboards: new DashboardRepository(state),
    placeStands: (scope) => nodeExists(sql, scope.kind === 'node' ? scope.node : null),
    ...{ clock, newId },
  });
}

/** Writes a dashboard of ours, new or changed. */
export async function write(
  world: GrafanaWorld,
  owner: string,
  json: Readonly<Record<string, unknown>> & { readonly uid: string },
  at: { readonly folder?: string; readonly scope?: string } = {},
): Promise<void> {
  await writeText(world, owner, JSON.stringify({ panels: [], ...json }), at);
}

/** The same with any text that names its uid. */
export async function writeText(
  { dashboards }: GrafanaWorld,
  owner: string,
  source: string,
  at: { readonly folder?: string; readonly scope?: string } = {},
): Promise<void> {
  const scope = parseScopeName(at.scope ?? owner);
  if (scope === undefined) throw new Error(`no scope ${at.scope}`);
  const draft = judgeDraft({ scope, folder: at.folder ?? '', source, message: '' });
  const before = await dashboards.find(owner, draft.facts.uid ?? '');
  if (before !== null) await dashboards.update(before, draft, null, null);
  else
    await dashboards.create({ owner, draft, origin: 'written', author: null, creationKey: null });
}

/** What our endpoints for scopes do with a token: 401, 403 or 200. */
async function startScopes(authenticator: Authenticator, directory: DirectoryStore) {
  const asked: string[] = [];
  let instead: Judged | null = null;
  const judge = async (path: string, headers: IncomingHttpHeaders): Promise<Judged> => {
    const { authorization, 'x-grafana-user': user } = headers;
    const [, , scope = '', kind = ''] = path.split('/');
    asked.push(path);
    if (instead !== null) return instead;
    const found = await authenticator.authenticate({
      ...(authorization ? { authorization } : {}),
      viewer: typeof user === 'string' ? { user } : {},
    });
    if (found.kind === 'no-viewer') return viewerError(found);
    if (found.kind !== 'token') return new AppError('unauthenticated', 'no token of ours');
    const permission =
      kind === 'loki' ? 'logs:read' : kind === 'prometheus' ? 'metrics:read' : 'incidents:read';
    const name = parseScopeName(scope);
    if (name === undefined) return new AppError('not_found', 'no scope');
    const { kind: verdict } = authorize(directory.current(), found.principal, name, permission);
    if (verdict === 'granted') return { status: 200, reason: '', message: '' };
    return new AppError('scope_denied', 'not yours');
  };
  const server = createServer((request, response) => {
    void judge(request.url ?? '', request.headers).then(({ status, reason, message }) => {
      const refused = reason === '' ? {} : { [REASON_HEADER]: reason };
      response.writeHead(status, { 'content-type': 'application/json', ...refused });
      response.end(JSON.stringify({ error: message }));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    asked,
    /** What stands between answers everything, e.g. a proxy; null: we do again. */
    answersInstead: (answer: Judged | null) => {
      instead = answer;
    },
    stop: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

type Judged = Pick<AppError, 'status' | 'reason' | 'message'>;

export type { GrafanaApiStandIn };

import { resolve } from 'node:path';
import { SeenBoards } from '../../../dashboards/grafana/boards/seen-boards.ts';
import { TenantBoards } from '../../../dashboards/grafana/boards/tenant-boards.ts';
import { hasGrafana } from '../../../dashboards/grafana/check-grafana.ts';
import { GrafanaClient } from '../../../dashboards/grafana/client/grafana-client.ts';
import { GrafanaExchange } from '../../../dashboards/grafana/client/grafana-exchange.ts';
import { grafanaMetrics } from '../../../dashboards/grafana/client/grafana-metrics.ts';
import { desiredObjects } from '../../../dashboards/grafana/operator/desired-objects.ts';
import { ObjectExports } from '../../../dashboards/grafana/operator/object-exports.ts';
import { OperatorDelivery } from '../../../dashboards/grafana/operator/operator-delivery.ts';
import type { OperatorPlace } from '../../../dashboards/grafana/operator/operator-objects.ts';
import {
  OPERATOR_KINDS,
  OPERATOR_PART,
} from '../../../dashboards/grafana/operator/operator-set.ts';
import { DataSourceTokens } from '../../../dashboards/grafana/provision/data-source-tokens.ts';
import type { GrafanaPlaces } from '../../../dashboards/grafana/proxy/grafana-place.ts';
import { GrafanaBook } from '../../../dashboards/grafana/sync/grafana-book.ts';
import { GrafanaSync } from '../../../dashboards/grafana/sync/grafana-sync.ts';
import { GrafanaTenants } from '../../../dashboards/grafana/sync/grafana-tenants.ts';
import type { Members } from '../../../dashboards/grafana/sync/keep-members.ts';
import { provisionedPlaces } from '../../../dashboards/grafana/sync/provisioned-places.ts';
import { keepObjects } from '../../../platform/kubernetes/managed/keep-objects.ts';
import type { ManagedObjects } from '../../../platform/kubernetes/managed/managed-objects.ts';
import type { Service } from '../../../platform/lifecycle/service.ts';
import { createOutbound } from '../../../platform/outbound/outbound.ts';
import { connectionOf } from '../../../platform/tenancy/cluster-kubernetes.ts';
import type { ScopedMetrics } from '../../../queries/proxy/named-metrics/scoped-metrics.ts';
import { secretOf } from '../check-config.ts';
import type { DashboardParts } from './dashboards.ts';
import { durationMs, type Floor } from './floor.ts';
import { grafanaMembers, grafanaTenantsOf } from './grafana-members.ts';
import type { KubernetesParts } from './kubernetes.ts';
import { presentMetrics } from './present-metrics.ts';
import type { TenancyParts } from './tenancy.ts';

/** What keeps Grafana in step. */
export interface GrafanaSyncParts {
  /** Null: there is no Grafana. */
  readonly grafana: GrafanaTenants | null;
  /** Of the tenants that we provision; null: we do not. */
  readonly places: GrafanaPlaces | null;
  /** Lets somebody in whom Grafana has just come to know; null: that is left to Grafana. */
  readonly admit: ((user: string) => Promise<void>) | null;
  readonly services: readonly Service[];
}

export interface GrafanaSyncMates {
  readonly floor: Floor;
  readonly tenancy: TenancyParts;
  readonly dashboards: DashboardParts;
  readonly kubernetes: KubernetesParts['resources'];
  readonly named: Pick<ScopedMetrics, 'present'>;
  /** Where people reach us; known after the start. */
  readonly url: () => string;
}

const TOKENS_PURPOSE = 'grafana data source tokens';
const UID_PURPOSE = 'grafana uids';
/** A dashboard of 2 MB with what Grafana adds, and lists of a thousand. */
const MAX_BYTES = 16 * 1024 * 1024;
/** Who waits for their first look at Grafana waits no longer. */
const ADMIT_MS = 5_000;

type Shared = ReturnType<typeof sharedParts>;

/** Data sources and dashboards of tenants in Grafana: over its API, by objects, or as files to download. */
export function composeGrafanaSync(mates: GrafanaSyncMates): GrafanaSyncParts {
  const { floor, tenancy } = mates;
  const { grafana: settings } = floor.config;
  const isByOperator = settings.sync.operator !== undefined;
  if (!hasGrafana(settings) && !isByOperator) {
    return { grafana: null, places: null, admit: null, services: [] };
  }
  const shared = sharedParts(mates);
  const operator = isByOperator ? composeOperator(mates, shared) : null;
  const sync = !isByOperator && settings.adminUser !== '' ? composeSync(mates, shared) : null;
  const wake = () => {
    sync?.wake();
    operator?.wake();
  };
  tenancy.directories.subscribe(wake);
  tenancy.revocations.subscribe((one) => {
    if (one.kind !== 'rights' && one.kind !== 'sessions') return;
    sync?.people.changed(one.user);
    wake();
  });
  const operatorPlace = (owner: string) => operatorPlaceOf(floor, owner);
  const organisation = (owner: string) =>
    settings.places.find(({ tenant }) => tenant === owner)?.organisation ?? null;
  const isPerTenant = settings.organisations === 'organisation-per-tenant';
  // Files and objects go where others' may lie: nobody here knows.
  const isAlone = (owner: string) => sync !== null && isPerTenant && organisation(owner) === null;
  const where = { operatorPlace, organisation, isAlone };
  return {
    grafana: new GrafanaTenants({ ...shared, sync, operator, ...where }),
    places: sync === null ? null : provisionedPlaces(shared.book),
    admit: sync === null ? null : (user) => sync.people.admit(user, AbortSignal.timeout(ADMIT_MS)),
    services: [
      ...(sync ? [sync.people.loop, sync.loop] : []),
      ...(operator ? [closing(operator)] : []),
    ],
  };
}

function sharedParts({ floor, tenancy, dashboards, named, url }: GrafanaSyncMates) {
  const { state, clock, secrets, config } = floor;
  const { sync } = config.grafana;
  const book = new GrafanaBook(state);
  const directory = () => tenancy.directories.current();
  const uidKey = secrets.deriveKey(UID_PURPOSE);
  const boardMetrics = presentMetrics(named, directory, clock);
  return {
    book,
    seen: new SeenBoards(state),
    boards: new TenantBoards({ book, boardMetrics, directory, uidKey, clock }),
    tokens: new DataSourceTokens(tenancy.context, secrets.deriveKey(TOKENS_PURPOSE)),
    dashboards: dashboards.dashboardBook,
    directory,
    uidKey,
    baseUrl: () => (sync.baseUrl === '' ? url() : sync.baseUrl),
    rotateAfterMs: durationMs(sync.rotateAfter),
    overlapMs: durationMs(sync.overlap),
    everyMs: durationMs(sync.every),
    clock,
  };
}

function composeSync({ floor, tenancy }: GrafanaSyncMates, shared: Shared): GrafanaSync {
  const { clock, config, logger, random, outboundMetrics } = floor;
  const { url, adminUser, adminPassword, organisations, organisation, sync } = config.grafana;
  const others = new Set(config.grafana.places.map(({ tenant }) => tenant));
  const metrics = grafanaMetrics(floor.metrics);
  const password = adminPassword === undefined ? '' : secretOf(adminPassword);
  const outbound = createOutbound({
    ...{ policy: 'administrator', timeoutMs: durationMs(sync.timeout), maxBytes: MAX_BYTES },
    ...{ clock, metrics: outboundMetrics },
  });
  const connection = { url, user: adminUser, password };
  const perSecond = sync.requestsPerSecond;
  const exchange = new GrafanaExchange({ connection, outbound, clock, metrics, perSecond });
  const members = (owner: string): Promise<Members> => grafanaMembers(tenancy.context, owner);
  const tenantsOf = (user: string) => grafanaTenantsOf(tenancy.context, user);
  const placement =
    organisations === 'organisation-per-tenant'
      ? ({ kind: 'organisation' } as const)
      : ({ kind: 'folder', organisation } as const);
  return new GrafanaSync({
    ...{ ...shared, client: new GrafanaClient(exchange), members, placement, admin: adminUser },
    ...{ others, tenantsOf },
    ...{ folder: resolve(config.data.directory), logger, metrics, random },
  });
}

function composeOperator(
  { floor, tenancy, kubernetes }: GrafanaSyncMates,
  shared: Shared,
): OperatorDelivery {
  const { clock, logger, random, config } = floor;
  const settings = config.grafana.sync.operator;
  const cluster = settings?.cluster ?? '';
  let kept: { readonly connection: string; readonly objects: ManagedObjects } | null = null;
  const { accesses, ...rest } = kubernetes;
  const objects = (): ManagedObjects | null => {
    const found = tenancy.directories.clusters().get(cluster)?.kubernetes ?? null;
    if (found === null) return null;
    const connection = connectionOf(found);
    const text = JSON.stringify(connection);
    if (kept?.connection === text) return kept.objects;
    void kept?.objects.close();
    const access = accesses.of(cluster, connection);
    const set = { cluster, access, clock, part: OPERATOR_PART, kinds: OPERATOR_KINDS };
    kept = { connection: text, objects: keepObjects({ ...rest, ...set }) };
    return kept.objects;
  };
  const place = (owner: string) => operatorPlaceOf(floor, owner);
  return new OperatorDelivery({
    ...{ objects, desired: desiredObjects({ ...shared, place }), clock, logger, random },
    exports: new ObjectExports({
      book: shared.book,
      folder: resolve(config.data.directory),
      clock,
    }),
    allowMassRemoval: settings?.allowMassRemoval ?? false,
    everyMs: shared.everyMs,
  });
}

/** The place that is configured, or one to be put in by hand. */
function operatorPlaceOf({ config }: Floor, owner: string): OperatorPlace {
  const { operator } = config.grafana.sync;
  return {
    owner,
    namespace: operator?.namespace ?? 'grafana',
    instance: operator?.instance ?? { dashboards: 'grafana' },
    isElsewhere: operator?.elsewhere ?? false,
  };
}

/** Its watches end with it. */
function closing(delivery: OperatorDelivery): Service {
  const { loop } = delivery;
  return {
    name: loop.name,
    start: () => loop.start(),
    drain: (signal) => loop.drain(signal),
    stop: async () => {
      await loop.stop();
      await delivery.close();
    },
  };
}

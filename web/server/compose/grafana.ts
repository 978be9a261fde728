import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { FastifyInstance } from 'fastify';
import type { IncidentSearch } from '../../../alerting/incidents/search/incident-search.ts';
import { SeenBoards } from '../../../dashboards/grafana/boards/seen-boards.ts';
import { hasGrafana } from '../../../dashboards/grafana/check-grafana.ts';
import { SigningKeys } from '../../../dashboards/grafana/identity/signing-keys.ts';
import { configuredPlaces } from '../../../dashboards/grafana/proxy/configured-places.ts';
import type { GrafanaPlaces } from '../../../dashboards/grafana/proxy/grafana-place.ts';
import { createGuardedDispatcher } from '../../../platform/outbound/guarded-dispatcher.ts';
import { createOutbound } from '../../../platform/outbound/outbound.ts';
import type { Callers } from '../callers.ts';
import { secretOf } from '../check-config.ts';
import { GrafanaBoards } from '../grafana/grafana-boards.ts';
import { GrafanaMembers } from '../grafana/grafana-members.ts';
import { GrafanaProxy } from '../grafana/grafana-proxy.ts';
import { GrafanaSockets } from '../grafana/grafana-sockets.ts';
import { incidentMarks } from '../grafana/incident-marks.ts';
import { KeptBoards } from '../grafana/kept-boards.ts';
import { OpenViews } from '../grafana/open-views.ts';
import { registerGrafana } from '../grafana/register-grafana.ts';
import { durationMs, type Floor } from './floor.ts';
import type { TenancyParts } from './tenancy.ts';

export interface GrafanaParts {
  /** On our site, e.g. `/grafana`. */
  readonly path: string;
  readonly boards: GrafanaBoards;
  readonly kept: KeptBoards;
  /** Its routes: before those of the interface. */
  register(server: FastifyInstance): void;
  /** Takes an upgrade that is Grafana's. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): boolean;
  /** Ends what is open. */
  close(): void;
}

export interface GrafanaOptions {
  readonly floor: Floor;
  readonly tenancy: Pick<TenancyParts, 'directories' | 'revocations'>;
  /** Where tocsin itself made places for tenants; null: it makes none. */
  readonly provisioned: GrafanaPlaces | null;
  /** See `GrafanaSyncParts`. */
  readonly admit: ((user: string) => Promise<void>) | null;
  readonly callers: Callers;
  /** Of all owners. */
  readonly incidents: Pick<IncidentSearch, 'page'>;
  /** Origin of our site. */
  readonly url: () => string;
}

const CONNECTIONS = 64;
const MAX_ANSWER_BYTES = 1_048_576;

/** Grafana on our site; nothing of it where none is configured. */
export function composeGrafana({
  floor,
  tenancy,
  provisioned,
  admit,
  callers,
  incidents: search,
  url,
}: GrafanaOptions): GrafanaParts | null {
  const { config, clock, state, secrets } = floor;
  const { grafana: settings } = config;
  if (!hasGrafana(settings)) return null;
  const { origin } = new URL(settings.url);
  const dispatcher = dispatcherTo(origin, settings, policyOf(floor));
  const keys = new SigningKeys({
    state,
    secrets,
    clock,
    lifetimeMs: durationMs(settings.jwtKeyLifetime),
  });
  const directory = () => tenancy.directories.current();
  const members = membersOf(floor, admit);
  tenancy.revocations.subscribe(({ kind }) => {
    if (kind === 'rights') members?.forget();
  });
  const proxy = new GrafanaProxy({
    ...{ settings, dispatcher, keys, directory, url, clock },
    lifetimeMs: durationMs(settings.jwtLifetime),
    places: configuredPlaces(settings, provisioned),
    members,
  });
  const views = new OpenViews({
    revocations: tenancy.revocations,
    clock,
    onDirectoryChange: (listener) => tenancy.directories.subscribe(listener),
  });
  const prefix = settings.path;
  const sockets = new GrafanaSockets({ prefix, proxy, views, callers, dispatcher, origin });
  const timeoutMs = durationMs(settings.connectTimeout);
  const seen = new SeenBoards(state);
  const boards = new GrafanaBoards({ proxy, seen, clock, timeoutMs });
  const kept = new KeptBoards({ boards, seen, clock, logger: floor.logger });
  return {
    ...{ path: prefix, boards, kept },
    register: (server) =>
      registerGrafana(server, {
        ...{ prefix, proxy, kept, keys, views, callers, url },
        marks: (...asked) => incidentMarks({ directory, search, url, clock }, ...asked),
      }),
    upgrade: (request, socket, head) => sockets.upgrade(request, socket, head),
    close: () => {
      views.close();
      kept.close();
      void dispatcher.destroy();
    },
  };
}

function dispatcherTo(
  origin: string,
  { timeout, connectTimeout }: Pick<Floor['config']['grafana'], 'timeout' | 'connectTimeout'>,
  policy: ReturnType<typeof policyOf>,
) {
  return createGuardedDispatcher({
    ...{ policy, origin, connections: CONNECTIONS },
    connectTimeoutMs: durationMs(connectTimeout),
    headersTimeoutMs: durationMs(timeout),
    bodyTimeoutMs: durationMs(timeout),
  });
}

function policyOf({ config }: Floor): 'administrator' | 'tenant' {
  return config.grafana.allowPrivate ? 'administrator' : 'tenant';
}

function membersOf(floor: Floor, admit: GrafanaOptions['admit']): GrafanaMembers | null {
  const { config, clock, outboundMetrics: metrics } = floor;
  const { url, adminUser, adminPassword, timeout } = config.grafana;
  if (adminUser === '' || adminPassword === undefined) return null;
  const outbound = createOutbound({
    policy: policyOf(floor),
    timeoutMs: durationMs(timeout),
    maxBytes: MAX_ANSWER_BYTES,
    clock,
    metrics,
  });
  return new GrafanaMembers({
    url,
    user: adminUser,
    password: secretOf(adminPassword),
    outbound,
    clock,
    admit,
  });
}

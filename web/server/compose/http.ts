import type { AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { FastifyInstance } from 'fastify';
import type { ClusterEvents } from '../../../alerting/intake/cluster-events.ts';
import { LiveTickets } from '../../../alerting/live/live-tickets.ts';
import { CHANNEL_KINDS } from '../../../alerting/notify/channel-kinds.ts';
import { ClusterEventTap } from '../../../collector/receivers/kubernetes/cluster-event-tap.ts';
import type { Service } from '../../../platform/lifecycle/service.ts';
import { Callers } from '../callers.ts';
import { Gate } from '../gate.ts';
import { registerHealth } from '../health.ts';
import { registerHeartbeats } from '../heartbeat-routes.ts';
import { createHttpServer } from '../http-server.ts';
import { registerIntake } from '../intake-routes.ts';
import { listenFailure } from '../listen-failure.ts';
import { LiveSockets } from '../live-sockets.ts';
import { exposeMembership } from '../members/member-metrics.ts';
import { type OwnerFront, ownerFront } from '../members/owner-front.ts';
import { registerMessageLinks } from '../message-link-routes.ts';
import { registerOpenApi } from '../openapi.ts';
import { packageRoot } from '../package-root.ts';
import { registerApi } from '../register-api.ts';
import { createRequestIds } from '../request-ids.ts';
import { channelBodies } from '../resources/channel-schemas.ts';
import { RunningQuestions } from '../running-questions.ts';
import { ScopeGate } from '../scope-gate.ts';
import { registerScopedAlertmanager } from '../scoped-alertmanager.ts';
import { ScopedLokiTails } from '../scoped-loki-tails.ts';
import { registerScopedPushes } from '../scoped-push.ts';
import { registerScopedRuler } from '../scoped-ruler.ts';
import { registerUi } from '../static-ui.ts';
import { apiHandlers } from './api-handlers.ts';
import type { Floor } from './floor.ts';
import type { GrafanaParts } from './grafana.ts';
import type { ApiEntrance, Entrance, HttpOptions } from './http-options.ts';
import { registerLinkedBoards } from './linked-boards.ts';
import { PushPlaces } from './push-places.ts';
import { registerScopedRoutes } from './scoped-routes.ts';
import { shownBoards } from './shown-boards.ts';
import { composeWorkers, type WorkerParts } from './workers.ts';

export interface HttpParts {
  /** Where people reach the service; the port is known after the start. */
  readonly url: () => string;
  /** That it listens on; known after the start. */
  readonly port: () => number;
  readonly service: Service;
  /** What goes on by itself and asks as requests do. */
  readonly background: readonly Service[];
}

/** Every route and socket of the service, on one listener. */
export async function composeHttp(options: HttpOptions): Promise<HttpParts> {
  const { floor, tenancy, queries, logs, alerting, notReady } = options;
  const { config, logger, metrics } = floor;
  const hasWorkers = config.server.workers > 0;
  const workers = hasWorkers ? composeWorkers({ floor, tenancy, url: () => url() }) : null;
  const { server, front } = openServer(floor, workers);
  let address = () => server.server.address() as AddressInfo | null;
  const url = () => publicUrl(config.server, address());
  const callers = new Callers(tenancy.authenticator, url, tenancy.authenticator);
  const directory = () => tenancy.directories.current();
  const scopes = new ScopeGate({ callers, directory });
  await registerOpenApi(server, floor.version);
  const { metricsToken } = config.server;
  registerHealth(server, { metricsToken, metrics: workers?.metrics ?? metrics, notReady });
  const running = new RunningQuestions({
    scopes,
    revocations: tenancy.revocations,
    onDirectoryChange: (listener) => tenancy.directories.subscribe(listener),
  });
  const places = new PushPlaces(tenancy.directories);
  const entrance = { callers, scopes, running, places, url };
  const boards = shownBoards(options, entrance);
  const { links, grafana, questions, lists, reports } = boards;
  const gate = new Gate({ callers, directory, scopes });
  registerResources(server, gate, options, { ...entrance, ...boards });
  registerScopedRoutes(server, { floor, scopes, running, queries, logs });
  registerScopedPushes(server, pushOptions(options, { scopes, running, places }));
  registerScopedAlertmanager(server, {
    ...alerting.alertmanager,
    scopes,
    clock: floor.clock,
    logger,
    version: floor.version,
    maxBodyBytes: config.alerting.maxPostBytes,
  });
  registerScopedRuler(server, {
    scopes,
    groups: alerting.rulerGroups,
    logger,
    maxBodyBytes: config.alerting.maxPostBytes,
  });
  registerIntake(server, {
    callers,
    pipeline: alerting.pipeline,
    logger,
    maxBodyBytes: config.alerting.maxPostBytes,
  });
  registerMessageLinks(server, { links: alerting.messageLinks, logger });
  registerHeartbeats(server, { ...floor, book: alerting.heartbeats.book });
  grafana?.register(server);
  registerLinkedBoards(server, options, { links, questions, lists, uiFolder: uiFolder() });
  registerUi(server, uiFolder());
  const sockets = openSockets(server, options, { callers, scopes, url, grafana }, front);
  const port = () => address()?.port ?? config.server.port;
  const background = [reports.service];
  if (!workers) return { url, port, background, service: listener(server, sockets, floor) };
  const shared = workers.listenWith(server, () => sockets.close());
  ({ address } = shared);
  return { url, port, background, service: shared.service };
}

/** All of `/api/v1`. */
function registerResources(
  server: FastifyInstance,
  gate: Gate,
  options: HttpOptions,
  entrance: ApiEntrance,
): void {
  registerApi(server, gate, apiHandlers(options, entrance), channelBodies(CHANNEL_KINDS));
}

/** The server before any route, and what sees each request first. */
function openServer({ config, logger, newId, metrics, seat }: Floor, workers: WorkerParts | null) {
  const { trustedProxies } = config.server;
  const front = seat ? ownerFront(seat.seal, seat.calls, workers?.front) : null;
  if (seat) exposeMembership(metrics, seat.membership);
  const first = front?.request ?? workers?.front;
  const server = createHttpServer({
    ...{ logger, trustedProxies, newRequestId: createRequestIds(newId) },
    ...(first ? { front: first } : {}),
  });
  return { server, front };
}

/** The pushes that go to the embedded stores directly, answered by this process alone. */
function pushOptions(
  { floor, gate, embedded, alerting }: HttpOptions,
  entrance: Pick<ApiEntrance, 'scopes' | 'running' | 'places'>,
) {
  const { clock, logger, config } = floor;
  const maxBodyBytes = {
    metrics: config.queries.maxWriteBytes,
    logs: config.logs.maxPushBytes,
  };
  const events = new ClusterEventTap(clock, config.collector.ingest.maxPlainBytes);
  const port: ClusterEvents = events;
  port.listen(alerting.eventListener);
  return { ...entrance, gate, link: embedded, events, clock, logger, maxBodyBytes };
}

/** Everything that is open for long; `close` ends it. */
interface Sockets {
  close(): void;
}

/** Live incidents and live tails of logs, behind the one event that a server has for upgrades. */
function openSockets(
  server: FastifyInstance,
  { floor, tenancy, alerting, logs, gate }: HttpOptions,
  { callers, scopes, grafana }: Entrance & { readonly grafana: GrafanaParts | null },
  front: OwnerFront | null,
): Sockets {
  const { clock, logger, config } = floor;
  const shared = {
    callers,
    onDirectoryChange: (listener: () => void) => void tenancy.directories.subscribe(listener),
    revocations: tenancy.revocations,
    clock,
    logger,
  };
  const live = new LiveSockets({
    ...shared,
    directory: () => tenancy.directories.current(),
    feed: alerting.feed,
    rules: alerting.ruleStates,
    tickets: new LiveTickets(floor),
  });
  const tails = new ScopedLokiTails({
    ...shared,
    scopes,
    planner: logs.tailPlanner,
    upstream: logs.tailUpstream,
    gate,
    limits: config.logs,
    metrics: logs.metrics,
  });
  server.server.on('upgrade', (request, socket, head) => {
    if (front?.upgrade(request, socket) === false) return;
    if (grafana?.upgrade(request, socket, head)) return;
    if (!tails.upgrade(request, socket, head)) live.upgrade(request, socket, head);
  });
  return {
    close: () => {
      grafana?.close();
      live.close();
      tails.close();
    },
  };
}

function listener(
  server: FastifyInstance,
  sockets: Sockets,
  { config, seat }: Pick<Floor, 'config' | 'seat'>,
): Service {
  return {
    name: 'http',
    start: async () => {
      const { host } = config.server;
      const port = seat?.yieldPort() ?? config.server.port;
      await server.listen({ host, port }).catch((thrown: unknown) => {
        throw listenFailure(thrown, host, port);
      });
    },
    drain: async (signal) => {
      sockets.close();
      const cut = () => server.server.closeAllConnections();
      signal.addEventListener('abort', cut, { once: true });
      await server.close();
      signal.removeEventListener('abort', cut);
    },
    stop: async () => {
      server.server.closeAllConnections();
      await server.close();
    },
  };
}

function publicUrl(
  {
    publicUrl: configured,
    host,
    port,
  }: { readonly publicUrl: string; readonly host: string; readonly port: number },
  address: AddressInfo | null,
): string {
  if (configured !== '') return new URL(configured).origin;
  const named = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host;
  const inUrl = named.includes(':') ? `[${named}]` : named;
  return `http://${inUrl}:${address?.port ?? port}`;
}

/** The built UI lies in `dist/web/ui`, whether the server runs from `dist` or from the sources. */
function uiFolder(): string {
  const here = dirname(fileURLToPath(import.meta.url));
  const root = packageRoot(here);
  return join(root, 'dist', 'web', 'ui');
}

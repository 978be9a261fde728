import type { AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { FastifyInstance } from 'fastify';
import type { Service } from '../../../platform/lifecycle/service.ts';
import type { LimitGate } from '../../../queries/limits/limit-gate.ts';
import type { ScopedMetrics } from '../../../queries/proxy/named-metrics/scoped-metrics.ts';
import { Callers } from '../callers.ts';
import type { EmbeddedLink } from '../embedded/embedded-thread.ts';
import { Gate } from '../gate.ts';
import { registerHealth } from '../health.ts';
import { createHttpServer } from '../http-server.ts';
import { registerIntake } from '../intake-routes.ts';
import { listenFailure } from '../listen-failure.ts';
import { LiveSockets } from '../live-sockets.ts';
import { registerOpenApi } from '../openapi.ts';
import { packageRoot } from '../package-root.ts';
import { registerApi } from '../register-api.ts';
import { createRequestIds } from '../request-ids.ts';
import { channelHandlers } from '../resources/channel-handlers.ts';
import { collectionHandlers } from '../resources/collection-handlers.ts';
import { incidentHandlers } from '../resources/incident-handlers.ts';
import { namedMetricHandlers } from '../resources/named-metric-handlers.ts';
import { peopleHandlers } from '../resources/people-handlers.ts';
import { ruleHandlers } from '../resources/rule-handlers.ts';
import { ruleTemplateHandlers } from '../resources/rule-template-handlers.ts';
import { scopeHandlers } from '../resources/scope-handlers.ts';
import { sessionHandlers } from '../resources/session-handlers.ts';
import { tenancyHandlers } from '../resources/tenancy-handlers.ts';
import { RunningQuestions } from '../running-questions.ts';
import { ScopeGate } from '../scope-gate.ts';
import { ScopedLokiTails } from '../scoped-loki-tails.ts';
import { registerScopedPushes } from '../scoped-push.ts';
import { registerUi } from '../static-ui.ts';
import type { AlertingParts } from './alerting.ts';
import { logsClusters, metricsClusters } from './cluster-views.ts';
import type { Floor } from './floor.ts';
import type { LogParts } from './logs.ts';
import { PushPlaces } from './push-places.ts';
import type { QueryParts } from './queries.ts';
import { registerScopedRoutes } from './scoped-routes.ts';
import type { TenancyParts } from './tenancy.ts';
import { composeWorkers } from './workers.ts';

export interface HttpParts {
  /** Where people reach the service; the port is known after the start. */
  readonly url: () => string;
  readonly service: Service;
}

export interface HttpOptions {
  readonly floor: Floor;
  readonly tenancy: TenancyParts;
  readonly gate: LimitGate;
  readonly queries: QueryParts;
  readonly named: ScopedMetrics;
  readonly logs: LogParts;
  readonly embedded: EmbeddedLink;
  readonly alerting: AlertingParts;
  readonly notReady: () => readonly string[];
}

/** Every route and socket of the service, on one listener. */
export async function composeHttp(options: HttpOptions): Promise<HttpParts> {
  const { floor, tenancy, queries, logs, alerting, notReady } = options;
  const { config, logger, newId, metrics } = floor;
  const { trustedProxies } = config.server;
  const hasWorkers = config.server.workers > 0;
  const workers = hasWorkers ? composeWorkers({ floor, tenancy, url: () => url() }) : null;
  const server = createHttpServer({
    logger,
    trustedProxies,
    newRequestId: createRequestIds(newId),
    ...(workers ? { front: workers.front } : {}),
  });
  let address = () => server.server.address() as AddressInfo | null;
  const url = () => publicUrl(config.server, address());
  const callers = new Callers(tenancy.authenticator, url);
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
  registerApi(
    server,
    new Gate({ callers, directory, scopes }),
    handlers(options, { callers, scopes, running, places, url }),
  );
  registerScopedRoutes(server, { floor, scopes, running, queries, logs });
  registerScopedPushes(server, pushOptions(options, { scopes, running, places }));
  registerIntake(server, {
    callers,
    pipeline: alerting.pipeline,
    logger,
    maxBodyBytes: config.alerting.maxPostBytes,
  });
  registerUi(server, uiFolder());
  const sockets = openSockets(server, options, { callers, scopes, url });
  if (!workers) return { url, service: listener(server, sockets, config.server) };
  const shared = workers.listenWith(server, () => sockets.close());
  ({ address } = shared);
  return { url, service: shared.service };
}

/** The pushes that go to the embedded stores directly, answered by this process alone. */
function pushOptions(
  { floor, gate, embedded }: HttpOptions,
  entrance: Pick<ApiEntrance, 'scopes' | 'running' | 'places'>,
) {
  const { clock, logger, config } = floor;
  const maxBodyBytes = {
    metrics: config.queries.maxWriteBytes,
    logs: config.logs.maxPushBytes,
  };
  return { ...entrance, gate, link: embedded, clock, logger, maxBodyBytes };
}

/** Everything that is open for long; `close` ends it. */
interface Sockets {
  close(): void;
}

/** Live incidents and live tails of logs, behind the one event that a server has for upgrades. */
function openSockets(
  server: FastifyInstance,
  { floor, tenancy, alerting, logs, gate }: HttpOptions,
  { callers, scopes }: Entrance,
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
    if (!tails.upgrade(request, socket, head)) live.upgrade(request, socket, head);
  });
  return {
    close: () => {
      live.close();
      tails.close();
    },
  };
}

interface Entrance {
  readonly callers: Callers;
  readonly scopes: ScopeGate;
  readonly url: () => string;
}

interface ApiEntrance extends Entrance {
  readonly running: RunningQuestions;
  readonly places: PushPlaces;
}

/** What answers each operation of `/api/v1`. */
function handlers(options: HttpOptions, { callers, scopes, running, places, url }: ApiEntrance) {
  const { floor, tenancy, gate, queries, named, logs, embedded, alerting } = options;
  const { clock, state } = floor;
  const directory = () => tenancy.directories.current();
  return {
    ...sessionHandlers({
      ...tenancy,
      callers,
      directory,
      cookie: () => ({ secure: url().startsWith('https:') }),
    }),
    ...tenancyHandlers({ ...tenancy, directory }),
    ...peopleHandlers(tenancy),
    ...ruleHandlers(alerting),
    ...ruleTemplateHandlers(alerting.templates),
    ...channelHandlers(alerting.channels, clock),
    ...incidentHandlers({ directory, incidents: alerting.incidents, state }),
    ...collectionHandlers({ scopes, running, places, link: embedded, clock }),
    ...scopeHandlers({
      scopes,
      directory,
      clusters: {
        promql: metricsClusters(tenancy.directories),
        logql: logsClusters(tenancy.directories),
      },
      isStrict: { promql: queries.isStrict, logql: logs.isStrict },
      clock,
      gate,
    }),
    ...namedMetricHandlers({ scopes, running, named, metrics: queries.metrics, clock }),
  };
}

function listener(
  server: FastifyInstance,
  sockets: Sockets,
  { host, port }: { readonly host: string; readonly port: number },
): Service {
  return {
    name: 'http',
    start: async () => {
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

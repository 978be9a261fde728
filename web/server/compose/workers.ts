import type { AddressInfo } from 'node:net';
import { resolve } from 'node:path';
import type { FastifyInstance } from 'fastify';
import type { Service } from '../../../platform/lifecycle/service.ts';
import type { Metrics } from '../../../platform/observe/metrics.ts';
import { exposeSum } from '../../../platform/observe/summed-metrics.ts';
import { listenFailure } from '../listen-failure.ts';
import { ConnectionFront } from '../workers/connection-front.ts';
import { HttpEntrance } from '../workers/http-entrance.ts';
import { Relay } from '../workers/relay.ts';
import {
  closeSocketFolder,
  guardSocket,
  openSocketFolder,
  parentSocket,
  workerSocket,
} from '../workers/socket-folder.ts';
import { type RequestFront, Switchboard } from '../workers/switchboard.ts';
import { WorkerFleet } from '../workers/worker-fleet.ts';
import { createRelayMetrics } from '../workers/worker-metrics.ts';
import { startWorkerProcess } from '../workers/worker-process.ts';
import { shareOf } from '../workers/worker-share.ts';
import { embeddedTenants } from './embedded-tenants.ts';
import { durationMs, type Floor } from './floor.ts';
import type { TenancyParts } from './tenancy.ts';

/** The parent of query workers, in the parts that its HTTP server needs. */
export interface WorkerParts {
  /** Before all routes. */
  readonly front: RequestFront;
  /** Of this process and all workers together. */
  readonly metrics: Pick<Metrics, 'expose'>;
  /** @param closeSockets ends what is open for long, as the first thing of a drain */
  listenWith(server: FastifyInstance, closeSockets: () => void): WorkerListener;
}

export interface WorkerListener {
  readonly service: Service;
  address(): AddressInfo | null;
}

export interface WorkersOptions {
  readonly floor: Floor;
  readonly tenancy: TenancyParts;
  readonly url: () => string;
}

/** A worker hears of the end of an idle session from here: at the latest after so long. */
const SESSION_KEEP_MS = 15_000;

const SAFE_METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS']);

/** `server.workers` processes that answer scoped questions, and the listener that hands them out. */
export function composeWorkers(options: WorkersOptions): WorkerParts {
  const { config, metrics } = options.floor;
  const folder = openSocketFolder(resolve(config.data.directory));
  const relay = new Relay(createRelayMetrics(metrics));
  let entrance: HttpEntrance | null = null;
  const serve: ConnectionServer = (socket, head) => entrance?.adopt(socket, head);
  const fleet = composeFleet(options, folder, (socket, head) =>
    serve(socket, Buffer.from(head, 'latin1')),
  );
  const board = new Switchboard({
    own: null,
    slots: config.server.workers,
    entrance: { isDirect: (socket) => entrance?.isDirect(socket) ?? false },
    relay,
    staysInParent: embeddedTenants(options.tenancy.directories),
    pathsTo: (slot) => (slot !== null && fleet.isServing(slot) ? [workerSocket(folder, slot)] : []),
  });
  return {
    front: board.front,
    metrics: {
      expose: async () => exposeSum(await metrics.snapshot(), await fleet.reports()),
    },
    listenWith: (server, closeSockets) => {
      entrance = new HttpEntrance(server.server);
      tellWorkers(options, fleet, server);
      const parts = { server, entrance, fleet, board, relay, folder, serve, closeSockets };
      return listener(options, parts);
    },
  };
}

type ConnectionServer = ConstructorParameters<typeof ConnectionFront>[0]['serve'];

function composeFleet(
  { floor, tenancy, url }: WorkersOptions,
  folder: string,
  onStranded: ConstructorParameters<typeof WorkerFleet>[0]['onStranded'],
): WorkerFleet {
  const { config, version } = floor;
  const slots = config.server.workers;
  const share = shareOf(config, slots);
  return new WorkerFleet({
    ...floor,
    startWorker: startWorkerProcess,
    settingsOf: (slot) => ({
      slot,
      slots,
      folder,
      publicUrl: url(),
      version,
      trustedProxies: config.server.trustedProxies,
      config: share,
    }),
    slots,
    source: tenancy.directories,
    authenticate: (credentials) => tenancy.authenticator.authenticate(credentials),
    sessionKeepMs: Math.min(SESSION_KEEP_MS, durationMs(config.session.idle) / 8),
    onStranded,
  });
}

/** A change is answered when every worker has acknowledged it. */
function tellWorkers(
  { tenancy }: WorkersOptions,
  fleet: WorkerFleet,
  server: FastifyInstance,
): void {
  tenancy.directories.watchGeneration(() => fleet.factsChanged());
  tenancy.revocations.subscribe((revocation) => fleet.revoked(revocation));
  server.addHook('onSend', async (request) => {
    if (!SAFE_METHODS.has(request.method)) await fleet.settled();
  });
}

interface ListenerParts {
  readonly server: FastifyInstance;
  readonly entrance: HttpEntrance;
  readonly fleet: WorkerFleet;
  readonly board: Switchboard;
  readonly relay: Relay;
  readonly folder: string;
  readonly serve: ConnectionServer;
  readonly closeSockets: () => void;
}

function listener({ floor }: WorkersOptions, parts: ListenerParts): WorkerListener {
  const { server, fleet, board, relay, folder, serve } = parts;
  const { clock, logger, config, seat } = floor;
  const front = new ConnectionFront({
    slotFor: (target) => board.slotFor(target),
    take: (slot, socket, head) => fleet.take(slot, socket, head),
    serve,
    clock,
    logger,
  });
  const service: Service = {
    name: 'http',
    start: async () => {
      await server.listen({ path: parentSocket(folder) });
      guardSocket(parentSocket(folder));
      // Workers are told the port. Until they serve, everything is served here.
      const { host } = config.server;
      const port = seat?.yieldPort() ?? config.server.port;
      await front.listen({ host, port }).catch((thrown: unknown) => {
        throw listenFailure(thrown, host, port);
      });
      await fleet.start();
    },
    drain: (signal) => drain(front, parts, signal),
    stop: async () => {
      front.close();
      await fleet.stop();
      server.server.closeAllConnections();
      relay.close();
      await server.close();
      closeSocketFolder(folder);
    },
  };
  return { service, address: () => front.address() };
}

async function drain(
  front: ConnectionFront,
  { server, entrance, fleet, closeSockets }: ListenerParts,
  signal: AbortSignal,
): Promise<void> {
  front.close();
  closeSockets();
  const cut = () => server.server.closeAllConnections();
  signal.addEventListener('abort', cut, { once: true });
  await Promise.all([fleet.drain(signal), entrance.drain(signal), server.close()]);
  signal.removeEventListener('abort', cut);
}

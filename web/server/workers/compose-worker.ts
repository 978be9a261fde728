import type { Socket } from 'node:net';
import type { FastifyInstance } from 'fastify';
import type { Clock } from '../../../platform/clock/clock.ts';
import { createRandomFraction } from '../../../platform/ids/random-fraction.ts';
import { createUlidSource } from '../../../platform/ids/ulid.ts';
import type { Logger } from '../../../platform/observe/logger.ts';
import { createMetrics, type Metrics } from '../../../platform/observe/metrics.ts';
import type { Revocations } from '../../../platform/tenancy/revocations.ts';
import { Callers } from '../callers.ts';
import { embeddedTenants } from '../compose/embedded-tenants.ts';
import { composeLimits } from '../compose/limits.ts';
import { composeLogs } from '../compose/logs.ts';
import { composeQueries } from '../compose/queries.ts';
import { registerScopedRoutes } from '../compose/scoped-routes.ts';
import { composeUpstream } from '../compose/upstream.ts';
import { createHttpServer } from '../http-server.ts';
import { createRequestIds } from '../request-ids.ts';
import { RunningQuestions } from '../running-questions.ts';
import { ScopeGate } from '../scope-gate.ts';
import { HttpEntrance } from './http-entrance.ts';
import type { WorkerSettings } from './messages.ts';
import { type AuthenticationSource, MirroredAuthenticator } from './mirrored-authenticator.ts';
import type { MirroredDirectory } from './mirrored-directory.ts';
import { Relay } from './relay.ts';
import { clearSocket, guardSocket, parentSocket, workerSocket } from './socket-folder.ts';
import { type RequestFront, Switchboard } from './switchboard.ts';
import { createRelayMetrics } from './worker-metrics.ts';

export interface WorkerParts {
  readonly metrics: Metrics;
  /** Takes requests of other processes, and connections. */
  listen(): Promise<void>;
  adopt(socket: Socket, head: Buffer): void;
  /** Takes no more, and finishes what was begun. */
  drain(): Promise<void>;
}

export interface WorkerOptions {
  readonly settings: WorkerSettings;
  readonly directories: MirroredDirectory;
  readonly authentications: AuthenticationSource;
  /** See `MirroredAuthenticatorOptions`. */
  readonly heard: () => number;
  /** What the parent told; what is under way on somebody's behalf ends of it. */
  readonly revocations: Revocations;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** The query plane of a worker, of the same parts as in the parent, without anything else. */
export function composeWorker(options: WorkerOptions): WorkerParts {
  const { settings, directories, clock, logger } = options;
  const { config, version } = settings;
  const metrics = createMetrics({ version, withProcessMetrics: true });
  const floor = { clock, logger, metrics, config };
  const backends = composeUpstream(clock, directories, null);
  const { upstream } = backends;
  const gate = composeLimits(floor);
  const queries = composeQueries(floor, directories, NO_RULES, upstream, gate);
  const { known } = queries;
  const logs = composeLogs({
    floor,
    directories,
    ownership: NO_RULES,
    upstream,
    embedded: null,
    gate,
    known,
  });
  const http = composeHttp(options, metrics);
  const scopes = scopesOf(options);
  const running = new RunningQuestions({
    scopes,
    revocations: options.revocations,
    onDirectoryChange: (listener) => directories.subscribe(listener),
  });
  registerScopedRoutes(http.server, { floor, scopes, running, queries, logs });
  return {
    metrics,
    listen: http.listen,
    adopt: (socket, head) => http.entrance.adopt(socket, head),
    drain: async () => {
      await http.drain();
      await logs.service.stop();
      await backends.service.stop();
    },
  };
}

/** Lists of rules and alerts are the parent's. */
const NO_RULES = { within: () => ({ find: () => null }) };

function scopesOf({
  settings,
  directories,
  authentications,
  heard,
  clock,
}: WorkerOptions): ScopeGate {
  const authenticator = new MirroredAuthenticator({
    source: authentications,
    heard,
    clock,
  });
  const callers = new Callers(authenticator, () => settings.publicUrl);
  return new ScopeGate({ callers, directory: () => directories.current() });
}

interface WorkerHttp {
  readonly server: FastifyInstance;
  readonly entrance: HttpEntrance;
  readonly listen: () => Promise<void>;
  readonly drain: () => Promise<void>;
}

function composeHttp(options: WorkerOptions, metrics: Metrics): WorkerHttp {
  const { settings, directories, clock, logger } = options;
  const { slot: own, slots, folder, trustedProxies } = settings;
  const newId = createUlidSource(clock, createRandomFraction());
  const front: RequestFront = (request, response, here) => board.front(request, response, here);
  const server = createHttpServer({
    logger,
    trustedProxies,
    newRequestId: createRequestIds(newId),
    front,
  });
  const entrance = new HttpEntrance(server.server);
  const relay = new Relay(createRelayMetrics(metrics));
  const parent = parentSocket(folder);
  const board = new Switchboard({
    own,
    slots,
    entrance,
    relay,
    staysInParent: embeddedTenants(directories),
    // The parent answers for a worker that is away.
    pathsTo: (slot) => (slot === null ? [parent] : [workerSocket(folder, slot), parent]),
  });
  server.server.on('upgrade', (request, socket, head) =>
    relay.upgrade(request, socket, head, parent),
  );
  const listen = async () => {
    const path = workerSocket(folder, own);
    clearSocket(path);
    await server.listen({ path });
    guardSocket(path);
  };
  const drain = async () => {
    // It is the parent that loses patience.
    await Promise.all([entrance.drain(new AbortController().signal), server.close()]);
    relay.close();
  };
  return { server, entrance, listen, drain };
}

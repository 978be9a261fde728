import type { AddressInfo } from 'node:net';
import type { Service } from '../../../platform/lifecycle/service.ts';
import { createMetrics } from '../../../platform/observe/metrics.ts';
import { trustsProxies } from '../../../platform/security/client-address.ts';
import { registerHealth } from '../health.ts';
import { createHttpServer } from '../http-server.ts';
import { listenFailure } from '../listen-failure.ts';
import { Forwarder } from '../members/forwarder.ts';
import type { MemberCalls } from '../members/member-calls.ts';
import { createForwardMetrics, exposeMembership } from '../members/member-metrics.ts';
import type { MemberSeat } from '../members/member-seat.ts';
import { createRequestIds } from '../request-ids.ts';
import type { RequestFront } from '../workers/switchboard.ts';
import type { Ground } from './floor.ts';
import { composeRulerShare } from './ruler-share.ts';
import { composeSendingShare } from './sending-share.ts';

/** A process that stands by: it listens, and passes on to the owner what it is asked. */
export interface StandBy {
  /** Resolves to the port that it listens on. */
  listen(): Promise<number>;
  /** Its part of the rules, while it stands by. */
  readonly ruler: Service;
  /** Its part of the messages, while it stands by. */
  readonly sending: Service;
  /** No longer listens; what is under way goes on. */
  yieldPort(): number | null;
  /** Lets what is under way end, at the latest when the signal aborts. */
  close(signal: AbortSignal): Promise<void>;
}

export interface StandByOptions {
  readonly ground: Ground;
  readonly url: string;
  readonly seat: Pick<MemberSeat, 'membership' | 'seal' | 'calls' | 'client' | 'program'>;
  readonly onFatal: (error: Error) => void;
}

/** What this process answers itself; it says so of itself, not of the owner. */
const OWN_PATHS: ReadonlySet<string> = new Set([
  '/api/health/live',
  '/api/health/ready',
  '/metrics',
]);

export function composeStandBy(options: StandByOptions): StandBy {
  const { ground, seat } = options;
  const { config, clock, logger, newId, version } = ground;
  const { membership, seal } = seat;
  // Its own: the owner's parts make theirs when it takes over.
  const metrics = createMetrics({ version, withProcessMetrics: true });
  exposeMembership(metrics, membership);
  const forwarder = new Forwarder({
    membership,
    seal,
    trusts: trustsProxies(config.server.trustedProxies),
    clock,
    metrics: createForwardMetrics(metrics),
  });
  const server = createHttpServer({
    logger,
    trustedProxies: config.server.trustedProxies,
    newRequestId: createRequestIds(newId),
    front: passOn(forwarder, seat.calls),
  });
  const { metricsToken, host, port } = config.server;
  const notReady = () => (membership.owner() === null ? ['owner'] : []);
  registerHealth(server, { metricsToken, metrics, notReady });
  server.server.on('upgrade', (request, socket, head) => forwarder.upgrade(request, socket, head));
  return {
    listen: async () => {
      await server.listen({ host, port }).catch((thrown: unknown) => {
        throw listenFailure(thrown, host, port);
      });
      return portOf(server.server.address());
    },
    ruler: composeRulerShare({ ...options, metrics }),
    sending: composeSendingShare({ ...options, metrics }),
    yieldPort: () => {
      if (!server.server.listening) return null;
      const held = portOf(server.server.address());
      forwarder.isLeaving = true;
      server.server.close();
      return held;
    },
    close: async (signal) => {
      forwarder.isLeaving = true;
      const cut = () => server.server.closeAllConnections();
      if (signal.aborted) cut();
      signal.addEventListener('abort', cut, { once: true });
      await server.close();
      signal.removeEventListener('abort', cut);
      cut();
      forwarder.close();
    },
  };
}

function passOn(forwarder: Forwarder, calls: MemberCalls): RequestFront {
  return (request, response, here) => {
    if (calls.take(request, response)) return;
    const path = (request.url ?? '').split('?', 1)[0] ?? '';
    if (OWN_PATHS.has(path)) here();
    else forwarder.forward(request, response);
  };
}

function portOf(address: string | AddressInfo | null): number {
  return typeof address === 'object' ? (address?.port ?? 0) : 0;
}

import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { Socket, type TcpSocketConnectOpts } from 'node:net';
import type { Duplex } from 'node:stream';
import { asError } from '../errors/app-error.ts';
import type { Guard } from './guard.ts';
import type { TlsIdentity } from './tls-identity.ts';

/** Node agents whose connections the guard has judged. */
export interface GuardedAgents {
  readonly http: HttpAgent;
  readonly https: HttpsAgent;
  /** Closes what is open. */
  destroy(): void;
}

/** What Node passes to `createConnection`; its types leave most of it out. */
type ConnectionOptions = Partial<Pick<TcpSocketConnectOpts, 'host' | 'port' | 'lookup'>>;
type ConnectionCallback = (error: Error | null, stream: Duplex) => void;

/** Connections that outlive a request, for one destination that is asked often. */
export interface KeptConnections {
  /** At most so many per host; further requests wait for one. */
  readonly connections: number;
  /** An idle one is closed after this long. */
  readonly idleMs: number;
  /** Of all of them; a request cannot have another. */
  readonly tls: TlsIdentity;
}

/**
 * One connection per request, unless they are to be kept: a webhook's receiver may close an idle one
 * just as we write. No bound on sockets, since with one Node reuses connections even so; callers
 * bound their requests. A kept connection was judged when it was made.
 */
export function createGuardedAgents(guard: Guard, keep?: KeptConnections): GuardedAgents {
  const settings = keep
    ? { keepAlive: true, maxSockets: keep.connections, timeout: keep.idleMs }
    : { keepAlive: false };
  const http = guardedAgent(new HttpAgent(settings), guard, 80);
  const https = guardedAgent(new HttpsAgent({ ...settings, ...keep?.tls }), guard, 443);
  return {
    http,
    https,
    destroy: () => {
      http.destroy();
      https.destroy();
    },
  };
}

/** One agent for TLS, as the system does it or as the identity says. */
export function guardedHttpsAgent(guard: Guard, tls: TlsIdentity = {}): HttpsAgent {
  return guardedAgent(new HttpsAgent({ keepAlive: false, ...tls }), guard, 443);
}

/** Wraps the agent's own way of connecting, for which there is no other hook. */
function guardedAgent<A extends HttpAgent>(agent: A, guard: Guard, defaultPort: number): A {
  const connect = agent.createConnection.bind(agent);
  agent.createConnection = (options: ConnectionOptions, callback?: ConnectionCallback) => {
    const host = options.host ?? '';
    const port = Number(options.port ?? defaultPort);
    const refusal = refusalOfLiteral(guard, host, port);
    if (refusal) {
      callback?.(refusal, new Socket());
      return undefined;
    }
    const socket = connect({ ...options, lookup: guard.lookupFor(port) }, callback);
    if (socket instanceof Socket) watchPeer(guard, host, port, socket);
    return socket;
  };
  return agent;
}

/** Given to the callback: a throw could end the process, as Node also connects queued requests. */
function refusalOfLiteral(guard: Guard, host: string, port: number): Error | undefined {
  try {
    guard.checkLiteral(host, port);
    return undefined;
  } catch (refusal) {
    return asError(refusal);
  }
}

/** Runs before anything is written: this listener is the first, and writes wait for `connect`. */
function watchPeer(guard: Guard, host: string, port: number, socket: Socket): void {
  socket.prependOnceListener('connect', () => {
    try {
      guard.checkPeer(host, port, socket);
    } catch (refusal) {
      socket.destroy(asError(refusal));
    }
  });
}

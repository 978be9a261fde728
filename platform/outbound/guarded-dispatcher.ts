import { Agent, buildConnector, type Dispatcher, Pool } from 'undici';
import { asError } from '../errors/app-error.ts';
import { createGuard, type Guard, type GuardOptions } from './guard.ts';
import type { TlsIdentity } from './tls-identity.ts';

export interface GuardedDispatcherOptions extends GuardOptions {
  readonly connectTimeoutMs: number;
  /** Until the head of the answer. */
  readonly headersTimeoutMs: number;
  /** Between two chunks of the body. */
  readonly bodyTimeoutMs: number;
  /** Connections kept per origin. */
  readonly connections: number;
  /** The only origin it is for, if there is one; a request then finds its connection sooner. */
  readonly origin?: string;
  readonly tls?: TlsIdentity;
}

const MAX_PORTS = 64;

/**
 * An undici dispatcher behind the guard, for streams and hot paths; it follows no redirects. A
 * refusal rejects the request with an error in which `refusalIn` finds the reason.
 */
export function createGuardedDispatcher(options: GuardedDispatcherOptions): Dispatcher {
  const settings = {
    connect: guardedConnector(createGuard(options), options),
    connections: options.connections,
    headersTimeout: options.headersTimeoutMs,
    bodyTimeout: options.bodyTimeoutMs,
  };
  return options.origin === undefined ? new Agent(settings) : new Pool(options.origin, settings);
}

function guardedConnector(
  guard: Guard,
  options: GuardedDispatcherOptions,
): buildConnector.connector {
  const connectorOf = connectorsByPort(guard, options);
  return (target, callback) => {
    const port = Number(target.port || (target.protocol === 'https:' ? 443 : 80));
    try {
      guard.checkLiteral(target.hostname, port);
    } catch (refusal) {
      callback(asError(refusal), null);
      return;
    }
    connectorOf(port)(target, (...result) => {
      const [error, socket] = result;
      if (error) return callback(error, null);
      try {
        guard.checkPeer(target.hostname, port, socket);
      } catch (refusal) {
        socket.destroy();
        return callback(asError(refusal), null);
      }
      return callback(null, socket);
    });
  };
}

/** The look-up of a socket is not told the port, which the allow list may name. */
function connectorsByPort(
  guard: Guard,
  options: GuardedDispatcherOptions,
): (port: number) => buildConnector.connector {
  const connectors = new Map<number, buildConnector.connector>();
  return (port) => {
    const known = connectors.get(port);
    if (known) return known;
    const made = buildConnector({
      timeout: options.connectTimeoutMs,
      lookup: guard.lookupFor(port),
      ...options.tls,
    });
    if (connectors.size >= MAX_PORTS) connectors.clear();
    connectors.set(port, made);
    return made;
  };
}

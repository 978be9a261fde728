import type { Dispatcher } from 'undici';
import type { Clock } from '../../clock/clock.ts';
import type { GuardOptions } from '../../outbound/guard.ts';
import { createGuardedDispatcher } from '../../outbound/guarded-dispatcher.ts';
import { createOutbound, type Outbound } from '../../outbound/outbound.ts';
import type { OutboundMetrics } from '../../outbound/outbound-metrics.ts';
import type { TlsIdentity } from '../../outbound/tls-identity.ts';

/** Connections that one identity may share. */
export interface Lane {
  /** For whole answers. */
  readonly outbound: Outbound;
  /** For watches. */
  readonly dispatcher: Dispatcher;
}

export interface LaneOptions {
  readonly requestTimeoutMs: number;
  /** Bytes read of an answer. */
  readonly maxBytes: number;
  /** Requests at the same time. */
  readonly connections: number;
  readonly allow?: readonly string[];
  readonly resolve?: GuardOptions['resolve'];
  readonly clock: Clock;
  readonly outboundMetrics: OutboundMetrics;
}

interface Opened {
  readonly key: string;
  readonly lane: Lane;
  users: number;
}

const IDLE_MS = 30_000;

/**
 * The connections to a cluster. A certificate that was rotated opens new ones; those of the old one
 * are closed when nobody uses them any more.
 */
export class Lanes {
  readonly #options: LaneOptions;
  #newest: Opened | undefined;
  readonly #all = new Set<Opened>();

  constructor(options: LaneOptions) {
    this.#options = options;
  }

  /** Runs with the connections of this identity. */
  async use<T>(tls: TlsIdentity, run: (lane: Lane) => Promise<T>): Promise<T> {
    const opened = this.#for(tls);
    opened.users += 1;
    try {
      return await run(opened.lane);
    } finally {
      opened.users -= 1;
      if (opened !== this.#newest && opened.users === 0) await this.#close(opened);
    }
  }

  /** Breaks off what is under way. */
  async close(): Promise<void> {
    this.#newest = undefined;
    await Promise.all([...this.#all].map((opened) => this.#close(opened)));
  }

  #for(tls: TlsIdentity): Opened {
    const key = JSON.stringify(tls);
    if (this.#newest?.key === key) return this.#newest;
    const old = this.#newest;
    const opened = { key, lane: this.#open(tls), users: 0 };
    this.#newest = opened;
    this.#all.add(opened);
    if (old?.users === 0) void this.#close(old);
    return opened;
  }

  #open(tls: TlsIdentity): Lane {
    const { requestTimeoutMs, maxBytes, connections, clock, outboundMetrics } = this.#options;
    const { allow, resolve } = this.#options;
    const guard: GuardOptions = {
      policy: 'administrator',
      ...(allow ? { allow } : {}),
      ...(resolve ? { resolve } : {}),
    };
    return {
      outbound: createOutbound({
        ...guard,
        timeoutMs: requestTimeoutMs,
        maxBytes,
        clock,
        metrics: outboundMetrics,
        keep: { connections, idleMs: IDLE_MS, tls },
      }),
      dispatcher: createGuardedDispatcher({
        ...guard,
        tls,
        connectTimeoutMs: requestTimeoutMs,
        headersTimeoutMs: requestTimeoutMs,
        bodyTimeoutMs: 0, // a watch has its own watchdog
        connections: MAX_WATCHES,
      }),
    };
  }

  async #close(opened: Opened): Promise<void> {
    if (!this.#all.delete(opened)) return;
    opened.lane.outbound.close();
    await opened.lane.dispatcher.destroy();
  }
}

/** Each watch has a connection while it lasts. */
const MAX_WATCHES = 256;

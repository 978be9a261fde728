import type { Clock } from '../platform/clock/clock.ts';
import type { Logger } from '../platform/observe/logger.ts';
import type { State } from '../platform/state/state.ts';
import type { AlertingMetrics } from './alerting-metrics.ts';
import type { Sealer } from './channels/channel-secrets.ts';
import type { ChannelService } from './channels/channel-service.ts';
import type { EventFeed } from './incidents/event-feed.ts';
import type {
  ChannelKinds,
  Destination,
  DestinationKind,
  DestinationRate,
} from './notify/channel-kind.ts';
import { DEFAULT_DISPATCHER_BOUNDS, OutboxDispatcher } from './outbox/dispatcher.ts';
import { DEFAULT_RETRY_POLICY } from './outbox/judge-delivery.ts';
import { ReceiverLimits } from './outbox/limits/receiver-limits.ts';
import type { IncidentLinks } from './outbox/outgoing-message.ts';
import { DeliveryRunner } from './outbox/run-delivery.ts';
import {
  ChannelHealth,
  DEFAULT_SUSPENSION,
  type SuspensionPolicy,
} from './suspension/channel-health.ts';

/** How messages leave, as people have configured it. */
export interface DeliveryOptions {
  /** In place of what kinds of channels are known to take; none for a kind: no limit. */
  readonly rates: ReadonlyMap<DestinationKind, readonly DestinationRate[]>;
  /** When more wait for one destination, they are joined. */
  readonly digestAbove: number;
  readonly suspension: SuspensionPolicy;
}

export const DEFAULT_DELIVERY: DeliveryOptions = {
  rates: new Map(),
  digestAbove: 20,
  suspension: DEFAULT_SUSPENSION,
};

export interface OutgoingParts {
  readonly state: State;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly random: () => number;
  readonly newId: () => string;
  readonly sealer: Sealer;
  readonly links: IncidentLinks;
  readonly sendTimeoutMs: number;
  readonly delivery?: DeliveryOptions;
}

export interface OutgoingMates {
  readonly kinds: ChannelKinds;
  readonly live: EventFeed;
  readonly metrics: AlertingMetrics;
  readonly channel: (owner: string, id: string) => Destination | undefined;
  readonly timeZoneOf: (owner: string) => string;
  /** Rungs of an owner, most severe first. */
  readonly ladderOf: (owner: string) => readonly string[];
}

/** What carries messages out, and what it knows of receivers. */
export interface Outgoing {
  readonly outbox: OutboxDispatcher;
  readonly health: ChannelHealth;
  readonly limits: ReceiverLimits;
  /** Says who switches channels off; before the outbox starts. */
  connect(channels: Pick<ChannelService, 'disable'>): void;
}

export function createOutgoing(parts: OutgoingParts, mates: OutgoingMates): Outgoing {
  const { delivery = DEFAULT_DELIVERY } = parts;
  const { rates, digestAbove } = delivery;
  let channels: Pick<ChannelService, 'disable'> | null = null;
  const health = new ChannelHealth({ ...parts, policy: delivery.suspension });
  const known = { ...parts, ...mates, feed: mates.live };
  const limits = new ReceiverLimits({ ...known, digestAbove, ratesOf: (kind) => rates.get(kind) });
  const runner = new DeliveryRunner({
    ...known,
    health,
    policy: DEFAULT_RETRY_POLICY,
    disableChannel: async (owner, id, reason) => channels?.disable(owner, id, reason),
  });
  const leaseMs = Math.max(DEFAULT_DISPATCHER_BOUNDS.leaseMs, 2 * parts.sendTimeoutMs);
  const bounds = { ...DEFAULT_DISPATCHER_BOUNDS, leaseMs };
  return {
    outbox: new OutboxDispatcher({ ...parts, runner, limits, health, bounds }),
    health,
    limits,
    connect: (service) => {
      channels = service;
    },
  };
}

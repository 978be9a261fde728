import type { Clock } from '../platform/clock/clock.ts';
import type { RunningLoop } from '../platform/lifecycle/running-loop.ts';
import type { Service } from '../platform/lifecycle/service.ts';
import type { Logger } from '../platform/observe/logger.ts';
import type { Metrics } from '../platform/observe/metrics.ts';
import type { Outbound } from '../platform/outbound/outbound.ts';
import type { State } from '../platform/state/state.ts';
import type { Directory } from '../platform/tenancy/directory.ts';
import { PLATFORM } from '../platform/tenancy/scope-name.ts';
import { type AlertingMetrics, createAlertingMetrics } from './alerting-metrics.ts';
import type { ChannelBook } from './channels/channel-book.ts';
import type { Sealer } from './channels/channel-secrets.ts';
import { type ChannelReferences, ChannelService } from './channels/channel-service.ts';
import { expiryLoop } from './incidents/expiry-loop.ts';
import { IncidentReader } from './incidents/incident-reader.ts';
import { IntakeReadiness } from './incidents/intake-readiness.ts';
import { OpenIncidents } from './incidents/open-incidents.ts';
import { type IncidentEnder, resolveIncidents } from './incidents/resolve-incidents.ts';
import type { IntakeClusters } from './intake/intake-token.ts';
import { DEFAULT_INTAKE_LIMITS } from './intake/parse-alerts.ts';
import { type ReadRuleLabel, rememberRuleLabels } from './intake/rule-label-cache.ts';
import { DEFAULT_LIVE_BOUNDS, LiveFeed } from './live/live-feed.ts';
import type { EncodeLive } from './live/live-message.ts';
import type { ChannelKind, ChannelKinds } from './notify/channel-kind.ts';
import { emailChannel } from './notify/email/email-channel.ts';
import type { MailRelay } from './notify/email/mail-relay.ts';
import { webhookChannel } from './notify/webhook/webhook-channel.ts';
import { websocketChannel } from './notify/websocket/websocket-channel.ts';
import { DEFAULT_DISPATCHER_BOUNDS, OutboxDispatcher } from './outbox/dispatcher.ts';
import { DEFAULT_RETRY_POLICY } from './outbox/judge-delivery.ts';
import { DeliveryRunner, type IncidentLinks } from './outbox/run-delivery.ts';
import { AlertPipeline } from './pipeline.ts';
import type { RuleBook } from './rules/rule-book.ts';

/** What the composition root gives. */
export interface NotifierParts {
  readonly state: State;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly random: () => number;
  /** Monotonic ULIDs: `createUlidSource`. */
  readonly newId: () => string;
  readonly directory: () => Directory;
  readonly clusters: IntakeClusters;
  readonly rules: RuleBook;
  readonly ruleReferences: ChannelReferences;
  /** Rule id in a `tocsin_rule` value, if its MAC is right: `readRuleLabel` with the key. */
  readonly readRuleLabel: ReadRuleLabel;
  /** Opened beforehand, since rules need it too. */
  readonly channels: ChannelBook;
  readonly sealer: Sealer;
  /** With the policy for tenants. */
  readonly tenantOutbound: Pick<Outbound, 'send'>;
  /** `publicDestinations()`. */
  readonly isPublic: (url: URL) => Promise<boolean>;
  readonly mailRelay: MailRelay | null;
  readonly links: IncidentLinks;
  readonly encodeLive: EncodeLive;
  /** Ladder and zone of `_platform`. */
  readonly platform: { readonly severities: readonly string[]; readonly timeZone: string };
  readonly sendTimeoutMs: number;
  readonly maxChannelsPerOwner: number;
}

/** The notifying half of the alerting plane, ready to be wired to routes. */
export interface Notifier {
  readonly pipeline: AlertPipeline;
  readonly incidentCloser: IncidentEnder;
  readonly channels: ChannelService;
  readonly incidents: IncidentReader;
  readonly live: LiveFeed;
  /** In the order to start; drained and stopped in reverse. After the state, before the listener. */
  readonly services: readonly Service[];
}

/**
 * Joins the parts. Reads what was open before it resolves, so that the first post meets it.
 * Rejects with AppError `unavailable` when the state cannot be read.
 */
export async function createNotifier(parts: NotifierParts): Promise<Notifier> {
  const { state, clock } = parts;
  const open = new OpenIncidents(state);
  await open.load(clock.nowMs());
  const incidents = new IncidentReader(state);
  const metrics: AlertingMetrics = createAlertingMetrics(parts.metrics, {
    openIncidents: () => open.size,
    liveSessions: () => live.size,
  });
  const live = createLive(parts, incidents, metrics);
  const email = emailChannel(parts.mailRelay);
  const kinds = kindsOf([
    email,
    webhookChannel({ outbound: parts.tenantOutbound, isPublic: parts.isPublic, clock }),
    websocketChannel(live),
  ]);
  const channels = createChannels(parts, kinds);
  const outbox = createOutbox(parts, { kinds, channels, live, metrics });
  const pipeline = createPipeline(parts, { open, live, metrics, wakeOutbox: () => outbox.wake() });
  const expiry: RunningLoop = expiryLoop({ ...parts, pipeline });
  return {
    pipeline,
    incidentCloser: resolveIncidents(pipeline, parts.rules),
    channels,
    incidents,
    live,
    services: [mailService(email), outbox, live, expiry],
  };
}

function createLive(
  parts: NotifierParts,
  incidents: IncidentReader,
  metrics: AlertingMetrics,
): LiveFeed {
  const { clock, logger, encodeLive: encode } = parts;
  return new LiveFeed({ incidents, encode, clock, logger, metrics, bounds: DEFAULT_LIVE_BOUNDS });
}

function kindsOf(kinds: readonly ChannelKind[]): ChannelKinds {
  return new Map(kinds.map((kind) => [kind.name, kind]));
}

function createChannels(parts: NotifierParts, kinds: ChannelKinds): ChannelService {
  return new ChannelService({
    ...parts,
    kinds,
    references: parts.ruleReferences,
    timeZoneOf: timeZoneOf(parts),
    testTimeoutMs: parts.sendTimeoutMs,
    maxPerOwner: parts.maxChannelsPerOwner,
  });
}

interface OutboxMates {
  readonly kinds: ChannelKinds;
  readonly channels: ChannelService;
  readonly live: LiveFeed;
  readonly metrics: AlertingMetrics;
}

function createOutbox(parts: NotifierParts, mates: OutboxMates): OutboxDispatcher {
  const runner = new DeliveryRunner({
    ...parts,
    metrics: mates.metrics,
    policy: DEFAULT_RETRY_POLICY,
    kinds: mates.kinds,
    channel: (owner, id) => parts.channels.get(owner, id),
    disableChannel: (owner, id, reason) => mates.channels.disable(owner, id, reason),
    timeZoneOf: timeZoneOf(parts),
    feed: mates.live,
  });
  const leaseMs = Math.max(DEFAULT_DISPATCHER_BOUNDS.leaseMs, 2 * parts.sendTimeoutMs);
  const bounds = { ...DEFAULT_DISPATCHER_BOUNDS, leaseMs };
  return new OutboxDispatcher({ ...parts, runner, bounds });
}

interface PipelineMates {
  readonly open: OpenIncidents;
  readonly live: LiveFeed;
  readonly metrics: AlertingMetrics;
  readonly wakeOutbox: () => void;
}

function createPipeline(parts: NotifierParts, mates: PipelineMates): AlertPipeline {
  return new AlertPipeline({
    ...parts,
    metrics: mates.metrics,
    readRuleLabel: rememberRuleLabels(parts.readRuleLabel),
    limits: DEFAULT_INTAKE_LIMITS,
    ladderOf: (owner) =>
      owner === PLATFORM
        ? parts.platform.severities
        : (parts.directory().tenants.get(owner)?.severities ?? []),
    channel: (owner, id) => parts.channels.get(owner, id),
    open: mates.open,
    readiness: new IntakeReadiness(parts.clock.nowMs()),
    feed: mates.live,
    wakeOutbox: mates.wakeOutbox,
  });
}

function timeZoneOf(parts: NotifierParts): (owner: string) => string {
  return (owner) =>
    owner === PLATFORM
      ? parts.platform.timeZone
      : (parts.directory().tenants.get(owner)?.timeZone ?? 'UTC');
}

/** Closes the relay's connections when everything that sends has stopped. */
function mailService(email: { close(): void }): Service {
  return {
    name: 'mail',
    start: async () => undefined,
    drain: async () => undefined,
    stop: async () => email.close(),
  };
}

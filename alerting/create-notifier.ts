import type { Clock } from '../platform/clock/clock.ts';
import type { IdSource } from '../platform/ids/ulid.ts';
import type { RunningLoop } from '../platform/lifecycle/running-loop.ts';
import type { Service } from '../platform/lifecycle/service.ts';
import type { Logger } from '../platform/observe/logger.ts';
import type { Metrics } from '../platform/observe/metrics.ts';
import type { State } from '../platform/state/state.ts';
import type { Directory } from '../platform/tenancy/directory.ts';
import { PLATFORM } from '../platform/tenancy/scope-name.ts';
import { type AlertingMetrics, createAlertingMetrics } from './alerting-metrics.ts';
import type { SharedSendingParts } from './carriers/shared-sending.ts';
import type { Channel } from './channels/channel.ts';
import type { ChannelBook } from './channels/channel-book.ts';
import type { Sealer } from './channels/channel-secrets.ts';
import { ChannelService } from './channels/channel-service.ts';
import type { ChannelReferences } from './channels/channel-uses.ts';
import { createOutgoing, type DeliveryOptions, type Outgoing } from './create-outgoing.ts';
import { escalationLoop } from './escalation/escalation-loop.ts';
import type { EventRuleBook } from './event-rules/event-rule-book.ts';
import { FlapBook } from './flapping/flap-book.ts';
import type { HeartbeatBook } from './heartbeats/heartbeat-book.ts';
import { acknowledgedHold } from './holding/acknowledged-hold.ts';
import { flappingHold } from './holding/flapping-hold.ts';
import type { Hold } from './holding/hold.ts';
import { inhibitedHold } from './holding/inhibited-hold.ts';
import { type Silencing, silenceHold } from './holding/silence-hold.ts';
import { windowHold } from './holding/window-hold.ts';
import { defaultDestination } from './inbox/default-destination.ts';
import { Inbox } from './inbox/inbox.ts';
import { pruneLoop } from './inbox/prune-loop.ts';
import { isAcknowledged } from './incidents/acts/incident-act.ts';
import {
  createIncidentHistory,
  type IncidentHistory,
} from './incidents/create-incident-history.ts';
import { expiryLoop } from './incidents/expiry-loop.ts';
import type { RetentionOptions } from './incidents/history/retention.ts';
import type { Incident } from './incidents/incident.ts';
import { IncidentReader } from './incidents/incident-reader.ts';
import { IntakeReadiness } from './incidents/intake-readiness.ts';
import { OpenIncidents } from './incidents/open-incidents.ts';
import { type IncidentEnder, resolveIncidents } from './incidents/resolve-incidents.ts';
import { type InhibitionRules, Inhibitions } from './inhibition/inhibitions.ts';
import type { IntakeClusters } from './intake/intake-token.ts';
import { DEFAULT_INTAKE_LIMITS } from './intake/parse-alerts.ts';
import { type ReadRuleLabel, rememberRuleLabels } from './intake/rule-label-cache.ts';
import { joinKinds } from './join-kinds.ts';
import { DEFAULT_LIVE_BOUNDS, LiveFeed } from './live/live-feed.ts';
import type { EncodeLive } from './live/live-message.ts';
import type { ChannelKinds, Destination } from './notify/channel-kind.ts';
import { CHANNEL_KINDS } from './notify/channel-kinds.ts';
import { emailChannel } from './notify/email/email-channel.ts';
import type { MailRelay } from './notify/email/mail-relay.ts';
import type { KindDescription } from './notify/kind-description.ts';
import type { PanelImage } from './notify/panel-image.ts';
import type { PictureLinks } from './notify/picture-links.ts';
import type { TenantOutbound } from './notify/tenant-outbound.ts';
import type { IncidentLinks } from './outbox/outgoing-message.ts';
import { createPeople } from './people/create-people.ts';
import type { PersonalSettings } from './people/personal-settings.ts';
import { throughReferences } from './people/through-references.ts';
import type { PersonBehind } from './people/who-is-behind.ts';
import { AlertPipeline } from './pipeline.ts';
import type { PipelineParts } from './pipeline-parts.ts';
import type { PolicyBook } from './policies/policy-book.ts';
import { IncidentQuota } from './quota/incident-quota.ts';
import { quotaRoute } from './quota/quota-incident.ts';
import { quotaWatch } from './quota/quota-watch.ts';
import { repeatLoop } from './repeats/repeat-loop.ts';
import { DEFAULT_RECEIVER_KINDS } from './routing/default-receiver.ts';
import type { RouteBook } from './routing/route-book.ts';
import type { RuleBook } from './rules/rule-book.ts';
import { greatestId } from './store/greatest-id.ts';
import { KeptMessages } from './suspension/kept-messages.ts';
import { suspensionRoute } from './suspension/suspension-incident.ts';
import { openSuspension, suspensionWatch } from './suspension/suspension-watch.ts';

/** What the composition root gives. */
export interface NotifierParts {
  readonly state: State;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly random: () => number;
  /** Monotonic ULIDs: `createUlidSource`. */
  readonly newId: IdSource;
  readonly directory: () => Directory;
  readonly clusters: IntakeClusters;
  readonly rules: RuleBook;
  readonly policies: PolicyBook;
  /** What owners' trees of routes say. */
  readonly routes: RouteBook;
  readonly inhibitionRules: InhibitionRules;
  readonly heartbeats: Pick<HeartbeatBook, 'sighted' | 'routeOf'>;
  readonly eventRules: Pick<EventRuleBook, 'routeOf'>;
  readonly silences: Silencing;
  /** What may name a channel. */
  readonly channelReferences: readonly ChannelReferences[];
  /** Whether an incident's rule keeps it although nobody says that it still fires. */
  readonly isHeld?: (incident: Incident) => boolean;
  /** Rule id in a `tocsin_rule` value, if its MAC is right: `readRuleLabel` with the key. */
  readonly readRuleLabel: ReadRuleLabel;
  /** Opened beforehand, since rules need it too. */
  readonly channels: ChannelBook;
  readonly sealer: Sealer;
  /** Left out: `CHANNEL_KINDS`. */
  readonly channelKinds?: readonly KindDescription[];
  /** With the policy for tenants. */
  readonly tenantOutbound: TenantOutbound;
  /** Other processes that exchange messages with receivers; left out: there are none. */
  readonly carrying?: Pick<SharedSendingParts, 'carriers' | 'approvedOf' | 'epoch'>;
  /** `publicDestinations()`. */
  readonly isPublic: (url: URL) => Promise<boolean>;
  readonly mailRelay: MailRelay | null;
  /** Draws what messages show; left out: they show no picture. */
  readonly panelImage?: PanelImage;
  /** Where services fetch pictures themselves; left out: they show none. */
  readonly pictureLinks?: PictureLinks;
  readonly links: IncidentLinks;
  readonly encodeLive: EncodeLive;
  /** Ladder and zone of `_platform`. */
  readonly platform: { readonly severities: readonly string[]; readonly timeZone: string };
  readonly sendTimeoutMs: number;
  readonly maxChannelsPerOwner: number;
  readonly maxOpenIncidentsPerOwner: number;
  /** Alerts that may be on their way to the disk at once. */
  readonly maxAlertsInFlight: number;
  /** Absent: incidents are kept for ever. */
  readonly retention?: Omit<RetentionOptions, 'state'>;
  /** Longest time between two notifications of an Alertmanager about what fires. */
  readonly webhookRepeatMs: number;
  /** Left out: the defaults. */
  readonly delivery?: DeliveryOptions;
}

/** The notifying half of the alerting plane, ready to be wired to routes. */
export interface Notifier {
  readonly pipeline: AlertPipeline;
  readonly incidentCloser: IncidentEnder;
  readonly channels: ChannelService;
  readonly kinds: ChannelKinds;
  /** There is something new to deliver. */
  readonly wakeOutbox: () => void;
  readonly incidents: IncidentReader;
  /** Those that fire now. */
  readonly openIncidents: () => Iterable<Incident>;
  /** Those of a tenant, or of `_platform`. */
  readonly openIncidentsOf: (owner: string) => Iterable<Incident>;
  /** What inhibits it now; null: nothing does. */
  readonly inhibitorOf: (incident: Incident) => Incident | null;
  /** Says at once what became due. */
  readonly wakeRepeats: () => void;
  readonly inbox: Inbox;
  readonly personal: PersonalSettings;
  /** Somebody was deleted: what they had said is gone. */
  readonly peopleForgotten: () => Promise<void>;
  /** Whom a channel of people would tell now; null for any other channel. */
  readonly peopleBehind: (
    incident: Incident,
    channelId: string,
  ) => Promise<readonly PersonBehind[] | null>;
  /** From when on a message to a channel would find room at its receiver; null: now. */
  readonly roomAt: (owner: string, channelId: string) => number | null;
  readonly live: LiveFeed;
  readonly history: IncidentHistory;
  /** In the order to start; drained and stopped in reverse. After the state, before the listener. */
  readonly services: readonly Service[];
}

/**
 * Joins the parts. Reads what was open before it resolves, so that the first post meets it.
 * Rejects with AppError `unavailable` when the state cannot be read.
 */
export async function createNotifier(parts: NotifierParts): Promise<Notifier> {
  await beginIds(parts);
  const open = await openIncidentsIn(parts);
  const incidents = new IncidentReader(parts.state);
  const metrics: AlertingMetrics = createAlertingMetrics(parts.metrics, {
    openIncidents: () => open.size,
    liveSessions: () => live.size,
  });
  const live = createLive(parts, incidents, metrics);
  const email = emailChannel(parts.mailRelay, parts.panelImage ?? null);
  const destination = destinationOf(parts);
  const wakeOutbox = () => outbox.wake();
  const asked = { destination, timeZoneOf: timeZoneOf(parts), wakeOutbox };
  const channelKinds = parts.channelKinds ?? CHANNEL_KINDS;
  const known = { email, feed: live, incidents, ...asked };
  const people = await createPeople({ ...parts, channelKinds }, known);
  const kinds = joinKinds(parts, channelKinds, { email, live, people });
  const suspensionOf = (channel: Channel) => openSuspension(pipeline, channel);
  const mates = { kinds, live, metrics, wakeOutbox, suspensionOf };
  const { outbox, channels, limits } = createSending(parts, mates);
  const flaps = await flapsIn(parts);
  const inhibitions = new Inhibitions(parts.inhibitionRules, open);
  const holds = holdsOf(parts, inhibitions, flaps);
  const quota = new IncidentQuota(parts.maxOpenIncidentsPerOwner, open);
  const told = { open, live, metrics, holds, inhibitions, flaps, followed: people.followed, quota };
  const wakers = { wakeOutbox, wakeClocks: () => repeats.wake() };
  const pipeline = createPipeline(parts, { ...told, ...wakers });
  const repeats: RunningLoop = repeatLoop({ ...parts, pipeline });
  const history = createIncidentHistory({ ...parts, incidents, pipeline });
  return {
    pipeline,
    incidentCloser: resolveIncidents(pipeline, parts.rules),
    channels,
    kinds,
    wakeOutbox,
    incidents,
    openIncidents: () => open.all(),
    openIncidentsOf: (owner) => open.ofOwner(owner),
    inhibitorOf: (incident) => inhibitions.inhibitorOf(incident)?.source ?? null,
    wakeRepeats: () => repeats.wake(),
    inbox: new Inbox(parts),
    ...people.own,
    roomAt: (owner, id) => limits.freeAtMs(owner, id),
    peopleBehind: (incident, id) => people.behind.of(incident, destination(incident.owner, id)),
    live,
    history,
    services: [
      mailService(email),
      outbox,
      live,
      expiryLoop({ ...parts, pipeline }),
      repeats,
      escalationLoop({ ...parts, pipeline }),
      ...watchesOf(parts, pipeline, quota),
      pruneLoop(parts),
      people.loop(holds),
      ...history.services,
    ],
  };
}

/** Messages go out in the order of their ids, whatever was done to the wall clock meanwhile. */
async function beginIds({ newId, state }: NotifierParts): Promise<void> {
  newId.beginAfter((await greatestId(state)) ?? '');
}

async function openIncidentsIn({ state, clock }: NotifierParts): Promise<OpenIncidents> {
  const open = new OpenIncidents(state);
  await open.load(clock.nowMs());
  return open;
}

async function flapsIn({ state, clock }: NotifierParts): Promise<FlapBook> {
  const flaps = new FlapBook(state.dialect);
  await flaps.load(state, clock.nowMs());
  return flaps;
}

function createLive(
  parts: NotifierParts,
  incidents: IncidentReader,
  metrics: AlertingMetrics,
): LiveFeed {
  const { clock, logger, encodeLive: encode } = parts;
  return new LiveFeed({ incidents, encode, clock, logger, metrics, bounds: DEFAULT_LIVE_BOUNDS });
}

/** What carries messages out, and the channels that they go through. */
function createSending(
  parts: NotifierParts,
  mates: {
    readonly kinds: ChannelKinds;
    readonly live: LiveFeed;
    readonly metrics: AlertingMetrics;
    readonly wakeOutbox: () => void;
    readonly suspensionOf: (channel: Channel) => Incident | undefined;
  },
) {
  const channel = destinationOf(parts);
  const asked = { channel, timeZoneOf: timeZoneOf(parts), ladderOf: ladderOf(parts) };
  const outgoing = createOutgoing(parts, { ...mates, ...asked });
  const kept = new KeptMessages({ ...parts, ...mates, feed: mates.live });
  const channels = createChannels(parts, { kinds: mates.kinds, kept }, outgoing);
  outgoing.connect(channels);
  return { outbox: outgoing.outbox, channels, limits: outgoing.limits };
}

function createChannels(
  parts: NotifierParts,
  mates: { readonly kinds: ChannelKinds; readonly kept: KeptMessages },
  { health, limits }: Pick<Outgoing, 'health' | 'limits'>,
): ChannelService {
  return new ChannelService({
    ...parts,
    ...mates,
    references: [...parts.channelReferences, throughReferences(parts)],
    timeZoneOf: timeZoneOf(parts),
    testTimeoutMs: parts.sendTimeoutMs,
    maxPerOwner: parts.maxChannelsPerOwner,
    renewed: (id) => health.forget(id),
    spendTest: (destination) => limits.spendTest(destination),
  });
}

/** What keeps messages back, in the order in which it is asked: the first that holds is the reason. */
function holdsOf(
  { silences }: NotifierParts,
  inhibitions: Inhibitions,
  flaps: FlapBook,
): readonly Hold[] {
  return [
    silenceHold(silences),
    windowHold(),
    inhibitedHold(inhibitions),
    acknowledgedHold(isAcknowledged),
    flappingHold(flaps),
  ];
}

interface PipelineMates
  extends Pick<PipelineParts, 'holds' | 'inhibitions' | 'flaps' | 'followed' | 'quota'> {
  readonly open: OpenIncidents;
  readonly live: LiveFeed;
  readonly metrics: AlertingMetrics;
  readonly wakeOutbox: () => void;
  readonly wakeClocks: () => void;
}

function createPipeline(parts: NotifierParts, mates: PipelineMates): AlertPipeline {
  return new AlertPipeline({
    ...parts,
    metrics: mates.metrics,
    readRuleLabel: rememberRuleLabels(parts.readRuleLabel),
    limits: DEFAULT_INTAKE_LIMITS,
    ladderOf: ladderOf(parts),
    channel: destinationOf(parts),
    defaultKinds: DEFAULT_RECEIVER_KINDS.filter((kind) => kind !== 'own-mail' || parts.mailRelay),
    holds: mates.holds,
    inhibitions: mates.inhibitions,
    flaps: mates.flaps,
    followed: mates.followed,
    quota: mates.quota,
    otherRoute: (incident) =>
      parts.heartbeats.routeOf(incident) ??
      parts.eventRules.routeOf(incident) ??
      quotaRoute(incident) ??
      suspensionRoute(incident, parts.mailRelay !== null),
    sighted: (sightings, nowMs) => parts.heartbeats.sighted(sightings, nowMs),
    open: mates.open,
    readiness: new IntakeReadiness(parts.clock.nowMs()),
    isHeld: parts.isHeld ?? (() => false),
    feed: mates.live,
    wakeOutbox: mates.wakeOutbox,
    wakeClocks: mates.wakeClocks,
  });
}

/** A channel of the owner, or a part of its default receiver. */
function destinationOf({
  channels,
}: NotifierParts): (owner: string, id: string) => Destination | undefined {
  return (owner, id) => channels.get(owner, id) ?? defaultDestination(owner, id);
}

function ladderOf(parts: NotifierParts): (owner: string) => readonly string[] {
  return (owner) =>
    owner === PLATFORM
      ? parts.platform.severities
      : (parts.directory().tenants.get(owner)?.severities ?? []);
}

function timeZoneOf(parts: NotifierParts): (owner: string) => string {
  return (owner) =>
    owner === PLATFORM
      ? parts.platform.timeZone
      : (parts.directory().tenants.get(owner)?.timeZone ?? 'UTC');
}

/** What raises incidents about channels and quotas. */
function watchesOf(
  parts: NotifierParts,
  pipeline: AlertPipeline,
  quota: IncidentQuota,
): readonly RunningLoop[] {
  const languageOf = (owner: string) => parts.directory().tenants.get(owner)?.language ?? 'en';
  const told = { ...parts, pipeline, ladderOf: ladderOf(parts), languageOf };
  return [suspensionWatch(told), quotaWatch({ ...told, quota })];
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

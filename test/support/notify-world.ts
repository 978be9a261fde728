import { ChannelBook } from '../../alerting/channels/channel-book.ts';
import type { ChannelDraft } from '../../alerting/channels/channel-draft.ts';
import {
  createNotifier,
  type Notifier,
  type NotifierParts,
} from '../../alerting/create-notifier.ts';
import { EventRuleBook } from '../../alerting/event-rules/event-rule-book.ts';
import { HeartbeatBook } from '../../alerting/heartbeats/heartbeat-book.ts';
import { HeartbeatWatch } from '../../alerting/heartbeats/heartbeat-watch.ts';
import type { Incident } from '../../alerting/incidents/incident.ts';
import type { ClusterEvent } from '../../alerting/intake/cluster-events.ts';
import type { IntakeToken } from '../../alerting/intake/intake-token.ts';
import type { LiveMessage } from '../../alerting/live/live-message.ts';
import { ALERTING_MIGRATIONS } from '../../alerting/migrations.ts';
import type { MailRelay } from '../../alerting/notify/email/mail-relay.ts';
import type { KindDescription } from '../../alerting/notify/kind-description.ts';
import type { PanelImage } from '../../alerting/notify/panel-image.ts';
import type { Policy } from '../../alerting/policies/policy.ts';
import type { PreparedRoute } from '../../alerting/routing/prepared-tree.ts';
import type { Rule } from '../../alerting/rules/rule.ts';
import { readRuleLabel, ruleLabel } from '../../alerting/rules/rule-mac.ts';
import { SilenceRepository } from '../../alerting/silences/silence-repository.ts';
import { SilenceService } from '../../alerting/silences/silence-service.ts';
import type { Clock } from '../../platform/clock/clock.ts';
import { createRandomFraction } from '../../platform/ids/random-fraction.ts';
import { createUlidSource, type IdSource } from '../../platform/ids/ulid.ts';
import { labelsToObject } from '../../platform/model/labels.ts';
import { createLogger, type Logger } from '../../platform/observe/logger.ts';
import { createMetrics } from '../../platform/observe/metrics.ts';
import type { Outbound } from '../../platform/outbound/outbound.ts';
import { parseKeyRing } from '../../platform/secrets/key-ring.ts';
import { createSecretBox } from '../../platform/secrets/secret-box.ts';
import { builderFor, statement } from '../../platform/state/builder.ts';
import type { State } from '../../platform/state/state.ts';
import { Directory, type EnvironmentEntry } from '../../platform/tenancy/directory.ts';
import { tenancyMigration } from '../../platform/tenancy/migration-0001-tenancy.ts';
import { clusterKubernetesMigration } from '../../platform/tenancy/migration-0002-cluster-kubernetes.ts';
import type { Principal } from '../../platform/tenancy/principal.ts';
import type { TenancyTables } from '../../platform/tenancy/tables.ts';
import { type TestBooks, testBooks, writing } from './notify-books.ts';
import { deliveriesOf, eventsOf, incidentsOf } from './notify-rows.ts';
import type { TestInhibitions } from './notify-things.ts';

export const NOTIFY_MIGRATIONS = [
  tenancyMigration,
  clusterKubernetesMigration,
  ...ALERTING_MIGRATIONS,
];

export const MAC_KEY = Buffer.alloc(32, 3);
/** Of the secrets of all worlds, as members of one database have the same. */
export const WORLD_SEALER = createSecretBox(parseKeyRing('A'.repeat(43).concat('='), 'test'));
const SILENT = createLogger({ level: 'silent' });

/** The pairs of the two tenants, all on cluster `east`. */
export const ENVIRONMENTS = [
  environment('acme', 'shop', 'prod', 'acme-prod'),
  environment('acme', 'blog', 'prod', 'acme-blog'),
  environment('globex', 'shop', 'prod', 'globex-prod'),
] as const;

function environment(
  tenant: string,
  project: string,
  id: string,
  namespace: string,
): EnvironmentEntry {
  return {
    tenant,
    project,
    id,
    title: '',
    cluster: 'east',
    namespace,
    kind: 'prod',
    bornAtMs: 0,
    readableFromMs: null,
  };
}

const tenantOf = (id: string) => ({
  id,
  title: id,
  timeZone: id === 'acme' ? 'Europe/Berlin' : 'Asia/Shanghai',
  language: 'en' as const,
  severities: ['critical', 'warning', 'info'],
});

export interface WorldOptions {
  readonly state: State;
  readonly clock: Clock;
  readonly outbound: Pick<Outbound, 'send'>;
  readonly mailRelay?: MailRelay | null;
  readonly namespaceTrusted?: boolean;
  readonly logger?: Logger;
  readonly random?: () => number;
  readonly isHeld?: (incident: Incident) => boolean;
  /** Of each tenant; left out: as many as there are. */
  readonly maxOpenIncidents?: number;
  /** Draws what messages show; left out: they show no picture. */
  readonly panelImage?: PanelImage;
  /** Other processes that exchange messages with receivers; left out: there are none. */
  readonly carrying?: NotifierParts['carrying'];
  /** Left out: those of the product. */
  readonly channelKinds?: readonly KindDescription[];
}

/** One alert as a client posts it; `labels` beyond those of the rule. */
export interface TestAlert {
  readonly rule?: Rule;
  readonly severity?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly namespace?: string;
  readonly startsAtMs?: number;
  /** Undefined: four minutes from now, as Prometheus does. */
  readonly endsAtMs?: number | null;
}

export const CLUSTER_TOKEN: IntakeToken = { kind: 'cluster-intake', cluster: 'east' };

/** A principal who may do everything in the tenant. */
export const adminOf = (tenant: string): Principal => ({
  kind: 'user',
  id: `admin-${tenant}`,
  name: `admin of ${tenant}`,
  bindings: [{ role: 'tenant-admin', node: { tenant, project: null, environment: null } }],
});

/**
 * The notifier of two tenants on a state, with rules that are simply there. `restart` makes another
 * one on the same state, as a process does that comes up after the first has died.
 */
export async function openNotifyWorld(options: WorldOptions) {
  const { state, clock } = options;
  const books = testBooks();
  const { rules, policies, routes, inhibitions } = books;
  const newId = createUlidSource(clock, createRandomFraction());
  await settleTenants(state);
  const make = async () => {
    const channels = await ChannelBook.open(state);
    const mates = { newId, channels };
    return { channels, ...(await openNotifier(options, books, mates)) };
  };
  let current = await make();
  const post = (token: IntakeToken, alerts: readonly TestAlert[]) =>
    current.notifier.pipeline.receive(
      token,
      alerts.map((alert) => alertJson(alert, clock.nowMs())),
    );
  return {
    ...{ rules, policies, routes, inhibitions },
    ...{ heartbeats: books.heartbeats, eventRules: books.eventRules },
    newId,
    get notifier(): Notifier {
      return current.notifier;
    },
    get silences() {
      return current.silences;
    },
    get channels() {
      return current.channels;
    },
    start: () => startAll(current.notifier),
    stop: () => stopAll(current.notifier),
    /** The old one is stopped without draining, or merely forgotten by the caller's own means. */
    restart: async () => {
      await stopAll(current.notifier);
      current = await make();
      await startAll(current.notifier);
    },
    post,
    postAs: (alerts: readonly TestAlert[]) => post(CLUSTER_TOKEN, alerts),
    /** The same alerts in a notification of Alertmanager. */
    notifyAs: (alerts: readonly TestAlert[]) => notified(current.notifier, alerts, clock.nowMs()),
    ...writing(books, newId, clock),
    happens: (events: readonly ClusterEvent[]) =>
      current.notifier.pipeline.observe(current.events.workOf(events)),
    ping: (id: string, token: string) => current.beats.ping(id, token, clock.nowMs()),
    addChannel: (owner: string, draft: Partial<ChannelDraft> & Pick<ChannelDraft, 'kind'>) =>
      current.notifier.channels.create(adminOf(owner), owner, {
        name: `${draft.kind} ${rules.size}-${newId().slice(-4)}`,
        enabled: true,
        sendResolved: true,
        language: 'en',
        settings: {},
        ...draft,
      }),
    events: (incidentId: string) => eventsOf(state, incidentId),
    incidents: (owner: string) => incidentsOf(state, owner),
    deliveries: () => deliveriesOf(state),
  };
}

/** The notifier with what watches heartbeats. */
async function openNotifier(
  options: WorldOptions,
  { heartbeats, eventRules, ...written }: TestBooks,
  { newId, channels }: { readonly newId: IdSource; readonly channels: ChannelBook },
) {
  const beats = await HeartbeatBook.open(options.state, heartbeats);
  const ladderOf = () => ['critical', 'warning', 'info'];
  const directory = () => notifyDirectory();
  const events = new EventRuleBook({
    rules: eventRules,
    directory,
    ladderOf,
    clock: options.clock,
  });
  const { panelImage, carrying } = options;
  const parts = {
    ...partsOf(options, { ...written, beats, events }, newId, channels),
    ...(panelImage === undefined ? {} : { panelImage }),
    ...(carrying === undefined ? {} : { carrying }),
  };
  const repository = await SilenceRepository.open(options.state);
  const notifier = await createNotifier({ ...parts, silences: repository.book });
  const silences = silenceService(parts, repository, notifier);
  const { pipeline } = notifier;
  const { loop } = new HeartbeatWatch({ ...parts, book: beats, pipeline, ladderOf });
  const services = [...notifier.services, loop];
  return { notifier: { ...notifier, services }, beats, events, silences };
}

export type NotifyWorld = Awaited<ReturnType<typeof openNotifyWorld>>;

/** The directory of both tenants. */
export function notifyDirectory(): Directory {
  return new Directory(1, {
    tenants: ['acme', 'globex'].map(tenantOf),
    projects: ENVIRONMENTS.map(({ tenant, project }) => ({ tenant, id: project, title: '' })),
    environments: ENVIRONMENTS,
    clusters: ['east'],
  });
}

interface WrittenThings {
  readonly inhibitions: TestInhibitions;
  readonly beats: HeartbeatBook;
  readonly events: EventRuleBook;
  readonly rules: ReadonlyMap<string, Rule>;
  readonly policies: ReadonlyMap<string, Policy>;
  readonly routes: ReadonlyMap<string, PreparedRoute>;
}

function rulesUsing(rules: WrittenThings['rules']): NotifierParts['channelReferences'][number] {
  return {
    noun: 'rules',
    using: (id) => [...rules.values()].filter((r) => r.channels.includes(id)).map((r) => r.name),
    channelUnused: (id) => unusedStatement(rules, id),
  };
}

function partsOf(
  options: WorldOptions,
  { rules, policies, routes, inhibitions, beats, events }: WrittenThings,
  newId: IdSource,
  channels: ChannelBook,
): Omit<NotifierParts, 'silences'> {
  const { state, clock } = options;
  const directory = notifyDirectory();
  const intake = {
    cluster: 'east',
    namespaceLabel: 'namespace',
    namespaceTrusted: options.namespaceTrusted ?? false,
    replicaLabels: new Set(['prometheus_replica']),
  };
  return {
    state,
    clock,
    logger: options.logger ?? SILENT,
    metrics: createMetrics({ version: 'test', withProcessMetrics: false }),
    random: options.random ?? (() => 0),
    newId,
    directory: () => directory,
    clusters: { get: (name) => (name === 'east' ? intake : undefined) },
    rules: { get: (id) => rules.get(id), all: () => [...rules.values()] },
    policies: {
      get: (owner, id) => {
        const policy = policies.get(id);
        return policy?.owner === owner ? policy : undefined;
      },
    },
    routes: { get: (owner) => routes.get(owner) },
    inhibitionRules: inhibitions,
    heartbeats: beats,
    eventRules: events,
    channelReferences: [rulesUsing(rules)],
    readRuleLabel: (cluster, value) => readRuleLabel(MAC_KEY, cluster, value),
    channels,
    ...(options.channelKinds === undefined ? {} : { channelKinds: options.channelKinds }),
    ...(options.isHeld === undefined ? {} : { isHeld: options.isHeld }),
    sealer: WORLD_SEALER,
    tenantOutbound: options.outbound,
    isPublic: async () => true,
    mailRelay: options.mailRelay ?? null,
    links: {
      incident: (owner, id) => `https://tocsin.example/${owner}/incidents/${id}`,
      rule: (owner, id) => `https://tocsin.example/${owner}/rules/${id}`,
    },
    encodeLive: (message: LiveMessage) => JSON.stringify(message, jsonValue),
    platform: { severities: ['critical', 'warning'], timeZone: 'UTC' },
    sendTimeoutMs: 10_000,
    webhookRepeatMs: 4 * 3_600_000,
    maxChannelsPerOwner: 100,
    maxOpenIncidentsPerOwner: options.maxOpenIncidents ?? Number.MAX_SAFE_INTEGER,
    maxAlertsInFlight: 50_000,
  };
}

function silenceService(
  { state, clock, newId, rules, directory, channels }: Omit<NotifierParts, 'silences'>,
  silences: SilenceRepository,
  { openIncidentsOf: openOf, wakeRepeats }: Notifier,
): SilenceService {
  const tenantStands = (tenant: string) => channels.tenantStands(tenant);
  const mates = { state, silences, rules, openOf, directory, tenantStands };
  return new SilenceService({ ...mates, clock, newId, wakeRepeats });
}

function jsonValue(_name: string, value: unknown): unknown {
  if (!(value instanceof Map)) return value;
  const isTexts = [...value.values()].every((item) => typeof item === 'string');
  return isTexts ? labelsToObject(value) : [...value.values()];
}

/** Rules live in the test, not in a table: the precondition is made of what the test says. */
function unusedStatement(rules: ReadonlyMap<string, Rule>, id: string) {
  const isUsed = [...rules.values()].some((rule) => rule.channels.includes(id));
  const sql = isUsed ? 'SELECT 1' : 'SELECT 1 WHERE 1 = 0';
  return { name: 'rule.channel_unused', sql, parameters: [], expect: 'none' as const };
}

/** The JSON of one alert, as Prometheus would post it for a compiled rule. */
export function alertJson(alert: TestAlert, nowMs: number): object {
  const { rule, severity = 'warning', namespace, startsAtMs, endsAtMs } = alert;
  const compiled = rule
    ? {
        alertname: rule.name,
        tocsin_rule: ruleLabel(MAC_KEY, rule.id, 'east'),
        tocsin_tenant: rule.owner,
      }
    : {};
  const end = endsAtMs === undefined ? nowMs + 240_000 : endsAtMs;
  return {
    labels: { ...compiled, severity, ...(namespace ? { namespace } : {}), ...alert.labels },
    annotations: { summary: `${severity} of ${rule?.name ?? 'nobody'}` },
    startsAt: new Date(startsAtMs ?? nowMs).toISOString(),
    ...(end === null ? {} : { endsAt: new Date(end).toISOString() }),
    generatorURL: 'http://prometheus.internal:9090/graph',
  };
}

async function settleTenants(state: State): Promise<void> {
  const db = builderFor<TenancyTables>(state.dialect);
  for (const { id, timeZone, language, severities } of ['acme', 'globex'].map(tenantOf)) {
    const row = {
      id,
      title: id,
      time_zone: timeZone,
      language,
      severities: JSON.stringify(severities),
      declared: 0,
      revision: 1,
      created_at_ms: 0,
      updated_at_ms: 0,
    };
    const insert = db
      .insertInto('tenants')
      .values(row)
      .onConflict((on) => on.doNothing());
    await state.commit({
      name: 'test.tenants',
      statements: [statement('tenant', insert.compile())],
    });
  }
}

async function startAll(notifier: Notifier): Promise<void> {
  for (const service of notifier.services) await service.start();
}

async function stopAll(notifier: Notifier): Promise<void> {
  for (const service of [...notifier.services].reverse()) await service.stop();
}

function notified(notifier: Notifier, alerts: readonly TestAlert[], nowMs: number) {
  const items = alerts.map((alert) => {
    const isOver = (alert.endsAtMs ?? nowMs + 1) <= nowMs;
    return { ...alertJson(alert, nowMs), status: isOver ? 'resolved' : 'firing' };
  });
  const body: unknown = JSON.parse(JSON.stringify({ version: '4', alerts: items }));
  return notifier.pipeline.receive(CLUSTER_TOKEN, body, 'webhook');
}

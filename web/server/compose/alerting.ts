import { readFileSync } from 'node:fs';
import { ChannelBook } from '../../../alerting/channels/channel-book.ts';
import type { ChannelService } from '../../../alerting/channels/channel-service.ts';
import { createNotifier, type Notifier } from '../../../alerting/create-notifier.ts';
import type { IncidentReader } from '../../../alerting/incidents/incident-reader.ts';
import type { LiveFeed } from '../../../alerting/live/live-feed.ts';
import type { MailRelay } from '../../../alerting/notify/email/mail-relay.ts';
import { publicDestinations } from '../../../alerting/notify/webhook/public-destination.ts';
import type { AlertPipeline } from '../../../alerting/pipeline.ts';
import type { Ruler } from '../../../alerting/ruler/ruler.ts';
import type { RulerBook } from '../../../alerting/ruler/ruler-book.ts';
import type { RuleClusters } from '../../../alerting/rules/rule-cluster.ts';
import { readRuleLabel } from '../../../alerting/rules/rule-mac.ts';
import { ownerStands } from '../../../alerting/rules/rule-references.ts';
import { RuleRepository } from '../../../alerting/rules/rule-repository.ts';
import { RuleService } from '../../../alerting/rules/rule-service.ts';
import { TemplateBook } from '../../../alerting/rules/templates/template-book.ts';
import { TemplateService } from '../../../alerting/rules/templates/template-service.ts';
import { createRuleSink } from '../../../alerting/sinks/create-rule-sink.ts';
import { RuleReconciler } from '../../../alerting/sinks/reconciler.ts';
import { StatusBook } from '../../../alerting/sinks/status-book.ts';
import type { Service } from '../../../platform/lifecycle/service.ts';
import { createOutbound } from '../../../platform/outbound/outbound.ts';
import type { Directory } from '../../../platform/tenancy/directory.ts';
import { PLATFORM } from '../../../platform/tenancy/scope-name.ts';
import type { RuleOwnership } from '../../../queries/proxy/filtered-answer.ts';
import { secretOf } from '../check-config.ts';
import type { Config } from '../config.ts';
import { encodeLive } from '../resources/present-incident.ts';
import { intakeClusters, ruleClusters } from './cluster-views.ts';
import { endLostEnvironments } from './end-lost-environments.ts';
import { endOrphans } from './end-orphans.ts';
import { durationMs, type Floor } from './floor.ts';
import { ruleOwnership } from './rule-ownership.ts';
import { composeRuler, type RulerOptions } from './ruler.ts';
import type { TenancyParts } from './tenancy.ts';

/** Rules, their delivery, intake, incidents and notifications. */
export interface AlertingParts {
  readonly rules: RuleService;
  readonly templates: TemplateService;
  readonly statusOf: StatusBook['of'];
  readonly channels: ChannelService;
  readonly incidents: IncidentReader;
  readonly pipeline: AlertPipeline;
  readonly feed: LiveFeed;
  readonly ownership: RuleOwnership;
  /** What our own ruler evaluates. */
  readonly rulerBook: RulerBook;
  readonly services: readonly Service[];
}

const MAC_PURPOSE = 'rule-label-mac';
const SEND_TIMEOUT_MS = 30_000;
/** A reload takes its time, and the list of all rules its bytes. */
const SINK_TIMEOUT_MS = 30_000;
const SINK_MAX_BYTES = 32 * 1024 * 1024;

/** How rules that are evaluated here reach what they ask. */
export type AlertingBackends = Pick<RulerOptions, 'upstream' | 'embedded'>;

/** Reads rules, channels and open incidents, and joins the alerting plane. */
export async function composeAlerting(
  floor: Floor,
  tenancy: TenancyParts,
  backends: AlertingBackends,
  publicUrl: () => string,
): Promise<AlertingParts> {
  const { state, config, logger } = floor;
  const { directories } = tenancy;
  const directory = () => directories.current();
  const [repository, statuses, channelBook, templateBook] = await Promise.all([
    RuleRepository.open(state),
    StatusBook.open(state),
    ChannelBook.open(state),
    TemplateBook.open(state),
  ]);
  const notifier = await composeNotifier(floor, tenancy, { repository, channelBook, publicUrl });
  const clusters = ruleClusters(directories);
  const macKey = floor.secrets.deriveKey(MAC_PURPOSE);
  const { pipeline } = notifier;
  const { ruler, book } = composeRuler({
    floor,
    directories,
    ...backends,
    send: {
      send: async (cluster, alerts) => {
        await pipeline.receive({ kind: 'cluster-intake', cluster }, alerts);
      },
    },
    externalUrl: config.server.publicUrl,
  });
  const mates = { repository, statuses, directory, clusters, macKey, ruler };
  const reconciler = composeDelivery(floor, mates);
  directories.subscribe(() => reconciler.wake());
  endLostEnvironments(directories, notifier.incidentCloser, logger);
  const { incidentCloser: incidents } = notifier;
  const writing = { ...mates, channelBook, templateBook, incidents, reconciler };
  const { rules, templates } = composeRules(floor, writing);
  const orphans = endOrphans({ pipeline: notifier.pipeline, rules: repository, directory });
  return {
    rules,
    templates,
    statusOf: (rule) => statuses.of(rule),
    channels: notifier.channels,
    incidents: notifier.incidents,
    pipeline: notifier.pipeline,
    feed: notifier.live,
    ownership: ruleOwnership(repository, directory, readLabelWith(floor)),
    rulerBook: book,
    services: [...notifier.services, orphans, ruler, reconciler],
  };
}

interface RuleMates extends DeliveryMates {
  readonly channelBook: ChannelBook;
  readonly templateBook: TemplateBook;
  readonly incidents: Notifier['incidentCloser'];
  readonly reconciler: RuleReconciler;
}

/** What people write: rules, and templates of rules. */
function composeRules(floor: Floor, mates: RuleMates): Pick<AlertingParts, 'rules' | 'templates'> {
  const { state, config } = floor;
  const { repository, directory, channelBook, templateBook, reconciler } = mates;
  const platformLadder = config.alerting.platformSeverities;
  const templates = new TemplateService({
    ...floor,
    book: templateBook,
    rules: repository,
    directory,
    ladderOf: (owner) =>
      owner === PLATFORM ? platformLadder : (directory().tenants.get(owner)?.severities ?? []),
  });
  const rules = new RuleService({
    ...floor,
    ...mates,
    rules: repository,
    platformLadder,
    channels: channelBook,
    templates: (owner) => (id) => templates.find(owner, id),
    ownerStands: (tenant, ladder) => ownerStands(state.dialect, tenant, ladder),
    maxRulesPerOwner: config.alerting.maxRulesPerOwner,
    changed: () => reconciler.wake(),
  });
  return { rules, templates };
}

interface DeliveryMates {
  readonly repository: RuleRepository;
  readonly statuses: StatusBook;
  readonly directory: () => Directory;
  readonly clusters: RuleClusters;
  readonly macKey: Uint8Array;
  readonly ruler: Ruler;
}

function composeDelivery(floor: Floor, mates: DeliveryMates): RuleReconciler {
  const { clock } = floor;
  const { repository, ruler, directory } = mates;
  const readLabel = readLabelWith(floor);
  const ownsLabel = (cluster: string, value: string) => readLabel(cluster, value) !== undefined;
  const outbound = createOutbound({
    policy: 'administrator',
    timeoutMs: SINK_TIMEOUT_MS,
    maxBytes: SINK_MAX_BYTES,
    clock,
    metrics: floor.outboundMetrics,
  });
  return new RuleReconciler({
    ...floor,
    ...mates,
    rules: repository,
    sinkFor: (cluster) => createRuleSink(cluster, { outbound, ownsLabel, ruler, directory, clock }),
  });
}

interface NotifierMates {
  readonly repository: RuleRepository;
  readonly channelBook: ChannelBook;
  readonly publicUrl: () => string;
}

function composeNotifier(
  floor: Floor,
  tenancy: TenancyParts,
  mates: NotifierMates,
): Promise<Notifier> {
  const { config, clock, secrets } = floor;
  const { repository, channelBook, publicUrl } = mates;
  const tenantOutbound = createOutbound({
    policy: 'tenant',
    allow: config.outbound.tenantAllow,
    timeoutMs: durationMs(config.outbound.timeout),
    maxBytes: config.outbound.maxResponseBytes,
    clock,
    metrics: floor.outboundMetrics,
  });
  const page = (path: string) => (publicUrl() === '' ? null : `${publicUrl()}${path}`);
  return createNotifier({
    ...floor,
    directory: () => tenancy.directories.current(),
    clusters: intakeClusters(tenancy.directories),
    rules: repository,
    ruleReferences: repository,
    readRuleLabel: readLabelWith(floor),
    channels: channelBook,
    sealer: secrets,
    tenantOutbound,
    isPublic: publicDestinations(),
    mailRelay: mailRelayOf(config.mail),
    links: {
      incident: (owner, id) => page(`/incidents/${id}?scope=${encodeURIComponent(owner)}`),
      rule: (owner, id) => page(`/rules/${id}?scope=${encodeURIComponent(owner)}`),
    },
    encodeLive,
    platform: { severities: config.alerting.platformSeverities, timeZone: 'UTC' },
    sendTimeoutMs: SEND_TIMEOUT_MS,
    maxChannelsPerOwner: config.alerting.maxChannelsPerOwner,
  });
}

/** Reads rule labels that were signed with any of the keys. */
function readLabelWith({ secrets }: Floor): (cluster: string, value: string) => string | undefined {
  const keys = secrets.deriveKeys(MAC_PURPOSE);
  return (cluster, value) => firstOf(keys, (key) => readRuleLabel(key, cluster, value));
}

function firstOf<T, R>(items: readonly T[], find: (item: T) => R | undefined): R | undefined {
  for (const item of items) {
    const found = find(item);
    if (found !== undefined) return found;
  }
  return undefined;
}

function mailRelayOf(mail: Config['mail']): MailRelay | null {
  if (mail.host === '') return null;
  return {
    host: mail.host,
    port: mail.port,
    tls: mail.tls,
    ca: mail.ca === '' ? null : readFileSync(mail.ca, 'utf8'),
    user: mail.user === '' ? null : mail.user,
    password: mail.password === undefined ? null : secretOf(mail.password),
    from: mail.from,
    fromName: mail.fromName,
    connectTimeoutMs: durationMs(mail.connectTimeout),
    socketTimeoutMs: durationMs(mail.socketTimeout),
  };
}

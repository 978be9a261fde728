import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { AddressBook } from '../../../alerting/addresses/address-book.ts';
import type { ChannelBook } from '../../../alerting/channels/channel-book.ts';
import {
  createNotifier,
  type Notifier,
  type NotifierParts,
} from '../../../alerting/create-notifier.ts';
import type { EventRuleBook } from '../../../alerting/event-rules/event-rule-book.ts';
import type { HeartbeatBook } from '../../../alerting/heartbeats/heartbeat-book.ts';
import { ArchiveFile } from '../../../alerting/incidents/history/archive-file.ts';
import type { LinkSettings } from '../../../alerting/message-links/link-settings.ts';
import type { MailRelay } from '../../../alerting/notify/email/mail-relay.ts';
import { publicDestinations } from '../../../alerting/notify/webhook/public-destination.ts';
import type { PolicyRepository } from '../../../alerting/policies/policy-repository.ts';
import type { RouteTreeRepository } from '../../../alerting/route-trees/route-tree-repository.ts';
import type { RuleRepository } from '../../../alerting/rules/rule-repository.ts';
import type { SilenceRepository } from '../../../alerting/silences/silence-repository.ts';
import type { FailingRules } from '../../../alerting/watch/failing-rules.ts';
import { secretOf } from '../check-config.ts';
import type { Config } from '../config.ts';
import { createCarriedMetrics } from '../members/member-metrics.ts';
import { MemberCarriers } from '../members/send-calls.ts';
import { encodeLive } from '../resources/present-incident.ts';
import { intakeClusters } from './cluster-views.ts';
import { durationMs, type Floor } from './floor.ts';
import type { InhibitionBook } from './inhibitions.ts';
import { deliveryOptions, incidentLinks } from './message-options.ts';
import type { PictureParts } from './pictures.ts';
import { readLabelWith } from './rule-labels.ts';
import type { SystemMates } from './system-rules.ts';
import type { TenancyParts } from './tenancy.ts';
import { composeTenantOutbound } from './tenant-outbound.ts';

/** What incidents and their messages look at. */
export interface NotifierMates extends SystemMates {
  readonly repository: RuleRepository;
  readonly channelBook: ChannelBook;
  readonly addressBook: AddressBook;
  readonly failing: FailingRules;
  readonly policyBook: PolicyRepository;
  readonly routeBook: RouteTreeRepository;
  readonly inhibitionBook: InhibitionBook;
  readonly heartbeatBook: HeartbeatBook;
  readonly eventRuleBook: EventRuleBook;
  readonly silences: SilenceRepository;
  readonly linkSettings: LinkSettings;
  readonly publicUrl: () => string;
  readonly pictures: Pick<PictureParts, 'imageOf' | 'graphs'>;
}

const SEND_TIMEOUT_MS = 30_000;

export function composeNotifier(
  floor: Floor,
  tenancy: TenancyParts,
  mates: NotifierMates,
): Promise<Notifier> {
  const { config, secrets } = floor;
  const { allRules, channelBook, policyBook, failing } = mates;
  const { routeBook: routes, inhibitionBook: inhibitionRules, heartbeatBook: heartbeats } = mates;
  return createNotifier({
    ...floor,
    directory: () => tenancy.directories.current(),
    clusters: intakeClusters(tenancy.directories),
    rules: allRules,
    policies: policyBook,
    routes,
    inhibitionRules,
    heartbeats,
    eventRules: mates.eventRuleBook,
    silences: mates.silences.book,
    channelReferences: referencesOf(mates),
    isHeld: (incident) => failing.holds(incident),
    readRuleLabel: readLabelWith(floor),
    channels: channelBook,
    sealer: secrets,
    tenantOutbound: composeTenantOutbound(floor, mates.addressBook, floor.outboundMetrics),
    ...carryingOf(floor, mates),
    isPublic: publicDestinations(),
    mailRelay: mailRelayOf(config.mail),
    links: incidentLinks(floor, mates),
    panelImage: mates.pictures.imageOf(allRules),
    pictureLinks: mates.pictures.graphs,
    encodeLive,
    platform: { severities: config.alerting.platformSeverities, timeZone: 'UTC' },
    sendTimeoutMs: SEND_TIMEOUT_MS,
    webhookRepeatMs: durationMs(config.alerting.webhookRepeat),
    maxChannelsPerOwner: config.alerting.maxChannelsPerOwner,
    maxOpenIncidentsPerOwner: config.alerting.maxOpenIncidentsPerOwner,
    maxAlertsInFlight: config.alerting.maxAlertsInFlight,
    retention: retentionOf(floor),
    delivery: deliveryOptions(config),
  });
}

/** The other processes on the database, if it may have such. */
function carryingOf(
  { seat, epoch, metrics, clock, logger, config }: Floor,
  { addressBook }: NotifierMates,
): Pick<NotifierParts, 'carrying'> {
  if (seat === null) return {};
  const { membership, client, program } = seat;
  // Longer than a request and its connection may take there, shorter than an attempt.
  const answerMs = Math.min(
    2 * durationMs(config.outbound.timeout) + 2_000,
    SEND_TIMEOUT_MS - 5_000,
  );
  const parts = { membership, client, program, answerMs, clock, logger };
  const carriers = new MemberCarriers({ ...parts, metrics: createCarriedMetrics(metrics) });
  return { carrying: { carriers, epoch, approvedOf: (owner) => addressBook.approvedOf(owner) } };
}

/** What may name a channel, and keeps it from being deleted. */
function referencesOf({
  repository,
  settings,
  policyBook,
  routeBook,
}: NotifierMates): NotifierParts['channelReferences'] {
  return [
    {
      noun: 'rules',
      using: (id) => [...repository.rulesUsing(id), ...settings.using(id)],
      channelUnused: (id) => settings.channelUnused(id),
    },
    {
      noun: 'policies',
      using: (id) => policyBook.using(id),
      channelUnused: (id) => policyBook.channelUnused(id),
    },
    {
      noun: 'routes',
      using: (id) => routeBook.usingChannel(id),
      channelUnused: (id) => routeBook.channelUnused(id),
    },
  ];
}

function retentionOf({ config, newId }: Floor): NonNullable<NotifierParts['retention']> {
  const { keep, archive, archiveDirectory } = config.alerting.incidentHistory;
  const folder =
    archiveDirectory === ''
      ? join(resolve(config.data.directory), 'archive', 'incidents')
      : resolve(archiveDirectory);
  return {
    keepMs: durationMs(keep),
    openArchive: archive ? () => new ArchiveFile(folder, `incidents-${newId()}`) : null,
  };
}

/** Null while none is configured. Reads the file of its certificate. */
export function mailRelayOf(mail: Config['mail']): MailRelay | null {
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

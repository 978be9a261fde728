import { AddressBook } from '../../../alerting/addresses/address-book.ts';
import type { AddressService } from '../../../alerting/addresses/address-service.ts';
import { ChannelBook } from '../../../alerting/channels/channel-book.ts';
import type { ChannelService } from '../../../alerting/channels/channel-service.ts';
import type { Notifier } from '../../../alerting/create-notifier.ts';
import type { Inbox } from '../../../alerting/inbox/inbox.ts';
import type { IncidentHistory } from '../../../alerting/incidents/create-incident-history.ts';
import type { IncidentReader } from '../../../alerting/incidents/incident-reader.ts';
import type { LiveFeed } from '../../../alerting/live/live-feed.ts';
import type { RuleStateFeed } from '../../../alerting/live/rule-state-feed.ts';
import { LinkSettings } from '../../../alerting/message-links/link-settings.ts';
import type { PersonalSettings } from '../../../alerting/people/personal-settings.ts';
import type { AlertPipeline } from '../../../alerting/pipeline.ts';
import { PolicyRepository } from '../../../alerting/policies/policy-repository.ts';
import { RouteTreeRepository } from '../../../alerting/route-trees/route-tree-repository.ts';
import type { RulerBook } from '../../../alerting/ruler/ruler-book.ts';
import type { Rule } from '../../../alerting/rules/rule.ts';
import { RuleRepository } from '../../../alerting/rules/rule-repository.ts';
import { RulerPlaces } from '../../../alerting/rules/ruler-groups/ruler-places.ts';
import type { RulePast } from '../../../alerting/rules/simulate/rule-past.ts';
import type { SystemRuleBook } from '../../../alerting/rules/system/system-rule-book.ts';
import { TemplateBook } from '../../../alerting/rules/templates/template-book.ts';
import { SilenceRepository } from '../../../alerting/silences/silence-repository.ts';
import type { SilenceService } from '../../../alerting/silences/silence-service.ts';
import { ruleEvaluations } from '../../../alerting/sinks/rule-evaluations.ts';
import type { KubernetesResources } from '../../../alerting/sinks/sink-resources.ts';
import { StatusBook } from '../../../alerting/sinks/status-book.ts';
import { FailingRules } from '../../../alerting/watch/failing-rules.ts';
import type { Service } from '../../../platform/lifecycle/service.ts';
import { composeAddresses } from './addresses.ts';
import { ruleClusters } from './cluster-views.ts';
import { composeDecisions, type DecisionParts } from './decisions.ts';
import { endLostEnvironments } from './end-lost-environments.ts';
import { endOrphans } from './end-orphans.ts';
import type { Floor } from './floor.ts';
import { notificationSources } from './notification-sources.ts';
import type { PictureParts } from './pictures.ts';
import { composeDelivery } from './rule-delivery.ts';
import { macKeyOf } from './rule-labels.ts';
import { composeRuleStates } from './rule-states.ts';
import { composeRuleWatch } from './rule-watch.ts';
import { composeRuler, type RulerOptions } from './ruler.ts';
import { composeRulerGroups, type RulerGroupParts } from './ruler-groups.ts';
import { composeSending, type SendingParts } from './sending.ts';
import type { AlertmanagerParts } from './silences.ts';
import { openSystemRules } from './system-rules.ts';
import type { TenancyParts } from './tenancy.ts';
import {
  type ChangeParts,
  composeChanges,
  composePast,
  composeRules,
  type WrittenParts,
} from './written-rules.ts';

/** Rules, their delivery, intake, incidents and notifications. */
export interface AlertingParts
  extends WrittenParts,
    ChangeParts,
    DecisionParts,
    SendingParts,
    RulerGroupParts {
  /** The rule of the catalogue that a rule is. */
  readonly systemRuleOf: SystemRuleBook['systemRuleOf'];
  /** What rules would have done. */
  readonly past: RulePast;
  readonly inbox: Inbox;
  readonly personal: PersonalSettings;
  readonly peopleForgotten: () => Promise<void>;
  readonly statusOf: StatusBook['of'];
  readonly evaluationsOf: ReturnType<typeof ruleEvaluations>;
  readonly channels: ChannelService;
  readonly addresses: AddressService;
  readonly incidents: IncidentReader;
  readonly incidentHistory: IncidentHistory;
  readonly pipeline: AlertPipeline;
  readonly silences: SilenceService;
  readonly alertmanager: AlertmanagerParts;
  readonly feed: LiveFeed;
  /** How rules do, for live readers. */
  readonly ruleStates: RuleStateFeed;
  /** What our own ruler evaluates. */
  readonly rulerBook: RulerBook;
  readonly services: readonly Service[];
}

/** How rules that are evaluated here reach what they ask. */
export type AlertingBackends = Pick<RulerOptions, 'upstream' | 'embedded'> & {
  readonly kubernetes: KubernetesResources;
  /** What messages show. */
  readonly pictures: Pick<PictureParts, 'imageOf' | 'graphs'>;
};

/** Reads rules, channels and open incidents, and joins the alerting plane. */
export async function composeAlerting(
  floor: Floor,
  tenancy: TenancyParts,
  backends: AlertingBackends,
  publicUrl: () => string,
): Promise<AlertingParts> {
  const { config, logger } = floor;
  const { directories } = tenancy;
  const directory = () => directories.current();
  const { repository, statuses, templateBook, ...more } = await openBooks(floor);
  const systemMates = await openSystemRules(floor, repository, directory);
  const failing = new FailingRules(systemMates.allRules, statuses, floor.clock);
  const books = { repository, ...more };
  const { kubernetes, pictures, ...sources } = backends;
  const told = { ...systemMates, ...books, failing, publicUrl, pictures };
  const { notifier, ...decisions } = await composeDecisions(floor, tenancy, told);
  const clusters = ruleClusters(directories);
  const macKey = macKeyOf(floor);
  const { pipeline, incidentCloser: incidents, openIncidents: open } = notifier;
  const { ruler, book } = composeRuler({
    floor,
    directories,
    ...sources,
    send: sendTo(pipeline),
    externalUrl: config.server.publicUrl,
  });
  const { allRules, systemBook } = systemMates;
  const seen = { rules: allRules, ...books, delivered: tenancy.delivered, directory };
  const notifications = notificationSources(floor, seen);
  const known = { repository, statuses, directory, clusters, macKey };
  const mates = { ...systemMates, ...known, ruler, kubernetes, notifications };
  const reconciler = composeDelivery(floor, mates);
  directories.subscribe(() => reconciler.wake());
  endLostEnvironments(directories, incidents, logger);
  const writing = { ...mates, ...books, templateBook, incidents, reconciler };
  const written = composeRules(floor, writing);
  const orphans = endOrphans({ pipeline, rules: allRules, directory });
  const watch = composeRuleWatch(floor, { ...mates, pipeline });
  const statusOf = (rule: Rule) => statuses.of(rule);
  const nowMs = () => floor.clock.nowMs();
  return {
    ...written,
    ...decisions,
    ...composeChanges(written.rules, { ...writing, open }),
    systemRuleOf: (id) => systemBook.systemRuleOf(id),
    past: composePast(floor, { ...mates, ...books, ...decisions, tenancy }),
    statusOf,
    evaluationsOf: ruleEvaluations({ ...mates, statusOf, externalUrl: publicUrl, nowMs }),
    channels: notifier.channels,
    addresses: composeAddresses(floor, books, directory),
    ...readingOf(notifier),
    ...composeSending(floor, tenancy, { ...told, notifier }),
    pipeline,
    feed: notifier.live,
    ...composeRulerGroups(floor, { ...mates, ...books, rules: written.rules }),
    ...composeRuleStates(floor, mates),
    rulerBook: book,
    services: [...notifier.services, orphans, ruler, reconciler, watch],
  };
}

/** What people read of what happened, and do about it. */
function readingOf(notifier: Notifier) {
  const { inbox, personal, peopleForgotten, incidents, history: incidentHistory } = notifier;
  return { inbox, personal, peopleForgotten, incidents, incidentHistory };
}

/** All that is kept in memory, read from the state. */
async function openBooks({ state }: Floor) {
  const [
    repository,
    statuses,
    channelBook,
    templateBook,
    policyBook,
    silences,
    routeBook,
    addressBook,
    linkSettings,
    places,
  ] = await Promise.all([
    RuleRepository.open(state),
    StatusBook.open(state),
    ChannelBook.open(state),
    TemplateBook.open(state),
    PolicyRepository.open(state),
    SilenceRepository.open(state),
    RouteTreeRepository.open(state),
    AddressBook.open(state),
    LinkSettings.open(state),
    RulerPlaces.open(state),
  ]);
  const books = { repository, statuses, channelBook, templateBook, policyBook };
  return { ...books, silences, routeBook, addressBook, linkSettings, places };
}

/** Our own ruler needs no token: it is within. */
function sendTo(pipeline: AlertPipeline): Parameters<typeof composeRuler>[0]['send'] {
  return {
    send: async (cluster, alerts) => {
      await pipeline.receive({ kind: 'cluster-intake', cluster }, alerts);
    },
  };
}

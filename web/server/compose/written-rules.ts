import type { ChannelBook } from '../../../alerting/channels/channel-book.ts';
import type { Notifier } from '../../../alerting/create-notifier.ts';
import { ImpactService } from '../../../alerting/impact/impact-service.ts';
import type { InhibitionRules } from '../../../alerting/inhibition/inhibitions.ts';
import type { PolicyRepository } from '../../../alerting/policies/policy-repository.ts';
import { PolicyService } from '../../../alerting/policies/policy-service.ts';
import type { RouteTreeRepository } from '../../../alerting/route-trees/route-tree-repository.ts';
import { RouteTreeService } from '../../../alerting/route-trees/route-tree-service.ts';
import {
  DEFAULT_RECEIVER_KINDS,
  defaultChannelId,
} from '../../../alerting/routing/default-receiver.ts';
import { DEFAULT_RULER_SETTINGS } from '../../../alerting/ruler/ruler-parts.ts';
import { RuleCopies } from '../../../alerting/rules/copy/rule-copies.ts';
import { MetricFacts } from '../../../alerting/rules/lint/metric-facts.ts';
import { RuleLint } from '../../../alerting/rules/rule-lint.ts';
import { ownerStands } from '../../../alerting/rules/rule-references.ts';
import { RuleService } from '../../../alerting/rules/rule-service.ts';
import { RulePast } from '../../../alerting/rules/simulate/rule-past.ts';
import type { SystemRuleService } from '../../../alerting/rules/system/system-rule-service.ts';
import type { TemplateBook } from '../../../alerting/rules/templates/template-book.ts';
import { TemplateService } from '../../../alerting/rules/templates/template-service.ts';
import type { SilenceRepository } from '../../../alerting/silences/silence-repository.ts';
import type { RuleReconciler } from '../../../alerting/sinks/reconciler.ts';
import { intakeClusters } from './cluster-views.ts';
import type { Floor } from './floor.ts';
import type { DeliveryMates } from './rule-delivery.ts';
import { ladderOfOwner } from './rule-watch.ts';
import { ruleTemplates } from './ruler.ts';
import { composeSystemRules } from './system-rules.ts';
import type { TenancyParts } from './tenancy.ts';

/** What the writing of rules works with. */
export interface RuleMates extends DeliveryMates {
  readonly channelBook: ChannelBook;
  readonly policyBook: PolicyRepository;
  readonly routeBook: RouteTreeRepository;
  readonly templateBook: TemplateBook;
  readonly incidents: Notifier['incidentCloser'];
  readonly reconciler: RuleReconciler;
}

export interface WrittenParts {
  readonly rules: RuleService;
  readonly systemRules: SystemRuleService;
  readonly templates: TemplateService;
  readonly lint: RuleLint;
  readonly policies: PolicyService;
  readonly routeTrees: RouteTreeService;
}

export interface ChangeParts {
  readonly copies: RuleCopies;
  readonly impact: ImpactService;
}

/** What people write: rules, templates of rules, policies, and what they have otherwise of the system's. */
export function composeRules(floor: Floor, mates: RuleMates): WrittenParts {
  const { state, config } = floor;
  const { repository, directory, channelBook, policyBook, routeBook, templateBook } = mates;
  const { reconciler } = mates;
  const platformLadder = config.alerting.platformSeverities;
  const ladderOf = ladderOfOwner(config, directory);
  const stands = (tenant: string, ladder: readonly string[]) =>
    ownerStands(state.dialect, tenant, ladder);
  const templates = new TemplateService({
    ...floor,
    book: templateBook,
    rules: repository,
    directory,
    ladderOf,
  });
  const policies = new PolicyService({
    ...floor,
    policies: policyBook,
    routes: routeBook,
    rules: repository,
    channels: channelBook,
    directory,
    ladderOf,
    ownerStands: stands,
  });
  const routeTrees = new RouteTreeService({
    ...floor,
    trees: routeBook,
    channels: channelBook,
    policies: policyBook,
    directory,
    ladderOf,
    ownerStands: stands,
  });
  const findTemplate = (owner: string) => (id: string) => templates.find(owner, id);
  const rules = new RuleService({
    ...floor,
    ...mates,
    rules: repository,
    systemRules: mates.systemBook,
    platformLadder,
    channels: channelBook,
    policies: policyBook,
    templates: findTemplate,
    ownerStands: stands,
    maxRulesPerOwner: config.alerting.maxRulesPerOwner,
    changed: () => reconciler.wake(),
  });
  const changed = () => reconciler.wake();
  const systemRules = composeSystemRules(floor, { ...mates, channels: channelBook, changed });
  const facts = new MetricFacts();
  const lint = new RuleLint({
    ...floor,
    ...mates,
    rules: repository,
    templates: findTemplate,
    facts,
  });
  return { rules, systemRules, templates, lint, policies, routeTrees };
}

interface PastMates extends Pick<DeliveryMates, 'directory' | 'clusters' | 'macKey'> {
  readonly channelBook: ChannelBook;
  readonly policyBook: PolicyRepository;
  readonly routeBook: RouteTreeRepository;
  readonly silences: SilenceRepository;
  readonly inhibitionRules: InhibitionRules;
  readonly tenancy: TenancyParts;
}

/** What rules would have done, by what evaluates and tells them. */
export function composePast(
  floor: Floor,
  { channelBook, policyBook, routeBook, silences, tenancy, ...mates }: PastMates,
): RulePast {
  const { directory } = mates;
  const hasRelay = floor.config.mail.host !== '';
  const told = DEFAULT_RECEIVER_KINDS.filter((kind) => kind !== 'own-mail' || hasRelay);
  const externalUrl = floor.config.server.publicUrl;
  return new RulePast({
    ...mates,
    intakeClusters: intakeClusters(tenancy.directories),
    ladderOf: ladderOfOwner(floor.config, directory),
    channel: (owner, id) => channelBook.get(owner, id),
    policy: (owner, id) => policyBook.get(owner, id),
    routes: routeBook,
    silencesOf: (owner) => silences.book.ofOwner(owner),
    defaultsOf: (owner) => told.map((kind) => defaultChannelId(kind, owner)),
    texts: { ...DEFAULT_RULER_SETTINGS, externalUrl, templates: ruleTemplates(floor) },
    timeZoneOf: (owner) => directory().tenants.get(owner)?.timeZone ?? 'UTC',
  });
}

/** What looks at changes of rules before they are made, or makes them elsewhere. */
export function composeChanges(
  rules: RuleService,
  mates: RuleMates & { readonly open: Notifier['openIncidents'] },
): ChangeParts {
  const { repository: book, channelBook, directory, clusters, open } = mates;
  const channel = (owner: string, id: string) => channelBook.get(owner, id);
  return {
    copies: new RuleCopies({ rules, directory, clusters }),
    impact: new ImpactService({ rules, book, open, channel, directory }),
  };
}

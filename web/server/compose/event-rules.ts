import {
  EVENT_RULE_KIND,
  type EventRuleContent,
} from '../../../alerting/event-rules/event-rule.ts';
import { EventRuleBook } from '../../../alerting/event-rules/event-rule-book.ts';
import {
  type EventRuleDraft,
  validateEventRule,
} from '../../../alerting/event-rules/validate-event-rule.ts';
import type { ClusterEventListener } from '../../../alerting/intake/cluster-events.ts';
import { KeptRepository } from '../../../alerting/kept/kept-repository.ts';
import { KeptService } from '../../../alerting/kept/kept-service.ts';
import type { AlertPipeline } from '../../../alerting/pipeline.ts';
import type { PolicyRepository } from '../../../alerting/policies/policy-repository.ts';
import { ownerStands } from '../../../alerting/rules/rule-references.ts';
import { holds } from '../../../platform/tenancy/authorize.ts';
import type { Directory } from '../../../platform/tenancy/directory.ts';
import { ownerNode } from '../../../platform/tenancy/node.ts';
import type { Floor } from './floor.ts';
import { ladderOfOwner } from './rule-watch.ts';

/** What is kept of event rules. */
export interface EventRuleKeeping {
  readonly things: KeptRepository<EventRuleContent>;
  readonly book: EventRuleBook;
}

export async function openEventRules(
  floor: Floor,
  directory: () => Directory,
): Promise<EventRuleKeeping> {
  const { state, config, clock } = floor;
  const things = await KeptRepository.open(state, EVENT_RULE_KIND);
  const ladderOf = ladderOfOwner(config, directory);
  return { things, book: new EventRuleBook({ rules: things, directory, ladderOf, clock }) };
}

export type EventRuleService = KeptService<EventRuleContent, EventRuleDraft>;

/** Event rules for people. Who writes one that reads audit must be allowed to read all of it. */
export function composeEventRules(
  { state, config, clock, newId }: Floor,
  { things }: EventRuleKeeping,
  {
    policyBook,
    directory,
  }: {
    readonly policyBook: PolicyRepository;
    readonly directory: () => Directory;
  },
): EventRuleService {
  const ladderOf = ladderOfOwner(config, directory);
  const placeOf = (owner: string) => ({
    owner,
    ladder: ladderOf(owner),
    directory: directory(),
    hasPolicy: (id: string) => policyBook.has(owner, id),
  });
  return new KeptService<EventRuleContent, EventRuleDraft>({
    things,
    check: (owner, draft) => validateEventRule(draft, placeOf(owner)),
    allows: (principal, owner, { source }) =>
      source !== 'audit' || holds(directory(), principal, ownerNode(owner), 'audit:read'),
    directory,
    ladderOf,
    ownerStands: (tenant, ladder) => ownerStands(state.dialect, tenant, ladder),
    clock,
    newId,
  });
}

/** What looks at the events of clusters: incidents are durable when it is done. */
export function eventListener(book: EventRuleBook, pipeline: AlertPipeline): ClusterEventListener {
  return {
    wants: (kind) => book.wants(kind),
    take: (events) => pipeline.observe(book.workOf(events)),
  };
}

import type { Notifier } from '../../../alerting/create-notifier.ts';
import type { Incident } from '../../../alerting/incidents/incident.ts';
import type { InhibitionRules } from '../../../alerting/inhibition/inhibitions.ts';
import type { ClusterEventListener } from '../../../alerting/intake/cluster-events.ts';
import { WhyService } from '../../../alerting/why/why-service.ts';
import {
  composeEventRules,
  type EventRuleService,
  eventListener,
  openEventRules,
} from './event-rules.ts';
import type { Floor } from './floor.ts';
import { composeHeartbeats, type HeartbeatParts, openHeartbeats } from './heartbeats.ts';
import { composeInhibitions, type InhibitionService, openInhibitions } from './inhibitions.ts';
import { composeNotifier, type NotifierMates } from './notifier.ts';
import { ladderOfOwner } from './rule-watch.ts';
import type { TenancyParts } from './tenancy.ts';

/** What people write that decides about messages, and why they are told or not. */
export interface DecisionParts {
  readonly inhibitions: InhibitionService;
  readonly heartbeats: HeartbeatParts;
  readonly eventRules: EventRuleService;
  /** What looks at the events of clusters. */
  readonly eventListener: ClusterEventListener;
  readonly why: WhyService;
  readonly inhibitionRules: InhibitionRules;
}

/** The notifier with what decides about its messages. */
export async function composeDecisions(
  floor: Floor,
  tenancy: TenancyParts,
  mates: Omit<NotifierMates, 'inhibitionBook' | 'heartbeatBook' | 'eventRuleBook'>,
): Promise<DecisionParts & { readonly notifier: Notifier }> {
  const directory = () => tenancy.directories.current();
  const inhibitionBook = await openInhibitions(floor);
  const beats = await openHeartbeats(floor);
  const kept = await openEventRules(floor, directory);
  const books = { inhibitionBook, heartbeatBook: beats.book, eventRuleBook: kept.book };
  const notifier = await composeNotifier(floor, tenancy, { ...mates, ...books });
  const { pipeline, incidents } = notifier;
  const { policyBook, allRules: rules } = mates;
  const heartbeats = composeHeartbeats(floor, beats, { pipeline, policyBook, directory });
  const ladderOf = ladderOfOwner(floor.config, directory);
  const contextOf = (incident: Incident) => pipeline.contextOf(incident);
  return {
    notifier: { ...notifier, services: [...notifier.services, heartbeats.watch.loop] },
    inhibitionRules: inhibitionBook,
    inhibitions: composeInhibitions(floor, inhibitionBook, directory),
    heartbeats,
    eventRules: composeEventRules(floor, kept, { policyBook, directory }),
    eventListener: eventListener(kept.book, pipeline),
    why: new WhyService({
      state: floor.state,
      incidents,
      contextOf,
      rules,
      directory,
      ladderOf,
      eventRules: kept.things,
      heartbeats: beats.things,
      roomAt: notifier.roomAt,
      peopleBehind: notifier.peopleBehind,
    }),
  };
}

import type { Clock } from '../platform/clock/clock.ts';
import type { State } from '../platform/state/state.ts';
import type { Directory } from '../platform/tenancy/directory.ts';
import type { AlertingMetrics } from './alerting-metrics.ts';
import type { Hold } from './holding/hold.ts';
import type { EventFeed } from './incidents/event-feed.ts';
import type { Incident } from './incidents/incident.ts';
import type { IntakeReadiness } from './incidents/intake-readiness.ts';
import type { OpenIncidents } from './incidents/open-incidents.ts';
import type { IntakeClusters } from './intake/intake-token.ts';
import type { IntakeLimits } from './intake/parse-alerts.ts';
import type { ReadRuleLabel } from './intake/rule-label-cache.ts';
import type { LadderOf, Sighting } from './intake/sight-alert.ts';
import type { KnownChannel } from './outbox/message-to.ts';
import type { PlanContext } from './pipeline-plan.ts';
import type { PolicyBook } from './policies/policy-book.ts';
import type { IncidentQuota } from './quota/incident-quota.ts';
import type { DefaultReceiverKind } from './routing/default-receiver.ts';
import type { RouteBook } from './routing/route-book.ts';
import type { RuleBook } from './rules/rule-book.ts';

/** Everything the stages look at. */
export interface PipelineParts
  extends Pick<PlanContext, 'inhibitions' | 'flaps' | 'otherRoute' | 'followed'> {
  readonly state: State;
  readonly clock: Clock;
  readonly newId: () => string;
  readonly metrics: AlertingMetrics;
  readonly limits: IntakeLimits;
  /** Alerts that may be on their way to the disk at once. */
  readonly maxAlertsInFlight: number;
  readonly quota: IncidentQuota;
  readonly directory: () => Directory;
  readonly clusters: IntakeClusters;
  readonly rules: RuleBook;
  readonly readRuleLabel: ReadRuleLabel;
  readonly ladderOf: LadderOf;
  readonly policies: PolicyBook;
  readonly routes: RouteBook;
  readonly channel: (owner: string, id: string) => KnownChannel | undefined;
  /** What the default receiver has here. */
  readonly defaultKinds: readonly DefaultReceiverKind[];
  readonly holds: readonly Hold[];
  readonly open: OpenIncidents;
  readonly readiness: IntakeReadiness;
  readonly webhookRepeatMs: number;
  /** Whether the incident's rule keeps it although nobody says that it still fires. */
  readonly isHeld: (incident: Incident) => boolean;
  /** Alerts came in that belong to somebody, whether or not they are news. */
  readonly sighted: (sightings: readonly Sighting[], nowMs: number) => void;
  readonly feed: EventFeed;
  /** Called after deliveries were committed. */
  readonly wakeOutbox: () => void;
  /** Called after clocks were committed that are due before the loop looks by itself. */
  readonly wakeClocks: () => void;
}

import { addressEndpoints } from './endpoints/addresses.ts';
import { boardMetricEndpoints } from './endpoints/board-metrics.ts';
import { channelEndpoints } from './endpoints/channels.ts';
import { clusterEndpoints } from './endpoints/clusters.ts';
import { collectionEndpoints } from './endpoints/collection.ts';
import { dashboardEndpoints } from './endpoints/dashboards.ts';
import { deliveryEndpoints } from './endpoints/deliveries.ts';
import { embedLinkEndpoints } from './endpoints/embed-links.ts';
import { eventRuleEndpoints } from './endpoints/event-rules.ts';
import { grafanaEndpoints } from './endpoints/grafana.ts';
import { grafanaSyncEndpoints } from './endpoints/grafana-sync.ts';
import { heartbeatEndpoints } from './endpoints/heartbeats.ts';
import { inboxEndpoints } from './endpoints/inbox.ts';
import { incidentActEndpoints } from './endpoints/incident-acts.ts';
import { incidentHistoryEndpoints } from './endpoints/incident-history.ts';
import { incidentEndpoints } from './endpoints/incidents.ts';
import { inhibitionEndpoints } from './endpoints/inhibitions.ts';
import { liveEndpoints } from './endpoints/live.ts';
import { logFlowEndpoints } from './endpoints/log-flows.ts';
import { logOutputEndpoints } from './endpoints/log-outputs.ts';
import { logTailerEndpoints } from './endpoints/log-tailers.ts';
import { loggingEndpoints } from './endpoints/logging.ts';
import { memberEndpoints } from './endpoints/members.ts';
import { monitorEndpoints } from './endpoints/monitors.ts';
import { namedMetricEndpoints } from './endpoints/named-metrics.ts';
import { peopleEndpoints } from './endpoints/people.ts';
import { personalEndpoints } from './endpoints/personal.ts';
import { policyEndpoints } from './endpoints/policies.ts';
import { reportEndpoints } from './endpoints/reports.ts';
import { routeTreeEndpoints } from './endpoints/route-trees.ts';
import { ruleChangeEndpoints } from './endpoints/rule-changes.ts';
import { ruleTemplateEndpoints } from './endpoints/rule-templates.ts';
import { ruleEndpoints } from './endpoints/rules.ts';
import { scopeEndpoints } from './endpoints/scopes.ts';
import { sessionEndpoints } from './endpoints/session.ts';
import { silenceEndpoints } from './endpoints/silences.ts';
import { systemRuleEndpoints } from './endpoints/system-rules.ts';
import { tenancyEndpoints } from './endpoints/tenancy.ts';
import { whyEndpoints } from './endpoints/why.ts';

/** Every route of `/api/v1`: the tables of `endpoints/` joined. */
export const API = {
  ...sessionEndpoints,
  ...tenancyEndpoints,
  ...clusterEndpoints,
  ...memberEndpoints,
  ...peopleEndpoints,
  ...ruleEndpoints,
  ...ruleChangeEndpoints,
  ...ruleTemplateEndpoints,
  ...systemRuleEndpoints,
  ...policyEndpoints,
  ...routeTreeEndpoints,
  ...inhibitionEndpoints,
  ...heartbeatEndpoints,
  ...eventRuleEndpoints,
  ...silenceEndpoints,
  ...channelEndpoints,
  ...deliveryEndpoints,
  ...addressEndpoints,
  ...incidentEndpoints,
  ...incidentActEndpoints,
  ...incidentHistoryEndpoints,
  ...grafanaEndpoints,
  ...whyEndpoints,
  ...inboxEndpoints,
  ...personalEndpoints,
  ...liveEndpoints,
  ...collectionEndpoints,
  ...monitorEndpoints,
  ...logFlowEndpoints,
  ...logOutputEndpoints,
  ...logTailerEndpoints,
  ...loggingEndpoints,
  ...scopeEndpoints,
  ...namedMetricEndpoints,
  ...grafanaSyncEndpoints,
  ...dashboardEndpoints,
  ...boardMetricEndpoints,
  ...embedLinkEndpoints,
  ...reportEndpoints,
} as const;

export type ApiName = keyof typeof API;

import { LiveTickets } from '../../../alerting/live/live-tickets.ts';
import { CHANNEL_KINDS } from '../../../alerting/notify/channel-kinds.ts';
import { RuleExchange } from '../../../alerting/rules/exchange/rule-exchange.ts';
import { metricNames } from '../../../dashboards/catalogue/metric-names.ts';
import { addressHandlers } from '../resources/address-handlers.ts';
import { channelHandlers } from '../resources/channel-handlers.ts';
import { collectionHandlers } from '../resources/collection-handlers.ts';
import { dashboardHandlers } from '../resources/dashboard-handlers.ts';
import { deliveryHandlers } from '../resources/delivery-handlers.ts';
import { embedLinkHandlers } from '../resources/embed-link-handlers.ts';
import { eventRuleHandlers } from '../resources/event-rule-handlers.ts';
import { grafanaHandlers } from '../resources/grafana-handlers.ts';
import { grafanaSyncHandlers } from '../resources/grafana-sync-handlers.ts';
import { heartbeatHandlers } from '../resources/heartbeat-handlers.ts';
import { ImportRecordings } from '../resources/import-recordings.ts';
import { inboxHandlers } from '../resources/inbox-handlers.ts';
import { incidentActHandlers } from '../resources/incident-act-handlers.ts';
import { incidentHandlers } from '../resources/incident-handlers.ts';
import { incidentHistoryHandlers } from '../resources/incident-history-handlers.ts';
import { inhibitionHandlers } from '../resources/inhibition-handlers.ts';
import { liveHandlers } from '../resources/live-handlers.ts';
import { logFlowHandlers } from '../resources/log-flow-handlers.ts';
import { memberHandlers } from '../resources/member-handlers.ts';
import { monitorHandlers } from '../resources/monitor-handlers.ts';
import { namedMetricHandlers } from '../resources/named-metric-handlers.ts';
import { peopleHandlers } from '../resources/people-handlers.ts';
import { personalHandlers } from '../resources/personal-handlers.ts';
import { policyHandlers } from '../resources/policy-handlers.ts';
import { reportHandlers } from '../resources/report-handlers.ts';
import { routeTreeHandlers } from '../resources/route-tree-handlers.ts';
import { ruleChangeHandlers } from '../resources/rule-change-handlers.ts';
import { ruleEvaluationHandlers } from '../resources/rule-evaluation-handlers.ts';
import { ruleExchangeHandlers } from '../resources/rule-exchange-handlers.ts';
import { ruleHandlers } from '../resources/rule-handlers.ts';
import { rulePastHandlers } from '../resources/rule-past-handlers.ts';
import { ruleTemplateHandlers } from '../resources/rule-template-handlers.ts';
import { scopeHandlers } from '../resources/scope-handlers.ts';
import { sessionHandlers } from '../resources/session-handlers.ts';
import { silenceHandlers } from '../resources/silence-handlers.ts';
import { systemRuleHandlers } from '../resources/system-rule-handlers.ts';
import { tenancyHandlers } from '../resources/tenancy-handlers.ts';
import { whyHandlers } from '../resources/why-handlers.ts';
import { logsClusters, metricsClusters } from './cluster-views.ts';
import type { ApiEntrance, HttpOptions } from './http-options.ts';

/** What answers each operation of `/api/v1`. */
export function apiHandlers(options: HttpOptions, entrance: ApiEntrance) {
  const { callers, scopes, running, places, url } = entrance;
  const { floor, tenancy, gate, queries, named, logs, embedded, alerting } = options;
  const { clock, state } = floor;
  const directory = () => tenancy.directories.current();
  return {
    ...sessionHandlers({
      ...tenancy,
      callers,
      directory,
      platformSeverities: floor.config.alerting.platformSeverities,
      cookie: () => ({ secure: url().startsWith('https:') }),
    }),
    ...tenancyHandlers({ ...tenancy, directory, drift: options.drift }),
    ...memberHandlers(tenancy.members),
    ...peopleHandlers({ ...tenancy, forgotten: () => alerting.peopleForgotten() }),
    ...ruleHandlers({ ...alerting, scopes, running, named, clock }),
    ...ruleExchangeHandlers(new RuleExchange(alerting.rules)),
    ...rulePastHandlers({ ...alerting, scopes, running, named, logs, gate, directory, clock }),
    ...ruleChangeHandlers(alerting),
    ...ruleEvaluationHandlers({ ...alerting, directory }),
    ...ruleTemplateHandlers(alerting.templates),
    ...policyHandlers(alerting.policies),
    ...routeTreeHandlers(alerting.routeTrees),
    ...inhibitionHandlers(alerting.inhibitions),
    ...heartbeatHandlers(alerting.heartbeats),
    ...eventRuleHandlers(alerting.eventRules),
    ...silenceHandlers(alerting.silences, clock),
    ...inboxHandlers(alerting.inbox),
    ...personalHandlers(alerting.personal),
    ...liveHandlers(new LiveTickets(floor), callers),
    ...systemRuleHandlers(alerting),
    ...channelHandlers({ ...alerting, channelKinds: CHANNEL_KINDS, directory, clock }),
    ...deliveryHandlers({ ...alerting, clock }),
    ...addressHandlers(alerting.addresses),
    ...incidentHandlers({ directory, incidents: alerting.incidents, state }),
    ...incidentActHandlers(alerting.incidentHistory.acts),
    ...incidentHistoryHandlers({ ...alerting, directory, clock }),
    ...whyHandlers(alerting.why),
    ...logFlowHandlers(options.flows),
    ...collectionHandlers({ scopes, running, places, link: embedded, clock }),
    ...monitorHandlers({ ...options.monitors, scopes, running, places, link: embedded, clock }),
    ...scopeHandlers({
      scopes,
      directory,
      clusters: {
        promql: metricsClusters(tenancy.directories),
        logql: logsClusters(tenancy.directories),
      },
      isStrict: { promql: queries.isStrict, logql: logs.isStrict },
      clock,
      gate,
    }),
    ...namedMetricHandlers({ scopes, running, named, metrics: queries.metrics, clock }),
    ...boardHandlers(options, entrance),
  };
}

/** Dashboards, links to them, and Grafana. */
function boardHandlers(
  options: HttpOptions,
  { links, url, grafana, reports, questions }: ApiEntrance,
) {
  const { clock } = options.floor;
  const recordings = new ImportRecordings({
    rules: options.alerting.rules,
    metricsOf: (principal, scope) => metricNames(questions.as(principal, scope), clock.nowMs()),
    publicUrl: url,
  });
  return {
    ...dashboardHandlers(options.dashboards, recordings),
    ...embedLinkHandlers(links, url),
    ...grafanaHandlers(grafana),
    ...grafanaSyncHandlers(options.grafanaSync.grafana),
    ...reportHandlers(reports.reports, options.floor.clock),
  };
}

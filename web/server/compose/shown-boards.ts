import { ListedIncidents } from '../../../dashboards/alerts/listed-incidents.ts';
import { MetricNames } from '../../../dashboards/catalogue/metric-names.ts';
import type { PresentPrincipals } from '../../../platform/identity/present-principals.ts';
import { ownerOfNode } from '../../../platform/tenancy/node.ts';
import type { Principal } from '../../../platform/tenancy/principal.ts';
import { OwnQuestions } from '../own-questions.ts';
import { boardFinder, composeBoardLinks } from './board-links.ts';
import { composeGrafana } from './grafana.ts';
import type { ApiEntrance, HttpOptions, ShownBoards } from './http-options.ts';
import { composeReports } from './reports.ts';

export function shownBoards(
  options: HttpOptions,
  { callers, scopes, running, url }: Omit<ApiEntrance, keyof ShownBoards>,
): ShownBoards {
  const { floor, tenancy, dashboards, alerting, pictures, queries, logs } = options;
  const { places: provisioned, admit } = options.grafanaSync;
  const proxies = { prometheus: queries.proxy, loki: logs.proxy };
  const present = (principal: Principal) => presentOf(tenancy.present, principal);
  const questions = new OwnQuestions({ scopes, running, present, ...proxies });
  const { channels } = alerting;
  const { search: incidents } = alerting.incidentHistory;
  const { boards } = pictures;
  const lists = new ListedIncidents({
    search: alerting.incidentHistory.search,
    directory: () => tenancy.directories.current(),
    platformLadder: floor.config.alerting.platformSeverities,
  });
  const names = new MetricNames((...asking) => questions.as(...asking), floor.clock);
  const boardOf = boardFinder(dashboards, names);
  const shown = { boards, channels, scopes, questions, lists };
  const mates = { tenancy, boardOf, ...shown, publicUrl: url };
  return {
    links: composeBoardLinks(floor, { tenancy, scopes, boardOf }),
    grafana: composeGrafana({ floor, tenancy, provisioned, admit, callers, incidents, url }),
    questions,
    lists,
    reports: composeReports(floor, mates),
  };
}

/** Who looks through a data source of Grafana asks nothing in this way. */
async function presentOf(
  present: Pick<PresentPrincipals, 'find'>,
  principal: Principal,
): Promise<Principal | null> {
  const { kind, id } = principal;
  if (kind === 'viewer') return null;
  return present.find({ kind, id, owner: kind === 'user' ? '' : ownerOfNode(principal.node) });
}

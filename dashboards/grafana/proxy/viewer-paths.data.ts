/** What is checked of a request besides its path. */
export type PathCheck =
  | 'nothing'
  /** A file of Grafana's own, the same in every organisation. */
  | 'asset'
  /** A page of the dashboard that `:uid` names. */
  | 'dashboard'
  /** The data source that `:uid` names. */
  | 'data-source'
  /** The data sources of all queries in the body. */
  | 'queries'
  /** Of one dashboard, named in the query. */
  | 'annotations'
  /** Whole organisations only: what it answers is not told apart by folders. */
  | 'organisation';

export interface ViewerPath {
  readonly method: 'GET' | 'POST' | 'DELETE';
  /** `:uid` is a uid, `:ns` the namespace of the organisation, `:x` any segment; `*` the rest, not empty. */
  readonly pattern: string;
  readonly check: PathCheck;
  /**
   * For whom: everybody, those who may write dashboards where that is switched on, or Live. Where alerting is
   * switched on: everybody who looks, and those who may write rules or silences of the data source's tenant.
   */
  readonly needs: 'view' | 'write' | 'live' | 'alerting' | 'rules' | 'silences';
}

const view = (method: 'GET' | 'POST', pattern: string, check: PathCheck): ViewerPath => ({
  method,
  pattern,
  check,
  needs: 'view',
});

const write = (method: 'GET' | 'POST', pattern: string): ViewerPath => ({
  method,
  pattern,
  check: 'organisation',
  needs: 'write',
});

const RULER = '/api/ruler/:uid/api/v1/rules';
const STATE = '/api/prometheus/:uid/api/v1';
const MANAGER = '/api/alertmanager/:uid/api/v2';

const alerting = (
  method: ViewerPath['method'],
  pattern: string,
  needs: 'alerting' | 'rules' | 'silences' = 'alerting',
): ViewerPath => ({ method, pattern, check: 'data-source', needs });

/** Grafana's own pages about rules and silences, for data sources that are ours to answer. */
const ALERTING_PATHS: readonly ViewerPath[] = [
  { method: 'GET', pattern: '/alerting', check: 'nothing', needs: 'alerting' },
  { method: 'GET', pattern: '/alerting/*', check: 'nothing', needs: 'alerting' },
  alerting('GET', RULER),
  alerting('GET', `${RULER}/:x`),
  alerting('GET', `${RULER}/:x/:x`),
  alerting('POST', `${RULER}/:x`, 'rules'),
  alerting('DELETE', `${RULER}/:x`, 'rules'),
  alerting('DELETE', `${RULER}/:x/:x`, 'rules'),
  alerting('GET', `${STATE}/rules`),
  alerting('GET', `${STATE}/alerts`),
  // Asked first, to see whether rules can be written: Grafana's pages end at any answer but one or a 404.
  alerting('GET', '/api/datasources/proxy/uid/:uid/api/v1/status/buildinfo'),
  alerting('GET', `${MANAGER}/status`),
  alerting('GET', `${MANAGER}/alerts`),
  alerting('GET', `${MANAGER}/alerts/groups`),
  alerting('GET', `${MANAGER}/silences`),
  alerting('GET', `${MANAGER}/silence/:x`),
  alerting('POST', `${MANAGER}/silences`, 'silences'),
  alerting('DELETE', `${MANAGER}/silence/:x`, 'silences'),
];

const RESOURCES = '/api/datasources/uid/:uid/resources';

/**
 * What Grafana's pages ask with a body. It passes on whatever stands behind `resources`, with the token of the
 * data source: what writes there (rules, series) has its own places above, and its own switch.
 */
const ASKED_BY_POST = [
  ...['query', 'query_range', 'query_exemplars', 'labels', 'label/:x/values', 'series'],
  ...['metadata', 'rules', 'status/:x', 'parse_query', 'format_query'],
]
  .map((path) => `api/v1/${path}`)
  .concat(['suggestions', 'version-detect']);

/** Everything that a browser may ask of Grafana through us. What is not here is refused. */
export const VIEWER_PATHS: readonly ViewerPath[] = [
  view('GET', '/public/*', 'asset'),
  view('GET', '/d/:uid', 'dashboard'),
  view('GET', '/d/:uid/:x', 'dashboard'),
  view('GET', '/d-solo/:uid', 'dashboard'),
  view('GET', '/d-solo/:uid/:x', 'dashboard'),
  view('GET', '/api/frontend/settings', 'nothing'),
  view('GET', '/api/login/ping', 'nothing'),
  view('GET', '/api/plugins/:x/settings', 'nothing'),
  view('GET', '/api/dashboards/uid/:uid', 'dashboard'),
  view('GET', '/apis/dashboard.grafana.app/:x/namespaces/:ns/dashboards/:uid', 'dashboard'),
  view('GET', '/apis/dashboard.grafana.app/:x/namespaces/:ns/dashboards/:uid/dto', 'dashboard'),
  view('POST', '/api/ds/query', 'queries'),
  view('POST', '/apis/query.grafana.app/:x/namespaces/:ns/query', 'queries'),
  view('GET', `${RESOURCES}/*`, 'data-source'),
  ...ASKED_BY_POST.map((path) => view('POST', `${RESOURCES}/${path}`, 'data-source')),
  view('GET', '/api/annotations', 'annotations'),
  view('GET', '/api/library-elements/:x', 'organisation'),
  { method: 'GET', pattern: '/api/live/ws', check: 'organisation', needs: 'live' },
  write('GET', '/explore'),
  write('GET', '/dashboard/new'),
  write('GET', '/api/search'),
  write('GET', '/api/folders'),
  write('GET', '/api/folders/:x'),
  write('POST', '/api/dashboards/db'),
  ...ALERTING_PATHS,
];

/** Texts of dashboards as tenants of the mock have written them. */
export const dashboardSeeds = () =>
  [
    {
      owner: 'acme',
      scope: 'acme',
      folder: 'Team/API',
      origin: 'written',
      message: 'First draft',
      source: board(
        'shop-api',
        'Shop API',
        'Requests and errors of the shop',
        ['api', 'shop'],
        [
          ['Requests per second', 'timeseries', 'sum(rate(http_requests_total[$__rate_interval]))'],
          ['Errors', 'stat', 'sum(rate(http_requests_total{code=~"5.."}[$__rate_interval]))'],
        ],
      ),
    },
    {
      owner: 'acme',
      scope: 'acme.shop.prod',
      folder: '',
      origin: 'imported',
      message: 'Import of nodes.json',
      source: board(
        'nodes',
        'Nodes',
        'What nodes do, for looking only',
        ['node'],
        [['Processors in use', 'timeseries', 'instance:node_cpu_utilisation:rate5m']],
      ),
    },
    {
      owner: 'umbrella',
      scope: 'umbrella',
      folder: '',
      origin: 'written',
      message: '',
      source: board(
        'shop-api',
        'Umbrella API',
        'Of the other tenant',
        [],
        [['Requests per second', 'timeseries', 'sum(rate(http_requests_total[$__rate_interval]))']],
      ),
    },
  ] as const;

function board(
  uid: string,
  title: string,
  description: string,
  tags: readonly string[],
  panels: readonly (readonly [title: string, type: string, expr: string])[],
): string {
  const json = {
    ...{ uid, title, description, tags, schemaVersion: 39, timezone: 'browser', refresh: '30s' },
    time: { from: 'now-1h', to: 'now' },
    templating: { list: [] },
    panels: panels.map(([name, type, expr], index) => ({
      ...{ id: index + 1, type, title: name },
      gridPos: { x: (index % 2) * 12, y: Math.floor(index / 2) * 8, w: 12, h: 8 },
      targets: [{ refId: 'A', expr, legendFormat: '__auto' }],
      fieldConfig: { defaults: { unit: 'reqps' }, overrides: [] },
      options: {},
    })),
  };
  return `${JSON.stringify(json, null, 2)}\n`;
}

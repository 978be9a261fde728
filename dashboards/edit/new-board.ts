import type { JsonRecord } from '../model/panel.ts';

/** An empty dashboard, as Grafana writes it (schema 39). */
export function newBoard(title: string): JsonRecord {
  return {
    title,
    description: '',
    tags: [],
    schemaVersion: 39,
    editable: true,
    graphTooltip: 1,
    timezone: 'browser',
    refresh: '30s',
    time: { from: 'now-1h', to: 'now' },
    templating: {
      list: [sourceVariable('datasource', 'prometheus'), sourceVariable('loki', 'loki')],
    },
    annotations: { list: [] },
    links: [],
    panels: [],
  };
}

/** Where the dashboard is shown in Grafana people choose the data source; here it is the scope's. */
function sourceVariable(name: string, query: string): JsonRecord {
  return { name, type: 'datasource', query, hide: 2, current: {} };
}

import type { PanelKind } from '../model/panel.ts';

/** Plugins of Grafana that we draw, by id; old names beside new ones. */
const KINDS: ReadonlyMap<string, PanelKind> = new Map([
  ['timeseries', 'timeseries'],
  ['graph', 'timeseries'],
  ['stat', 'stat'],
  ['singlestat', 'stat'],
  ['gauge', 'gauge'],
  ['bargauge', 'bargauge'],
  ['barchart', 'barchart'],
  ['table', 'table'],
  ['table-old', 'table'],
  ['logs', 'logs'],
  ['heatmap', 'heatmap'],
  ['histogram', 'histogram'],
  ['state-timeline', 'state-timeline'],
  ['status-history', 'state-timeline'],
  ['piechart', 'piechart'],
  ['grafana-piechart-panel', 'piechart'],
  ['text', 'text'],
  ['row', 'row'],
  ['alertlist', 'alertlist'],
]);

/** The kind that draws a plugin's panels, or `unknown`. */
export function kindOfPlugin(plugin: string): PanelKind {
  return KINDS.get(plugin) ?? 'unknown';
}

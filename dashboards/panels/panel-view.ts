import { assertNever } from '../../platform/model/assert-never.ts';
import type { Panel } from '../model/panel.ts';
import type { PanelData } from '../model/panel-data.ts';
import type { ListedIncident, PanelView } from '../model/panel-views.ts';
import { alertListView } from './alertlist/alertlist-view.ts';
import { barChartView } from './barchart/barchart-view.ts';
import { barGaugeView } from './bargauge/bargauge-view.ts';
import { gaugeView } from './gauge/gauge-view.ts';
import { heatmapView } from './heatmap/heatmap-view.ts';
import { histogramView } from './histogram/histogram-view.ts';
import { logsView } from './logs/logs-view.ts';
import type { PanelTools } from './panel-tools.ts';
import { pieView } from './piechart/piechart-view.ts';
import { rowView } from './row/row-view.ts';
import { statView } from './stat/stat-view.ts';
import { stateTimelineView } from './state-timeline/state-timeline-view.ts';
import { tableView } from './table/table-view.ts';
import { textView } from './text/text-view.ts';
import { timeSeriesView } from './timeseries/timeseries-view.ts';
import { unknownView } from './unknown/unknown-view.ts';

/**
 * What a panel shows of its data. Pure: equal panels, data and tools give equal views.
 * @param incidents what an alert list lists; other kinds have no use for them
 */
export function panelView(
  panel: Panel,
  data: PanelData,
  tools: PanelTools,
  incidents: readonly ListedIncident[] = [],
): PanelView {
  switch (panel.kind) {
    case 'timeseries':
      return timeSeriesView(panel, data, tools);
    case 'stat':
      return statView(panel, data, tools);
    case 'gauge':
      return gaugeView(panel, data, tools);
    case 'bargauge':
      return barGaugeView(panel, data, tools);
    case 'barchart':
      return barChartView(panel, data, tools);
    case 'table':
      return tableView(panel, data, tools);
    case 'logs':
      return logsView(panel, data);
    case 'heatmap':
      return heatmapView(panel, data, tools);
    case 'histogram':
      return histogramView(panel, data, tools);
    case 'state-timeline':
      return stateTimelineView(panel, data, tools);
    case 'piechart':
      return pieView(panel, data, tools);
    case 'text':
      return textView(panel);
    case 'row':
      return rowView(panel);
    case 'alertlist':
      return alertListView(panel, data, incidents);
    case 'unknown':
      return unknownView(panel);
    default:
      return assertNever(panel.kind);
  }
}

import { lazy } from 'react';
import type { PanelView } from '../../../dashboards/model/panel-views.ts';
import { BarGaugePanel } from './bargauge/bargauge-panel.tsx';
import type { Drawing } from './drawing.ts';
import { EmptyPanel } from './empty-panel.tsx';
import { GaugePanel } from './gauge/gauge-panel.tsx';
import { StatPanel } from './stat/stat-panel.tsx';
import { TextPanel } from './text/text-panel.tsx';
import { TimeSeriesPanel } from './timeseries/timeseries-panel.tsx';
import { UnknownPanel } from './unknown/unknown-panel.tsx';

const AlertListPanel = lazy(async () => ({
  default: (await import('./alertlist/alertlist-panel.tsx')).AlertListPanel,
}));
const BarChartPanel = lazy(async () => ({
  default: (await import('./barchart/barchart-panel.tsx')).BarChartPanel,
}));
const HeatmapPanel = lazy(async () => ({
  default: (await import('./heatmap/heatmap-panel.tsx')).HeatmapPanel,
}));
const HistogramPanel = lazy(async () => ({
  default: (await import('./histogram/histogram-panel.tsx')).HistogramPanel,
}));
const LogsPanel = lazy(async () => ({
  default: (await import('./logs/logs-panel.tsx')).LogsPanel,
}));
const PiePanel = lazy(async () => ({
  default: (await import('./piechart/piechart-panel.tsx')).PiePanel,
}));
const StateTimelinePanel = lazy(async () => ({
  default: (await import('./state-timeline/state-timeline-panel.tsx')).StateTimelinePanel,
}));
const TablePanel = lazy(async () => ({
  default: (await import('./table/table-panel.tsx')).TablePanel,
}));

/** The drawing of a view; what is seldom shown comes when it first is. A row's head is not drawn here. */
export function DrawView({ view, ...drawing }: Drawing & { readonly view: PanelView }) {
  switch (view.kind) {
    case 'timeseries':
      return <TimeSeriesPanel view={view} {...drawing} />;
    case 'stat':
      return <StatPanel view={view} {...drawing} />;
    case 'gauge':
      return <GaugePanel view={view} {...drawing} />;
    case 'bargauge':
      return <BarGaugePanel view={view} {...drawing} />;
    case 'barchart':
      return <BarChartPanel view={view} {...drawing} />;
    case 'table':
      return <TablePanel view={view} {...drawing} />;
    case 'logs':
      return <LogsPanel view={view} {...drawing} />;
    case 'heatmap':
      return <HeatmapPanel view={view} {...drawing} />;
    case 'histogram':
      return <HistogramPanel view={view} {...drawing} />;
    case 'state-timeline':
      return <StateTimelinePanel view={view} {...drawing} />;
    case 'piechart':
      return <PiePanel view={view} {...drawing} />;
    case 'text':
      return <TextPanel view={view} heightPx={drawing.heightPx} />;
    case 'alertlist':
      return <AlertListPanel view={view} {...drawing} />;
    case 'unknown':
      return <UnknownPanel view={view} heightPx={drawing.heightPx} />;
    case 'empty':
      return <EmptyPanel view={view} heightPx={drawing.heightPx} />;
    case 'row':
      return null;
    default:
      return view satisfies never;
  }
}

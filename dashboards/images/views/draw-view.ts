import { assertNever } from '../../../platform/model/assert-never.ts';
import type { PanelView } from '../../model/panel-views.ts';
import { drawAlertList } from './alertlist.ts';
import { drawBarChart } from './barchart.ts';
import { drawBarGauge } from './bargauge.ts';
import { drawGauge } from './gauge.ts';
import { drawHeatmap } from './heatmap.ts';
import { drawHistogram } from './histogram.ts';
import { drawLogs } from './logs.ts';
import { drawEmpty, drawRow, drawUnknown } from './notes.ts';
import { drawPie } from './piechart.ts';
import { drawStat } from './stat.ts';
import { drawStateTimeline } from './state-timeline.ts';
import { drawTable } from './tables.ts';
import { drawText } from './text.ts';
import { drawTimeSeries } from './timeseries.ts';
import type { ViewPen, ViewRoom } from './view-pen.ts';

/** A view as a part of an SVG, in a room from the upper left corner on. Pure. */
export function drawView(view: PanelView, room: ViewRoom, pen: ViewPen): string {
  switch (view.kind) {
    case 'timeseries':
      return drawTimeSeries(view, room, pen);
    case 'stat':
      return drawStat(view, room, pen);
    case 'gauge':
      return drawGauge(view, room, pen);
    case 'bargauge':
      return drawBarGauge(view, room, pen);
    case 'barchart':
      return drawBarChart(view, room, pen);
    case 'table':
      return drawTable(view, room, pen);
    case 'logs':
      return drawLogs(view, room, pen);
    case 'heatmap':
      return drawHeatmap(view, room, pen);
    case 'histogram':
      return drawHistogram(view, room, pen);
    case 'state-timeline':
      return drawStateTimeline(view, room, pen);
    case 'piechart':
      return drawPie(view, room, pen);
    case 'text':
      return drawText(view, room, pen);
    case 'row':
      return drawRow(view, room, pen);
    case 'alertlist':
      return drawAlertList(view, room, pen);
    case 'unknown':
      return drawUnknown(view, room, pen);
    case 'empty':
      return drawEmpty(view, room, pen);
    default:
      return assertNever(view);
  }
}

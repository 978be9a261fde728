import type { ReactNode } from 'react';
import type { Legend } from '../../../dashboards/model/panel-views.ts';
import { LegendList } from './legend-list.tsx';
import classes from './panels.module.css';

interface WithLegendProps {
  readonly legend: Legend;
  readonly widthPx: number;
  readonly heightPx: number;
  readonly hidden?: ReadonlySet<number>;
  readonly onToggle?: (series: number) => void;
  /** Draws what stands beside the legend in the room that is left. */
  readonly children: (widthPx: number, heightPx: number) => ReactNode;
}

/** A chart and its legend share the room of a panel; where that is small there is no legend. */
export function WithLegend({ legend, widthPx, heightPx, children, ...use }: WithLegendProps) {
  const { legendWidthPx, legendHeightPx } = legendRoom(legend, widthPx, heightPx);
  if (legendWidthPx === 0 && legendHeightPx === 0) return children(widthPx, heightPx);
  const placement = legendWidthPx > 0 ? 'right' : 'bottom';
  return (
    <div className={classes.withLegend} data-placement={placement}>
      <div style={{ position: 'relative', minWidth: 0 }}>
        {children(widthPx - legendWidthPx, heightPx - legendHeightPx)}
      </div>
      <div
        className={classes.legendBox}
        style={
          legendWidthPx > 0
            ? { width: legendWidthPx, maxHeight: heightPx }
            : { height: legendHeightPx }
        }
      >
        <LegendList legend={legend} placement={placement} {...use} />
      </div>
    </div>
  );
}

const ROW_PX = 20;
const LEAST_CHART_PX = 70;

function legendRoom(legend: Legend, widthPx: number, heightPx: number) {
  const none = { legendWidthPx: 0, legendHeightPx: 0 };
  if (legend.shows === 'hidden' || legend.rows.length === 0) return none;
  const isRight = legend.placement === 'right' && widthPx >= 420;
  if (isRight) {
    const longest = Math.max(...legend.rows.map(({ name }) => name.length));
    const name = Math.min(200, 44 + longest * 7);
    const wanted = name + legend.figures.length * (legend.shows === 'table' ? 64 : 90);
    return { ...none, legendWidthPx: Math.round(Math.min(wanted, widthPx * 0.45)) };
  }
  const rows = legend.shows === 'table' ? legend.rows.length + 1 : listRows(legend, widthPx);
  const fitting = Math.max(1, Math.floor((heightPx * 0.4) / ROW_PX));
  const wanted = Math.min(rows, fitting) * ROW_PX + 4;
  return heightPx - wanted < LEAST_CHART_PX
    ? none
    : { ...none, legendHeightPx: Math.round(wanted) };
}

/** About how many rows a list takes. */
function listRows(legend: Legend, widthPx: number): number {
  const wide = legend.rows.reduce(
    (sum, { name, texts }) =>
      sum + Math.min(widthPx, 34 + name.length * 7 + texts.join('').length * 9 + texts.length * 30),
    0,
  );
  return Math.ceil(wide / Math.max(1, widthPx));
}

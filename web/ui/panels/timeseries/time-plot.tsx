import 'uplot/dist/uPlot.min.css';
import { useEffect, useEffectEvent, useMemo, useRef, useState } from 'react';
import uPlot from 'uplot';
import type { TimeSeriesView } from '../../../../dashboards/model/panel-views.ts';
import { zoneOf } from '../../../../dashboards/panels/time-ticks.ts';
import { instantText, zoneName } from '../../time/instant-text.ts';
import { nowMs } from '../../time/now.ts';
import { widened } from '../../time/range.ts';
import type { Drawing } from '../drawing.ts';
import { Tooltip, type TooltipAt } from '../tooltip.tsx';
import { drawOrder } from './draw-order.ts';
import { pointRows } from './point-words.ts';
import { plotShape, timePlotOptions } from './time-plot-options.ts';

interface TimePlotProps extends Drawing {
  readonly view: TimeSeriesView;
  readonly hidden: ReadonlySet<number>;
}

/** The canvas of a chart over time, with its tooltip. */
export function TimePlot({ view, hidden, widthPx, heightPx, tools, label, onZoom }: TimePlotProps) {
  const host = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot>(undefined);
  /** What the plot shows. */
  const drawn = useRef<TimeSeriesView>(undefined);
  const [point, setPoint] = useState<TooltipAt | null>(null);
  const canZoom = onZoom !== undefined;
  const zoomed = useEffectEvent((fromMs: number, toMs: number) => onZoom?.(fromMs, toMs));
  const zoomedOut = useEffectEvent(() => zoomed(...widened(...range(), nowMs())));
  const showOnly = useEffectEvent((made: uPlot) => {
    for (const [place, index] of drawOrder(view.chart).entries()) {
      const show = !hidden.has(index);
      if (made.series[place + 1]?.show !== show) made.setSeries(place + 1, { show });
    }
  });
  const pointed = useEffectEvent((made: uPlot) => setPoint(tooltipOf(made, view, tools, hidden)));
  const range = useEffectEvent((): readonly [number, number] => [
    view.chart.fromMs,
    view.chart.toMs,
  ]);
  const make = useEffectEvent((element: HTMLElement) => {
    const options = timePlotOptions(view, { widthPx, heightPx }, tools, {
      range: () => range(),
      onZoom: canZoom ? (fromMs, toMs) => zoomed(fromMs, toMs) : undefined,
      onZoomOut: () => zoomedOut(),
      onPoint: (made) => pointed(made),
    });
    drawn.current = view;
    return new uPlot(options, dataOf(view), element);
  });
  const shape = useMemo(() => plotShape(view), [view]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: what a plot is made of is read by the event
  useEffect(() => {
    if (host.current === null) return;
    const made = make(host.current);
    plot.current = made;
    showOnly(made);
    return () => {
      plot.current = undefined;
      made.destroy();
    };
  }, [shape, widthPx, heightPx, tools, canZoom]);
  useEffect(() => {
    if (drawn.current === view) return;
    drawn.current = view;
    plot.current?.setData(dataOf(view));
  }, [view]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is hidden is read by the event
  useEffect(() => {
    if (plot.current !== undefined) showOnly(plot.current);
  }, [hidden]);
  return (
    <div style={{ position: 'relative', width: widthPx, height: heightPx }}>
      <div ref={host} role="img" aria-label={label} />
      <Tooltip at={point} widthPx={widthPx} />
    </div>
  );
}

/** Values that a log scale cannot show are gaps. */
function dataOf({ chart }: TimeSeriesView): uPlot.AlignedData {
  const columns = drawOrder(chart).map((index) => {
    const { values = [], axis = 0 } = chart.series[index] ?? {};
    const isLog = chart.axes[axis]?.scale.startsWith('log') ?? false;
    return isLog
      ? values.map((value) => (value !== null && value > 0 ? value : null))
      : [...values];
  });
  return [Array.from(chart.timesMs), ...columns];
}

function tooltipOf(
  made: uPlot,
  view: TimeSeriesView,
  tools: Drawing['tools'],
  hidden: ReadonlySet<number>,
): TooltipAt | null {
  const { idx, left = -1, top = -1 } = made.cursor;
  // Plots whose crosshair only follows another's say nothing.
  if (idx == null || left < 0 || !made.over.matches(':hover') || view.tooltip.shows === 'none')
    return null;
  const order = drawOrder(view.chart);
  const nearest = order[nearestPlace(made, idx, top)] ?? null;
  const rows = pointRows(view, tools, idx, nearest, hidden);
  if (rows.length === 0) return null;
  const zone = zoneOf(view.chart.timeZone);
  const head = instantText(
    view.chart.timesMs[idx] ?? 0,
    zone === 'local' ? zoneName('browser') : zone,
  );
  const offset = made.over.offsetLeft;
  return { x: left + offset, y: top + made.over.offsetTop, head, rows };
}

/** The place in the drawing order of the series whose value is nearest to the pointer; -1 for none. */
function nearestPlace(made: uPlot, idx: number, top: number): number {
  let best = { place: -1, distance: Number.POSITIVE_INFINITY };
  for (let place = 1; place < made.series.length; place += 1) {
    const series = made.series[place];
    const value = made.data[place]?.[idx];
    if (series?.show === false || value == null || series?.scale === undefined) continue;
    const distance = Math.abs(made.valToPos(value, series.scale) - top);
    if (distance < best.distance) best = { place: place - 1, distance };
  }
  return best.place;
}

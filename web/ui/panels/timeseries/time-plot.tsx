import 'uplot/dist/uPlot.min.css';
import { useEffect, useEffectEvent, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import uPlot from 'uplot';
import type { TimeSeriesView } from '../../../../dashboards/model/panel-views.ts';
import { zoneOf } from '../../../../dashboards/panels/time-ticks.ts';
import { drawOrder } from '../../../../dashboards/panels/timeseries/draw-order.ts';
import { instantText, zoneName } from '../../time/instant-text.ts';
import { nowMs } from '../../time/now.ts';
import { widened } from '../../time/range.ts';
import type { Drawing } from '../drawing.ts';
import { type LinkedPlace, LinkMenu } from '../link-menu.tsx';
import { Tooltip, type TooltipAt } from '../tooltip.tsx';
import { pointRows } from './point-words.ts';
import { plotShape, timePlotOptions } from './time-plot-options.ts';

interface TimePlotProps extends Drawing {
  readonly view: TimeSeriesView;
  readonly hidden: ReadonlySet<number>;
}

/** The canvas of a chart over time, with its tooltip. */
export function TimePlot({ view, hidden, widthPx, heightPx, tools, label, onZoom }: TimePlotProps) {
  const { t } = useTranslation();
  const host = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot>(undefined);
  /** What the plot shows. */
  const drawn = useRef<TimeSeriesView>(undefined);
  const [point, setPoint] = useState<TooltipAt | null>(null);
  const [linked, setLinked] = useState<LinkedPlace | null>(null);
  const canZoom = onZoom !== undefined;
  const zoomed = useEffectEvent((from: number, to: number) => onZoom?.(from, to));
  const zoomedOut = useEffectEvent(() => zoomed(...widened(...range(), nowMs())));
  const showOnly = useEffectEvent((made: uPlot) => hideOthers(made, view, hidden));
  const pointed = useEffectEvent((made: uPlot) => {
    const foot = showsLinks(made, view) ? t('panels.links.click') : undefined;
    setPoint(tooltipOf(made, { view, tools, hidden, foot }));
  });
  const clicked = useEffectEvent((made: uPlot) => setLinked(linksAt(made, view)));
  const range = useEffectEvent(() => endsOf(view));
  const make = useEffectEvent((element: HTMLElement) => {
    const options = timePlotOptions(view, { widthPx, heightPx }, tools, {
      range: () => range(),
      onZoom: canZoom ? (fromMs, toMs) => zoomed(fromMs, toMs) : undefined,
      onZoomOut: () => zoomedOut(),
      onPoint: (made) => pointed(made),
      onClick: (made) => clicked(made),
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
      <Tooltip at={linked === null ? point : null} widthPx={widthPx} />
      <LinkMenu at={linked} onClose={() => setLinked(null)} />
    </div>
  );
}

function hideOthers(made: uPlot, { chart }: TimeSeriesView, hidden: ReadonlySet<number>): void {
  for (const [place, index] of drawOrder(chart).entries()) {
    const show = !hidden.has(index);
    if (made.series[place + 1]?.show !== show) made.setSeries(place + 1, { show });
  }
}

const endsOf = ({ chart: { fromMs, toMs } }: TimeSeriesView) => [fromMs, toMs] as const;

/** Whether a click would open links, which the pointer tells. */
function showsLinks(made: uPlot, view: TimeSeriesView): boolean {
  const isLinked = (view.links[nearestSeries(made, view) ?? -1] ?? null) !== null;
  made.over.style.cursor = isLinked ? 'pointer' : '';
  return isLinked;
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

interface TooltipFacts extends Pick<TimePlotProps, 'view' | 'tools' | 'hidden'> {
  readonly foot: string | undefined;
}

function tooltipOf(made: uPlot, { view, tools, hidden, foot }: TooltipFacts): TooltipAt | null {
  const { idx, left = -1 } = made.cursor;
  // Plots whose crosshair only follows another's say nothing.
  if (idx == null || left < 0 || !made.over.matches(':hover') || view.tooltip.shows === 'none')
    return null;
  const rows = pointRows(view, tools, idx, nearestSeries(made, view), hidden);
  if (rows.length === 0) return null;
  const head = instantAt(view, idx);
  return { ...placeOf(made), head, rows, foot };
}

/** The links of what was clicked on; null where there are none. */
function linksAt(made: uPlot, view: TimeSeriesView): LinkedPlace | null {
  const { idx } = made.cursor;
  const series = nearestSeries(made, view);
  if (idx == null || series === null) return null;
  const links = view.links[series]?.(idx) ?? [];
  if (links.length === 0) return null;
  const head = `${view.chart.series[series]?.name ?? ''} · ${instantAt(view, idx)}`;
  return { ...placeOf(made), head, links };
}

/** The pointer's place in the drawing. */
function placeOf({ cursor: { left = 0, top = 0 }, over }: uPlot) {
  return { x: left + over.offsetLeft, y: top + over.offsetTop };
}

function instantAt({ chart: { timeZone, timesMs } }: TimeSeriesView, idx: number): string {
  const zone = zoneOf(timeZone);
  return instantText(timesMs[idx] ?? 0, zone === 'local' ? zoneName('browser') : zone);
}

/** The series whose value is nearest to the pointer; one that only fills up a stack there has none. */
function nearestSeries(made: uPlot, { chart }: TimeSeriesView): number | null {
  const { idx, top = -1 } = made.cursor;
  if (idx == null) return null;
  let best: { readonly series: number | null; readonly distance: number } = {
    series: null,
    distance: Number.POSITIVE_INFINITY,
  };
  for (const [at, series] of drawOrder(chart).entries()) {
    const plotted = made.series[at + 1];
    const value = made.data[at + 1]?.[idx];
    const isMissing = value == null || (chart.series[series]?.plainValues[idx] ?? null) === null;
    if (plotted?.show === false || isMissing || plotted?.scale === undefined) continue;
    const distance = Math.abs(made.valToPos(value, plotted.scale) - top);
    if (distance < best.distance) best = { series, distance };
  }
  return best.series;
}

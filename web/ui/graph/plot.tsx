import 'uplot/dist/uPlot.min.css';
import { useComputedColorScheme } from '@mantine/core';
import { useElementSize, useMergedRef } from '@mantine/hooks';
import { useEffect, useEffectEvent, useRef } from 'react';
import uPlot from 'uplot';
import { type PlotEvents, type PlotLook, plotOptions } from './plot-options.ts';

export interface PlotProps extends Omit<PlotLook, 'width'>, PlotEvents {
  readonly label: string;
  readonly seconds: readonly number[];
  readonly columns: readonly (readonly (number | null)[])[];
  /** Series that are drawn; the others are hidden, by their index. */
  readonly hidden: ReadonlySet<number>;
}

/** One uPlot canvas, made anew when its look changes and fed when only its data does. */
export function Plot(props: PlotProps) {
  const { label, seconds, columns, hidden, height, zone, colours, thresholds, bands, ticks } =
    props;
  const scheme = useComputedColorScheme('light', { getInitialValueInEffect: false });
  const { ref: sizeRef, width } = useElementSize<HTMLDivElement>();
  const host = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot>(undefined);
  const isDraggable = props.onThreshold !== null;
  const events = useEffectEvent(() => props);
  const data = useEffectEvent(() => alignedData(seconds, columns));

  const showOnly = useEffectEvent((made: uPlot) => {
    for (let index = 0; index < columns.length; index += 1) {
      const show = !hidden.has(index);
      if (made.series[index + 1]?.show !== show) made.setSeries(index + 1, { show });
    }
  });

  // biome-ignore lint/correctness/useExhaustiveDependencies: the colours of the scheme are read from CSS
  useEffect(() => {
    if (host.current === null || width === 0) return;
    const options = plotOptions(
      host.current,
      { width, height, zone, colours, thresholds, bands, ticks },
      latest(events, isDraggable),
    );
    const made = new uPlot(options, data(), host.current);
    showOnly(made);
    plot.current = made;
    return () => {
      plot.current = undefined;
      made.destroy();
    };
  }, [width, height, zone, colours, thresholds, bands, ticks, isDraggable, scheme]);

  useEffect(() => {
    plot.current?.setData(alignedData(seconds, columns));
  }, [seconds, columns]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: what is hidden is read by the event
  useEffect(() => {
    if (plot.current !== undefined) showOnly(plot.current);
  }, [hidden, columns]);

  return (
    <div
      ref={useMergedRef(sizeRef, host)}
      role="img"
      aria-label={label}
      style={{ height, minWidth: 0 }}
    />
  );
}

/** What happens is told to whoever is shown then. */
function latest(props: () => PlotEvents, isDraggable: boolean): PlotEvents {
  return {
    onZoom: (start, end) => props().onZoom(start, end),
    onZoomOut: () => props().onZoomOut(),
    onPoint: (index, nearest) => props().onPoint(index, nearest),
    onThreshold: isDraggable ? (index, value) => props().onThreshold?.(index, value) : null,
  };
}

function alignedData(
  seconds: readonly number[],
  columns: readonly (readonly (number | null)[])[],
): uPlot.AlignedData {
  return [[...seconds], ...columns.map((column) => [...column])];
}

import 'uplot/dist/uPlot.min.css';
import { useComputedColorScheme } from '@mantine/core';
import { useElementSize, useMergedRef } from '@mantine/hooks';
import { useEffect, useEffectEvent, useRef } from 'react';
import uPlot from 'uplot';
import { useZone } from '../time/zone.ts';
import { LEVEL_TONES, type LogLevel } from './log-level.ts';
import { stacked, type Volume } from './volume-columns.ts';

const HEIGHT = 110;
const FONT = '11px system-ui, sans-serif';

export interface VolumePlotProps {
  readonly volume: Volume;
  readonly label: string;
  /** Both in Unix seconds: a dragged range, or the step of a bar that was clicked. */
  readonly onZoom: (startSeconds: number, endSeconds: number) => void;
  /** The step under the pointer. */
  readonly onPoint: (index: number | null) => void;
}

/** Lines over time as stacked bars by level; dragging or clicking chooses a time. */
export function VolumePlot({ volume, label, onZoom, onPoint }: VolumePlotProps) {
  const scheme = useComputedColorScheme('light', { getInitialValueInEffect: false });
  const zone = useZone();
  const { ref: sizeRef, width } = useElementSize<HTMLDivElement>();
  const host = useRef<HTMLDivElement>(null);
  const zoomed = useEffectEvent(onZoom);
  const pointed = useEffectEvent(onPoint);

  // biome-ignore lint/correctness/useExhaustiveDependencies: the colours of the scheme are read from CSS
  useEffect(() => {
    if (host.current === null || width === 0) return;
    const options = optionsOf(
      host.current,
      { volume, width, zone },
      {
        onZoom: (start, end) => zoomed(start, end),
        onPoint: (index) => pointed(index),
      },
    );
    // The highest sum is drawn first, so that each lower one covers its part.
    const columns = stacked(volume.columns).toReversed();
    const plot = new uPlot(
      options,
      [[...volume.seconds], ...columns.map((column) => [...column])],
      host.current,
    );
    return () => plot.destroy();
  }, [volume, width, zone, scheme]);

  return (
    <div
      ref={useMergedRef(sizeRef, host)}
      role="img"
      aria-label={label}
      style={{ height: HEIGHT, minWidth: 0 }}
    />
  );
}

interface Look {
  readonly volume: Volume;
  readonly width: number;
  readonly zone: string;
}

function optionsOf(
  element: Element,
  { volume, width, zone }: Look,
  events: Pick<VolumePlotProps, 'onZoom' | 'onPoint'>,
): uPlot.Options {
  const style = getComputedStyle(element);
  const colour = (name: string) => style.getPropertyValue(name).trim();
  const axis = {
    stroke: colour('--mantine-color-dimmed'),
    font: FONT,
    grid: { stroke: colour('--line'), width: 1 },
    ticks: { show: false },
  };
  const bars = uPlot.paths.bars?.({ size: [0.9, 60], align: 1 });
  const { seconds, stepSeconds } = volume;
  const [first = 0, last = 0] = [seconds[0], seconds.at(-1)];
  return {
    width,
    height: HEIGHT,
    tzDate: (at) => uPlot.tzDate(new Date(at * 1000), zone),
    legend: { show: false },
    padding: [6, 20, 0, 0],
    cursor: { drag: { x: true, y: false, setScale: false }, y: false, points: { show: false } },
    scales: {
      x: { range: () => [first, last + stepSeconds] },
      y: { range: (_, __, max) => [0, Math.max(1, max)] },
    },
    axes: [
      { ...axis, grid: { show: false }, size: 24, space: 90, values: clockLabels() },
      {
        ...axis,
        size: 46,
        space: 28,
        incrs: [
          1, 2, 5, 10, 20, 50, 100, 200, 500, 1e3, 2e3, 5e3, 1e4, 2e4, 5e4, 1e5, 1e6, 1e7, 1e8,
        ],
      },
    ],
    series: [
      {},
      ...volume.columns.toReversed().map(({ level }) => ({
        fill: levelColour(level, colour),
        stroke: levelColour(level, colour),
        width: 0,
        points: { show: false },
        ...(bars === undefined ? {} : { paths: bars }),
      })),
    ],
    hooks: hooksOf(volume, events),
  };
}

function levelColour(level: LogLevel, colour: (name: string) => string): string {
  const text = colour(`--tone-${LEVEL_TONES[level]}-text`);
  return level === 'debug' || level === 'trace' || level === 'unknown' ? `${text}80` : text;
}

function hooksOf(
  { seconds, stepSeconds }: Volume,
  { onZoom, onPoint }: Pick<VolumePlotProps, 'onZoom' | 'onPoint'>,
): uPlot.Hooks.Arrays {
  /** The step that a pointer stands in: bars begin at their instant. */
  const stepAt = (plot: uPlot, left: number | undefined) => {
    if (left === undefined || left < 0) return null;
    const index = Math.floor((plot.posToVal(left, 'x') - (seconds[0] ?? 0)) / stepSeconds);
    return index >= 0 && index < seconds.length ? index : null;
  };
  let wasDragged = false;
  return {
    setSelect: [
      (plot) => {
        const { left, width } = plot.select;
        wasDragged = width >= 4;
        if (!wasDragged) return;
        onZoom(plot.posToVal(left, 'x'), plot.posToVal(left + width, 'x'));
        plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
      },
    ],
    setCursor: [(plot) => onPoint(stepAt(plot, plot.cursor.left))],
    ready: [
      (plot) => {
        plot.over.addEventListener('mousedown', () => {
          wasDragged = false;
        });
        plot.over.addEventListener('click', () => {
          const index = wasDragged ? null : stepAt(plot, plot.cursor.left);
          const start = index === null ? undefined : seconds[index];
          if (start !== undefined && stepSeconds > 1) onZoom(start, start + stepSeconds);
        });
      },
    ],
  };
}

function clockLabels(): uPlot.Axis.Values {
  return [
    [86_400, '{MM}-{DD}', null, null, null, null, null, null, 1],
    [60, '{HH}:{mm}', null, null, null, null, null, null, 1],
    [1, '{HH}:{mm}:{ss}', null, null, null, null, null, null, 1],
  ];
}

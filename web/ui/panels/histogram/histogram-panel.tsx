import { useState } from 'react';
import type { HistogramView } from '../../../../dashboards/model/panel-views.ts';
import type { Drawing } from '../drawing.ts';
import { axisRoomPx, ValueMarks } from '../number-marks.tsx';
import { Tooltip, type TooltipAt } from '../tooltip.tsx';
import { WithLegend } from '../with-legend.tsx';

/** How often values lie where. */
export function HistogramPanel({ view, ...drawing }: Drawing & { readonly view: HistogramView }) {
  return (
    <WithLegend legend={view.legend} {...drawing}>
      {(widthPx, heightPx) => (
        <Chart {...drawing} view={view} widthPx={widthPx} heightPx={heightPx} />
      )}
    </WithLegend>
  );
}

function Chart({
  view,
  widthPx,
  heightPx,
  tools,
  label,
}: Drawing & { readonly view: HistogramView }) {
  const [bin, setBin] = useState<number | null>(null);
  const left = axisRoomPx(view.axis.ticks.map(({ text }) => text));
  const room = { left, top: 10, width: widthPx - left - 16, height: heightPx - 34 };
  const bins = view.edges.length - 1;
  if (room.width < 20 || room.height < 20 || bins < 1) return null;
  const slot = room.width / bins;
  return (
    <>
      <svg
        width={widthPx}
        height={heightPx}
        role="img"
        aria-label={label}
        onPointerLeave={() => setBin(null)}
      >
        <ValueMarks axis={view.axis} room={room} look={tools.look} />
        <Bars view={view} room={room} slot={slot} />
        <EdgeWords view={view} room={room} slot={slot} ink={tools.look.dimmed} />
        {view.edges.slice(1).map(({ value }, index) => (
          <rect
            key={value}
            x={room.left + index * slot}
            y={room.top}
            width={slot}
            height={room.height}
            fill="transparent"
            onPointerMove={() => setBin(index)}
          />
        ))}
      </svg>
      <Tooltip at={bin === null ? null : tooltipOf(view, room, slot, bin)} widthPx={widthPx} />
    </>
  );
}

interface Room {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

interface PartProps {
  readonly view: HistogramView;
  readonly room: Room;
  /** Width of a bin, px. */
  readonly slot: number;
}

function Bars({ view, room, slot }: PartProps) {
  const { minimum, maximum } = view.axis;
  const y = (value: number) =>
    room.top + room.height * (1 - (value - minimum) / (maximum - minimum));
  return view.series.map(({ colour, bars, fillPercent, lineWidthPx }, series) => (
    <g
      // biome-ignore lint/suspicious/noArrayIndexKey: series have their place only
      key={series}
      fill={colour}
      stroke={colour}
      strokeWidth={lineWidthPx}
      fillOpacity={fillPercent / 100}
    >
      {bars.map(({ from, to, count }, bin) => {
        const box = { y: y(to), width: Math.max(1, slot - 2), height: y(from) - y(to) };
        // biome-ignore lint/suspicious/noArrayIndexKey: bins have their place only
        return count > 0 && <rect key={bin} x={room.left + bin * slot + 1} {...box} />;
      })}
    </g>
  ));
}

function EdgeWords({ view, room, slot, ink }: PartProps & { readonly ink: string }) {
  const every = Math.max(1, Math.ceil(56 / slot));
  const place = { y: room.top + room.height + 16, textAnchor: 'middle', fontSize: 11 } as const;
  return view.edges.map(({ value, text }, index) => {
    if (index % every !== 0) return null;
    return (
      <text key={value} x={room.left + index * slot} {...place} fill={ink}>
        {text}
      </text>
    );
  });
}

function tooltipOf(view: HistogramView, room: Room, slot: number, bin: number): TooltipAt {
  return {
    x: room.left + (bin + 0.5) * slot,
    y: room.top + 8,
    head: `${view.edges[bin]?.text ?? ''} – ${view.edges[bin + 1]?.text ?? ''}`,
    rows: view.series.map(({ name, colour, bars }) => ({
      name,
      colour,
      text: String(bars[bin]?.count ?? 0),
    })),
  };
}

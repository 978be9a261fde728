import { useState } from 'react';
import type { HeatmapView } from '../../../../dashboards/model/panel-views.ts';
import { zoneOf } from '../../../../dashboards/panels/time-ticks.ts';
import { instantText, zoneName } from '../../time/instant-text.ts';
import { Canvas } from '../canvas.tsx';
import type { Drawing } from '../drawing.ts';
import { axisRoomPx } from '../number-marks.tsx';
import classes from '../panels.module.css';
import { CANVAS_FONT, drawTimeMarks } from '../time-marks.ts';
import { Tooltip, type TooltipAt } from '../tooltip.tsx';

const SCALE_PX = 24;

/** Boxes of time and value, with the scale of their colours below. */
export function HeatmapPanel({
  view,
  widthPx,
  heightPx,
  tools,
  label,
}: Drawing & { readonly view: HeatmapView }) {
  const [at, setAt] = useState<TooltipAt | null>(null);
  const hasScale = view.showsLegend && heightPx > 120;
  const words = view.edges.length > 0 ? view.edges : view.rows.map(({ name }) => name);
  const left = Math.min(axisRoomPx(words), widthPx * 0.3);
  const height = heightPx - (hasScale ? SCALE_PX : 0);
  const room = { left, top: 6, width: widthPx - left - 8, height: height - 30 };
  const { fromMs, toMs, timeZone } = view;
  return (
    <div style={{ position: 'relative' }}>
      <Canvas
        widthPx={widthPx}
        heightPx={height}
        label={label}
        view={view}
        onPoint={(place) => setAt(place === null ? null : tooltipOf(view, room, place))}
        draw={(context) => {
          context.clearRect(0, 0, widthPx, height);
          drawCells(context, view, room);
          drawRowWords(context, view, room, tools.look.dimmed);
          drawTimeMarks(
            context,
            { fromMs, toMs, timeZone, left, width: room.width, bottom: room.top + room.height },
            tools.look,
          );
        }}
      />
      {hasScale && (
        <div className={classes.heatScale} style={{ marginInlineStart: left }}>
          <span>{view.scale.minimumText}</span>
          <i
            style={{
              backgroundImage: `linear-gradient(to right, ${view.scale.colours.join(', ')})`,
            }}
          />
          <span>{view.scale.maximumText}</span>
        </div>
      )}
      <Tooltip at={at} widthPx={widthPx} />
    </div>
  );
}

/** The box under the pointer in words; null where there is none. */
function tooltipOf(view: HeatmapView, room: Room, place: Place): TooltipAt | null {
  const { fromMs, toMs, columnsMs, stepMs, rows } = view;
  const atMs = fromMs + ((place.x - room.left) / room.width) * (toMs - fromMs);
  const row = Math.floor((1 - (place.y - room.top) / room.height) * rows.length);
  const column = columnsMs.findLastIndex((startMs) => startMs <= atMs && atMs < startMs + stepMs);
  const cell = view.cells[column]?.[row];
  if (!cell || !view.showsTooltip) return null;
  const zone = zoneOf(view.timeZone);
  const head = instantText(columnsMs[column] ?? 0, zone === 'local' ? zoneName('browser') : zone);
  const { text, colour } = cell;
  return { ...place, head, rows: [{ name: rows[row]?.text ?? '', text, colour }] };
}

interface Place {
  readonly x: number;
  readonly y: number;
}

interface Room {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

function drawCells(context: CanvasRenderingContext2D, view: HeatmapView, room: Room): void {
  const { fromMs, toMs, columnsMs, stepMs, rows, cells } = view;
  const perMs = room.width / (toMs - fromMs);
  const rowHeight = room.height / rows.length;
  const gap = stepMs * perMs > 4 && rowHeight > 4 ? view.gapPx : 0;
  for (const [column, startMs] of columnsMs.entries()) {
    const from = Math.max(room.left, room.left + (startMs - fromMs) * perMs);
    const to = Math.min(room.left + room.width, room.left + (startMs + stepMs - fromMs) * perMs);
    if (to <= from) continue;
    for (const [row, cell] of (cells[column] ?? []).entries()) {
      if (cell === null) continue;
      context.fillStyle = cell.colour;
      const y = room.top + room.height - (row + 1) * rowHeight;
      context.fillRect(
        from,
        y + gap / 2,
        Math.max(1, to - from - gap),
        Math.max(1, rowHeight - gap),
      );
    }
  }
}

function drawRowWords(
  context: CanvasRenderingContext2D,
  { edges, rows }: HeatmapView,
  room: Room,
  ink: string,
): void {
  context.font = CANVAS_FONT;
  context.fillStyle = ink;
  context.textAlign = 'right';
  context.textBaseline = 'middle';
  const isEdges = edges.length > 0;
  const words = isEdges ? edges : rows.map(({ name }) => name);
  const slot = room.height / Math.max(1, rows.length);
  const every = Math.max(1, Math.ceil(16 / slot));
  for (const [index, word] of words.entries()) {
    if (index % every !== 0) continue;
    const y = room.top + room.height - (index + (isEdges ? 0 : 0.5)) * slot;
    const shown = word.length > 14 ? `${word.slice(0, 13)}…` : word;
    context.fillText(
      shown,
      room.left - 6,
      Math.min(room.top + room.height - 4, Math.max(room.top + 5, y)),
    );
  }
}

import type { NumberAxis } from '../../../dashboards/model/panel-views.ts';
import type { Look } from '../../../dashboards/panels/look.data.ts';

interface Room {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** Room that the words of an axis need beside a chart. */
export function axisRoomPx(texts: readonly string[]): number {
  return Math.min(120, 12 + Math.max(0, ...texts.map((text) => text.length)) * 6.4);
}

/** Lines and words of a vertical axis of numbers, in SVG. */
export function ValueMarks({
  axis,
  room,
  look,
}: {
  readonly axis: NumberAxis;
  readonly room: Room;
  readonly look: Look;
}) {
  const { left, top, width, height } = room;
  const span = axis.maximum - axis.minimum;
  return axis.ticks.map(({ value, text }) => {
    const y = top + height * (1 - (value - axis.minimum) / span);
    return (
      <g key={value}>
        <line x1={left} x2={left + width} y1={y} y2={y} stroke={look.line} />
        <text x={left - 6} y={y + 4} textAnchor="end" fontSize={11} fill={look.dimmed}>
          {text}
        </text>
      </g>
    );
  });
}

/** The same, lying. */
export function LyingMarks({
  axis,
  room,
  look,
}: {
  readonly axis: NumberAxis;
  readonly room: Room;
  readonly look: Look;
}) {
  const { left, top, width, height } = room;
  const span = axis.maximum - axis.minimum;
  return axis.ticks.map(({ value, text }) => {
    const x = left + (width * (value - axis.minimum)) / span;
    return (
      <g key={value}>
        <line x1={x} x2={x} y1={top} y2={top + height} stroke={look.line} />
        <text x={x} y={top + height + 15} textAnchor="middle" fontSize={11} fill={look.dimmed}>
          {text}
        </text>
      </g>
    );
  });
}

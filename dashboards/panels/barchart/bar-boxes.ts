import type { BarChartView } from '../../model/panel-views.ts';
import type { ShownLink } from '../../model/shown-link.ts';

export interface Room {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** A bar where it is drawn, in pixels. */
export interface BarBox {
  readonly series: number;
  readonly category: number;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly colour: string;
  readonly text: string;
  readonly links: readonly ShownLink[];
  readonly isNegative: boolean;
}

/** Where the bars of a chart lie. Values beyond the axis end at its edge. */
export function barBoxes(view: BarChartView, room: Room): readonly BarBox[] {
  const { axis, categories, direction, stacking } = view;
  const isLying = direction === 'horizontal';
  const along = isLying ? room.height : room.width;
  const slot = along / Math.max(1, categories.length);
  const beside = stacking === 'none' ? Math.max(1, view.series.length) : 1;
  const breadth = (slot * view.groupWidth) / beside;
  const part = (value: number) =>
    Math.min(1, Math.max(0, (value - axis.minimum) / (axis.maximum - axis.minimum)));
  return view.series.flatMap(({ bars }, series) =>
    bars.flatMap((bar, category): BarBox[] => {
      if (bar === null) return [];
      const inGroup = stacking === 'none' ? series * breadth : 0;
      const start = category * slot + (slot * (1 - view.groupWidth)) / 2 + inGroup;
      const thick = Math.max(1, breadth * view.barWidth);
      const offset = start + (breadth - thick) / 2;
      const [low, high] = [part(Math.min(bar.from, bar.to)), part(Math.max(bar.from, bar.to))];
      const shared = {
        series,
        category,
        colour: bar.colour,
        text: bar.text,
        links: bar.links,
        isNegative: bar.to < bar.from,
      };
      return [
        isLying
          ? {
              ...shared,
              x: room.left + room.width * low,
              y: room.top + offset,
              width: room.width * (high - low),
              height: thick,
            }
          : {
              ...shared,
              x: room.left + offset,
              y: room.top + room.height * (1 - high),
              width: thick,
              height: room.height * (high - low),
            },
      ];
    }),
  );
}

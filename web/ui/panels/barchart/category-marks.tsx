import type { BarChartView } from '../../../../dashboards/model/panel-views.ts';
import type { Room } from '../../../../dashboards/panels/barchart/bar-boxes.ts';
import type { Look } from '../../../../dashboards/panels/look.data.ts';

interface CategoryMarksProps {
  readonly view: BarChartView;
  readonly room: Room;
  readonly look: Look;
}

/** The names of categories: cut to their room, and left out where they would lie on each other. */
export function CategoryMarks({ view, room, look }: CategoryMarksProps) {
  const { categories, direction } = view;
  const isLying = direction === 'horizontal';
  const slot = (isLying ? room.height : room.width) / categories.length;
  const every = Math.max(1, Math.ceil((isLying ? 14 : 44) / slot));
  const characters = Math.max(2, Math.floor((isLying ? room.left - 10 : slot * every - 6) / 6.4));
  return categories.map((name, index) => {
    if (index % every !== 0) return null;
    const middle = (index + 0.5) * slot;
    const text = name.length > characters ? `${name.slice(0, characters - 1)}…` : name;
    const place = isLying
      ? { x: room.left - 6, y: room.top + middle + 4, textAnchor: 'end' as const }
      : { x: room.left + middle, y: room.top + room.height + 16, textAnchor: 'middle' as const };
    return (
      // biome-ignore lint/suspicious/noArrayIndexKey: names may be equal
      <text key={index} {...place} fontSize={11} fill={look.dimmed}>
        <title>{name}</title>
        {text}
      </text>
    );
  });
}

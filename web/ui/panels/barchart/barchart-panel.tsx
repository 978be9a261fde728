import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { BarChartView } from '../../../../dashboards/model/panel-views.ts';
import {
  type BarBox,
  barBoxes,
  type Room,
} from '../../../../dashboards/panels/barchart/bar-boxes.ts';
import type { Drawing } from '../drawing.ts';
import { linkButton } from '../link-button.ts';
import { type LinkedPlace, LinkMenu } from '../link-menu.tsx';
import { axisRoomPx, LyingMarks, ValueMarks } from '../number-marks.tsx';
import { Tooltip, type TooltipAt } from '../tooltip.tsx';
import { WithLegend } from '../with-legend.tsx';
import { CategoryMarks } from './category-marks.tsx';

/** Bars by category, upright or lying, beside or upon each other. */
export function BarChartPanel({ view, ...drawing }: Drawing & { readonly view: BarChartView }) {
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
}: Drawing & { readonly view: BarChartView }) {
  const { t } = useTranslation();
  const [at, setAt] = useState<TooltipAt | null>(null);
  const [linked, setLinked] = useState<LinkedPlace | null>(null);
  const { look } = tools;
  const isLying = view.direction === 'horizontal';
  const beside = isLying ? view.categories : view.axis.ticks.map(({ text }) => text);
  const left = Math.min(axisRoomPx(beside), widthPx * 0.35);
  const room = { left, top: 10, width: widthPx - left - 10, height: heightPx - 34 };
  if (room.width < 20 || room.height < 20) return null;
  const boxes = barBoxes(view, room);
  const Marks = isLying ? LyingMarks : ValueMarks;
  return (
    <>
      <svg
        width={widthPx}
        height={heightPx}
        role={boxes.some(isLinked) ? 'group' : 'img'}
        aria-label={label}
      >
        <Marks axis={view.axis} room={room} look={look} />
        <CategoryMarks view={view} room={room} look={look} />
        {boxes.map((box) => (
          <g
            key={`${box.series} ${box.category}`}
            onPointerMove={() =>
              setAt(tooltipOf(view, box, isLinked(box) ? t('panels.links.click') : undefined))
            }
            onPointerLeave={() => setAt(null)}
            {...(isLinked(box)
              ? linkButton(`${nameOf(view, box)} ${box.text}`, () => setLinked(placeOf(view, box)))
              : {})}
          >
            <Box box={box} view={view} ink={look.text} />
          </g>
        ))}
        <Levels view={view} room={room} />
      </svg>
      {view.tooltip !== 'none' && <Tooltip at={linked === null ? at : null} widthPx={widthPx} />}
      <LinkMenu at={linked} onClose={() => setLinked(null)} />
    </>
  );
}

/** Its thresholds as lines. */
function Levels({ view, room }: { readonly view: BarChartView; readonly room: Room }) {
  const { minimum, maximum } = view.axis;
  return view.levels.map(({ value, colour }) => {
    const part = (value - minimum) / (maximum - minimum);
    const y = room.top + room.height * (1 - part);
    const x = room.left + room.width * part;
    const ends =
      view.direction === 'horizontal'
        ? { x1: x, x2: x, y1: room.top, y2: room.top + room.height }
        : { x1: room.left, x2: room.left + room.width, y1: y, y2: y };
    return (
      part >= 0 && part <= 1 && <line key={value} {...ends} stroke={colour} strokeWidth={1.5} />
    );
  });
}

function Box({
  box,
  view,
  ink,
}: {
  readonly box: BarBox;
  readonly view: BarChartView;
  readonly ink: string;
}) {
  const { x, y, width, height, colour, text, series } = box;
  const { fillPercent = 80, lineWidthPx = 1 } = view.series[series] ?? {};
  const isLying = view.direction === 'horizontal';
  const fits = isLying ? height >= 12 : width >= text.length * 6;
  const isNegative = box.isNegative;
  return (
    <>
      <rect
        x={x}
        y={y}
        width={width}
        height={height}
        fill={colour}
        fillOpacity={fillPercent / 100}
        stroke={colour}
        strokeWidth={lineWidthPx}
      />
      {view.showsValues && fits && view.stacking === 'none' && (
        <text
          x={isLying ? x + (isNegative ? -4 : width + 4) : x + width / 2}
          y={isLying ? y + height / 2 + 4 : isNegative ? y + height + 12 : y - 4}
          textAnchor={isLying ? (isNegative ? 'end' : 'start') : 'middle'}
          fontSize={11}
          fill={ink}
        >
          {text}
        </text>
      )}
    </>
  );
}

const isLinked = ({ links }: BarBox): boolean => links.length > 0;

function nameOf(view: BarChartView, { series, category }: BarBox): string {
  const names = [view.series[series]?.name, view.categories[category]];
  return names.filter((name) => name !== undefined && name !== '').join(' · ');
}

function placeOf(view: BarChartView, box: BarBox): LinkedPlace {
  const middle = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  return { ...middle, head: nameOf(view, box), links: box.links };
}

function tooltipOf(view: BarChartView, box: BarBox, foot: string | undefined): TooltipAt {
  const rows = view.series.flatMap(({ name, bars }, series) => {
    const bar = bars[box.category] ?? null;
    if (bar === null || (view.tooltip === 'one' && series !== box.series)) return [];
    return [{ name, text: bar.text, colour: bar.colour, isNearest: series === box.series }];
  });
  return {
    x: box.x + box.width / 2,
    y: box.y,
    head: view.categories[box.category] ?? '',
    rows,
    foot,
  };
}

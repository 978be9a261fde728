import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { PieSlice, PieView } from '../../../../dashboards/model/panel-views.ts';
import { arcPath } from '../../../../dashboards/panels/arc-path.ts';
import type { Drawing } from '../drawing.ts';
import { linkButton } from '../link-button.ts';
import { type LinkedPlace, LinkMenu } from '../link-menu.tsx';
import { Tooltip, type TooltipAt } from '../tooltip.tsx';
import { WithLegend } from '../with-legend.tsx';

/** Parts of a sum as slices of a circle or ring. */
export function PiePanel({ view, ...drawing }: Drawing & { readonly view: PieView }) {
  return (
    <WithLegend legend={view.legend} {...drawing}>
      {(widthPx, heightPx) => (
        <Pie {...drawing} view={view} widthPx={widthPx} heightPx={heightPx} />
      )}
    </WithLegend>
  );
}

function Pie({ view, widthPx, heightPx, tools, label }: Drawing & { readonly view: PieView }) {
  const { t } = useTranslation();
  const [at, setAt] = useState<TooltipAt | null>(null);
  const [linked, setLinked] = useState<LinkedPlace | null>(null);
  const outer = Math.max(8, Math.min(widthPx, heightPx) / 2 - 6);
  const [x, y] = [widthPx / 2, heightPx / 2];
  const inner = view.shape === 'donut' ? outer * 0.6 : 0;
  const middle = (slice: PieSlice) => {
    const angle = ((slice.from + slice.to) / 2 - 0.25) * 2 * Math.PI;
    const radius = inner > 0 ? (inner + outer) / 2 : outer * 0.68;
    return { x: x + radius * Math.cos(angle), y: y + radius * Math.sin(angle) };
  };
  const point = (slice: PieSlice) =>
    setAt({
      ...middle(slice),
      head: slice.percentText,
      rows: [{ name: slice.name, text: slice.value.text, colour: slice.colour }],
      ...(isLinked(slice) ? { foot: t('panels.links.click') } : {}),
    });
  const open = (slice: PieSlice) =>
    setLinked({ ...middle(slice), head: slice.name, links: slice.value.links });
  return (
    <>
      <svg
        width={widthPx}
        height={heightPx}
        role={view.slices.some(isLinked) ? 'group' : 'img'}
        aria-label={label}
        onPointerLeave={() => setAt(null)}
      >
        {view.slices.map((slice, index) => (
          <path
            // biome-ignore lint/suspicious/noArrayIndexKey: names may be equal
            key={index}
            d={arcPath({ x, y, outer, inner, from: slice.from, to: slice.to })}
            fill={slice.colour}
            stroke={tools.look.ground}
            strokeWidth={1.5}
            onPointerMove={() => point(slice)}
            {...(isLinked(slice)
              ? linkButton(`${slice.name} ${slice.value.text}`, () => open(slice))
              : {})}
          />
        ))}
        {view.slices.map((slice, index) => (
          <SliceWords
            // biome-ignore lint/suspicious/noArrayIndexKey: names may be equal
            key={index}
            slice={slice}
            view={view}
            room={(slice.to - slice.from) * outer * 4}
            {...middle(slice)}
          />
        ))}
      </svg>
      <Tooltip at={linked === null ? at : null} widthPx={widthPx} />
      <LinkMenu at={linked} onClose={() => setLinked(null)} />
    </>
  );
}

const isLinked = ({ value }: PieSlice): boolean => value.links.length > 0;

interface SliceWordsProps {
  readonly slice: PieSlice;
  readonly view: PieView;
  readonly x: number;
  readonly y: number;
  /** About how wide a slice is, px. */
  readonly room: number;
}

function SliceWords({ slice, view, x, y, room }: SliceWordsProps) {
  const words = view.labels.map((label) => {
    const text =
      label === 'name' ? slice.name : label === 'value' ? slice.value.text : slice.percentText;
    return text.length > 18 ? `${text.slice(0, 17)}…` : text;
  });
  const longest = Math.max(0, ...words.map((word) => word.length)) * 6.2;
  if (words.length === 0 || longest > room) return null;
  return (
    <text textAnchor="middle" fontSize={11} fill={slice.textColour} pointerEvents="none">
      {words.map((word, index) => (
        <tspan key={word} x={x} y={y + 4 + (index - (words.length - 1) / 2) * 13}>
          {word}
        </tspan>
      ))}
    </text>
  );
}

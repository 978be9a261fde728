import { useViewportSize } from '@mantine/hooks';
import { useState } from 'react';
import { withTexts } from '../../../dashboards/queries/panel-texts.ts';
import type { PlacedPanel } from '../../../dashboards/queries/repeat-panels.ts';
import { heightPx, sectionsOf, topOf } from '../pages/dashboards/board-sections.ts';
import grid from '../pages/dashboards/dashboards.module.css';
import { useIntersection } from '../pages/dashboards/use-intersection.ts';
import { RowHead } from '../panels/row-head.tsx';
import { contextOf, EmbedPanel, type EmbedPanelProps } from './embed-panel.tsx';

type Shared = Omit<EmbedPanelProps, 'placed' | 'heightPx' | 'isSeen' | 'width'>;

/** The panels of a dashboard in their places; rows fold. */
export function EmbedGrid({
  placed,
  ...shared
}: Shared & { readonly placed: readonly PlacedPanel[] }) {
  const [turned, setTurned] = useState<ReadonlySet<string>>(new Set());
  return sectionsOf(placed).map(({ head, panels }) => {
    const key = head?.key ?? `from ${panels[0]?.key}`;
    const isCollapsed = (head?.panel.isCollapsed ?? false) !== turned.has(key);
    const toggle = () => {
      const next = new Set(turned);
      if (!next.delete(key)) next.add(key);
      setTurned(next);
    };
    const top = topOf(panels);
    return (
      <section key={key}>
        {head !== null && (
          <RowHead
            panel={withTexts(head.panel, contextOf({ ...shared, placed: head }))}
            isCollapsed={isCollapsed}
            onToggle={toggle}
          />
        )}
        {!isCollapsed && panels.length > 0 && (
          <div className={grid.grid}>
            {panels.map((one) => (
              <Cell key={one.key} placed={one} top={top} {...shared} />
            ))}
          </div>
        )}
      </section>
    );
  });
}

function Cell({
  placed,
  top,
  ...shared
}: Shared & { readonly placed: PlacedPanel; readonly top: number }) {
  const { ref, entry } = useIntersection({ rootMargin: '200px' });
  const { x, y, width, height } = placed.panel.place;
  return (
    <div
      ref={ref}
      className={grid.cell}
      style={{
        gridColumn: `${x + 1} / span ${width}`,
        gridRow: `${y - top + 1} / span ${height}`,
        minHeight: heightPx(height),
      }}
    >
      <EmbedPanel
        placed={placed}
        heightPx={heightPx(height)}
        isSeen={entry?.isIntersecting === true}
        width={entry?.boundingClientRect.width ?? 0}
        {...shared}
      />
    </div>
  );
}

/** One panel that fills the frame. */
export function EmbedOnly({ placed, ...shared }: Shared & { readonly placed: PlacedPanel }) {
  const { width, height } = useViewportSize();
  if (height === 0) return null;
  return <EmbedPanel placed={placed} heightPx={height} isSeen width={width} {...shared} />;
}

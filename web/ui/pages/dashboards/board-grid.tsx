import { type ReactNode, useState } from 'react';
import { withTexts } from '../../../../dashboards/queries/panel-texts.ts';
import type { PanelContext } from '../../../../dashboards/queries/plan-panel.ts';
import type { PlacedPanel } from '../../../../dashboards/queries/repeat-panels.ts';
import { RowHead } from '../../panels/row-head.tsx';
import { BoardPanel } from './board-panel.tsx';
import { heightPx, sectionsOf, topOf } from './board-sections.ts';
import classes from './dashboards.module.css';

interface GridProps {
  readonly placed: readonly PlacedPanel[];
  /** What all panels share; each has values of variables of its own. */
  readonly context: Omit<PanelContext, 'variables'>;
  /** Of the dashboard that is drawn: of another one everything is asked anew. */
  readonly version: string;
  readonly actions: (placed: PlacedPanel) => ReactNode;
}

/** The panels of a dashboard in their places, row by row; on a phone one below the other. */
export function BoardGrid({ placed, ...props }: GridProps) {
  /** As the reader has them, where that differs from how the dashboard opens. */
  const [turned, setTurned] = useState<ReadonlySet<string>>(new Set());
  return sectionsOf(placed).map(({ head, panels }) => {
    const key = head?.key ?? `from ${panels[0]?.key}`;
    const isCollapsed = (head?.panel.isCollapsed ?? false) !== turned.has(key);
    const toggle = () => {
      const next = new Set(turned);
      if (!next.delete(key)) next.add(key);
      setTurned(next);
    };
    return (
      <section key={key}>
        {head !== null && (
          <RowHead
            panel={withTexts(head.panel, { ...props.context, variables: head.variables })}
            isCollapsed={isCollapsed}
            onToggle={toggle}
          />
        )}
        {!isCollapsed && panels.length > 0 && <Panels placed={panels} {...props} />}
      </section>
    );
  });
}

function Panels({ placed, context, version, actions }: GridProps) {
  const top = topOf(placed);
  return (
    <div className={classes.grid}>
      {placed.map((one) => {
        const { x, y, width, height } = one.panel.place;
        return (
          <div
            key={one.key}
            className={classes.cell}
            style={{
              gridColumn: `${x + 1} / span ${width}`,
              gridRow: `${y - top + 1} / span ${height}`,
              minHeight: heightPx(height),
            }}
          >
            <BoardPanel
              placed={one}
              context={context}
              heightPx={heightPx(height)}
              version={version}
              actions={actions(one)}
            />
          </div>
        );
      })}
    </div>
  );
}

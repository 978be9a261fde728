import { useComputedColorScheme } from '@mantine/core';
import { memo, Suspense, useCallback, useLayoutEffect, useMemo, useRef } from 'react';
import type { ListedIncident } from '../../../dashboards/model/panel-views.ts';
import { panelView } from '../../../dashboards/panels/panel-view.ts';
import { DrawView } from './draw-view.tsx';
import { PanelBoundary } from './panel-boundary.tsx';
import { panelToolsOf } from './panel-library.ts';
import type { PanelViewProps } from './panel-view-props.ts';

interface DrawnPanelProps extends PanelViewProps {
  /** What a list of alerts lists. */
  readonly incidents?: readonly ListedIncident[];
  /** A range was dragged over a chart of time; without it nothing can be dragged. */
  readonly onZoom?: (fromMs: number, toMs: number) => void;
}

/** What a panel shows of its data. A panel that cannot be drawn says so and leaves the others alone. */
export function PanelView({ onZoom, ...props }: DrawnPanelProps) {
  const zoom = useSteady(onZoom);
  return (
    <PanelBoundary key={props.panel.id} data={props.data}>
      <Suspense fallback={<div aria-busy style={{ height: props.heightPx }} />}>
        <div lang={props.language}>
          <DrawnOnce {...props} {...(zoom === undefined ? {} : { onZoom: zoom })} />
        </div>
      </Suspense>
    </PanelBoundary>
  );
}

/** The same function as long as there is one, so that nothing is drawn again for it; it does what the latest does. */
function useSteady(given: DrawnPanelProps['onZoom']): DrawnPanelProps['onZoom'] {
  const latest = useRef(given);
  useLayoutEffect(() => {
    latest.current = given;
  });
  const steady = useCallback((fromMs: number, toMs: number) => latest.current?.(fromMs, toMs), []);
  return given === undefined ? undefined : steady;
}

/** A panel that asks, waits or is answered the same is not drawn again. */
const DrawnOnce = memo(Drawn, (before, now) => {
  const { panel, ...rest } = before;
  const { panel: panelNow, ...restNow } = now;
  return isShallowEqual(rest, restNow) && isSamePanel(panel, panelNow);
});

type Rest = Omit<DrawnPanelProps, 'panel'>;

function isShallowEqual(before: Rest, now: Rest): boolean {
  const names = Object.keys({ ...before, ...now }) as (keyof Rest)[];
  return names.every((name) => Object.is(before[name], now[name]));
}

/** A dashboard that is asked anew places its panels anew; what they say stays the same. */
function isSamePanel(before: DrawnPanelProps['panel'], now: DrawnPanelProps['panel']): boolean {
  return before === now || JSON.stringify(before) === JSON.stringify(now);
}

function Drawn({ panel, data, widthPx, heightPx, incidents, onZoom }: DrawnPanelProps) {
  const theme = useComputedColorScheme('light', { getInitialValueInEffect: false });
  const tools = panelToolsOf(theme);
  const view = useMemo(
    () => panelView(panel, data, tools, incidents),
    [panel, data, tools, incidents],
  );
  const label = panel.title === '' ? panel.kind : panel.title;
  return (
    <DrawView
      view={view}
      tools={tools}
      widthPx={Math.max(1, Math.floor(widthPx))}
      heightPx={Math.max(1, Math.floor(heightPx))}
      label={label}
      onZoom={onZoom}
    />
  );
}

import { useMemo } from 'react';
import type { Dashboard } from '../../../../dashboards/model/dashboard.ts';
import { type PlacedPanel, repeatPanels } from '../../../../dashboards/queries/repeat-panels.ts';
import { FaultText } from '../../frame/fault.tsx';
import { SkeletonRows } from '../../lists/list-state.tsx';
import { useNow } from '../../time/now.ts';
import { BoardGrid } from '../dashboards/board-grid.tsx';
import { VariableBar } from '../dashboards/variable-bar.tsx';
import { PanelMenu } from '../dashboards/view/panel-menu.tsx';
import { PresentBoards } from '../dashboards/view/present-boards.tsx';
import { useBoardValues } from '../dashboards/view/use-board-values.ts';

const REFRESH_MS = 30_000;
/** A panel alone has the whole width, and about a screen. */
const ALONE = { x: 0, y: 0, width: 24, height: 14 } as const;

interface Props {
  readonly dashboard: Dashboard;
  readonly source: string;
  /** One panel alone; null: the whole dashboard. */
  readonly panel: number | null;
}

/** A board of Grafana drawn by ourselves, on the scope's own data. */
export function OwnDrawing({ dashboard, source, panel }: Props) {
  const { found, context } = useBoardValues(dashboard, source, useNow(REFRESH_MS));
  const values = found.data?.values;
  const placed = useMemo(() => {
    if (values === undefined) return [];
    const all = repeatPanels(dashboard, values);
    return panel === null ? all : alone(all, panel);
  }, [dashboard, values, panel]);
  if (found.data === undefined) {
    if (found.error === null) return <SkeletonRows />;
    return <FaultText error={found.error} retry={() => void found.refetch()} />;
  }
  return (
    <PresentBoards source={source} isOfGrafana>
      <VariableBar variables={found.data.variables} />
      <BoardGrid
        placed={placed}
        context={context}
        version={source}
        actions={(one) => <PanelMenu placed={one} context={context} editAt={null} onAlone={null} />}
      />
    </PresentBoards>
  );
}

/** The first of its repetitions, as Grafana shows it. */
function alone(placed: readonly PlacedPanel[], id: number): readonly PlacedPanel[] {
  const found = placed.flatMap((one) => [one, ...one.panels]).find(({ panel }) => panel.id === id);
  return found === undefined ? [] : [{ ...found, panel: { ...found.panel, place: ALONE } }];
}

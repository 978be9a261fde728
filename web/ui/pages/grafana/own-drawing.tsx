import { Alert } from '@mantine/core';
import { useMemo } from 'react';
import { importDashboard } from '../../../../dashboards/import/import-dashboard.ts';
import type { Dashboard } from '../../../../dashboards/model/dashboard.ts';
import { repeatPanels } from '../../../../dashboards/queries/repeat-panels.ts';
import { FaultText } from '../../frame/fault.tsx';
import { SkeletonRows } from '../../lists/list-state.tsx';
import { useNow } from '../../time/now.ts';
import { BoardGrid } from '../dashboards/board-grid.tsx';
import { VariableBar } from '../dashboards/variable-bar.tsx';
import { PanelMenu } from '../dashboards/view/panel-menu.tsx';
import { useBoardValues } from '../dashboards/view/use-board-values.ts';

const REFRESH_MS = 30_000;

/** A board of Grafana drawn by ourselves, on the scope's own data. */
export function OwnDrawing({ source }: { readonly source: string }) {
  const read = useMemo(() => importDashboard(parsed(source)), [source]);
  if (read.kind === 'refused') return <Alert color="red">{read.message}</Alert>;
  return <Drawn dashboard={read.dashboard} source={source} />;
}

/** What cannot be read is refused by the import, in its words. */
function parsed(source: string): unknown {
  try {
    return JSON.parse(source);
  } catch {
    return null;
  }
}

function Drawn({ dashboard, source }: { readonly dashboard: Dashboard; readonly source: string }) {
  const { found, context } = useBoardValues(dashboard, source, useNow(REFRESH_MS));
  const values = found.data?.values;
  const placed = useMemo(
    () => (values === undefined ? [] : repeatPanels(dashboard, values)),
    [dashboard, values],
  );
  if (found.data === undefined) {
    if (found.error === null) return <SkeletonRows />;
    return <FaultText error={found.error} retry={() => void found.refetch()} />;
  }
  return (
    <>
      <VariableBar variables={found.data.variables} />
      <BoardGrid
        placed={placed}
        context={context}
        version={source}
        actions={(one) => <PanelMenu placed={one} context={context} editAt={null} />}
      />
    </>
  );
}

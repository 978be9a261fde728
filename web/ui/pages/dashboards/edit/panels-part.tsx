import { useDebouncedValue } from '@mantine/hooks';
import { useMemo } from 'react';
import { useSearchParams } from 'react-router';
import { panelOf } from '../../../../../dashboards/edit/panel-json.ts';
import type { Dashboard } from '../../../../../dashboards/model/dashboard.ts';
import type { Panel } from '../../../../../dashboards/model/panel.ts';
import { type PlacedPanel, repeatPanels } from '../../../../../dashboards/queries/repeat-panels.ts';
import { FaultText } from '../../../frame/fault.tsx';
import { SkeletonRows } from '../../../lists/list-state.tsx';
import { useChangeSearch } from '../../../scope/use-place.ts';
import { VariableBar } from '../variable-bar.tsx';
import { useBoardRefresh } from '../view/board-time.tsx';
import { useBoardValues } from '../view/use-board-values.ts';
import { AddPanels } from './add-panels.tsx';
import { EditGrid } from './edit-grid.tsx';
import { PanelEditor } from './panel-editor.tsx';
import { RowEditor } from './row-editor.tsx';
import type { BoardEdit } from './use-board-edit.ts';

/** The panels in their places, or one of them with its form. */
export function PanelsPart({
  edit,
  dashboard,
}: {
  readonly edit: BoardEdit;
  readonly dashboard: Dashboard;
}) {
  const [search] = useSearchParams();
  const change = useChangeSearch();
  const { now } = useBoardRefresh(dashboard.refresh);
  const [variables] = useDebouncedValue(JSON.stringify(dashboard.variables), 500);
  const { found, context } = useBoardValues(dashboard, variables, now);
  const values = found.data?.values;
  const placed = useMemo(
    () => (values === undefined ? [] : repeatPanels(withoutRepeats(dashboard), values)),
    [dashboard, values],
  );
  if (found.data === undefined) {
    if (found.error === null) return <SkeletonRows />;
    return <FaultText error={found.error} retry={() => void found.refetch()} />;
  }
  const id = Number(search.get('panel'));
  const json = panelOf(edit.now.board, id);
  const shown = flat(placed).find(({ panel }) => panel.id === id);
  const open = (panel: number | undefined) =>
    change({ panel: panel === undefined ? undefined : String(panel) }, 'push');
  return (
    <>
      <VariableBar variables={found.data.variables} />
      {json !== undefined && json.type === 'row' && (
        <RowEditor edit={edit} json={json} onClose={() => open(undefined)} />
      )}
      {json !== undefined && json.type !== 'row' && shown !== undefined ? (
        <PanelEditor
          key={id}
          edit={edit}
          json={json}
          placed={shown}
          context={context}
          onClose={() => open(undefined)}
        />
      ) : (
        <>
          <AddPanels edit={edit} onOpen={open} />
          <EditGrid edit={edit} placed={placed} context={context} onOpen={open} />
        </>
      )}
    </>
  );
}

/** What is repeated is edited once. */
function withoutRepeats({ panels }: Dashboard): { readonly panels: readonly Panel[] } {
  const once = (panel: Panel): Panel => ({
    ...panel,
    repeat: null,
    panels: panel.panels.map(once),
  });
  return { panels: panels.map(once) };
}

function flat(placed: readonly PlacedPanel[]): readonly PlacedPanel[] {
  return placed.flatMap((one) => [one, ...one.panels]);
}

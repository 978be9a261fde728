import { useSearchParams } from 'react-router';
import type { Dashboard } from '../../../../dashboards/model/dashboard.ts';
import type { GrafanaBoard } from '../../../contract/grafana.ts';
import { variablesFor, variablesIn } from '../../grafana/grafana-address.ts';
import { GrafanaFrame } from '../../grafana/grafana-frame.tsx';
import { SkeletonRows } from '../../lists/list-state.tsx';
import { useNow } from '../../time/now.ts';
import { VariableBar } from '../dashboards/variable-bar.tsx';
import { useBoardValues } from '../dashboards/view/use-board-values.ts';

interface Props {
  readonly board: GrafanaBoard;
  readonly dashboard: Dashboard;
  /** One panel alone; null: the whole dashboard. */
  readonly panel: number | null;
}

const REFRESH_MS = 30_000;

/**
 * A board in Grafana's own frame, below our bar of variables, which says what the frame is told. Where a
 * board chooses its data source, which Grafana alone can, the whole board keeps Grafana's bar instead.
 */
export function FramedBoard(props: Props) {
  const { board, dashboard, panel } = props;
  const choosesSource = dashboard.variables.some(
    ({ kind, hides }) => kind === 'datasource' && hides !== 'variable',
  );
  if (panel === null && choosesSource) return <PlainFrame board={board} panel={null} />;
  return <WithOwnBar {...props} />;
}

function WithOwnBar({ board, dashboard, panel }: Props) {
  const { found } = useBoardValues(dashboard, board.source, useNow(REFRESH_MS));
  const [search] = useSearchParams();
  if (found.data === undefined) {
    // What cannot be told here, Grafana finds out by itself.
    return found.error === null ? <SkeletonRows /> : <PlainFrame board={board} panel={panel} />;
  }
  const { variables } = found.data;
  const shown = variables
    .filter(({ variable, problem }) => variable.kind !== 'datasource' && problem === null)
    .map(({ variable, selected }) => ({ name: variable.name, selected }));
  return (
    <>
      <VariableBar variables={variables} />
      <GrafanaFrame
        {...placeOf(board)}
        panel={panel}
        variables={variablesFor(shown, search)}
        hidesVariables
      />
    </>
  );
}

/** With the variables that the address says, and no more. */
export function PlainFrame({ board, panel }: Omit<Props, 'dashboard'>) {
  const [search] = useSearchParams();
  const variables = variablesIn(search);
  return (
    <GrafanaFrame {...placeOf(board)} panel={panel} variables={variables} hidesVariables={false} />
  );
}

function placeOf({ path, organisation, uid, title }: GrafanaBoard) {
  return { path, organisation, uid, title };
}

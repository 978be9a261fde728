import { useDisclosure } from '@mantine/hooks';
import { useCallback, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import { AreaNav } from '../../frame/area-nav.tsx';
import { Page } from '../../frame/page.tsx';
import { HistoryPanel } from '../../query-bar/history-panel.tsx';
import { type QueryHistory, useQueryHistory } from '../../query-bar/use-query-history.ts';
import { useChangeSearch } from '../../scope/use-place.ts';
import { RangePicker } from '../../time/range-picker.tsx';
import { ExploreBar } from './explore-bar.tsx';
import { RefreshSelect, UnitSelect } from './explore-choices.tsx';
import {
  type ExploreState,
  MOST_ROWS,
  readExplore,
  rowLetter,
  writeExplore,
} from './explore-state.ts';
import { QueryRowView } from './query-row.tsx';
import { isSameAsked, type RowStep } from './query-rows.ts';
import { useAskAgain } from './use-ask-again.ts';
import { useQueryRows } from './use-query-rows.ts';

/** Ask the scope's metrics: queries in rows, each with its graph and table. */
export function ExplorePage() {
  const { t } = useTranslation();
  const [search] = useSearchParams();
  const state = useMemo(() => readExplore(search), [search]);
  const change = useChangeExplore(state);
  const history = useQueryHistory();
  const { rows, fresh, ask, makeRow, onStep } = useAskedRows(state, history);
  const [isPast, past] = useDisclosure();
  const [focused, setFocused] = useState<number>();
  const target = rows.find(({ id }) => id === focused) ?? rows.at(-1);
  const run = () => ask({ kind: 'run' });
  const closeAnd = (taken: RowStep | undefined) => {
    past.close();
    if (taken !== undefined) ask(taken);
  };
  return (
    <Page title={t('explore.title')} actions={<Actions state={state} change={change} />}>
      <AreaNav area="explore" />
      <ExploreBar
        state={state}
        mayAdd={rows.length < MOST_ROWS}
        onRun={run}
        onAdd={() => makeRow({ kind: 'add', text: '' })}
        onHistory={past.open}
        onChange={change}
      />
      {rows.map((row, index) => (
        <QueryRowView
          key={row.id}
          row={row}
          index={index}
          count={rows.length}
          state={state}
          isFresh={row.id === fresh}
          onStep={onStep}
          onRun={run}
          onFocus={() => setFocused(row.id)}
        />
      ))}
      <HistoryPanel
        isOpen={isPast}
        onClose={past.close}
        history={history}
        letter={rowLetter(target === undefined ? 0 : rows.indexOf(target))}
        mayAdd={rows.length < MOST_ROWS}
        onRun={(text) => closeAnd(target && { kind: 'replace', id: target.id, text })}
        onAdd={(text) => closeAnd({ kind: 'add', text })}
      />
    </Page>
  );
}

/** The rows with what is done to them: asking remembers what was asked. */
function useAskedRows(state: ExploreState, history: QueryHistory) {
  const { rows, step } = useQueryRows(state.rows);
  const askAgain = useAskAgain();
  /** The row that was made last by a button: it takes the focus when its editor is there. */
  const [fresh, setFresh] = useState<number>();
  const ask = (taken: RowStep) => {
    const { before, after } = step(taken);
    history.remember(after.flatMap(({ asked, isOff }) => (isOff ? [] : [asked])));
    askAgain(!isSameAsked(before, after));
  };
  const makeRow = (taken: RowStep) => {
    const { before, after } = step(taken);
    const known = new Set(before.map(({ id }) => id));
    setFresh(after.find(({ id }) => !known.has(id))?.id);
  };
  const onStep = (taken: RowStep) => {
    if (taken.kind === 'duplicate') makeRow(taken);
    else step(taken);
  };
  return { rows, fresh, ask, makeRow, onStep };
}

/** Changes parameters of the page other than its rows. */
function useChangeExplore(state: ExploreState): (change: Partial<ExploreState>) => void {
  const changeSearch = useChangeSearch();
  return useCallback(
    (next) => {
      const { q: _, off: __, ...own } = writeExplore({ ...state, ...next });
      changeSearch(own);
    },
    [state, changeSearch],
  );
}

function Actions({
  state,
  change,
}: {
  readonly state: ExploreState;
  readonly change: (state: Partial<ExploreState>) => void;
}) {
  return (
    <>
      {state.view !== 'table' && (
        <UnitSelect unit={state.unit} onChange={(unit) => change({ unit })} />
      )}
      <RefreshSelect refresh={state.refresh} onChange={(refresh) => change({ refresh })} />
      <RangePicker />
    </>
  );
}

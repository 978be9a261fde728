import { useDisclosure } from '@mantine/hooks';
import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import { ownerKey } from '../../api/queries.ts';
import { Page } from '../../frame/page.tsx';
import { type ValueFilter, withFilter } from '../../log-lines/change-query.ts';
import { FoundLines } from '../../log-lines/found-lines.tsx';
import { needlesOf } from '../../log-lines/highlight.ts';
import { LiveLines } from '../../log-lines/live-lines.tsx';
import type { LogLine } from '../../log-lines/log-line.ts';
import { useLogLabels } from '../../log-lines/use-log-labels.ts';
import { HistoryPanel } from '../../query-bar/history-panel.tsx';
import { useQueryHistory } from '../../query-bar/use-query-history.ts';
import { useChangeSearch, usePlace } from '../../scope/use-place.ts';
import { RangePicker } from '../../time/range-picker.tsx';
import { readText } from './built-query.ts';
import { FieldsPanel } from './fields-panel.tsx';
import { LogContext } from './log-context.tsx';
import { LogMetric } from './log-metric.tsx';
import { LogsBar } from './logs-bar.tsx';
import { LogsStart } from './logs-start.tsx';
import { type LogsState, readLogs, writeLogs } from './logs-state.ts';
import { QueryField } from './query-field.tsx';
import { useDraft } from './use-draft.ts';

/** Search the scope's log lines, follow them as they come, and see what stands around one. */
export function ExploreLogsPage() {
  const { t } = useTranslation();
  const [search] = useSearchParams();
  const state = useMemo(() => readLogs(search), [search]);
  const { change, ask } = useAskedLogs(state);
  const history = useQueryHistory('logql');
  const { draft, write, build } = useDraft(state.query);
  const [isPast, past] = useDisclosure();
  const isMetric = useMemo(() => readText(state.query).kind === 'metric', [state.query]);
  const run = (text: string) => {
    if (text !== '') history.remember([text]);
    ask(text);
  };
  return (
    <Page title={t('logs.title')} actions={<RangePicker />}>
      <LogsBar
        state={state}
        mayFollow={state.query !== '' && !isMetric}
        onRun={() => run(draft.text)}
        onHistory={past.open}
        onChange={change}
      />
      <QueryField
        draft={draft}
        mode={state.mode}
        onWrite={write}
        onBuild={build}
        onRun={() => run(draft.text)}
        onMode={(mode) => change({ mode })}
      />
      <Answer state={state} isMetric={isMetric} onAsk={run} />
      <HistoryPanel
        isOpen={isPast}
        onClose={past.close}
        history={history}
        letter=""
        mayAdd={false}
        onRun={(text) => {
          past.close();
          run(text);
        }}
      />
    </Page>
  );
}

/** Changes what the address says; asking the same once more asks anew. */
function useAskedLogs(state: LogsState) {
  const changeSearch = useChangeSearch();
  const queryClient = useQueryClient();
  const { parts } = usePlace();
  const change = useCallback(
    (next: Partial<LogsState>) => changeSearch(writeLogs({ ...state, ...next })),
    [state, changeSearch],
  );
  const ask = useCallback(
    (query: string) => {
      if (query !== state.query) {
        changeSearch(writeLogs({ ...state, query }), 'push');
        return;
      }
      for (const kind of ['logs', 'log-series']) {
        const queryKey = [...ownerKey(parts.owner), kind];
        void queryClient.refetchQueries({ queryKey, type: 'active' });
      }
    },
    [state, changeSearch, queryClient, parts.owner],
  );
  return { change, ask };
}

function Answer({
  state: { query, order, isLive },
  isMetric,
  onAsk,
}: {
  readonly state: LogsState;
  readonly isMetric: boolean;
  readonly onAsk: (query: string) => void;
}) {
  const labels = useLogLabels();
  const [around, setAround] = useState<LogLine>();
  const needles = useMemo(() => needlesOf(query), [query]);
  const labelNames = useMemo(() => labels.data && new Set(labels.data), [labels.data]);
  if (query === '') return <LogsStart labels={labels} onAsk={onAsk} />;
  if (isMetric) return <LogMetric query={query} />;
  const use = {
    query,
    order,
    needles,
    labelNames,
    onFilter: (filter: ValueFilter) => onAsk(withFilter(query, filter)),
    onContext: setAround,
  };
  return (
    <>
      {!isLive && <FieldsPanel query={query} onFilter={use.onFilter} />}
      {isLive ? <LiveLines {...use} /> : <FoundLines {...use} />}
      <LogContext
        line={around}
        order={order}
        needles={needles}
        labelNames={labelNames}
        onClose={() => setAround(undefined)}
      />
    </>
  );
}

import { Button, CopyButton, Tabs } from '@mantine/core';
import {
  IconChartLine,
  IconLink,
  IconPlayerPlay,
  IconRulerMeasure,
  IconTable,
} from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useSearchParams } from 'react-router';
import { ownerKey } from '../../api/queries.ts';
import { useSession } from '../../app/session.ts';
import { Page } from '../../frame/page.tsx';
import { QueryEditor } from '../../query-editor/query-editor.tsx';
import { may } from '../../scope/permissions.ts';
import { useChangeSearch, useLinkTo, usePlace } from '../../scope/use-place.ts';
import { RangePicker } from '../../time/range-picker.tsx';
import classes from './explore.module.css';
import { RefreshSelect, UnitSelect } from './explore-choices.tsx';
import { type ExploreState, readExplore, writeExplore } from './explore-state.ts';
import { GraphView } from './graph-view.tsx';
import { TableView } from './table-view.tsx';

/** Ask the scope's metrics: a query, its graph, its table. */
export function ExplorePage() {
  const { t } = useTranslation();
  const { scope, parts } = usePlace();
  const [search] = useSearchParams();
  const changeSearch = useChangeSearch();
  const queryClient = useQueryClient();
  const state = readExplore(search);
  const [text, setText] = useState(state.query);
  useEffect(() => setText(state.query), [state.query]);
  const change = useCallback(
    (next: ExploreState, history?: 'push') => changeSearch(writeExplore(next), history),
    [changeSearch],
  );
  const run = () => {
    const query = text.trim();
    if (query !== state.query) change({ ...state, query }, 'push');
    else void queryClient.invalidateQueries({ queryKey: ownerKey(parts.owner) });
  };
  return (
    <Page title={t('explore.title')} actions={<Actions state={state} change={change} />}>
      <div className={classes.ask}>
        <div className={classes.editor}>
          <QueryEditor
            value={text}
            onChange={setText}
            onRun={run}
            scope={scope}
            label={t('explore.editor')}
            hint={t('explore.placeholder')}
          />
        </div>
        <Button
          size="xs"
          title={t('explore.runHint')}
          leftSection={<IconPlayerPlay size={14} />}
          onClick={run}
        >
          {t('explore.run')}
        </Button>
      </div>
      <Views state={state} change={change} />
    </Page>
  );
}

function Views({
  state,
  change,
}: {
  readonly state: ExploreState;
  readonly change: (state: ExploreState) => void;
}) {
  const { t } = useTranslation();
  return (
    <Tabs
      className={classes.tabs ?? ''}
      keepMounted={false}
      value={state.view}
      onChange={(view) => change({ ...state, view: view === 'table' ? 'table' : 'graph' })}
    >
      <Tabs.List>
        <Tabs.Tab value="graph" leftSection={<IconChartLine size={15} />}>
          {t('explore.graph')}
        </Tabs.Tab>
        <Tabs.Tab value="table" leftSection={<IconTable size={15} />}>
          {t('explore.table')}
        </Tabs.Tab>
      </Tabs.List>
      <Ways state={state} />
      <Tabs.Panel value="graph" pt="sm">
        <GraphView state={state} />
      </Tabs.Panel>
      <Tabs.Panel value="table" pt="sm">
        <TableView state={state} />
      </Tabs.Panel>
    </Tabs>
  );
}

function Actions({
  state,
  change,
}: {
  readonly state: ExploreState;
  readonly change: (state: ExploreState) => void;
}) {
  return (
    <>
      {state.view === 'graph' && (
        <UnitSelect unit={state.unit} onChange={(unit) => change({ ...state, unit })} />
      )}
      <RefreshSelect
        refresh={state.refresh}
        onChange={(refresh) => change({ ...state, refresh })}
      />
      <RangePicker />
    </>
  );
}

/** What can be made of a query that has been run. */
function Ways({ state }: { readonly state: ExploreState }) {
  const { t } = useTranslation();
  const { scopes } = useSession();
  const { node } = usePlace();
  const linkTo = useLinkTo();
  if (state.query === '') return null;
  return (
    <div className={classes.ways}>
      <CopyButton value={window.location.href}>
        {({ copied, copy }) => (
          <Button
            size="compact-xs"
            variant="subtle"
            leftSection={<IconLink size={14} />}
            onClick={copy}
          >
            {copied ? t('explore.linkCopied') : t('explore.copyLink')}
          </Button>
        )}
      </CopyButton>
      {may(scopes, node.path, 'rules:write') && (
        <Button
          component={Link}
          to={linkTo('/rules/new', { expression: state.query })}
          size="compact-xs"
          variant="subtle"
          leftSection={<IconRulerMeasure size={14} />}
        >
          {t('explore.makeRule')}
        </Button>
      )}
    </div>
  );
}

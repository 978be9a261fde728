import { Button } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { QueryBar, ViewSwitch } from '../../query-bar/query-bar.tsx';
import { type ExploreState, TABLES, VIEWS } from './explore-state.ts';

/** What is done with all rows: run, add one, what was asked before, the view, the link. */
export function ExploreBar({
  state,
  mayAdd,
  onRun,
  onAdd,
  onHistory,
  onChange,
}: {
  readonly state: ExploreState;
  readonly mayAdd: boolean;
  readonly onRun: () => void;
  readonly onAdd: () => void;
  readonly onHistory: () => void;
  readonly onChange: (change: Partial<ExploreState>) => void;
}) {
  const { t } = useTranslation();
  return (
    <QueryBar
      onRun={onRun}
      onHistory={onHistory}
      afterRun={
        <Button
          size="xs"
          variant="default"
          disabled={!mayAdd}
          leftSection={<IconPlus size={14} />}
          onClick={onAdd}
        >
          {t('explore.addRow')}
        </Button>
      }
      views={
        <>
          <ViewSwitch
            label={t('explore.view.label')}
            views={VIEWS}
            view={state.view}
            words={(view) => t(`explore.view.${view}`)}
            onChange={(view) => onChange({ view })}
          />
          {state.view !== 'graph' && (
            <ViewSwitch
              label={t('explore.tableOf.label')}
              views={TABLES}
              view={state.table}
              words={(table) => t(`explore.tableOf.${table}`)}
              onChange={(table) => onChange({ table })}
            />
          )}
        </>
      }
    />
  );
}

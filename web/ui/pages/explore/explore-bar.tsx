import { Button, SegmentedControl } from '@mantine/core';
import { IconHistory, IconLink, IconPlayerPlay, IconPlus } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { CopyTextButton } from './copy-text-button.tsx';
import classes from './explore.module.css';
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
    <div className={classes.bar}>
      <Button
        size="xs"
        title={t('explore.runHint')}
        leftSection={<IconPlayerPlay size={14} />}
        onClick={onRun}
      >
        {t('explore.run')}
      </Button>
      <Button
        size="xs"
        variant="default"
        disabled={!mayAdd}
        leftSection={<IconPlus size={14} />}
        onClick={onAdd}
      >
        {t('explore.addRow')}
      </Button>
      <Button
        size="xs"
        variant="default"
        leftSection={<IconHistory size={14} />}
        onClick={onHistory}
      >
        {t('explore.history.open')}
      </Button>
      <CopyTextButton icon={<IconLink size={14} />} text={() => window.location.href}>
        {t('explore.copy.link')}
      </CopyTextButton>
      <Views state={state} onChange={onChange} />
    </div>
  );
}

function Views({
  state,
  onChange,
}: {
  readonly state: ExploreState;
  readonly onChange: (change: Partial<ExploreState>) => void;
}) {
  const { t } = useTranslation();
  return (
    <div className={classes.views}>
      <SegmentedControl
        size="xs"
        aria-label={t('explore.view.label')}
        value={state.view}
        data={VIEWS.map((value) => ({ value, label: t(`explore.view.${value}`) }))}
        onChange={(value) => {
          const view = VIEWS.find((each) => each === value);
          if (view !== undefined) onChange({ view });
        }}
      />
      {state.view !== 'graph' && (
        <SegmentedControl
          size="xs"
          aria-label={t('explore.tableOf.label')}
          value={state.table}
          data={TABLES.map((value) => ({ value, label: t(`explore.tableOf.${value}`) }))}
          onChange={(value) => {
            const table = TABLES.find((each) => each === value);
            if (table !== undefined) onChange({ table });
          }}
        />
      )}
    </div>
  );
}

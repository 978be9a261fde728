import { Button, SegmentedControl } from '@mantine/core';
import {
  IconBroadcast,
  IconHistory,
  IconLink,
  IconPlayerPlay,
  IconPlayerStop,
} from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { CopyTextButton } from '../explore/copy-text-button.tsx';
import { ExportMenu } from './export-menu.tsx';
import classes from './logs.module.css';
import type { LogsState } from './logs-state.ts';

/** What is done with the query: run, follow, what was asked before, hand on, export. */
export function LogsBar({
  state,
  isLive,
  mayFollow,
  onRun,
  onLive,
  onHistory,
  onChange,
}: {
  readonly state: LogsState;
  readonly isLive: boolean;
  readonly mayFollow: boolean;
  readonly onRun: () => void;
  readonly onLive: () => void;
  readonly onHistory: () => void;
  readonly onChange: (change: Partial<LogsState>) => void;
}) {
  const { t } = useTranslation();
  const LiveIcon = isLive ? IconPlayerStop : IconBroadcast;
  return (
    <div className={classes.bar}>
      <Button
        size="xs"
        title={t('logs.runHint')}
        leftSection={<IconPlayerPlay size={14} />}
        onClick={onRun}
      >
        {t('explore.run')}
      </Button>
      <Button
        size="xs"
        variant={isLive ? 'light' : 'default'}
        disabled={!mayFollow}
        aria-pressed={isLive}
        leftSection={<LiveIcon size={14} />}
        onClick={onLive}
      >
        {isLive ? t('logs.live.stop') : t('logs.live.start')}
      </Button>
      <Button
        size="xs"
        variant="default"
        leftSection={<IconHistory size={14} />}
        onClick={onHistory}
      >
        {t('explore.history.open')}
      </Button>
      <ExportMenu query={mayFollow ? state.query : ''} order={state.order} />
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
  readonly state: LogsState;
  readonly onChange: (change: Partial<LogsState>) => void;
}) {
  const { t } = useTranslation();
  return (
    <div className={classes.views}>
      <SegmentedControl
        size="xs"
        aria-label={t('logs.order.label')}
        value={state.order}
        data={[
          { value: 'newest', label: t('logs.order.newest') },
          { value: 'oldest', label: t('logs.order.oldest') },
        ]}
        onChange={(order) => onChange({ order: order === 'oldest' ? 'oldest' : 'newest' })}
      />
      <SegmentedControl
        size="xs"
        aria-label={t('logs.mode.label')}
        value={state.mode}
        data={[
          { value: 'builder', label: t('logs.mode.builder') },
          { value: 'text', label: t('logs.mode.text') },
        ]}
        onChange={(mode) => onChange({ mode: mode === 'text' ? 'text' : 'builder' })}
      />
    </div>
  );
}

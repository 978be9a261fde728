import { Button } from '@mantine/core';
import { IconBroadcast, IconPlayerStop } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { ExportMenu } from '../../log-lines/export-menu.tsx';
import { QueryBar, ViewSwitch } from '../../query-bar/query-bar.tsx';
import { MakePanel } from '../dashboards/make-panel/make-panel.tsx';
import { MakeRule } from '../explore/make-rule.tsx';
import { EDIT_MODES, type LogsState, ORDERS } from './logs-state.ts';
import { ruleOnLines } from './rule-on-lines.ts';

/** What is done with the query: run, follow, what was asked before, hand on, export. */
export function LogsBar({
  state,
  mayFollow,
  onRun,
  onHistory,
  onChange,
}: {
  readonly state: LogsState;
  readonly mayFollow: boolean;
  readonly onRun: () => void;
  readonly onHistory: () => void;
  readonly onChange: (change: Partial<LogsState>) => void;
}) {
  const { t } = useTranslation();
  const isLive = state.isLive && mayFollow;
  const LiveIcon = isLive ? IconPlayerStop : IconBroadcast;
  return (
    <QueryBar
      onRun={onRun}
      onHistory={onHistory}
      afterRun={
        <Button
          size="xs"
          variant={isLive ? 'light' : 'default'}
          disabled={!mayFollow}
          aria-pressed={isLive}
          leftSection={<LiveIcon size={14} />}
          onClick={() => onChange({ isLive: !isLive })}
        >
          {isLive ? t('logs.live.stop') : t('logs.live.start')}
        </Button>
      }
      afterHistory={
        <>
          <ExportMenu query={mayFollow ? state.query : ''} order={state.order} />
          <MakeRule language="logql" expression={ruleOnLines(state.query)} />
          <MakePanel language="logql" expression={state.query} isLines={mayFollow} />
        </>
      }
      views={
        <>
          <ViewSwitch
            label={t('logs.order.label')}
            views={ORDERS}
            view={state.order}
            words={(order) => t(`logs.order.${order}`)}
            onChange={(order) => onChange({ order })}
          />
          <ViewSwitch
            label={t('logs.mode.label')}
            views={EDIT_MODES}
            view={state.mode}
            words={(mode) => t(`logs.mode.${mode}`)}
            onChange={(mode) => onChange({ mode })}
          />
        </>
      }
    />
  );
}

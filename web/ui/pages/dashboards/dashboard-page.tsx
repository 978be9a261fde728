import { Alert, Button } from '@mantine/core';
import { IconPencil } from '@tabler/icons-react';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';
import type { Dashboard } from '../../../../dashboards/model/dashboard.ts';
import { type PlacedPanel, repeatPanels } from '../../../../dashboards/queries/repeat-panels.ts';
import type { VariableValues } from '../../../../dashboards/variables/variable-value.ts';
import { FaultText } from '../../frame/fault.tsx';
import { Page } from '../../frame/page.tsx';
import { Empty, SkeletonRows } from '../../lists/list-state.tsx';
import { useGo, useLinkTo } from '../../scope/use-place.ts';
import { RangePicker } from '../../time/range-picker.tsx';
import { BackToList } from './back-to-list.tsx';
import { BoardGrid } from './board-grid.tsx';
import classes from './dashboards.module.css';
import { BoardMenu } from './list/board-menu.tsx';
import { MissingRecordings } from './recordings/missing-recordings.tsx';
import { ShareBoard } from './share/share-board.tsx';
import { VariableBar } from './variable-bar.tsx';
import { BoardLinks } from './view/board-links.tsx';
import { BoardSource } from './view/board-source.tsx';
import { RefreshChoice, useBoardRefresh, useOpeningRange } from './view/board-time.tsx';
import { PanelAlone, usePanelAlone } from './view/panel-alone.tsx';
import { PanelMenu } from './view/panel-menu.tsx';
import { PresentBoards } from './view/present-boards.tsx';
import { useBoardLink } from './view/use-board-link.ts';
import { useBoardValues } from './view/use-board-values.ts';
import { type Fitted, useFittedBoard } from './view/use-fitted-board.ts';
import { type OpenedBoard, useOpenedBoard } from './view/use-opened-board.ts';

/** One dashboard on the scope's own data, stored or built in. */
export function DashboardPage() {
  const { t } = useTranslation();
  const { uid = '' } = useParams();
  const opened = useOpenedBoard(uid);
  if (opened.kind === 'opened' && opened.result.kind === 'imported') {
    const { source, result } = opened;
    return (
      <PresentBoards key={uid} source={source} isOfGrafana={false}>
        <FittedBoard uid={uid} opened={opened} dashboard={result.dashboard} />
      </PresentBoards>
    );
  }
  return (
    <Page title={t('dashboards.title')} before={<BackToList />}>
      {opened.kind === 'waiting' && <SkeletonRows />}
      {opened.kind === 'unknown' && (
        <Empty title={t('dashboards.unknown')} text={t('dashboards.unknownText', { uid })} />
      )}
      {opened.kind === 'failed' && <FaultText error={opened.error} retry={opened.retry} />}
      {opened.kind === 'opened' && opened.result.kind === 'refused' && (
        <Alert color="red">{opened.result.message}</Alert>
      )}
    </Page>
  );
}

interface FittedBoardProps {
  readonly uid: string;
  readonly dashboard: Dashboard;
  readonly opened: Extract<OpenedBoard, { kind: 'opened' }>;
}

/** What comes with tocsin is shown as far as the scope can fill it. */
function FittedBoard({ dashboard, ...props }: FittedBoardProps) {
  const fitted = useFittedBoard(props.uid, dashboard);
  if (fitted === undefined) {
    return (
      <Page title={dashboard.title} before={<BackToList />}>
        <SkeletonRows />
      </Page>
    );
  }
  return <OpenBoard {...props} fitted={fitted} />;
}

interface OpenBoardProps extends Omit<FittedBoardProps, 'dashboard'> {
  readonly fitted: Fitted;
}

function OpenBoard({ uid, fitted, opened: { own, source } }: OpenBoardProps) {
  const { dashboard, left, missing, lacks } = fitted;
  const { t } = useTranslation();
  const go = useGo();
  const linkTo = useLinkTo();
  const boardLink = useBoardLink();
  const [isSource, setIsSource] = useState(false);
  const { now, refresh, chosen } = useBoardRefresh(dashboard.refresh);
  useOpeningRange(dashboard);
  const { title } = dashboard;
  const editAt = own?.mayWrite === true ? `/dashboards/${uid}/edit` : null;
  return (
    <Page
      title={title === '' ? uid : title}
      before={<BackToList />}
      actions={
        <>
          {editAt !== null && (
            <Button
              component={Link}
              to={boardLink(editAt)}
              size="xs"
              variant="default"
              leftSection={<IconPencil size={14} />}
            >
              {t('boards.menu.edit')}
            </Button>
          )}
          <RefreshChoice chosen={chosen} onRefresh={refresh} />
          <ShareBoard uid={uid} dashboard={dashboard} />
          <RangePicker />
          <BoardMenu
            uid={uid}
            title={title}
            own={own}
            onJson={() => setIsSource(true)}
            onGone={() => go(linkTo('/dashboards'))}
          />
        </>
      }
    >
      {isSource && <BoardSource title={title} source={source} onClose={() => setIsSource(false)} />}
      <Lacks metrics={lacks} />
      <Shown
        dashboard={dashboard}
        version={`${own?.revision ?? [title, ...left].join('/')}`}
        now={now}
        editAt={editAt}
      />
      {left.length > 0 && (
        <details className={classes.others}>
          <summary>{t('dashboards.left', { count: left.length })}</summary>
          <p>{left.join(' · ')}</p>
          <p className="dimmed">{t('dashboards.needs', { metrics: missing.join(', ') })}</p>
        </details>
      )}
    </Page>
  );
}

/** That panels will be empty, and for want of what. */
function Lacks({ metrics }: { readonly metrics: readonly string[] }) {
  const { t } = useTranslation();
  if (metrics.length === 0) return null;
  return (
    <Alert color="gray" mb="xs">
      {t('dashboards.lacks', { metrics: metrics.join(', ') })}
    </Alert>
  );
}

interface ShownProps {
  readonly dashboard: Dashboard;
  readonly version: string;
  readonly now: number;
  readonly editAt: string | null;
}

const NO_VALUES: VariableValues = new Map();

function Shown({ dashboard, version, now, editAt }: ShownProps) {
  const { t } = useTranslation();
  const boardLink = useBoardLink();
  const { found, context } = useBoardValues(dashboard, version, now);
  const values = found.data?.values;
  const placed = useMemo(
    () => (values === undefined ? [] : repeatPanels(dashboard, values)),
    [dashboard, values],
  );
  const { alone, isAsked, show, close } = usePanelAlone(placed);
  const variables = values ?? NO_VALUES;
  const shared = { context, version };
  const menuOf = (one: PlacedPanel) => (
    <PanelMenu
      placed={one}
      context={context}
      editAt={editAt === null ? null : boardLink(editAt, { panel: String(one.panel.id) })}
      onAlone={alone === undefined ? () => show(one) : null}
    />
  );
  const links = <BoardLinks links={dashboard.links} context={{ ...context, variables }} />;
  if (found.data === undefined) {
    return (
      <>
        {links}
        {found.error === null ? (
          <SkeletonRows />
        ) : (
          <FaultText error={found.error} retry={() => void found.refetch()} />
        )}
      </>
    );
  }
  return (
    <>
      {links}
      <MissingRecordings dashboard={dashboard} />
      <VariableBar variables={found.data.variables} />
      {placed.length === 0 && <Empty title={t('boards.noPanels')} />}
      {alone === undefined ? (
        <BoardGrid {...shared} placed={placed} actions={menuOf} />
      ) : (
        <PanelAlone
          {...shared}
          placed={alone}
          actions={menuOf(alone)}
          takesFocus={isAsked}
          onClose={close}
        />
      )}
    </>
  );
}

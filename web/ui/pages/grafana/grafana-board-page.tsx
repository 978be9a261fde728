import { Alert } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useParams, useSearchParams } from 'react-router';
import type { GrafanaBoard } from '../../../contract/grafana.ts';
import { grafanaBoardQuery } from '../../api/grafana-queries.ts';
import { useServices } from '../../app/services.ts';
import { FaultText } from '../../frame/fault.tsx';
import { Page } from '../../frame/page.tsx';
import { panelIn } from '../../grafana/grafana-address.ts';
import { SkeletonRows } from '../../lists/list-state.tsx';
import { usePlace } from '../../scope/use-place.ts';
import { RangePicker } from '../../time/range-picker.tsx';
import { BackToGrafana } from './back-to-grafana.tsx';
import { FramedBoard, PlainFrame } from './framed-board.tsx';
import { OwnDrawing } from './own-drawing.tsx';
import { PanelChoice } from './panel-choice.tsx';
import { panelsOf, readBoard } from './read-board.ts';

/**
 * One board of Grafana in kiosk mode, or with `?panel=2` one panel of it; while Grafana is away, drawn by
 * ourselves as it was seen last.
 */
export function GrafanaBoardPage() {
  const { t } = useTranslation();
  const { uid = '' } = useParams();
  const { call } = useServices();
  const { parts } = usePlace();
  const found = useQuery(grafanaBoardQuery(call, parts.owner, uid));
  if (found.data !== undefined) return <Board key={uid} board={found.data} />;
  return (
    <Page title={t('grafana.title')} before={<BackToGrafana />} actions={<RangePicker />}>
      {found.error === null ? (
        <SkeletonRows />
      ) : (
        <FaultText error={found.error} retry={() => void found.refetch()} />
      )}
    </Page>
  );
}

function Board({ board }: { readonly board: GrafanaBoard }) {
  const { t } = useTranslation();
  const [search] = useSearchParams();
  const panel = panelIn(search);
  const read = useMemo(() => readBoard(board.source), [board.source]);
  const panels = read.kind === 'imported' ? panelsOf(read.dashboard) : [];
  const isUnknown =
    read.kind === 'imported' && panel !== null && !panels.some(({ id }) => id === panel);
  return (
    <Page
      title={board.title}
      before={<BackToGrafana />}
      actions={
        <>
          {panels.length > 0 && <PanelChoice panels={panels} chosen={panel} />}
          <RangePicker />
        </>
      }
    >
      {!board.up && (
        <Alert color="yellow" mb="sm">
          {t('grafana.awayText')}
        </Alert>
      )}
      {isUnknown && <Alert color="yellow">{t('grafana.noPanel', { id: panel })}</Alert>}
      {!isUnknown && <Shown board={board} read={read} panel={panel} />}
    </Page>
  );
}

interface ShownProps {
  readonly board: GrafanaBoard;
  readonly read: ReturnType<typeof readBoard>;
  readonly panel: number | null;
}

function Shown({ board, read, panel }: ShownProps) {
  if (read.kind === 'refused') {
    if (board.up) return <PlainFrame board={board} panel={panel} />;
    return <Alert color="red">{read.message}</Alert>;
  }
  const { dashboard } = read;
  if (board.up) return <FramedBoard board={board} dashboard={dashboard} panel={panel} />;
  return <OwnDrawing dashboard={dashboard} source={board.source} panel={panel} />;
}

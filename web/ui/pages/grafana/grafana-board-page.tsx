import { Alert } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useParams } from 'react-router';
import { grafanaBoardQuery } from '../../api/grafana-queries.ts';
import { useServices } from '../../app/services.ts';
import { FaultText } from '../../frame/fault.tsx';
import { Page } from '../../frame/page.tsx';
import { GrafanaFrame } from '../../grafana/grafana-frame.tsx';
import { SkeletonRows } from '../../lists/list-state.tsx';
import { usePlace } from '../../scope/use-place.ts';
import { RangePicker } from '../../time/range-picker.tsx';
import { OwnDrawing } from './own-drawing.tsx';

/** One board of Grafana; while Grafana is away, drawn by ourselves as it was seen last. */
export function GrafanaBoardPage() {
  const { t } = useTranslation();
  const { uid = '' } = useParams();
  const { call } = useServices();
  const { parts } = usePlace();
  const found = useQuery(grafanaBoardQuery(call, parts.owner, uid));
  const board = found.data;
  return (
    <Page title={board?.title ?? t('grafana.title')} actions={<RangePicker />}>
      {board === undefined && found.error === null && <SkeletonRows />}
      {board === undefined && found.error !== null && (
        <FaultText error={found.error} retry={() => void found.refetch()} />
      )}
      {board?.up === true && (
        <GrafanaFrame
          path={board.path}
          organisation={board.organisation}
          uid={board.uid}
          title={board.title}
        />
      )}
      {board?.up === false && (
        <>
          <Alert color="yellow" mb="sm">
            {t('grafana.awayText')}
          </Alert>
          <OwnDrawing source={board.source} />
        </>
      )}
    </Page>
  );
}

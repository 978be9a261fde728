import { useComputedColorScheme } from '@mantine/core';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Unanswered } from '../../../../dashboards/model/scoped-api.ts';
import { askPanel } from '../../../../dashboards/queries/ask-panel.ts';
import type { PanelContext } from '../../../../dashboards/queries/plan-panel.ts';
import type { PlacedPanel } from '../../../../dashboards/queries/repeat-panels.ts';
import { scopedApi } from '../../api/scoped-api.ts';
import { useServices } from '../../app/services.ts';
import { PanelFrame } from '../../panels/panel-frame.tsx';
import { panelToolsOf } from '../../panels/panel-library.ts';
import { PanelView } from '../../panels/panel-view.tsx';
import { queryTools } from '../../panels/query-tools.ts';
import { useTexts } from '../../panels/use-texts.ts';
import { usePlace } from '../../scope/use-place.ts';
import { rangeBetween } from '../../time/range.ts';
import { useChangeRange } from '../../time/range-picker.tsx';
import { ListedAlerts } from './listed-alerts.tsx';
import { useIntersection } from './use-intersection.ts';
import { againWhileAway, useKeptAnswer } from './view/use-kept-answer.ts';

/** Widths between which a graph asks for other points. */
const WIDTH_STEP_PX = 200;

interface Props {
  readonly placed: PlacedPanel;
  readonly context: Omit<PanelContext, 'variables'>;
  readonly heightPx: number;
  /** Of what the panel says: another one is asked anew. */
  readonly version: string;
  readonly actions?: ReactNode;
}

/** A panel with its data, which it asks for when it comes into sight. */
export function BoardPanel({ placed, context, heightPx, version, actions }: Props) {
  const { ref, entry } = useIntersection({ rootMargin: '200px' });
  const { t, i18n } = useTranslation();
  const width = entry?.boundingClientRect.width ?? 0;
  const { found, data } = usePanelData({
    placed,
    context,
    version,
    width,
    isSeen: entry?.isIntersecting === true,
  });
  const isAway = found.error instanceof Unanswered;
  const errorText = isAway ? t('errors.unreachable') : (found.error?.message ?? null);
  const zoom = useChangeRange();
  const panel = useTexts(placed, context);
  const Drawn = panel.kind === 'alertlist' ? ListedAlerts : PanelView;
  return (
    <div ref={ref}>
      <PanelFrame
        panel={panel}
        notices={data?.notices ?? []}
        isLoading={found.isFetching && !isAway}
        error={data !== undefined ? null : errorText}
        heightPx={heightPx}
        actions={actions}
      >
        {(widthPx, roomPx) =>
          data !== undefined && (
            <Drawn
              panel={panel}
              data={data}
              widthPx={widthPx}
              heightPx={roomPx}
              language={i18n.language === 'zh' ? 'zh' : 'en'}
              onZoom={(fromMs, toMs) => zoom(rangeBetween(fromMs, toMs))}
            />
          )
        }
      </PanelFrame>
    </div>
  );
}

function usePanelData({
  placed,
  context,
  version,
  width,
  isSeen,
}: Pick<Props, 'placed' | 'context' | 'version'> & {
  readonly width: number;
  readonly isSeen: boolean;
}) {
  const services = useServices();
  const place = usePlace();
  const { scope } = place;
  const scheme = useComputedColorScheme('light', { getInitialValueInEffect: false });
  const { panel, variables, key } = placed;
  const widthPx = Math.max(WIDTH_STEP_PX, Math.ceil(width / WIDTH_STEP_PX) * WIDTH_STEP_PX);
  const { time, filters, dashboard, looker } = context;
  const values = [...variables].map(([name, value]) => [name, value.values, value.verbatim]);
  const about = ['scope', scope, 'panel', dashboard.uid, key, version, values, filters, looker];
  const found = useQuery({
    queryKey: [...about, time, widthPx, scheme],
    queryFn: ({ signal }) =>
      askPanel(
        queryTools,
        scopedApi(services, place),
        {
          panel,
          context: { ...context, variables },
          widthPx,
          theme: panelToolsOf(scheme).grafanaTheme,
        },
        signal,
      ),
    enabled: isSeen,
    refetchInterval: againWhileAway,
    placeholderData: keepPreviousData,
    structuralSharing: false,
  });
  return { found, data: useKeptAnswer(found, JSON.stringify(about)) };
}

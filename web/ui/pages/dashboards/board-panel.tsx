import { useComputedColorScheme } from '@mantine/core';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
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
  const { i18n } = useTranslation();
  const width = entry?.boundingClientRect.width ?? 0;
  const found = usePanelData({
    placed,
    context,
    version,
    width,
    isSeen: entry?.isIntersecting === true,
  });
  const zoom = useChangeRange();
  const panel = useTexts(placed, context);
  const Drawn = panel.kind === 'alertlist' ? ListedAlerts : PanelView;
  return (
    <div ref={ref}>
      <PanelFrame
        panel={panel}
        notices={found.data?.notices ?? []}
        isLoading={found.isFetching}
        error={found.error === null ? null : found.error.message}
        heightPx={heightPx}
        actions={actions}
      >
        {(widthPx, roomPx) =>
          found.data !== undefined && (
            <Drawn
              panel={panel}
              data={found.data}
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
  return useQuery({
    queryKey: [
      'scope',
      scope,
      'panel',
      dashboard.uid,
      key,
      version,
      values,
      filters,
      time,
      widthPx,
      scheme,
      looker,
    ],
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
    placeholderData: keepPreviousData,
    structuralSharing: false,
  });
}

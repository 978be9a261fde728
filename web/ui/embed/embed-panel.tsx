import { useComputedColorScheme } from '@mantine/core';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { Dashboard } from '../../../dashboards/model/dashboard.ts';
import { askPanel } from '../../../dashboards/queries/ask-panel.ts';
import { withTexts } from '../../../dashboards/queries/panel-texts.ts';
import { type PanelContext, planPanel } from '../../../dashboards/queries/plan-panel.ts';
import type { PlacedPanel } from '../../../dashboards/queries/repeat-panels.ts';
import type { EmbedView } from '../../../dashboards/variables/embed-answers.ts';
import type { EmbedChoice } from '../../contract/embed-page.ts';
import { PanelFrame } from '../panels/panel-frame.tsx';
import { panelToolsOf } from '../panels/panel-library.ts';
import { PanelView } from '../panels/panel-view.tsx';
import { queryTools } from '../panels/query-tools.ts';
import { useChangeSearch } from '../scope/use-place.ts';
import { rangeChange } from './embed-address.ts';
import { type EmbedClient, panelApi } from './embed-client.ts';

export interface EmbedPanelProps {
  readonly client: EmbedClient;
  readonly dashboard: Dashboard;
  readonly view: EmbedView;
  /** Of the view. */
  readonly choice: EmbedChoice;
  readonly reload: () => void;
  /** By the link: what is dragged changes nothing then. */
  readonly isRangeFixed: boolean;
  readonly placed: PlacedPanel;
  readonly heightPx: number;
  readonly isSeen: boolean;
  readonly width: number;
}

/** As the service plans, see `LINK_SCRAPE_INTERVAL_MS`. */
const SCRAPE_INTERVAL_MS = 15_000;
/** Widths between which a graph asks for other points. */
const WIDTH_STEP_PX = 200;

/** A panel with its data, which it asks for when it comes into sight. */
export function EmbedPanel(props: EmbedPanelProps) {
  const { i18n } = useTranslation();
  const change = useChangeSearch();
  const { placed, heightPx, view, dashboard, isRangeFixed } = props;
  const context = contextOf(props);
  const panel = withTexts(placed.panel, context);
  const found = usePanelData(props, context);
  const listed = useListed(props);
  const onZoom = (fromMs: number, toMs: number) => change(rangeChange(fromMs, toMs, view.nowMs));
  return (
    <PanelFrame
      panel={panel}
      notices={found.data?.notices ?? []}
      isLoading={found.isFetching || listed.isFetching}
      error={(found.error ?? listed.error)?.message ?? null}
      heightPx={heightPx}
    >
      {(widthPx, roomPx) =>
        found.data !== undefined &&
        (panel.kind !== 'alertlist' || listed.data !== undefined) && (
          <PanelView
            key={dashboard.uid}
            panel={panel}
            data={found.data}
            {...(listed.data === undefined ? {} : { incidents: listed.data })}
            widthPx={widthPx}
            heightPx={roomPx}
            language={i18n.language === 'zh' ? 'zh' : 'en'}
            {...(isRangeFixed ? {} : { onZoom })}
          />
        )
      }
    </PanelFrame>
  );
}

/** What the texts and queries of a panel are filled in from. */
export function contextOf({
  view,
  dashboard,
  placed,
}: Pick<EmbedPanelProps, 'view' | 'dashboard' | 'placed'>): PanelContext {
  const { time, filters } = view;
  const { uid, title } = dashboard;
  return {
    ...{ time, filters, dashboard: { uid, title }, variables: placed.variables },
    scrapeIntervalMs: SCRAPE_INTERVAL_MS,
  };
}

function usePanelData(
  { client, choice, reload, placed, isSeen, width, view }: EmbedPanelProps,
  context: PanelContext,
) {
  const scheme = useComputedColorScheme('light', { getInitialValueInEffect: false });
  const widthPx = Math.max(WIDTH_STEP_PX, Math.ceil(width / WIDTH_STEP_PX) * WIDTH_STEP_PX);
  const { panel, key } = placed;
  return useQuery({
    queryKey: ['panel', key, choice, view.nowMs, widthPx, scheme],
    queryFn: ({ signal }) => {
      const { queries } = planPanel(panel, context, widthPx);
      const api = panelApi(client, { choice, panel: key, widthPx }, queries, reload);
      const theme = panelToolsOf(scheme).grafanaTheme;
      return askPanel(queryTools, api, { panel, context, widthPx, theme }, signal);
    },
    enabled: isSeen,
    refetchOnWindowFocus: false,
    placeholderData: keepPreviousData,
    structuralSharing: false,
  });
}

/** What a list of alerts lists. */
function useListed({ client, choice, placed, isSeen, view }: EmbedPanelProps) {
  const { panel, key } = placed;
  return useQuery({
    queryKey: ['incidents', key, choice, view.nowMs],
    queryFn: ({ signal }) => client.incidents({ choice, panel: key }, signal),
    enabled: isSeen && panel.kind === 'alertlist',
    refetchOnWindowFocus: false,
    placeholderData: keepPreviousData,
  });
}

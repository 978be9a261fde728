import type { Panel } from '../../../dashboards/model/panel.ts';
import type { PanelData } from '../../../dashboards/model/panel-data.ts';

/** What a panel is drawn from; the title and the frame around it are the page's. */
export interface PanelViewProps {
  readonly panel: Panel;
  readonly data: PanelData;
  readonly widthPx: number;
  readonly heightPx: number;
  readonly language: 'en' | 'zh';
}

import type { PanelTools } from '../../../dashboards/panels/panel-tools.ts';

/** What every drawing of a view is given beside the view: the room there is, and what happens in it. */
export interface Drawing {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly tools: PanelTools;
  /** Says the panel's title to those who do not see the drawing. */
  readonly label: string;
  /** A range was dragged over a chart of time, in milliseconds; without it nothing can be dragged. */
  readonly onZoom?: ((fromMs: number, toMs: number) => void) | undefined;
}

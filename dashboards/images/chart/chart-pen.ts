import type { FrameTools } from '../../panels/frame-tools.ts';
import type { MeasureText } from '../fonts/measure-text.ts';
import type { PictureTheme } from '../picture-theme.ts';

/** What everything in a picture is drawn with. */
export interface ChartPen {
  readonly tools: FrameTools;
  readonly measure: MeasureText;
  readonly theme: PictureTheme;
  /** Words for figures of legends, by reducer; left out: in English. */
  readonly figureNames?: Readonly<Record<string, string>> | undefined;
}

import type { Clock } from '../../../platform/clock/clock.ts';
import type { PanelLibrary } from '../../panels/panel-tools.ts';
import type { PanelTools as QueryTools } from '../../queries/panel-tools.ts';
import type { MeasureText } from '../fonts/measure-text.ts';

/** What drawing needs; loaded once. */
export interface BoardMeans {
  readonly library: PanelLibrary & QueryTools;
  readonly measure: MeasureText;
  readonly clock: Pick<Clock, 'after'>;
}

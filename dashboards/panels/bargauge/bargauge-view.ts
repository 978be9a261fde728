import type { Panel } from '../../model/panel.ts';
import type { PanelData } from '../../model/panel-data.ts';
import type { BarGaugeView, EmptyView } from '../../model/panel-views.ts';
import { emptyView } from '../empty-view.ts';
import type { PanelTools } from '../panel-tools.ts';
import { choiceAt, flagAt } from '../read-option.ts';
import { boundsOf, fractionOf, reducedValues } from '../reduced-values.ts';
import { scaleBands } from '../scale-bands.ts';

const LOOKS = { basic: 'basic', gradient: 'gradient', lcd: 'lcd' } as const;
const VALUES = { color: 'value', text: 'text', hidden: 'hidden' } as const;

/** Values as bars between common bounds: their own, or of all the values there are. */
export function barGaugeView(
  panel: Panel,
  data: PanelData,
  tools: PanelTools,
): BarGaugeView | EmptyView {
  const values = reducedValues(panel, data, tools);
  if (values.length === 0) return emptyView(data, 'no-numbers');
  const { options } = panel;
  const numbers = values.map(({ value }) => value.numeric);
  return {
    kind: 'bargauge',
    bars: values.map(({ name, value, field }) => {
      const { minimum, maximum } = boundsOf(field, numbers);
      return {
        name,
        value,
        fraction: fractionOf(value.numeric, minimum, maximum),
        bands: scaleBands(tools, field, minimum, maximum),
      };
    }),
    look: LOOKS[choiceAt(options, 'displayMode', ['basic', 'gradient', 'lcd'], 'gradient')],
    orientation: choiceAt(options, 'orientation', ['auto', 'horizontal', 'vertical'], 'auto'),
    showsUnfilled: flagAt(options, 'showUnfilled', true),
    valueColour: VALUES[choiceAt(options, 'valueMode', ['color', 'text', 'hidden'], 'color')],
  };
}

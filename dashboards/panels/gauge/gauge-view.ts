import type { Panel } from '../../model/panel.ts';
import type { PanelData } from '../../model/panel-data.ts';
import type { EmptyView, GaugeDial, GaugeView } from '../../model/panel-views.ts';
import { emptyView } from '../empty-view.ts';
import type { PanelTools } from '../panel-tools.ts';
import { choiceAt, flagAt, numberAt, optionAt } from '../read-option.ts';
import { boundsOf, fractionOf, type ReducedValue, reducedValues } from '../reduced-values.ts';
import { scaleBands } from '../scale-bands.ts';

/** Values on half circles, from a minimum (0) to a maximum (100, or 1 for parts of one). */
export function gaugeView(panel: Panel, data: PanelData, tools: PanelTools): GaugeView | EmptyView {
  const values = reducedValues(panel, data, tools);
  if (values.length === 0) return emptyView(data, 'no-numbers');
  const { options } = panel;
  const showsLabels = flagAt(options, 'showThresholdLabels', false);
  return {
    kind: 'gauge',
    dials: values.map((value) => dialOf(value, tools, showsLabels)),
    orientation: choiceAt(options, 'orientation', ['auto', 'horizontal', 'vertical'], 'auto'),
    showsBands: flagAt(options, 'showThresholdMarkers', true),
    showsLabels,
  };
}

function dialOf(reduced: ReducedValue, tools: PanelTools, showsLabels: boolean): GaugeDial {
  const { name, value, field, say } = reduced;
  const { minimum, maximum } = dialBounds(reduced);
  const bands = scaleBands(tools, field, minimum, maximum);
  const at = [0, ...bands.map(({ to }) => to)];
  return {
    name,
    value,
    fraction: fractionOf(value.numeric, minimum, maximum),
    bands,
    labels: showsLabels
      ? at.map((part) => ({ at: part, text: say(minimum + part * (maximum - minimum)).text }))
      : [],
  };
}

/** 0 to 100 where nothing is said and the value is within. */
function dialBounds({ field, value }: ReducedValue) {
  const bounds = boundsOf(field, [value.numeric]);
  const hasMaximum = numberAt(field.config, 'max', null) !== null;
  const isPlain = !hasMaximum && optionAt(field.config, 'unit') !== 'percentunit';
  return isPlain ? { ...bounds, maximum: Math.max(100, bounds.maximum) } : bounds;
}

import { useState } from 'react';
import type { TimeSeriesView } from '../../../../dashboards/model/panel-views.ts';
import type { Drawing } from '../drawing.ts';
import { WithLegend } from '../with-legend.tsx';
import { TimePlot } from './time-plot.tsx';

/** Series over time with their legend; a click on a name hides its series. */
export function TimeSeriesPanel({ view, ...drawing }: Drawing & { readonly view: TimeSeriesView }) {
  // By name: a series stays hidden when the panel is asked anew.
  const [hiddenNames, setHiddenNames] = useState<ReadonlySet<string>>(new Set());
  const { series } = view.chart;
  const hidden = new Set(
    series.flatMap(({ name }, index) => (hiddenNames.has(name) ? [index] : [])),
  );
  const toggle = (index: number) => {
    const name = series[index]?.name ?? '';
    const next = new Set(hiddenNames);
    if (!next.delete(name)) next.add(name);
    setHiddenNames(next);
  };
  return (
    <WithLegend legend={view.legend} hidden={hidden} onToggle={toggle} {...drawing}>
      {(widthPx, heightPx) => (
        <TimePlot {...drawing} view={view} hidden={hidden} widthPx={widthPx} heightPx={heightPx} />
      )}
    </WithLegend>
  );
}

import type { Field } from '@grafana/data';
import type { ScaleBand } from '../model/panel-views.ts';
import { hexOf } from './colour.ts';
import { thresholdsOf } from './field-display.ts';
import type { PanelTools } from './panel-tools.ts';
import { fractionOf } from './reduced-values.ts';

/** Levels of a field between its bounds, as parts of 0 to 1 that touch each other. */
export function scaleBands(
  tools: PanelTools,
  field: Field,
  minimum: number,
  maximum: number,
): readonly ScaleBand[] {
  const { mode, steps } = thresholdsOf(field);
  const { look, grafanaTheme } = tools;
  const starts = steps.map(({ value, color }) => {
    const at = mode === 'percentage' && Number.isFinite(value) ? value / 100 : null;
    return {
      from: at === null ? (fractionOf(value, minimum, maximum) ?? 0) : Math.min(1, Math.max(0, at)),
      colour: hexOf(grafanaTheme.visualization.getColorByName(color), look.ground, look.dimmed),
    };
  });
  return starts.flatMap(({ from, colour }, index) => {
    const to = starts[index + 1]?.from ?? 1;
    return to > from ? [{ from, to, colour }] : [];
  });
}

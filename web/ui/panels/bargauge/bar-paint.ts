import type { BarGaugeView, ScaleBand } from '../../../../dashboards/model/panel-views.ts';
import { mix } from '../../../../dashboards/panels/colour.ts';

/** The background of the filled part: plain, running through the levels passed, or in cells. */
export function barPaint(
  look: BarGaugeView['look'],
  bands: readonly ScaleBand[],
  colour: string,
  fraction: number,
  isUpright: boolean,
): { readonly backgroundImage: string } {
  const to = isUpright ? 'to top' : 'to right';
  if (look === 'basic' || fraction <= 0)
    return { backgroundImage: `linear-gradient(${colour}, ${colour})` };
  const passed = bands.filter(({ from }) => from < fraction);
  if (look === 'lcd') {
    const stops = passed.map((band) => {
      const start = ((band.from / fraction) * 100).toFixed(1);
      const end = ((Math.min(band.to, fraction) / fraction) * 100).toFixed(1);
      return `${band.colour} ${start}% ${end}%`;
    });
    return { backgroundImage: `linear-gradient(${to}, ${stops.join(', ') || colour})` };
  }
  // The first level is lighter where it begins, so that one level is a gradient too.
  const [first, ...rest] = passed;
  const begin = first === undefined ? colour : mix(first.colour, '#ffffff', 0.25);
  const stops = rest.map((band) => `${band.colour} ${((band.from / fraction) * 100).toFixed(1)}%`);
  return {
    backgroundImage: `linear-gradient(${to}, ${[begin, ...stops, `${colour} 100%`].join(', ')})`,
  };
}

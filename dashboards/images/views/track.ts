import type { BarGaugeView, ScaleBand } from '../../model/panel-views.ts';
import { mix } from '../../panels/colour.ts';
import { type Box, type GradientStop, svgBox, svgFill, svgGradient } from '../svg-parts.ts';
import { px } from '../svg-text.ts';
import type { ViewPen } from './view-pen.ts';

export interface TrackBar {
  /** 0 to 1; null for no value. */
  readonly fraction: number | null;
  readonly bands: readonly ScaleBand[];
  readonly colour: string;
  readonly look: BarGaugeView['look'];
  readonly isUpright: boolean;
  /** Under what is not filled; null for none. */
  readonly ground: string | null;
}

/** A bar on its ground: plain, running through the levels passed, or in cells. */
export function drawTrack(bar: TrackBar, box: Box, pen: ViewPen): string {
  const fraction = Math.min(1, Math.max(0, bar.fraction ?? 0));
  if (bar.look === 'lcd') return cells(bar, fraction, box);
  const ground = bar.ground === null ? '' : svgBox(box, bar.ground, { radius: 3 });
  if (fraction <= 0) return ground;
  const filled = partOf(box, fraction, bar.isUpright);
  if (bar.look === 'basic') return ground + svgBox(filled, bar.colour, { radius: 3 });
  const id = pen.nextId();
  const defs = `<defs>${svgGradient(id, stopsOf(bar, fraction), bar.isUpright)}</defs>`;
  return ground + defs + svgBox(filled, `url(#${id})`, { radius: 3 });
}

function partOf(box: Box, fraction: number, isUpright: boolean): Box {
  if (!isUpright) return { ...box, width: Math.max(1, box.width * fraction) };
  const height = Math.max(1, box.height * fraction);
  return { ...box, top: box.top + box.height - height, height };
}

/** The first level is lighter where it begins, so that one level is a gradient too. */
function stopsOf({ bands, colour }: TrackBar, fraction: number): readonly GradientStop[] {
  const [first, ...rest] = bands.filter(({ from }) => from < fraction);
  const begin = first === undefined ? colour : mix(first.colour, '#ffffff', 0.25);
  return [
    { at: 0, colour: begin },
    ...rest.map((band) => ({ at: band.from / fraction, colour: band.colour })),
    { at: 1, colour },
  ];
}

const CELL = 10;
const CELL_GAP = 2;

/** Cells have the colour of the level that they lie in; those beyond the value that of the ground. */
function cells(bar: TrackBar, fraction: number, box: Box): string {
  const along = bar.isUpright ? box.height : box.width;
  const count = Math.max(1, Math.min(200, Math.floor((along + CELL_GAP) / (CELL + CELL_GAP))));
  const size = (along - CELL_GAP * (count - 1)) / count;
  const paths = new Map<string, string>();
  for (let index = 0; index < count; index += 1) {
    const at = (index + 0.5) / count;
    const band = bar.bands.find(({ from, to }) => at >= from && at < to) ?? bar.bands.at(-1);
    const colour = at <= fraction ? (band?.colour ?? bar.colour) : bar.ground;
    if (colour === null) continue;
    const start = index * (size + CELL_GAP);
    const [x, y, width, height] = bar.isUpright
      ? [box.left, box.top + along - start - size, box.width, size]
      : [box.left + start, box.top, size, box.height];
    const d = `M${px(x)} ${px(y)}h${px(width)}v${px(height)}h${px(-width)}Z`;
    paths.set(colour, (paths.get(colour) ?? '') + d);
  }
  return [...paths].map(([colour, d]) => svgFill(d, colour)).join('');
}

import { assertNever } from '../../../platform/model/assert-never.ts';
import type { ChartGradient, ChartSeries } from '../../model/chart.ts';

/** A gradient in the plane of a plot, whose y grow downwards. */
export interface GradientLine {
  readonly fromY: number;
  readonly toY: number;
  /** Offsets 0 to 1, ascending, from `fromY` to `toY`; opacities 0 to 1. */
  readonly stops: readonly {
    readonly offset: number;
    readonly colour: string;
    readonly opacity: number;
  }[];
}

export interface PlotSpan {
  readonly top: number;
  readonly bottom: number;
  /** Of a value on the series' axis; null for what it cannot show. */
  readonly yOf: (value: number) => number | null;
}

/** Where the colours of a gradient lie in a plot. */
export function gradientLine(
  gradient: ChartGradient,
  { colour }: Pick<ChartSeries, 'colour'>,
  { top, bottom, yOf }: PlotSpan,
): GradientLine {
  const whole = (upper: string, lower: string, lowerOpacity: number): GradientLine => ({
    fromY: top,
    toY: bottom,
    stops: [
      { offset: 0, colour: upper, opacity: 1 },
      { offset: 1, colour: lower, opacity: lowerOpacity },
    ],
  });
  switch (gradient.kind) {
    case 'fade':
      return whole(colour, colour, 0);
    case 'hue':
      return whole(gradient.top, gradient.bottom, 1);
    case 'scheme':
      return schemeLine(gradient, colour, { top, bottom, yOf });
    default:
      return assertNever(gradient);
  }
}

function schemeLine(
  { stops, isStepped }: Extract<ChartGradient, { readonly kind: 'scheme' }>,
  colour: string,
  { top, bottom, yOf }: PlotSpan,
): GradientLine {
  // What an axis cannot show (minus infinity, zero of a logarithm) lies below it.
  const placed = stops
    .map((stop) => ({
      ...stop,
      y: Number.isFinite(stop.value) ? (yOf(stop.value) ?? bottom) : bottom,
    }))
    .reverse();
  const [first, last] = [placed[0], placed.at(-1)];
  if (first === undefined || last === undefined) {
    return { fromY: top, toY: bottom, stops: [{ offset: 0, colour, opacity: 1 }] };
  }
  if (!isStepped && last.y > first.y) {
    const spread = placed.map(({ y, colour: at }) => ({
      ...{ offset: (y - first.y) / (last.y - first.y), colour: at, opacity: 1 },
    }));
    return { fromY: first.y, toY: last.y, stops: spread };
  }
  const offsetOf = (y: number) => Math.min(1, Math.max(0, (y - top) / (bottom - top)));
  // From the top down: each colour reaches from the level above it to its own.
  const stepped = placed.flatMap(({ y, colour: at }, index) => [
    { offset: offsetOf(index === 0 ? top : (placed[index - 1]?.y ?? top)), colour: at, opacity: 1 },
    { offset: offsetOf(index === placed.length - 1 ? bottom : y), colour: at, opacity: 1 },
  ]);
  return { fromY: top, toY: bottom, stops: stepped };
}

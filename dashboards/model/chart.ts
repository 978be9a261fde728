/**
 * A chart over time, ready to be drawn by uPlot in the browser or as SVG on the server: no query, no
 * unit, no override is left to be looked up. Made by `dashboards/panels` from a panel and its data.
 */
export interface TimeChart {
  /** Milliseconds, ascending, shared by all series. */
  readonly timesMs: ArrayLike<number>;
  readonly fromMs: number;
  readonly toMs: number;
  readonly timeZone: string;
  readonly axes: readonly ChartAxis[];
  readonly series: readonly ChartSeries[];
  /** Level lines and the areas between them. */
  readonly thresholds: readonly ChartThreshold[];
  readonly legend: 'list' | 'table' | 'hidden';
  /** Names of @grafana/data reducers shown in the legend, such as `lastNotNull`, `max`. */
  readonly legendFigures: readonly string[];
}

/** A y axis. Bounds are null where they follow the data. */
export interface ChartAxis {
  readonly side: 'left' | 'right';
  /** A unit's id in @grafana/data, such as `bytes`; empty for plain numbers. */
  readonly unit: string;
  readonly decimals: number | null;
  readonly label: string;
  readonly scale: 'linear' | 'log2' | 'log10' | 'symlog';
  readonly minimum: number | null;
  readonly maximum: number | null;
}

export interface ChartSeries {
  readonly name: string;
  /** `#rrggbb`. */
  readonly colour: string;
  /** Index into the axes. */
  readonly axis: number;
  readonly draws: 'line' | 'bars' | 'points';
  readonly lineWidthPx: number;
  /** `[4, 4]`; empty for a solid line. */
  readonly dash: readonly number[];
  /** 0 to 100. */
  readonly fillPercent: number;
  /** How the fill changes from the top of the plot down; null for one colour. */
  readonly gradient: ChartGradient | null;
  /** The series that the fill reaches down to, by index; null for zero, or what it is stacked on. */
  readonly fillsTo: number | null;
  /** Where bars stand: before, around or after their time. */
  readonly barAlign: 'before' | 'centre' | 'after';
  readonly interpolation: 'linear' | 'smooth' | 'step-before' | 'step-after';
  readonly showsPoints: boolean;
  /** Series of the same name of a stack lie on top of each other; null stands alone. */
  readonly stack: string | null;
  readonly isShownInLegend: boolean;
  /** One value per time, already stacked and scaled; null is a gap. */
  readonly values: readonly (number | null)[];
  /** The values as they were asked for: for the legend and the tooltip. */
  readonly plainValues: readonly (number | null)[];
}

/** A fill that fades towards the bottom, turns to another hue, or has the colours of its values. */
export type ChartGradient =
  | { readonly kind: 'fade' }
  | { readonly kind: 'hue'; readonly top: string; readonly bottom: string }
  /** Of the line as well; ascending, two at least. Stepped: each holds from its value on. */
  | {
      readonly kind: 'scheme';
      readonly isStepped: boolean;
      readonly stops: readonly { readonly value: number; readonly colour: string }[];
    };

export interface ChartThreshold {
  readonly value: number;
  readonly colour: string;
  readonly axis: number;
  readonly shows: 'line' | 'dashed' | 'area' | 'line-and-area';
  readonly label: string;
}

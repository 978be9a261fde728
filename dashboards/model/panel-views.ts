import type { SeverityStep } from '../../platform/model/severity-step.ts';
import type { TimeChart } from './chart.ts';
import type { RowView, UnknownView } from './plain-views.ts';
import type { ShownLink } from './shown-link.ts';
import type { StateTimelineView } from './state-timeline-view.ts';
import type { TextBlock } from './text-blocks.ts';

/**
 * What a panel shows, with nothing left to look up: words are formatted, colours are `#rrggbb` of one
 * theme, hostile links are gone, long names are cut. Made by `dashboards/panels`, drawn by `web/ui/panels`
 * in the browser and as SVG on the server. Sizes in pixels are not decided here but by the pure
 * layouts beside each view (`…-layout.ts`), from a view and the room there is.
 */
export type PanelView =
  | TimeSeriesView
  | StatView
  | GaugeView
  | BarGaugeView
  | BarChartView
  | TableView
  | LogsView
  | HeatmapView
  | HistogramView
  | StateTimelineView
  | PieView
  | TextView
  | RowView
  | AlertListView
  | UnknownView
  | EmptyView;

/** Nothing to draw, and why. Every kind but text, row and unknown may come to this. */
export interface EmptyView {
  readonly kind: 'empty';
  readonly reason: 'no-frames' | 'no-numbers' | 'no-values' | 'no-text' | 'no-incidents';
  /** The panel's own words for it (`noValue`); empty for ours. */
  readonly text: string;
}

/** A value in words. `text` has it whole; `number` and the affixes are its parts: `3`, ` GiB`. */
export interface ShownValue {
  readonly text: string;
  readonly prefix: string;
  readonly number: string;
  readonly suffix: string;
  /** Null for no value, and for words. */
  readonly numeric: number | null;
  /** Of thresholds, mappings or the colour scheme. */
  readonly colour: string;
  readonly links: readonly ShownLink[];
}

/** A part of a scale from 0 to 1 and its colour. */
export interface ScaleBand {
  readonly from: number;
  readonly to: number;
  readonly colour: string;
}

export interface Legend {
  readonly shows: 'list' | 'table' | 'hidden';
  readonly placement: 'bottom' | 'right';
  /** Names of reducers, such as `lastNotNull`, the heads of a table's columns. */
  readonly figures: readonly string[];
  /** In the order they are shown. */
  readonly rows: readonly LegendRow[];
}

export interface LegendRow {
  readonly name: string;
  readonly colour: string;
  /** Its series, by index. */
  readonly series: number;
  /** In words, one for each of the legend's figures. */
  readonly texts: readonly string[];
  readonly numbers: readonly (number | null)[];
}

export interface TimeSeriesView {
  readonly kind: 'timeseries';
  readonly chart: TimeChart;
  readonly legend: Legend;
  readonly tooltip: { readonly shows: 'one' | 'all' | 'none'; readonly sort: Direction };
  readonly connectsGaps: readonly boolean[];
  /** Of each series the links of its value at a time, by index; null for one without. */
  readonly links: readonly (((time: number) => readonly ShownLink[]) | null)[];
}

export type Direction = 'none' | 'ascending' | 'descending';
export type Orientation = 'auto' | 'horizontal' | 'vertical';

export interface StatView {
  readonly kind: 'stat';
  readonly tiles: readonly StatTile[];
  readonly orientation: Orientation;
  readonly isCentred: boolean;
  /** In pixels; null for what fits. */
  readonly nameSizePx: number | null;
  readonly valueSizePx: number | null;
}

export interface StatTile {
  readonly name: string | null;
  readonly value: ShownValue | null;
  /** Readable on `ground`, or on the panel where that is null. */
  readonly textColour: string;
  readonly ground: { readonly from: string; readonly to: string } | null;
  readonly sparkline: Sparkline | null;
  readonly change: { readonly text: string; readonly direction: 'up' | 'down' | 'same' } | null;
}

export interface Sparkline {
  readonly timesMs: readonly number[];
  readonly values: readonly (number | null)[];
  readonly minimum: number;
  readonly maximum: number;
  readonly colour: string;
}

export interface GaugeView {
  readonly kind: 'gauge';
  readonly dials: readonly GaugeDial[];
  readonly orientation: Orientation;
  readonly showsBands: boolean;
  readonly showsLabels: boolean;
}

export interface GaugeDial {
  readonly name: string;
  readonly value: ShownValue;
  /** 0 to 1, clamped; null for no value. */
  readonly fraction: number | null;
  readonly bands: readonly ScaleBand[];
  /** Where thresholds, minimum and maximum lie, in words. */
  readonly labels: readonly { readonly at: number; readonly text: string }[];
}

export interface BarGaugeView {
  readonly kind: 'bargauge';
  readonly bars: readonly GaugeBar[];
  readonly look: 'basic' | 'gradient' | 'lcd';
  readonly orientation: Orientation;
  readonly showsUnfilled: boolean;
  readonly valueColour: 'value' | 'text' | 'hidden';
}

export interface GaugeBar {
  readonly name: string;
  readonly value: ShownValue;
  readonly fraction: number | null;
  readonly bands: readonly ScaleBand[];
}

/** An axis of numbers, with its marks in words. */
export interface NumberAxis {
  readonly label: string;
  readonly minimum: number;
  readonly maximum: number;
  readonly ticks: readonly { readonly value: number; readonly text: string }[];
}

export interface BarChartView {
  readonly kind: 'barchart';
  readonly categories: readonly string[];
  readonly series: readonly BarSeries[];
  readonly axis: NumberAxis;
  readonly direction: 'horizontal' | 'vertical';
  readonly stacking: 'none' | 'normal' | 'percent';
  readonly showsValues: boolean;
  /** Parts of the room that a group, and a bar in its group, take: 0 to 1. */
  readonly groupWidth: number;
  readonly barWidth: number;
  readonly legend: Legend;
  /** Level lines. */
  readonly levels: readonly { readonly value: number; readonly colour: string }[];
  readonly tooltip: 'one' | 'all' | 'none';
}

export interface BarSeries {
  readonly name: string;
  readonly colour: string;
  readonly fillPercent: number;
  readonly lineWidthPx: number;
  /** One for each category; null where there is none. `from` to `to` in the axis's numbers. */
  readonly bars: readonly (ChartBar | null)[];
}

export interface ChartBar {
  readonly from: number;
  readonly to: number;
  readonly text: string;
  readonly links: readonly ShownLink[];
  readonly colour: string;
}

export interface TableView {
  readonly kind: 'table';
  readonly columns: readonly TableColumn[];
  readonly rowCount: number;
  /** Rows as they are first shown, by index. */
  readonly order: readonly number[];
  readonly sortedBy: { readonly column: number; readonly isDescending: boolean } | null;
  readonly showsHeader: boolean;
  readonly rowHeightPx: number;
  /** Null shows all, scrolling. */
  readonly rowsPerPage: number | null;
  readonly hasFooter: boolean;
  /** Of several frames those with rows, of which one is shown; null for one alone. */
  readonly frames: TableFrames | null;
}

export interface TableFrames {
  readonly names: readonly string[];
  /** Of `names`. */
  readonly chosen: number;
  /** The table of another one, made when it is asked for. */
  readonly at: (index: number) => TableView | EmptyView;
}

export interface TableColumn {
  readonly name: string;
  readonly align: 'start' | 'center' | 'end';
  /** Null shares what is left. */
  readonly widthPx: number | null;
  readonly minWidthPx: number;
  readonly wraps: boolean;
  readonly isFilterable: boolean;
  readonly footer: string;
  /** The shown cell of a row; made when it is asked for, since a table may have 10,000 rows. */
  readonly cell: (row: number) => TableCell;
  /** What the column is sorted by: negative where the first row comes before the second. */
  readonly compare: (row: number, other: number) => number;
}

export interface TableCell {
  readonly text: string;
  /** Null for the panel's own. */
  readonly textColour: string | null;
  readonly ground: string | null;
  /** A bar in the cell. */
  readonly bar: {
    readonly fraction: number;
    readonly look: 'basic' | 'gradient' | 'lcd';
    readonly colour: string;
    readonly bands: readonly ScaleBand[];
  } | null;
  readonly links: readonly ShownLink[];
  readonly spark?: Sparkline;
}

export interface LogsView {
  readonly kind: 'logs';
  readonly lines: readonly ShownLine[];
  readonly showsTime: boolean;
  readonly showsLabels: boolean;
  readonly wraps: boolean;
  readonly opensDetails: boolean;
  readonly timeZone: string;
}

export interface ShownLine {
  /** Nanoseconds since 1970 as decimal digits. */
  readonly timestamp: string;
  readonly text: string;
  readonly labels: readonly (readonly [string, string])[];
  /** How many lines next to it are left out, being the same to the panel. */
  readonly repeats: number;
}

export interface HeatmapView {
  readonly kind: 'heatmap';
  readonly fromMs: number;
  readonly toMs: number;
  readonly timeZone: string;
  /** Where each column begins; a column is `stepMs` wide. */
  readonly columnsMs: readonly number[];
  readonly stepMs: number;
  /** From the lowest up. */
  readonly rows: readonly { readonly name: string; readonly text: string }[];
  /** Words for the edges between rows, where they are numbers; empty where rows are names. */
  readonly edges: readonly string[];
  /** By column, then by row. */
  readonly cells: readonly (readonly (HeatCell | null)[])[];
  readonly scale: {
    readonly colours: readonly string[];
    readonly minimumText: string;
    readonly maximumText: string;
  };
  readonly gapPx: number;
  readonly showsLegend: boolean;
  readonly showsTooltip: boolean;
}

export interface HeatCell {
  readonly value: number;
  readonly text: string;
  readonly colour: string;
}

export interface HistogramView {
  readonly kind: 'histogram';
  /** Ascending edges: one more than there are counts. */
  readonly edges: readonly { readonly value: number; readonly text: string }[];
  readonly series: readonly {
    readonly name: string;
    readonly colour: string;
    readonly fillPercent: number;
    readonly lineWidthPx: number;
    /** One per bin: from and to on the axis (stacked where the panel stacks), and the count. */
    readonly bars: readonly {
      readonly from: number;
      readonly to: number;
      readonly count: number;
    }[];
  }[];
  readonly axis: NumberAxis;
  readonly legend: Legend;
}

export interface PieView {
  readonly kind: 'piechart';
  readonly shape: 'pie' | 'donut';
  readonly slices: readonly PieSlice[];
  /** What is written on a slice. */
  readonly labels: readonly ('name' | 'value' | 'percent')[];
  readonly legend: Legend;
}

export interface PieSlice {
  readonly name: string;
  readonly value: ShownValue;
  readonly colour: string;
  /** Readable on `colour`. */
  readonly textColour: string;
  /** Where it begins and ends on the circle, 0 to 1, clockwise from the top. */
  readonly from: number;
  readonly to: number;
  readonly percentText: string;
}

export interface TextView {
  readonly kind: 'text';
  readonly blocks: readonly TextBlock[];
}

/** An incident as a list of alerts shows it. */
export interface ListedIncident {
  readonly id: string;
  readonly title: string;
  /** In the words of its owner's ladder, e.g. `P1`. */
  readonly severity: string;
  /** Of the five, by which it is coloured and ordered. */
  readonly step: SeverityStep;
  readonly state: 'firing' | 'pending' | 'resolved';
  readonly sinceMs: number;
  readonly labels: Readonly<Record<string, string>>;
  /** Left out where who looks is not told: then it fits whatever cluster a list asks for. */
  readonly cluster?: string;
}

/** Incidents that have the same labels of those that a list is grouped by. */
export interface IncidentGroup {
  /** `team=shop env=prod`; empty in a list without groups. */
  readonly name: string;
  readonly incidents: readonly ListedIncident[];
}

export interface AlertListView {
  readonly kind: 'alertlist';
  readonly groups: readonly IncidentGroup[];
  /** How many there were beyond those listed. */
  readonly leftOut: number;
  readonly timeZone: string;
}

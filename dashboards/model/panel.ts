/** A JSON object whose members are read where they are used. */
export type JsonRecord = Readonly<Record<string, unknown>>;

/** The kinds of panels that we draw; `unknown` shows its title and why it cannot be drawn. */
export const PANEL_KINDS = [
  'timeseries',
  'stat',
  'gauge',
  'bargauge',
  'barchart',
  'table',
  'logs',
  'heatmap',
  'histogram',
  'state-timeline',
  'piechart',
  'text',
  'row',
  'alertlist',
  'unknown',
] as const;

export type PanelKind = (typeof PANEL_KINDS)[number];

/** Where a panel lies on the grid of 24 columns; a row of the grid is 30 px high, 8 px apart. */
export interface GridPlace {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** A query of a panel, with its variables still in it. */
export interface PanelTarget {
  /** `A`, `B`, … as transformations and overrides name it. */
  readonly refId: string;
  readonly language: 'promql' | 'logql';
  readonly expression: string;
  /** `{{label}}` template; `__auto` or empty for the labels. */
  readonly legend: string;
  readonly answers: 'range' | 'instant' | 'both';
  readonly format: 'time_series' | 'table' | 'heatmap';
  readonly isHidden: boolean;
  /** The smallest step, as a duration or a variable; null for the panel's. */
  readonly interval: string | null;
  /** The variable that names its data source; absent for the scope as it is. */
  readonly source?: string;
}

/** A step that reworks the frames of a panel, as Grafana names it. */
export interface PanelTransformation {
  readonly id: string;
  readonly options: JsonRecord;
  /** The frames that it works on; null for all. */
  readonly filter: JsonRecord | null;
  readonly isDisabled: boolean;
}

/** A link of a panel or a dashboard; its address and title may hold variables. */
export interface PanelLink {
  readonly title: string;
  /** Empty where the link leads to the dashboards with its tags. */
  readonly url: string;
  /** Of a dashboard's link to all dashboards that have these tags; null for a link to one address. */
  readonly tags: readonly string[] | null;
  readonly opensNewTab: boolean;
  readonly keepsTime: boolean;
  readonly keepsVariables: boolean;
}

/** One panel, as it is drawn. What we do not know of it stays in the imported JSON, unchanged. */
export interface Panel {
  readonly id: number;
  readonly kind: PanelKind;
  /** The plugin's id in Grafana, as it was: `graph`, `timeseries`, `nodeGraph`, … */
  readonly plugin: string;
  readonly title: string;
  readonly description: string;
  readonly place: GridPlace;
  readonly isTransparent: boolean;
  readonly targets: readonly PanelTarget[];
  readonly transformations: readonly PanelTransformation[];
  /** `{ defaults, overrides }` in the form of @grafana/data's FieldConfigSource. */
  readonly fieldConfig: JsonRecord;
  /** The plugin's options in the form of Grafana's current version (older forms are converted). */
  readonly options: JsonRecord;
  readonly links: readonly PanelLink[];
  /** The smallest step of its queries; null for the dashboard's. */
  readonly interval: string | null;
  readonly maxDataPoints: number | null;
  /** `6h` instead of the dashboard's range, and `1d` back; null without. */
  readonly timeFrom: string | null;
  readonly timeShift: string | null;
  /** The variable that the panel or row is repeated for; null for one panel. */
  readonly repeat: {
    readonly variable: string;
    readonly direction: 'h' | 'v';
    readonly maxPerRow: number | null;
  } | null;
  /** Of a row: whether it is folded, and what is under it. Empty otherwise. */
  readonly isCollapsed: boolean;
  readonly panels: readonly Panel[];
  /** Of `unknown`: why it is not drawn, in English, for the report of the import; empty otherwise. */
  readonly reason: string;
}

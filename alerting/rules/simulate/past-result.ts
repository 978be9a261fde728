import type { Labels } from '../../../platform/model/labels.ts';
import type { Incident, StateEvent } from '../../incidents/incident.ts';
import type { UnassignedReason } from '../../intake/identify.ts';
import type { Purpose } from '../../routing/route-change.ts';
import type { InstantGrid } from './past-slice.ts';

/** One time that a level fired for one alert. Instants are those of evaluations. */
export interface FiredSpan {
  /** Index in the rule's levels; behind them: there is no data. */
  readonly level: number;
  /** Since when its condition held. */
  readonly activeAtMs: number;
  readonly firedAtMs: number;
  /** Null: it still fires at the end of the range. */
  resolvedAtMs: number | null;
}

/** One alert that the rule could raise, with what it would have done. */
export interface PastSeries {
  /** As people see them on the incident: without severity and our own labels. */
  readonly labels: Labels;
  readonly spans: readonly FiredSpan[];
  /** How often it fired, also where `spans` were cut. */
  readonly fired: number;
  /** Values on `PastResult.columns`; null: it is not drawn. */
  readonly values: readonly (number | null)[] | null;
  /** The value that came nearest to firing, or the last. */
  readonly extreme: number | null;
}

/** One level over all series, or the alert that there is no data. */
export interface PastLevel {
  readonly severity: string;
  readonly isNoData: boolean;
  /** How often it began to fire. */
  readonly fired: number;
  readonly seriesFired: number;
  /** When any series fired, joined. */
  readonly bands: readonly { readonly fromMs: number; readonly toMs: number }[];
}

/** A line of the timeline. */
export interface PastEvent {
  readonly atMs: number;
  readonly kind: StateEvent['kind'];
  readonly severity: string;
  readonly labels: Labels;
}

/** A message that would have gone out. */
export interface PastTold {
  readonly atMs: number;
  readonly channelId: string;
  readonly purpose: Purpose;
  /** How many it would have been about. */
  incidents: number;
}

/** Messages that would have gone out. */
export interface PastNotifications {
  readonly total: number;
  readonly channels: readonly {
    readonly id: string;
    readonly name: string;
    readonly count: number;
  }[];
  readonly purposes: ReadonlyMap<Purpose, number>;
  /** The first of them, in order. */
  readonly told: readonly PastTold[];
  /** Those that would not, by the pipeline's reason. */
  readonly unsent: ReadonlyMap<string, number>;
}

/** What people should know about the preview. */
export type PastNotice =
  /** Looked at in a coarser rhythm than the rule's: short firings may be missing. */
  | { readonly kind: 'coarser_step'; readonly stepMs: number; readonly intervalMs: number }
  /** What is behind `untilMs` was not looked at: there is too much of it. */
  | { readonly kind: 'cut_off'; readonly untilMs: number }
  /** So often there were more alerts than `limit`: then all of them are dropped. */
  | { readonly kind: 'over_limit'; readonly limit: number; readonly count: number }
  /** So often two series became the same alert: then the rule fails. */
  | { readonly kind: 'same_labels'; readonly count: number }
  /** Labels that hold the value: in truth each value begins a new alert. */
  | { readonly kind: 'value_in_labels' }
  /** A template of a label cannot be expanded. */
  | { readonly kind: 'template_failed'; readonly message: string }
  /** So many alerts would be assigned to nobody. */
  | { readonly kind: 'unassigned'; readonly reason: UnassignedReason; readonly count: number }
  /** The source says so. */
  | { readonly kind: 'warning'; readonly message: string };

export interface PastResult {
  readonly instants: InstantGrid;
  readonly columns: InstantGrid;
  /** The first to fire first, then those that came nearest. At most `MAX_SERIES`. */
  readonly series: readonly PastSeries[];
  readonly seriesCount: number;
  readonly seriesFired: number;
  readonly levels: readonly PastLevel[];
  readonly incidents: number;
  /** The first of them. */
  readonly events: readonly PastEvent[];
  readonly eventCount: number;
  readonly notifications: PastNotifications;
  readonly notices: readonly PastNotice[];
}

/** A firing that a message could be shown of. */
export interface PastFiring {
  readonly incident: Incident;
  /** Of the element of the expression. */
  readonly elementLabels: Labels;
  readonly value: number;
  readonly level: number;
  readonly atMs: number;
  /** It would have been told; otherwise nothing fired and this is how it would look. */
  readonly isReal: boolean;
}

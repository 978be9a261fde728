import type { ShownLink } from './shown-link.ts';

/** States over time, see `PanelView`. */
export interface StateTimelineView {
  readonly kind: 'state-timeline';
  /** A timeline joins equal neighbours; a history has a box for each sample. */
  readonly mode: 'timeline' | 'history';
  readonly fromMs: number;
  readonly toMs: number;
  readonly timeZone: string;
  readonly lanes: readonly StateLane[];
  /** The states there are, each once. */
  readonly legend: readonly { readonly text: string; readonly colour: string }[];
  readonly showsValues: 'auto' | 'always' | 'never';
  /** Part of a lane's height that is filled: 0 to 1. */
  readonly rowHeight: number;
  readonly fillPercent: number;
  readonly align: 'start' | 'center' | 'end';
}

export interface StateLane {
  readonly name: string;
  readonly spans: readonly StateSpan[];
}

/** From (inclusive) to (exclusive). */
export interface StateSpan {
  readonly fromMs: number;
  readonly toMs: number;
  readonly text: string;
  /** Of its first sample; null for none. */
  readonly links: (() => readonly ShownLink[]) | null;
  readonly colour: string;
  /** Readable on `colour`. */
  readonly textColour: string;
}

import type { DataFrame } from '@grafana/data';

/** The time a panel shows, both ends inclusive, in milliseconds since 1970, and its zone (IANA). */
export interface PanelTime {
  readonly fromMs: number;
  readonly toMs: number;
  readonly timeZone: string;
}

/**
 * What a panel is drawn from: the frames of its queries after the transformations, with `config`
 * (unit, decimals, thresholds, mappings, colour, overrides) applied to every field.
 */
export interface PanelData {
  readonly frames: readonly DataFrame[];
  readonly time: PanelTime;
  /** What the backend warned of, and what was refused, each said once. */
  readonly notices: readonly { readonly level: 'warning' | 'error'; readonly text: string }[];
}

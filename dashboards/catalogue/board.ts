import type { PanelKind } from '../model/panel.ts';
import type { BoardExporter } from './board-metrics.data.ts';

/** English, Chinese. */
export type Words = readonly [en: string, zh: string];

/**
 * PromQL, the legend of its series (`{{label}}` as in Grafana; of a table the title of the column), and
 * the unit of the column where it is not the panel's.
 */
export type BoardQuery = readonly [promql: string, legend: string | Words, unit?: string];

/** A panel of a built-in dashboard, in short. */
export interface BoardPanel {
  readonly kind: PanelKind;
  readonly title: Words;
  /** Empty: the title says it all. */
  readonly description: Words;
  /** Unit id of @grafana/data. */
  readonly unit: string;
  readonly queries: readonly BoardQuery[];
  /** Columns of 24, and rows of 30 px. */
  readonly width: number;
  readonly height: number;
  readonly minimum: number | null;
  readonly maximum: number | null;
  /** Colours from a value on, ascending; the first value is null. */
  readonly steps: readonly (readonly [from: number | null, colour: string])[];
  /** Words for values, such as 1 for "up". */
  readonly words: readonly (readonly [value: string, text: Words, colour: string])[];
  readonly isStacked: boolean;
}

/** A variable with the values of a label. */
export interface BoardVariable {
  readonly name: string;
  readonly label: Words;
  /** A selector, or a query of instant vectors; it may name the variables before it. */
  readonly selector: string;
  /** Whether `selector` is a query: its values are offered in the order of its answer where `sort` is 0. */
  readonly isQuery: boolean;
  /** The label whose values are offered. */
  readonly of: string;
  readonly isMulti: boolean;
  /** One of Grafana's kinds of order; the first value is chosen where only one can be. */
  readonly sort: number;
}

export interface BoardRow {
  readonly title: Words;
  readonly panels: readonly BoardPanel[];
}

/** A built-in dashboard, from which Grafana's JSON is made in either language. */
export interface Board {
  /** Ends the uid, `tocsin-…`; lower-case letters, digits and hyphens. */
  readonly id: string;
  readonly title: Words;
  readonly description: Words;
  readonly tags: readonly string[];
  /** Who can have it: `platform` reads metrics that belong to no environment. */
  readonly audience: 'tenants' | 'platform' | 'both';
  /** Who exposes what it reads. */
  readonly exporters: readonly BoardExporter[];
  /** What has to be there for it to be worth opening: of each group one of its metrics. */
  readonly needs: readonly (readonly string[])[];
  readonly variables: readonly BoardVariable[];
  readonly rows: readonly BoardRow[];
}

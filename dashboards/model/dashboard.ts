import type { Panel, PanelLink } from './panel.ts';

/** One choice of a variable. */
export interface VariableOption {
  readonly text: string;
  readonly value: string;
}

interface VariableCommon {
  readonly name: string;
  readonly label: string;
  readonly description: string;
  readonly hides: 'nothing' | 'label' | 'variable';
  /** Chosen when the address says nothing; `$__all` stands for all. */
  readonly current: readonly string[];
}

interface VariableChoice extends VariableCommon {
  readonly isMulti: boolean;
  readonly hasAll: boolean;
  /** What "all" becomes; null for every option, joined. */
  readonly allValue: string | null;
}

/** A variable of a dashboard; queries and patterns may name the variables before it. */
export type Variable =
  | (VariableChoice & {
      readonly kind: 'query';
      readonly language: 'promql' | 'logql';
      /** `label_values(up, job)`, `query_result(…)`, `metrics(…)`, `label_names()`, … */
      readonly query: string;
      /** `/…/` that picks or names a part of each value; empty for all. */
      readonly pattern: string;
      readonly sort: number;
      readonly refreshes: 'on-load' | 'on-range';
      /** The variable that names its data source; absent for the scope as it is. */
      readonly source?: string;
    })
  | (VariableChoice & { readonly kind: 'custom'; readonly options: readonly VariableOption[] })
  | (VariableCommon & {
      readonly kind: 'interval';
      readonly options: readonly string[];
      readonly auto: { readonly steps: number; readonly minimum: string } | null;
    })
  | (VariableCommon & { readonly kind: 'datasource'; readonly plugin: string })
  | (VariableCommon & { readonly kind: 'text' })
  | (VariableCommon & { readonly kind: 'constant' })
  | (VariableCommon & { readonly kind: 'adhoc' });

/** A Grafana dashboard, read. What is exported is the JSON that was imported, not this. */
export interface Dashboard {
  readonly uid: string;
  readonly title: string;
  readonly description: string;
  readonly tags: readonly string[];
  /** As Grafana writes them: `now-6h`, `now`. */
  readonly from: string;
  readonly to: string;
  /** IANA, `utc` or `browser`. */
  readonly timeZone: string;
  /** `30s`; empty for none. */
  readonly refresh: string;
  readonly variables: readonly Variable[];
  /** Ordered by row, then column; rows hold their panels. */
  readonly panels: readonly Panel[];
  readonly links: readonly PanelLink[];
}

/** Something of an imported dashboard that is not drawn as Grafana would. */
export interface ImportNote {
  /** Null: of the whole dashboard. */
  readonly panelId: number | null;
  readonly panelTitle: string;
  readonly message: string;
}

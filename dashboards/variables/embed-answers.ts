import type { Dashboard } from '../model/dashboard.ts';
import type { PanelTime } from '../model/panel-data.ts';
import type { AdHocFilter } from './filter-query.ts';
import type { ResolvedVariable } from './resolve-variables.ts';
import type { VariableValue } from './variable-value.ts';

/** What an embedded page shows; of a panel's link, that panel alone. */
export interface EmbedBoard {
  readonly dashboard: Dashboard;
  readonly panelId: number | null;
  /** Variables that cannot be chosen. */
  readonly closed: readonly string[];
  readonly isRangeFixed: boolean;
  readonly theme: string | null;
  readonly language: string | null;
  /** As people read it. */
  readonly scopeText: string;
  /** Sites that the page may talk to, beside its own. */
  readonly origins: readonly string[];
  readonly expiresAtMs: number;
  readonly nowMs: number;
}

/** A dashboard with its variables resolved, at a time. */
export interface EmbedView {
  /** To be sent with every question of the view. */
  readonly nowMs: number;
  readonly time: PanelTime;
  readonly variables: readonly ResolvedVariable[];
  readonly values: readonly VariableValue[];
  readonly filters: readonly AdHocFilter[];
}

export type QueryLanguage = 'promql' | 'logql';

/** What was done to a query for a scope, and why: for people who look for what they expected to see. */
export interface ScopeExplanation {
  readonly scope: string;
  readonly language: QueryLanguage;
  readonly query: string;
  /** Why the query is not asked at all; null where it is. */
  readonly refusal: ExplainedRefusal | null;
  /** One for each backend of the scope. */
  readonly parts: readonly ExplainedPart[];
  /** Environments of the scope that the query reads nothing of. */
  readonly leftOut: readonly ExplainedAbsence[];
}

/** `reason` is a word for programs, `message` one for people. */
export interface ExplainedRefusal {
  readonly reason: string;
  readonly message: string;
  /** Where in the user's query; null where it is not about a place. */
  readonly position: TextPosition | null;
}

/** UTF-16 offsets, `end` exclusive; line and column from 1, the column as the backend counts. */
export interface TextPosition {
  readonly line: number;
  readonly column: number;
  readonly start: number;
  readonly end: number;
}

export interface ExplainedPart {
  /** Clusters of the scope that live on this backend, sorted. */
  readonly clusters: readonly string[];
  /** As it is sent; null when refused. */
  readonly query: string | null;
  /** What every selector that is not exempt carries. */
  readonly matchers: readonly ExplainedMatcher[];
  /** The tenancy header that goes along; null for none. */
  readonly header: { readonly name: string; readonly value: string } | null;
  /** Further parameters that keep the backend to the scope, e.g. `extra_filters[]={…}`. */
  readonly filters: readonly string[];
  /** In the order of the user's text. */
  readonly selectors: readonly ExplainedSelector[];
  readonly refusal: ExplainedRefusal | null;
}

export interface ExplainedMatcher {
  readonly label: string;
  /** `=~`: exactly one of the values. */
  readonly operator: '=' | '=~';
  /** Which of the cluster's settings names the label. */
  readonly from: 'namespace' | 'tenant' | 'cluster' | 'audit' | 'other';
  readonly values: readonly ExplainedValue[];
}

/** A value, and the environments it stands for: the first hundred of them. */
export interface ExplainedValue {
  readonly value: string;
  readonly environments: readonly string[];
}

export interface ExplainedSelector {
  /** As the user wrote it. */
  readonly text: string;
  readonly position: TextPosition;
  /** Names a metric that all tenants share, so it carries no matchers. */
  readonly isExempt: boolean;
  /** Why it can match nothing together with the scope; null where it may. */
  readonly contradiction: string | null;
}

export interface ExplainedAbsence {
  /** `tenant.project.environment` */
  readonly environment: string;
  readonly cluster: string;
  readonly namespace: string;
  /** Nothing older may be read in its name. */
  readonly readableFromMs: number;
  readonly message: string;
}

import type { FlowFilter } from '../filters/filter-fields.ts';
import type { MatchItem } from '../flow-fields.ts';
import type { OutputFields } from '../outputs/output-fields.ts';

/** Where a line is from: what is stamped on it, as far as its place tells. */
export interface LinePlace {
  readonly tenant: string;
  readonly project: string;
  readonly environment: string;
  readonly cluster: string;
  readonly namespace: string;
}

/** One place of the embedded store, known by labels that nobody but the receivers sets. */
export interface RuntimePlace {
  /** Whose store. */
  readonly store: string;
  /** Labels that all of its streams bear. */
  readonly within: readonly (readonly [string, string])[];
  readonly stamp: LinePlace;
}

export interface RuntimeFlow {
  readonly id: string;
  /** Environments whose lines it carries. */
  readonly places: readonly RuntimePlace[];
  readonly match: readonly MatchItem[];
  readonly filters: readonly FlowFilter[];
  /** Ids of outputs. */
  readonly outputs: readonly string[];
}

export interface RuntimeOutput {
  readonly id: string;
  /** Grows with every change. */
  readonly revision: number;
  /** Tenant, or `_platform`. */
  readonly owner: string;
  readonly isPlatform: boolean;
  readonly fields: OutputFields;
  /** Entered secrets by JSON pointer into the settings. */
  readonly secrets: ReadonlyMap<string, string>;
  /** Labels of our store's tenancy; tenants' outputs bear them as well. */
  readonly tenancyLabels: {
    readonly namespace: string | null;
    readonly tenant: string | null;
    readonly cluster: string | null;
  };
}

/** Everything that the built-in collector carries out; handed over whole at each change. */
export interface FlowProgram {
  readonly flows: readonly RuntimeFlow[];
  readonly outputs: readonly RuntimeOutput[];
  /** Private destinations that tenants may reach all the same. */
  readonly tenantAllow: readonly string[];
  /** Below which files are written; empty: none are. */
  readonly fileFolder: string;
  /** Bytes of lines that wait for one output. */
  readonly queueBytes: number;
}

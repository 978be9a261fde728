import type { ScopeName } from '../../platform/tenancy/scope-name.ts';
import type { FlowFields } from './flow-fields.ts';
import type { OutputFields } from './outputs/output-fields.ts';
import type { TailerFields } from './tailer-fields.ts';

/**
 * What people write about logs.
 * - `flow`: which lines of its place go through which filters to which outputs.
 * - `output`: where lines go.
 * - `tailer`: files of nodes that are read as well; `_platform` only.
 */
export type LogSpecKind = LogSpecContent['kind'];

export type LogSpecContent =
  | ({ readonly kind: 'flow' } & LogSpecHead & { readonly fields: FlowFields })
  | ({ readonly kind: 'output' } & LogSpecHead & { readonly fields: OutputFields })
  | ({ readonly kind: 'tailer' } & LogSpecHead & { readonly fields: TailerFields });

interface LogSpecHead {
  /** DNS label, unique among those of its kind and place; also names the delivered object. */
  readonly name: string;
  /** One environment, or `_platform@cluster`. Never changes. */
  readonly scope: ScopeName;
  readonly enabled: boolean;
}

/** A flow, output or tailer as stored. */
export type LogSpec = LogSpecContent & {
  /** ULID. */
  readonly id: string;
  /** Tenant, or `_platform`. */
  readonly owner: string;
  /** Sealed JSON of secrets by JSON pointer into `fields`; empty for none. */
  readonly sealedSecrets: string;
  /** Grows by one with every change. */
  readonly revision: number;
  readonly createdAtMs: number;
  readonly updatedAtMs: number;
  readonly updatedBy: string;
};

/** The specs of one kind. */
export type OfKind<Kind extends LogSpecKind> = Extract<LogSpec, { readonly kind: Kind }>;

export function isFlow(spec: LogSpec): spec is OfKind<'flow'> {
  return spec.kind === 'flow';
}

export function isOutput(spec: LogSpec): spec is OfKind<'output'> {
  return spec.kind === 'output';
}

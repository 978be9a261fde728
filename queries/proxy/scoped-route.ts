import type { Permission } from '../../platform/tenancy/roles.ts';

/**
 * What a parameter is, and so what is done with it before it goes upstream.
 * - `query`: PromQL; enforced. Required, once.
 * - `selectors`: repeated series selectors; each enforced; none given: one is made.
 * - `instant`, `step`, `duration`: checked, passed as given. `count`: a whole number.
 * - `choice`: one of the values.
 * - `ignored`: known from other clients, harmless; dropped.
 */
export type ParameterRule =
  | { readonly kind: 'query' }
  | { readonly kind: 'selectors'; readonly required: boolean }
  | { readonly kind: 'instant' }
  | { readonly kind: 'step' }
  | { readonly kind: 'duration'; readonly maxMs: number }
  | { readonly kind: 'count' }
  | { readonly kind: 'choice'; readonly values: readonly string[] }
  | { readonly kind: 'ignored' };

/**
 * One endpoint of a backend that tenants may use. Registrations, tests and documentation are made
 * from these; what is not listed answers 404 and never reaches a backend.
 */
export interface ScopedRoute {
  /** Below `/scopes/{scope}/prometheus/api/v1/`; `{name}` is a label name. */
  readonly path: string;
  readonly methods: readonly ('GET' | 'POST')[];
  readonly permission: Permission;
  /** How the backend is asked when the form is too long for a URL; otherwise it is by GET. */
  readonly longForms: 'GET' | 'POST';
  readonly parameters: ReadonlyMap<string, ParameterRule>;
  /**
   * Several backends: `refuse` (422 with the choices), or merge the answers: `texts` (sorted
   * distinct strings) or `label-sets` (with the cluster added to each).
   */
  readonly several: 'refuse' | 'texts' | 'label-sets';
  readonly summary: string;
}

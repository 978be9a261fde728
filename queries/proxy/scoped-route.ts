import type { Permission } from '../../platform/tenancy/roles.ts';

/**
 * What a parameter is, and so what is done with it before it goes upstream.
 * - `query`: PromQL; enforced. Required, once.
 * - `selectors`: repeated series selectors; each enforced; none given: one is made.
 * - `instant`, `step`, `duration`: checked, passed as given. `count`: a whole number.
 * - `choice`: one of the values. `texts`: repeated texts that are compared with names.
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
  | { readonly kind: 'texts' }
  | { readonly kind: 'ignored' };

/**
 * How a route is answered.
 * - `passed`: the backend's `data` streams through. Several backends: `refuse` (422 with the
 *   choices), or merge: `texts` (sorted distinct strings) or `label-sets` (the cluster added).
 * - `exposition`: as `passed`, but text for scrapers; several backends are refused.
 * - `local`: no backend is asked.
 * - `filtered`: the backends' lists are read and only what lies in the scope is shown.
 */
export type RouteAnswer =
  | {
      readonly kind: 'passed';
      /** How the backend is asked when the form is too long for a URL; otherwise it is by GET. */
      readonly longForms: 'GET' | 'POST';
      readonly several: 'refuse' | 'texts' | 'label-sets';
      /** A value for each step: what is known of them need not be asked for again. */
      readonly isRange: boolean;
      /** A query without selectors is answered here: backends say nothing at all (204) to it. */
      readonly needsSelectors?: true;
    }
  | { readonly kind: 'exposition' }
  | { readonly kind: 'local'; readonly compute: 'format_query' | 'parse_query' | 'buildinfo' }
  | { readonly kind: 'filtered'; readonly filter: 'rules' | 'alerts' | 'targets' | 'metadata' };

/**
 * One endpoint of a backend that tenants may use. Registrations, tests and documentation are made
 * from these; what is not listed answers 404 and never reaches a backend.
 */
export interface ScopedRoute {
  /** Below `/scopes/{scope}/prometheus/`; `{name}` is a label name. */
  readonly path: string;
  readonly methods: readonly ('GET' | 'POST')[];
  readonly permission: Permission;
  readonly parameters: ReadonlyMap<string, ParameterRule>;
  readonly answer: RouteAnswer;
  readonly summary: string;
}

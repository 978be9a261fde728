import type { Permission } from '../../../platform/tenancy/roles.ts';

/**
 * What a parameter is, and so what is done with it before it goes upstream.
 * - `query`: LogQL; enforced. Required, once. `metric`: log lines are refused; `log`: samples are.
 * - `streams`: a log query or a bare selector, `{}` too; enforced. Required, once.
 * - `selector`: one stream selector; enforced; absent, empty or `{}`: one of the whole scope is made.
 * - `selectors`: the union of `match` and `match[]`; each enforced; none: one is made.
 * - `instant`, `step`, `interval` (0 too), `duration`: checked, passed as given.
 * - `lines`: a whole number over zero, for log queries bounded by the limits; `count`: by `max`.
 * - `names`: label names with commas between. `choice`: one of the values.
 * - `texts`: repeated texts that are compared with names. `ignored`: known, dropped.
 */
export type LokiParameterRule =
  | { readonly kind: 'query'; readonly mode: 'any' | 'metric' | 'log' }
  | { readonly kind: 'streams' }
  | { readonly kind: 'selector' }
  | { readonly kind: 'selectors' }
  | { readonly kind: 'instant' }
  | { readonly kind: 'step' }
  | { readonly kind: 'interval' }
  | { readonly kind: 'duration' }
  | { readonly kind: 'lines' }
  | { readonly kind: 'count'; readonly max: number }
  | { readonly kind: 'names' }
  | { readonly kind: 'choice'; readonly values: readonly string[] }
  | { readonly kind: 'texts' }
  | { readonly kind: 'ignored' };

/** `data` of an empty list, as Loki answers it. */
export type EmptyShape = 'list' | 'streams' | 'vector' | 'matrix';

/**
 * How a route is answered.
 * - `envelope`: Loki's `{"status":"success","data":…}`; `data` streams through. Several backends:
 *   `refuse` (422 with the choices), or merge: `texts` (sorted distinct) or `label-sets`.
 * - `bare`: an object without envelope, of which only `members` are passed. Several backends:
 *   `refuse`, or `sum` of its numbers.
 * - `local`: no backend is asked. `filtered`: read whole; only what lies in the scope is shown.
 * - `push`: the body is enforced and stored. `tail`: a WebSocket. `export`: pages of `query_range`.
 */
export type LokiAnswer =
  | {
      readonly kind: 'envelope';
      readonly several: 'refuse' | 'texts' | 'label-sets';
      readonly empty: EmptyShape;
      /** Metric queries over a range, which may be answered from the cache. */
      readonly isRange?: true;
    }
  | {
      readonly kind: 'bare';
      readonly several: 'refuse' | 'sum';
      readonly members: readonly string[];
      /** What a scope without environments answers. */
      readonly empty: Readonly<Record<string, unknown>>;
    }
  | { readonly kind: 'local'; readonly compute: 'format_query' | 'buildinfo' }
  | { readonly kind: 'filtered'; readonly filter: 'rules' | 'alerts' }
  | { readonly kind: 'push' }
  | { readonly kind: 'tail' }
  | { readonly kind: 'export' };

/**
 * One endpoint of Loki that tenants may use. Registrations, tests and documentation are made from
 * these; what is not listed answers 404 and never reaches a backend.
 */
export interface LokiRoute {
  /** Below `/scopes/{scope}/loki/`; `{name}` is a label or field name. */
  readonly path: string;
  readonly methods: readonly ('GET' | 'POST')[];
  readonly permission: Permission;
  readonly parameters: ReadonlyMap<string, LokiParameterRule>;
  /** `X-Loki-Response-Encoding-Flags` of the client is looked at. */
  readonly takesFlags: boolean;
  readonly answer: LokiAnswer;
  readonly summary: string;
}

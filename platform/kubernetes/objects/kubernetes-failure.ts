/** A field that another manager owns: `.spec.groups[name="a"].rules`, `kubectl-edit`. */
export interface OwnedField {
  readonly field: string;
  /** Empty when the cluster does not say. */
  readonly manager: string;
  readonly message: string;
}

/** A field that is not as its schema wants it: `spec.groups[0].rules[0].expr`. */
export interface WrongField {
  /** As the cluster writes it; empty when it names none. */
  readonly field: string;
  readonly message: string;
}

/** A right that an identity lacks, as a rule of a Role would name it. */
export interface MissingRight {
  readonly user: string;
  readonly verb: string;
  readonly group: string;
  readonly resource: string;
  /** Empty at the cluster's scope. */
  readonly namespace: string;
}

/**
 * Why a cluster did not do what was asked. Messages are for whoever manages the cluster: they hold
 * no secret, but names of objects and users.
 * - `conflict`: fields belong to other managers (`owned`), or the object was changed or replaced
 *   meanwhile (`owned` empty)
 * - `forbidden`: RBAC; `missing` says which right, if the cluster does
 * - `denied`: an admission webhook, a quota, a namespace that is ending
 * - `unauthenticated`: the credentials are not known, or cannot be read
 * - `invalid`: the object does not fit its schema
 * - `too_large`: of the request, of what may be stored, or an answer over the bound
 * - `gone`: the revision or continuation is no longer kept
 * - `not_found`: the object, or the namespace to put it into
 * - `not_served`: the cluster has no such kind
 * - `throttled`: too many requests, for longer than we wait
 * - `unreachable`: no answer of the cluster: connection, TLS, time-out, a proxy on the way. What was
 *   to be written may have been
 * - `failed`: the cluster answered that it could not
 * - `aborted`: the caller's signal
 */
export type KubernetesFailure =
  | { readonly kind: 'conflict'; readonly message: string; readonly owned: readonly OwnedField[] }
  | {
      readonly kind: 'forbidden';
      readonly message: string;
      readonly missing: MissingRight | undefined;
    }
  | { readonly kind: 'invalid'; readonly message: string; readonly fields: readonly WrongField[] }
  | { readonly kind: 'throttled'; readonly message: string; readonly retryAfterMs: number }
  | {
      readonly kind: 'failed';
      readonly message: string;
      readonly status: number;
      readonly retryAfterMs: number | undefined;
    }
  | {
      readonly kind:
        | 'denied'
        | 'unauthenticated'
        | 'too_large'
        | 'gone'
        | 'not_found'
        | 'not_served'
        | 'unreachable'
        | 'aborted';
      readonly message: string;
    };

export type FailureKind = KubernetesFailure['kind'];

export const FAILURE_KINDS = [
  'conflict',
  'forbidden',
  'invalid',
  'throttled',
  'failed',
  'denied',
  'unauthenticated',
  'too_large',
  'gone',
  'not_found',
  'not_served',
  'unreachable',
  'aborted',
] as const satisfies readonly FailureKind[];

/** What a call comes to; nothing here throws for what a cluster or the network does. */
export type Outcome<T> = { readonly kind: 'done'; readonly value: T } | KubernetesFailure;

export const done = <T>(value: T): Outcome<T> => ({ kind: 'done', value });

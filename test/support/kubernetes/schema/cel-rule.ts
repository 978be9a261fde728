import type { CelExpression } from './cel-expression.ts';

/** A rule of `x-kubernetes-validations`. */
export interface CelRule {
  readonly rule: string;
  readonly message: string;
  /** Where in the schema, such as `spec.groups[]`. */
  readonly path: string;
  /** Null when nothing here can evaluate it; then `unsupported` says why. */
  readonly expression: CelExpression | null;
  readonly unsupported: string | null;
  /** Speaks of `oldSelf`: holds for changes only. */
  readonly isTransition: boolean;
}

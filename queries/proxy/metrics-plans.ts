import { AppError } from '../../platform/errors/app-error.ts';
import { assertNever } from '../../platform/model/assert-never.ts';
import type { Directory } from '../../platform/tenancy/directory.ts';
import type { Scope } from '../../platform/tenancy/scope.ts';
import {
  type AskedCluster,
  type BackendPart,
  type BackendPlan,
  planBackends,
} from './backend-plan.ts';
import { onlyPart } from './only-part.ts';

/** The clusters as they are now; the same list object as long as nothing changed. */
export interface MetricsDirectory {
  current(): Directory;
  /** See `asMetricsCluster` of `asked-cluster.ts`. */
  metricsClusters(): readonly AskedCluster[];
}

/** How scopes lie on metrics backends; plans are kept as long as neither scope nor clusters change. */
export class MetricsPlans {
  readonly #directory: MetricsDirectory;
  #known = new WeakMap<Scope, BackendPlan>();
  #plannedFor: readonly AskedCluster[] | null = null;

  constructor(directory: MetricsDirectory) {
    this.#directory = directory;
  }

  /**
   * The backends of a scope; none for a scope without environments.
   * @throws AppError `unprocessable` when the scope cannot be told apart there, `unavailable` without backend
   */
  partsOf(scope: Scope): readonly BackendPart[] {
    const plan = this.#plan(scope);
    switch (plan.kind) {
      case 'empty':
        return [];
      case 'parts':
        return plan.parts;
      case 'refused':
        throw new AppError('unprocessable', plan.message);
      case 'missing':
        throw new AppError(
          'unavailable',
          `cluster ${plan.cluster} has no metrics backend; an administrator gives it one in the configuration (clusters) or by the API`,
        );
      default:
        return assertNever(plan);
    }
  }

  /** The one backend of a scope that holds something. @throws AppError as above */
  onlyPartOf(scope: Scope): BackendPart {
    const parts = this.partsOf(scope);
    if (parts.length === 0) throw nothingToRead(scope);
    return onlyPart(parts, scope);
  }

  #plan(scope: Scope): BackendPlan {
    const clusters = this.#directory.metricsClusters();
    if (clusters !== this.#plannedFor) {
      this.#plannedFor = clusters;
      this.#known = new WeakMap();
    }
    const known = this.#known.get(scope);
    if (known) return known;
    const plan = planBackends(scope, this.#directory.current(), clusters);
    this.#known.set(scope, plan);
    return plan;
  }
}

/** What is said to a question about series in a scope without environments. */
export function nothingToRead(scope: Scope): AppError {
  return new AppError(
    'unprocessable',
    `scope ${scope} holds no environment yet, so there are no series to read`,
  );
}

import { AppError } from '../../../platform/errors/app-error.ts';
import { assertNever } from '../../../platform/model/assert-never.ts';
import type { Directory } from '../../../platform/tenancy/directory.ts';
import type { Scope } from '../../../platform/tenancy/scope.ts';
import {
  type AskedCluster,
  type BackendPart,
  type BackendPlan,
  type BackendUse,
  partReadingNothing,
  planBackends,
} from '../backend-plan.ts';
import { onlyPart } from '../only-part.ts';

/** The clusters as they are now; the same list object as long as nothing changed. */
export interface LogsDirectory {
  current(): Directory;
  /** See `asLogsCluster` of `asked-cluster.ts`. */
  logsClusters(): readonly AskedCluster[];
}

/** How scopes lie on log backends; plans are kept as long as neither scope nor clusters change. */
export class LokiPlans {
  readonly #directory: LogsDirectory;
  #known = new Map<BackendUse, WeakMap<Scope, BackendPlan>>();
  #plannedFor: readonly AskedCluster[] | null = null;

  constructor(directory: LogsDirectory) {
    this.#directory = directory;
  }

  /**
   * The backends of a scope; none for a scope without environments.
   * @throws AppError `unprocessable` when the scope cannot be told apart there, `unavailable` without backend
   */
  partsOf(scope: Scope, use: BackendUse = 'read'): readonly BackendPart[] {
    const plan = this.#plan(scope, use);
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
          `cluster ${plan.cluster} has no log backend; an administrator gives it one in the configuration (clusters) or by the API`,
        );
      default:
        return assertNever(plan);
    }
  }

  /** The one backend of a scope; null for a scope without environments. @throws AppError as above */
  onlyPartOf(scope: Scope, use: BackendUse = 'read'): BackendPart | null {
    const parts = this.partsOf(scope, use);
    return parts.length === 0 ? null : onlyPart(parts, scope);
  }

  /** Some backend, for a question that reads no stream. @throws AppError `unavailable` */
  anywhere(scope: Scope): BackendPart {
    const part = partReadingNothing(this.#directory.logsClusters(), scope);
    if (part) return part;
    throw new AppError('unavailable', 'no cluster with a log backend is registered yet');
  }

  #plan(scope: Scope, use: BackendUse): BackendPlan {
    const clusters = this.#directory.logsClusters();
    if (clusters !== this.#plannedFor) {
      this.#plannedFor = clusters;
      this.#known = new Map();
    }
    const plans = this.#known.get(use) ?? new WeakMap<Scope, BackendPlan>();
    this.#known.set(use, plans);
    const known = plans.get(scope);
    if (known) return known;
    const plan = planBackends(scope, this.#directory.current(), clusters, use);
    plans.set(scope, plan);
    return plan;
  }
}

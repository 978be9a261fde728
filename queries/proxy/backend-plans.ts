import { AppError } from '../../platform/errors/app-error.ts';
import { assertNever } from '../../platform/model/assert-never.ts';
import type { Directory } from '../../platform/tenancy/directory.ts';
import type { Scope } from '../../platform/tenancy/scope.ts';
import {
  type AskedCluster,
  type BackendPart,
  type BackendPlan,
  partReadingNothing,
  planBackends,
} from './backend-plan.ts';
import { onlyPart } from './only-part.ts';

/** The clusters as they are now, with one kind of their backends (see `asked-cluster.ts`). */
export interface ClusterDirectory {
  current(): Directory;
  /** The same list object as long as nothing changed. */
  clusters(): readonly AskedCluster[];
}

/**
 * How scopes lie on backends of metrics, or on those of logs; plans are kept as long as neither
 * scope nor clusters change.
 */
export class BackendPlans {
  readonly #directory: ClusterDirectory;
  readonly #kind: 'metrics' | 'log';
  #known = new WeakMap<Scope, BackendPlan>();
  #plannedFor: readonly AskedCluster[] | null = null;

  /** @param kind what the backends are called in messages */
  constructor(directory: ClusterDirectory, kind: 'metrics' | 'log') {
    this.#directory = directory;
    this.#kind = kind;
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
          `cluster ${plan.cluster} has no ${this.#kind} backend; an administrator gives it one in the configuration (clusters) or by the API`,
        );
      default:
        return assertNever(plan);
    }
  }

  /** The one backend of a scope; null for a scope without environments. @throws AppError as above */
  onlyPartOf(scope: Scope): BackendPart | null {
    const parts = this.partsOf(scope);
    return parts.length === 0 ? null : onlyPart(parts, scope);
  }

  /** Some backend, for a question that reads nothing (`1 + 1`). @throws AppError `unavailable` */
  anywhere(scope: Scope): BackendPart {
    const part = partReadingNothing(this.#directory.clusters(), scope);
    if (part) return part;
    throw new AppError('unavailable', `no cluster with a ${this.#kind} backend is registered yet`);
  }

  #plan(scope: Scope): BackendPlan {
    const clusters = this.#directory.clusters();
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

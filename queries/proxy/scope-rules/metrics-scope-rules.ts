import type { Clock } from '../../../platform/clock/clock.ts';
import type { Scope } from '../../../platform/tenancy/scope.ts';
import type { AskedCluster, BackendPart } from '../backend-plan.ts';
import type { ScopedParameters } from '../read-parameters.ts';
import type { ScopedRoute } from '../scoped-route.ts';
import { exemptEverywhere } from './exempt-everywhere.ts';
import { GuardedScopes, type ReadableScope } from './guarded-scopes.ts';
import { metricsReads } from './metrics-reads.ts';
import { promqlTexts, refuseContradictions } from './refuse-contradictions.ts';

/** Whether what asks for values outside the scope is refused instead of answered with nothing. */
export type StrictMode = (scope: Scope, clusters: readonly string[]) => boolean;

export interface MetricsScopeRulesOptions {
  readonly clock: Pick<Clock, 'nowMs'>;
  /** As questions about metrics see them. */
  readonly clusters: () => readonly AskedCluster[];
  readonly isStrict: StrictMode;
}

type Asked = Pick<ScopedParameters, 'query' | 'selectors' | 'passed'>;

/** What the rules of a scope say to a question about metrics, beside the matchers. */
export class MetricsScopeRules {
  readonly #options: MetricsScopeRulesOptions;
  readonly #guarded = new GuardedScopes();

  constructor(options: MetricsScopeRulesOptions) {
    this.#options = options;
  }

  /**
   * What of the scope the question may read: without environments born after the oldest instant it
   * reads. To be asked before the scope is planned.
   * @throws AppError `unprocessable`, naming the selector, when no environment remains.
   */
  readable(scope: Scope, route: Pick<ScopedRoute, 'parameters'>, asked: Asked): ReadableScope {
    const { clock } = this.#options;
    const clusters = this.#options.clusters();
    return this.#guarded.readable(scope, clusters, () =>
      metricsReads(route, asked, {
        nowMs: clock.nowMs(),
        exemptMetrics: exemptEverywhere(scope, clusters),
      }),
    );
  }

  /** The oldest instant that a question reads, Unix milliseconds; null where it reads none. */
  earliestMs(route: Pick<ScopedRoute, 'parameters'>, asked: Asked): number | null {
    const around = { nowMs: this.#options.clock.nowMs(), exemptMetrics: new Set<string>() };
    const reads = metricsReads(route, asked, around);
    return reads.length === 0 ? null : Math.min(...reads.map(({ earliestMs }) => earliestMs));
  }

  /** In strict mode, @throws AppError `unprocessable` for what can match nothing in the scope. */
  refuseContradictions(scope: Scope, asked: Asked, parts: readonly BackendPart[]): void {
    const { isStrict } = this.#options;
    if (!parts.some((part) => isStrict(scope, part.clusters))) return;
    refuseContradictions(promqlTexts(asked.query, asked.selectors), parts);
  }
}

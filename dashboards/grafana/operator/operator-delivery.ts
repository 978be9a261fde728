import type { Clock } from '../../../platform/clock/clock.ts';
import { AppError } from '../../../platform/errors/app-error.ts';
import type { ManagedObjects } from '../../../platform/kubernetes/managed/managed-objects.ts';
import {
  isInForce,
  type ManagedReport,
} from '../../../platform/kubernetes/managed/managed-outcome.ts';
import type { KubernetesObject } from '../../../platform/kubernetes/objects/kubernetes-object.ts';
import { createRunningLoop, type RunningLoop } from '../../../platform/lifecycle/running-loop.ts';
import type { Logger } from '../../../platform/observe/logger.ts';

export interface OperatorDeliveryOptions {
  /** Those of the part `grafana` of the cluster; null: it cannot be reached, or has no connection. */
  readonly objects: () => ManagedObjects | null;
  /** The objects of all tenants, the same as before where nothing changed. */
  readonly desired: (signal: AbortSignal) => Promise<readonly KubernetesObject[]>;
  readonly allowMassRemoval: boolean;
  readonly everyMs: number;
  readonly clock: Clock;
  readonly logger: Logger;
  /** In [0, 1). */
  readonly random: () => number;
}

/** How one object of a tenant stands. */
export interface ObjectStanding {
  readonly kind: string;
  readonly name: string;
  /** Null: it is there as asked. */
  readonly fault: string | null;
}

/** Label of our objects that says whose they are. */
const TENANT_LABEL = 'tocsin/tenant';

/** Keeps the objects of grafana-operator true in one cluster; the operator does the rest. */
export class OperatorDelivery {
  readonly loop: RunningLoop;
  readonly #options: OperatorDeliveryOptions;
  #desired: readonly KubernetesObject[] = [];
  #report: ManagedReport = { outcomes: [], removed: 0, problem: null };
  #doneAtMs: number | null = null;

  constructor(options: OperatorDeliveryOptions) {
    this.#options = options;
    const { clock, logger, random } = options;
    const run = (signal: AbortSignal) => this.#run(signal);
    this.loop = createRunningLoop({ name: 'grafana objects', run, clock, logger, random });
  }

  wake(): void {
    this.loop.wake();
  }

  /** What stands in the way of all of them; null: nothing. */
  problem(): string | null {
    return this.#report.problem;
  }

  doneAtMs(): number | null {
    return this.#doneAtMs;
  }

  standing(owner: string): readonly ObjectStanding[] {
    return this.#desired.flatMap(({ kind, metadata }, index) => {
      if (metadata.labels?.[TENANT_LABEL] !== owner) return [];
      const outcome = this.#report.outcomes[index];
      const isThere = outcome !== undefined && isInForce(outcome);
      const message =
        outcome !== undefined && 'message' in outcome ? outcome.message : 'not written yet';
      return [{ kind, name: metadata.name, fault: isThere ? null : message }];
    });
  }

  async close(): Promise<void> {
    await this.#options.objects()?.close();
  }

  async #run(signal: AbortSignal): Promise<number> {
    const { objects, desired, allowMassRemoval, everyMs, clock } = this.#options;
    const kept = objects();
    if (kept === null) {
      const text = 'the cluster of grafana.sync.operator has no Kubernetes connection';
      this.#report = { ...this.#report, problem: text };
      throw new AppError('unavailable', text);
    }
    const wanted = await desired(signal);
    this.#report = await kept.reconcile(
      wanted,
      { allowMassRemoval, mayAdopt: () => false },
      signal,
    );
    this.#desired = wanted;
    this.#doneAtMs = clock.nowMs();
    return everyMs;
  }
}

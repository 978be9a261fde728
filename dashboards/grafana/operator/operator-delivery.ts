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
import type { ObjectExports } from './object-exports.ts';
import { operatorFault } from './operator-fault.ts';
import { TENANT_LABEL } from './operator-objects.ts';

export interface OperatorDeliveryOptions {
  /** Those of the part `grafana` of the cluster; null: it cannot be reached, or has no connection. */
  readonly objects: () => ManagedObjects | null;
  /** The objects of all tenants, the same as before where nothing changed. */
  readonly desired: (signal: AbortSignal) => Promise<DesiredObjects>;
  /** Keeps the dashboards of a tenant that is gone, before its objects go. */
  readonly exports: Pick<ObjectExports, 'keep'>;
  readonly allowMassRemoval: boolean;
  readonly everyMs: number;
  readonly clock: Clock;
  readonly logger: Logger;
  /** In [0, 1). */
  readonly random: () => number;
}

export interface DesiredObjects {
  /** All tenants that there are. */
  readonly owners: ReadonlySet<string>;
  readonly objects: readonly KubernetesObject[];
  /** What no object can hold. */
  readonly left: readonly (ObjectStanding & { readonly owner: string })[];
}

/** How one object of a tenant stands. */
export interface ObjectStanding {
  readonly kind: string;
  readonly name: string;
  /** Null: it is there as asked. */
  readonly fault: string | null;
}

/** Keeps the objects of grafana-operator true in one cluster; the operator does the rest. */
export class OperatorDelivery {
  readonly loop: RunningLoop;
  readonly #options: OperatorDeliveryOptions;
  #desired: DesiredObjects = { owners: new Set(), objects: [], left: [] };
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

  /** Also what grafana-operator itself says of an object that is there. */
  standing(owner: string): readonly ObjectStanding[] {
    const { objects, left } = this.#desired;
    const written = objects.flatMap((object, index) => {
      const { kind, metadata } = object;
      if (metadata.labels?.[TENANT_LABEL] !== owner) return [];
      return [{ kind, name: metadata.name, fault: this.#faultOf(object, index) }];
    });
    const own = left.filter((one) => one.owner === owner);
    return [...written, ...own.map(({ kind, name, fault }) => ({ kind, name, fault }))];
  }

  #faultOf(object: KubernetesObject, index: number): string | null {
    const outcome = this.#report.outcomes[index];
    if (outcome === undefined) return 'not written yet';
    if (!isInForce(outcome)) return 'message' in outcome ? outcome.message : outcome.kind;
    return operatorFault(this.#options.objects()?.live(object));
  }

  async close(): Promise<void> {
    await this.#options.objects()?.close();
  }

  async #run(signal: AbortSignal): Promise<number> {
    const { objects, desired, exports, allowMassRemoval, everyMs, clock } = this.#options;
    const kept = objects();
    if (kept === null) {
      const text = 'the cluster of grafana.sync.operator has no Kubernetes connection';
      this.#report = { ...this.#report, problem: text };
      throw new AppError('unavailable', text);
    }
    const wanted = await desired(signal);
    this.#report = await kept.reconcile(
      wanted.objects,
      {
        allowMassRemoval,
        mayAdopt: () => false,
        beforeRemoval: (going) => exports.keep(going, wanted.owners),
      },
      signal,
    );
    this.#desired = wanted;
    this.#doneAtMs = clock.nowMs();
    return everyMs;
  }
}

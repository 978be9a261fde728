import type { Clock } from '../../../platform/clock/clock.ts';
import type { ManagedObjects } from '../../../platform/kubernetes/managed/managed-objects.ts';
import {
  isInForce,
  type ManagedOutcome,
} from '../../../platform/kubernetes/managed/managed-outcome.ts';
import type { KubernetesObject } from '../../../platform/kubernetes/objects/kubernetes-object.ts';
import type { LogSpec } from '../log-spec.ts';
import {
  type CompiledSpec,
  compileLogging,
  type LoggingSources,
} from '../objects/compile-logging.ts';
import type { LoggingPlace } from '../objects/logging-place.ts';
import type { LogSpecStatus } from './log-spec-status.ts';
import { readStatus } from './read-status.ts';

export interface ClusterLoggingOptions {
  readonly managed: ManagedObjects;
  readonly clock: Clock;
}

/** What one pass is about. */
export interface LoggingPass {
  readonly place: LoggingPlace;
  readonly specs: readonly LogSpec[];
  readonly sources: LoggingSources;
  /** An administrator's word that more than half of the objects may go. */
  readonly allowMassRemoval: boolean;
}

/** What the last pass came to for a spec. */
interface SpecInCluster {
  readonly status: LogSpecStatus;
  /** Its own object where the cluster holds it as asked: then its operator has a say. */
  readonly object: KubernetesObject | null;
}

/** The flows and outputs of one Kubernetes cluster: compiled, kept true, and read back. */
export class ClusterLogging {
  readonly #options: ClusterLoggingOptions;
  /** Objects of the pass before, by their text: what did not change is the same object. */
  #known = new Map<string, KubernetesObject>();
  #specs: ReadonlyMap<string, SpecInCluster> = new Map();

  constructor(options: ClusterLoggingOptions) {
    this.#options = options;
  }

  /** How a spec does, by what was last heard of its object; undefined before its first pass. */
  statusOf(id: string): LogSpecStatus | undefined {
    const known = this.#specs.get(id);
    if (!known?.object) return known?.status;
    return { ...known.status, ...readStatus(this.#options.managed.live(known.object)) };
  }

  /** One pass. @returns what stands in its way; null: nothing. Rejects only with the signal's reason */
  async pass(
    { place, specs, sources, allowMassRemoval }: LoggingPass,
    signal: AbortSignal,
  ): Promise<string | null> {
    const compiled = compileLogging(specs, place, sources);
    const wanted = this.#same(compiled);
    const objects = [...wanted.values()].flat();
    const { managed, clock } = this.#options;
    const report = await managed.reconcile(
      objects,
      { allowMassRemoval, mayAdopt: () => false },
      signal,
    );
    const outcomes = new Map(objects.map((object, index) => [object, report.outcomes[index]]));
    const nowMs = clock.nowMs();
    this.#specs = new Map(
      [...compiled].map(([id, one]) => {
        const own = (wanted.get(id) ?? []).map((object) => ({
          object,
          outcome: outcomes.get(object),
        }));
        return [id, this.#statusOf(place.cluster, one, own, report.problem, nowMs)];
      }),
    );
    return report.problem;
  }

  close(): Promise<void> {
    return this.#options.managed.close();
  }

  /** Objects by spec, each the very one of the pass before where it is equal. */
  #same(compiled: ReadonlyMap<string, CompiledSpec>): Map<string, readonly KubernetesObject[]> {
    const next = new Map<string, KubernetesObject>();
    const bySpec = new Map<string, readonly KubernetesObject[]>();
    for (const [id, one] of compiled) {
      if (one.kind !== 'objects') continue;
      const objects = one.objects.map((object) => {
        const text = JSON.stringify(object);
        const same = this.#known.get(text) ?? object;
        next.set(text, same);
        return same;
      });
      bySpec.set(id, objects);
    }
    this.#known = next;
    return bySpec;
  }

  #statusOf(
    cluster: string,
    compiled: CompiledSpec,
    own: readonly {
      readonly object: KubernetesObject;
      readonly outcome: ManagedOutcome | undefined;
    }[],
    problem: string | null,
    checkedAtMs: number,
  ): SpecInCluster {
    const base = { cluster, queue: null, checkedAtMs };
    if (compiled.kind === 'off') return alone({ ...base, state: 'off', problems: [] });
    if (compiled.kind === 'held') {
      return alone({ ...base, state: 'held', problems: [compiled.reason] });
    }
    const failed = own.find(({ outcome }) => outcome === undefined || !isInForce(outcome));
    if (failed) return alone({ ...base, ...failureOf(failed.outcome, problem) });
    const status = { ...base, state: 'delivered', problems: [] } as const;
    return { status, object: own.at(-1)?.object ?? null };
  }
}

function alone(status: LogSpecStatus): SpecInCluster {
  return { status, object: null };
}

function failureOf(
  outcome: ManagedOutcome | undefined,
  problem: string | null,
): Pick<LogSpecStatus, 'state' | 'problems'> {
  const message = outcome && 'message' in outcome ? outcome.message : (problem ?? 'not asked yet');
  const isWaiting = outcome === undefined || outcome.kind === 'waiting';
  return { state: isWaiting ? 'waiting' : 'problem', problems: [message] };
}

import type { Clock } from '../../../platform/clock/clock.ts';
import { createRunningLoop, type RunningLoop } from '../../../platform/lifecycle/running-loop.ts';
import type { Service } from '../../../platform/lifecycle/service.ts';
import type { Logger } from '../../../platform/observe/logger.ts';
import type { Directory } from '../../../platform/tenancy/directory.ts';
import type { FlowsConfig } from '../flows-config.ts';
import type { LogSpec, OfKind } from '../log-spec.ts';
import type { FlowProgram } from '../runtime/flow-program.ts';
import { type EmbeddedPlaces, programOf } from '../runtime/program-of.ts';
import { openOutputSecrets, type Sealer } from '../service/output-secrets.ts';
import type { LogSpecStatus, OutputQueueStatus } from './log-spec-status.ts';
import { clusterOf } from './specs-of-cluster.ts';

export interface EmbeddedLoggingOptions {
  /** Clusters whose flows the built-in collector carries out, without their specs. */
  readonly clusters: () => readonly Omit<EmbeddedPlaces, 'specs'>[];
  readonly specs: { all(): readonly LogSpec[] };
  readonly directory: () => Directory;
  readonly sealer: Sealer;
  readonly refusal: (spec: LogSpec) => Promise<string | null>;
  readonly config: FlowsConfig;
  readonly tenantAllow: readonly string[];
  /** Hands it to the collector; called only when it has changed. */
  readonly use: (program: FlowProgram) => void;
  readonly queues: () => ReadonlyMap<string, OutputQueueStatus>;
  readonly clock: Clock;
  readonly logger: Logger;
  /** In [0, 1). */
  readonly random: () => number;
}

const PASS_MS = 30_000;

/** Keeps the built-in collector at what is written for clusters with embedded stores. */
export class EmbeddedLogging implements Service {
  readonly name = 'embedded-flows';
  readonly #options: EmbeddedLoggingOptions;
  readonly #loop: RunningLoop;
  #held: ReadonlyMap<string, string | null> = new Map();
  #known = JSON.stringify([[], []]);
  #passedAtMs: number | null = null;

  constructor(options: EmbeddedLoggingOptions) {
    this.#options = options;
    const { clock, logger, random } = options;
    const run = async () => {
      await this.#pass();
      return PASS_MS;
    };
    this.#loop = createRunningLoop({ name: this.name, run, clock, logger, random });
  }

  /** How a spec does; undefined when it is not for the built-in collector, or not seen yet. */
  statusOf(spec: LogSpec): LogSpecStatus | undefined {
    const cluster = clusterOf(spec, this.#options.directory());
    const reason = this.#held.get(spec.id);
    if (cluster === null || reason === undefined) return undefined;
    const queue = this.#options.queues().get(spec.id) ?? null;
    const base = { cluster, queue, checkedAtMs: this.#passedAtMs };
    if (!spec.enabled) return { ...base, queue: null, state: 'off', problems: [] };
    if (reason !== null) return { ...base, state: 'held', problems: [reason] };
    const isFailing = queue !== null && queue.lastError !== '';
    return isFailing
      ? { ...base, state: 'problem', problems: [queue.lastError] }
      : { ...base, state: 'active', problems: [] };
  }

  wake(): void {
    this.#loop.wake();
  }

  start(): Promise<void> {
    return this.#loop.start();
  }

  drain(signal: AbortSignal): Promise<void> {
    return this.#loop.drain(signal);
  }

  stop(): Promise<void> {
    return this.#loop.stop();
  }

  async #pass(): Promise<void> {
    const { clusters, specs, directory, refusal, config, tenantAllow, use, clock } = this.#options;
    const all = clusters();
    const ids = new Set(all.map(({ place }) => place.cluster));
    const own = specs.all().filter((spec) => ids.has(clusterOf(spec, directory()) ?? ''));
    const asked = own.filter(({ enabled }) => enabled);
    const refusals = new Map(
      await Promise.all(asked.map(async (spec) => [spec.id, await refusal(spec)] as const)),
    );
    const sources = {
      secretsOf: (output: OfKind<'output'>) => openOutputSecrets(this.#options.sealer, output),
      refusalOf: ({ id }: LogSpec) => refusals.get(id) ?? null,
    };
    const compiled = all.map(({ place, places }) => {
      const here = own.filter((spec) => clusterOf(spec, directory()) === place.cluster);
      return programOf({ place, places, specs: here }, sources);
    });
    this.#held = new Map(compiled.flatMap(({ held }) => [...held]));
    this.#passedAtMs = clock.nowMs();
    const flows = compiled.flatMap((one) => one.flows);
    const outputs = compiled.flatMap((one) => one.outputs);
    const text = JSON.stringify([
      flows,
      outputs.map(({ id, revision, tenancyLabels }) => [id, revision, tenancyLabels]),
    ]);
    if (text === this.#known) return;
    this.#known = text;
    const { fileFolder, queueBytes } = config;
    use({ flows, outputs, tenantAllow, fileFolder, queueBytes });
  }
}

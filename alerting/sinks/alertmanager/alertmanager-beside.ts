import { asError } from '../../../platform/errors/app-error.ts';
import type {
  ManagedObjects,
  PassOptions,
} from '../../../platform/kubernetes/managed/managed-objects.ts';
import { isInForce } from '../../../platform/kubernetes/managed/managed-outcome.ts';
import {
  type ReadSelectors,
  selectionOf,
} from '../../../platform/kubernetes/managed/object-selection.ts';
import type { KubernetesObject } from '../../../platform/kubernetes/objects/kubernetes-object.ts';
import type { RuleFile, RuleOutcome, RuleSink, SinkReport } from '../rule-sink.ts';
import { CONFIG_SELECTION } from '../selection-subjects.ts';
import {
  type AlertingCluster,
  type NotificationObjects,
  type NotificationSources,
  notificationObjects,
} from './notification-objects.ts';

export interface AlertmanagerBesideOptions {
  readonly cluster: AlertingCluster;
  /** Those of the part `notification` of the cluster. */
  readonly objects: ManagedObjects;
  readonly allowed: PassOptions;
  /** Which Alertmanagers select the objects. */
  readonly readSelectors: ReadSelectors;
  readonly sources: NotificationSources;
}

const NOTHING: NotificationObjects = { objects: [], notes: new Map() };

/**
 * A sink whose cluster sends alerts to an Alertmanager of its own: the objects that say what that one
 * does with alerts of our rules go beside the rules, under one report.
 */
export class AlertmanagerBeside implements RuleSink {
  readonly #sink: RuleSink;
  readonly #options: AlertmanagerBesideOptions;
  #notes = NOTHING.notes;
  #problem: string | null = null;
  /** Written, in force, and to be selected by somebody. */
  #configs: readonly KubernetesObject[] = [];

  constructor(sink: RuleSink, options: AlertmanagerBesideOptions) {
    this.#sink = sink;
    this.#options = options;
  }

  async reconcile(desired: readonly RuleFile[], signal: AbortSignal): Promise<SinkReport> {
    const report = await this.#sink.reconcile(desired, signal);
    await this.#tell(desired, signal);
    return this.#joined(report, await this.#selected(signal));
  }

  async observe(signal: AbortSignal): Promise<SinkReport> {
    const report = await this.#sink.observe(signal);
    return this.#joined(report, await this.#selected(signal));
  }

  async close(): Promise<void> {
    await Promise.all([this.#sink.close?.(), this.#options.objects.close()]);
  }

  async #tell(desired: readonly RuleFile[], signal: AbortSignal): Promise<void> {
    const { cluster, sources, objects, allowed } = this.#options;
    try {
      const made = await notificationObjects(cluster, desired, sources);
      const { outcomes, problem } = await objects.reconcile(made.objects, allowed, signal);
      this.#notes = made.notes;
      this.#configs = made.objects.filter(({ kind }, index) => {
        const outcome = outcomes[index];
        return kind === 'AlertmanagerConfig' && outcome !== undefined && isInForce(outcome);
      });
      const failed = outcomes.findIndex((outcome) => !isInForce(outcome));
      this.#problem = problem ?? problemOf(made, outcomes[failed], failed);
    } catch (thrown) {
      signal.throwIfAborted();
      this.#problem = `what its Alertmanager is told could not be made: ${asError(thrown).message}`;
    }
    if (cluster.settings.mode === 'none') this.#problem = null; // nothing is asked of the cluster
  }

  /** Which Alertmanager takes up what was written: a problem where none does, a note where nobody knows. */
  async #selected(signal: AbortSignal): Promise<Selected> {
    if (this.#configs.length === 0) return { problem: null, note: null };
    const read = await this.#options.readSelectors(signal);
    const unselected: string[] = [];
    let note: string | null = null;
    for (const config of this.#configs) {
      const { isSelected, text } = selectionOf(config, CONFIG_SELECTION, read);
      const { namespace = '', name } = config.metadata;
      if (isSelected === false) unselected.push(`AlertmanagerConfig ${namespace}/${name}: ${text}`);
      if (isSelected === null) note = `of the AlertmanagerConfig: ${text}`;
    }
    const [first] = unselected;
    if (first === undefined) return { problem: null, note };
    const others = unselected.length - 1;
    return { problem: others === 0 ? first : `${first} (and ${others} more)`, note };
  }

  #joined(report: SinkReport, selected: Selected): SinkReport {
    const problems = [report.problem, this.#problem, selected.problem].filter(
      (problem) => problem !== null,
    );
    const rules = [...report.rules].map(
      ([id, outcome]) =>
        [id, noted(noted(outcome, this.#notes.get(id)), selected.note ?? undefined)] as const,
    );
    return {
      ...report,
      rules: new Map(rules),
      problem: problems.length === 0 ? null : problems.join('; '),
    };
  }
}

interface Selected {
  readonly problem: string | null;
  readonly note: string | null;
}

function problemOf(
  { objects }: NotificationObjects,
  outcome: Awaited<ReturnType<ManagedObjects['reconcile']>>['outcomes'][number] | undefined,
  index: number,
): string | null {
  const object = objects[index];
  if (object === undefined || outcome === undefined || !('message' in outcome)) return null;
  const { namespace = '', name } = object.metadata;
  return `${object.kind} ${namespace}/${name}: ${outcome.message}`;
}

function noted(outcome: RuleOutcome, note: string | undefined): RuleOutcome {
  if (note === undefined || outcome.kind !== 'running') return outcome;
  return { ...outcome, note: outcome.note === undefined ? note : `${outcome.note}; ${note}` };
}

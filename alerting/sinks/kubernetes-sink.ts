import type { ManagedObjects } from '../../platform/kubernetes/managed/managed-objects.ts';
import {
  isInForce,
  type ManagedOutcome,
  type ManagedReport,
} from '../../platform/kubernetes/managed/managed-outcome.ts';
import {
  type ObjectSelectors,
  type ReadSelectors,
  selectionOf,
} from '../../platform/kubernetes/managed/object-selection.ts';
import type { Outcome } from '../../platform/kubernetes/objects/kubernetes-failure.ts';
import type { KubernetesObject } from '../../platform/kubernetes/objects/kubernetes-object.ts';
import { assertNever } from '../../platform/model/assert-never.ts';
import type { KubernetesSinkSettings } from '../../platform/tenancy/kubernetes-sink-settings.ts';
import type { SeenQueries } from './compare-group.ts';
import { RuleObjectMaker, type RuleObjects } from './kubernetes-rule-objects.ts';
import type { RuleFile, RuleOutcome, RuleSink, SinkReport } from './rule-sink.ts';
import { type AskRunning, type RunningGroups, RunningRules } from './running-rules.ts';
import { RULE_SELECTION } from './selection-subjects.ts';

export interface KubernetesSinkOptions {
  readonly cluster: string;
  readonly settings: KubernetesSinkSettings;
  readonly objects: ManagedObjects;
  readonly readSelectors: ReadSelectors;
  /** Whether the namespace is of another tenant than this one. */
  readonly isForeign: (namespace: string, owner: string) => boolean;
  readonly askMetrics: AskRunning;
  readonly askLogs: AskRunning;
}

const NO_OBJECTS: RuleObjects = { objects: [], places: new Map(), refused: new Map() };
const NO_REPORT: ManagedReport = { outcomes: [], removed: 0, problem: null };

/**
 * Keeps each rule as an object in its cluster, where operators take it up, and looks there who
 * selects it, and at the evaluator whether it runs as asked.
 */
export class KubernetesSink implements RuleSink {
  readonly #options: KubernetesSinkOptions;
  readonly #maker: RuleObjectMaker;
  readonly #seen: SeenQueries = new WeakMap();
  #files: readonly RuleFile[] = [];
  #made = NO_OBJECTS;
  #report = NO_REPORT;

  constructor(options: KubernetesSinkOptions) {
    this.#options = options;
    this.#maker = new RuleObjectMaker(options.cluster, options.settings);
  }

  async reconcile(desired: readonly RuleFile[], signal: AbortSignal): Promise<SinkReport> {
    signal.throwIfAborted();
    const { allowMassRemoval, adopt } = this.#options.settings;
    const allowed = {
      allowMassRemoval,
      mayAdopt: (object: KubernetesObject) => mayAdopt(object, adopt),
    };
    const made = this.#maker.make(desired);
    this.#report = await this.#options.objects.reconcile(made.objects, allowed, signal);
    this.#files = desired;
    this.#made = made;
    return this.observe(signal);
  }

  async observe(signal: AbortSignal): Promise<SinkReport> {
    signal.throwIfAborted();
    const languages = new Set(this.#inForce().map(({ group }) => group.language));
    const { askMetrics, askLogs } = this.#options;
    const metrics = languages.has('promql') ? await askMetrics(signal) : NOT_ASKED;
    const logs = languages.has('logql') ? await askLogs(signal) : NOT_ASKED;
    const selectors = languages.has('promql')
      ? await this.#options.readSelectors(signal)
      : undefined;
    const byLanguage = { promql: this.#running(metrics), logql: this.#running(logs) };
    const rules = this.#files.map((file): readonly [string, RuleOutcome] => {
      const { language } = file.group;
      const who = language === 'promql' ? 'Prometheus' : 'Loki';
      const select = language === 'promql' ? selectors : undefined;
      const { isForeign } = this.#options;
      const evaluator = { who, select, isForeign, ...byLanguage[language] };
      return [file.ruleId, this.#outcomeOf(file, evaluator)];
    });
    return { rules: new Map(rules), problem: this.#report.problem, reloaded: false };
  }

  close(): Promise<void> {
    return this.#options.objects.close();
  }

  #inForce(): readonly RuleFile[] {
    return this.#files.filter(({ ruleId }) => {
      const outcome = this.#report.outcomes[this.#made.places.get(ruleId) ?? -1];
      return outcome !== undefined && isInForce(outcome);
    });
  }

  #running(asked: RunningGroups): { readonly rules: RunningRules | string } {
    if (asked.kind === 'unknown') return { rules: asked.message };
    return { rules: new RunningRules(asked.groups, this.#seen) };
  }

  #outcomeOf(file: RuleFile, evaluator: Evaluator): RuleOutcome {
    const refused = this.#made.refused.get(file.ruleId);
    if (refused !== undefined) return { kind: 'failed', message: refused };
    const place = this.#made.places.get(file.ruleId) ?? -1;
    const object = this.#made.objects[place];
    const outcome = this.#report.outcomes[place];
    if (object === undefined || outcome === undefined) {
      return { kind: 'waiting', message: 'the object of this rule is yet to be written' };
    }
    return notInForce(outcome) ?? outcomeAt(evaluator, file, object);
  }
}

const NOT_ASKED: RunningGroups = { kind: 'groups', groups: [] };

interface Evaluator {
  readonly who: string;
  readonly isForeign: KubernetesSinkOptions['isForeign'];
  /** Who selects its objects; undefined where nobody is asked that. */
  readonly select: Outcome<ObjectSelectors> | undefined;
  /** A text: why it cannot be asked. */
  readonly rules: RunningRules | string;
}

function outcomeAt(
  { who, select, rules, isForeign }: Evaluator,
  file: RuleFile,
  object: KubernetesObject,
): RuleOutcome {
  const { namespace, name } = object.metadata;
  const written = `written as ${object.kind} ${namespace}/${name}`;
  const isOthers = (one: string) => isForeign(one, file.owner);
  const note =
    select === undefined
      ? written
      : `${written}; ${selectionOf(object, RULE_SELECTION, select, isOthers).text}`;
  if (typeof rules === 'string') return { kind: 'unseen', message: `${note}; ${rules}` };
  const state = rules.stateOf(file, who);
  if (state.kind === 'running') return { ...state, note };
  return { kind: 'delivered', message: `${note}; ${state.message}` };
}

/** Undefined for what is in the cluster as asked. Tenants read these texts. */
function notInForce(outcome: ManagedOutcome): RuleOutcome | undefined {
  switch (outcome.kind) {
    case 'conflict':
      return { kind: 'failed', message: outcome.message };
    case 'refused':
      return { kind: 'failed', message: `the cluster does not take this rule: ${outcome.message}` };
    case 'waiting':
      return { kind: 'waiting', message: waitingText(outcome) };
    case 'unchanged':
    case 'created':
    case 'updated':
    case 'repaired':
    case 'adopted':
      return undefined;
    default:
      return assertNever(outcome);
  }
}

/** Without addresses, and without what the cluster says of itself. */
function waitingText({ cause, message }: Extract<ManagedOutcome, { kind: 'waiting' }>): string {
  switch (cause) {
    case 'forbidden':
    case 'blocked':
    case 'not_found':
    case 'not_served':
      return message;
    case 'unauthenticated':
      return 'the cluster does not accept the credentials of tocsin';
    case 'unreachable':
      return 'the cluster cannot be reached';
    default:
      return 'the cluster could not do it; it is tried again';
  }
}

/** Whether an administrator's list names the object. */
export function mayAdopt({ metadata }: KubernetesObject, adopt: readonly string[]): boolean {
  const { namespace = '', name } = metadata;
  const names = new Set(['*', `${namespace}/*`, `${namespace}/${name}`]);
  return adopt.some((one) => names.has(one));
}

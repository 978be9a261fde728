import type { DirectorySinkSettings } from '../../platform/tenancy/rule-sink-settings.ts';
import { printKustomization } from '../rules/manifests/kustomization.ts';
import { ruleObject } from '../rules/manifests/rule-object.ts';
import { commitOurs } from './git-commit.ts';
import { LIST_FILE, printManagedList } from './managed-list.ts';
import { KUSTOMIZATION_FILE, type ObjectFile, type ObjectFolder } from './object-folder.ts';
import { isOursToCommit, type ObjectPlan, planObjects, type WantedObject } from './plan-objects.ts';
import type { RuleFile, RuleOutcome, RuleSink, SinkReport } from './rule-sink.ts';
import { someAtOnce } from './some-at-once.ts';

type Steps = Extract<ObjectPlan, { readonly kind: 'plan' }>;
type Found = ReadonlyMap<string, ObjectFile>;

const WRITTEN = 'written to the folder; whoever applies it is not known here';
const DONE = { kind: 'delivered', message: WRITTEN, isUnasked: true } as const;
const NO_NAMESPACE =
  'the rule has no environment on the cluster that could hold its object: an administrator gives the sink a namespace';

/**
 * Writes each rule as one object of Kubernetes into a folder that somebody else applies, with a
 * kustomization and a list of what is ours; commits them when asked to. What becomes of them there
 * is not known: a rule stays `delivered`.
 */
export class DirectorySink implements RuleSink {
  readonly #cluster: string;
  readonly #settings: DirectorySinkSettings;
  readonly #folder: ObjectFolder;
  #last: SinkReport = { rules: new Map(), problem: null, reloaded: false };

  constructor(cluster: string, settings: DirectorySinkSettings, folder: ObjectFolder) {
    this.#cluster = cluster;
    this.#settings = settings;
    this.#folder = folder;
  }

  async reconcile(desired: readonly RuleFile[], signal: AbortSignal): Promise<SinkReport> {
    signal.throwIfAborted();
    this.#last = await this.#pass(desired, signal);
    return this.#last;
  }

  async observe(): Promise<SinkReport> {
    return this.#last;
  }

  async #pass(desired: readonly RuleFile[], signal: AbortSignal): Promise<SinkReport> {
    const outcomes = new Map<string, RuleOutcome>();
    const wanted = this.#wanted(desired, outcomes);
    const scan = await this.#folder.scan();
    const plan =
      scan.kind === 'failed'
        ? ({ kind: 'stopped', problem: scan.message } as const)
        : planObjects(this.#cluster, wanted, scan.value, this.#settings.allowMassRemoval);
    const found: Found = scan.kind === 'ok' ? scan.value : new Map();
    if (plan.kind === 'stopped') {
      for (const [name, { ruleId, text }] of wanted) {
        const message = found.get(name) === text ? WRITTEN : plan.problem;
        outcomes.set(ruleId, message === WRITTEN ? DONE : { kind: 'waiting', message });
      }
      return { rules: outcomes, problem: plan.problem, reloaded: false };
    }
    for (const [ruleId, message] of plan.blocked) outcomes.set(ruleId, { kind: 'failed', message });
    const failures = await this.#carryOut(plan, found);
    for (const [name, { ruleId }] of wanted) {
      if (outcomes.has(ruleId)) continue;
      const message = failures.get(name);
      outcomes.set(ruleId, message === undefined ? DONE : { kind: 'waiting', message });
    }
    const [failure = null] = failures.values();
    const gitProblem = failure === null ? await this.#commit(plan, signal) : null;
    return { rules: outcomes, problem: failure ?? gitProblem ?? plan.problem, reloaded: false };
  }

  /** The files by name; what cannot be one is an outcome. */
  #wanted(
    desired: readonly RuleFile[],
    outcomes: Map<string, RuleOutcome>,
  ): ReadonlyMap<string, WantedObject> {
    const { labels, lokiTenantId } = this.#settings;
    const wanted = new Map<string, WantedObject>();
    for (const { ruleId, owner, revision, home, group } of desired) {
      const namespace = this.#settings.namespace ?? home;
      if (namespace === null) {
        outcomes.set(ruleId, { kind: 'failed', message: NO_NAMESPACE });
        continue;
      }
      const cluster = this.#cluster;
      const place = { cluster, owner, ruleId, revision, namespace, labels, lokiTenantId };
      const object = ruleObject(place, group);
      if (object.kind === 'object') wanted.set(object.fileName, { ruleId, text: object.text });
      else outcomes.set(ruleId, { kind: 'failed', message: object.reason });
    }
    return wanted;
  }

  /**
   * The list first, so that no file of ours is ever unknown; the kustomization before removals, so
   * that it never names a file that is gone.
   * @returns what could not be done, by file name
   */
  async #carryOut(plan: Steps, found: Found): Promise<ReadonlyMap<string, string>> {
    const failures = new Map<string, string>();
    const put = async (name: string, text: string) => {
      if (found.get(name) === text) return;
      const done = await this.#folder.write(name, text);
      if (done.kind === 'failed') failures.set(name, done.message);
    };
    const known = new Set(plan.listed);
    if (plan.kept.some((name) => !known.has(name))) {
      const both = printManagedList(this.#cluster, [...plan.listed, ...plan.kept]);
      const listed = await this.#folder.write(LIST_FILE, both);
      if (listed.kind === 'failed') return allFailed(plan, listed.message);
    }
    await someAtOnce(plan.write, ([name, text]) => put(name, text));
    const present = plan.kept.filter((name) => found.has(name) || !failures.has(name)).sort();
    const kustomization = printKustomization(this.#cluster, present);
    if (plan.ownsKustomization) await put(KUSTOMIZATION_FILE, kustomization);
    if (!failures.has(KUSTOMIZATION_FILE)) await this.#removeAll(plan.remove, failures);
    const final = printManagedList(this.#cluster, [
      ...plan.kept,
      ...plan.remove.filter((name) => failures.has(name)),
    ]);
    const isListed = found.get(LIST_FILE) === final && plan.kept.every((name) => known.has(name));
    if (!isListed && !failures.has(KUSTOMIZATION_FILE)) {
      const listed = await this.#folder.write(LIST_FILE, final);
      if (listed.kind === 'failed') failures.set(LIST_FILE, listed.message);
    }
    const synced = await this.#folder.sync();
    if (synced.kind === 'failed') failures.set(LIST_FILE, synced.message);
    return failures;
  }

  async #removeAll(names: readonly string[], failures: Map<string, string>): Promise<void> {
    await someAtOnce(names, async (name) => {
      const done = await this.#folder.remove(name);
      if (done.kind === 'failed') failures.set(name, done.message);
    });
  }

  async #commit({ kept, ownsKustomization }: Steps, signal: AbortSignal): Promise<string | null> {
    const { git, directory } = this.#settings;
    if (git === null) return null;
    const ours = new Set(ownsKustomization ? [...kept, KUSTOMIZATION_FILE] : kept);
    const isOurs = (name: string, isThere: boolean) => isOursToCommit(name, ours, isThere);
    return commitOurs({ directory, author: git, cluster: this.#cluster, isOurs }, signal);
  }
}

function allFailed({ write }: Steps, message: string): ReadonlyMap<string, string> {
  const names = [...write.keys(), LIST_FILE];
  return new Map(names.map((name) => [name, message]));
}

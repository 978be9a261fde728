import type { Clock } from '../../platform/clock/clock.ts';
import { groupObject } from '../rules/manifests/group-object.ts';
import { printPlainYaml } from '../rules/manifests/plain-yaml.ts';
import type { SeenQueries } from './compare-group.ts';
import type { LoadedGroup } from './loaded-rules.ts';
import type { RuleFile, RuleOutcome, RuleSink, SinkReport } from './rule-sink.ts';
import type { RulerClient, RulerTenant, Unavailable } from './ruler-client.ts';
import { matchRunning, planRuler, type RulerGroup, rulerGroupName } from './ruler-plan.ts';
import type { TenantOfRule } from './ruler-tenancy.ts';
import { someAtOnce } from './some-at-once.ts';

export interface RulerApiOptions {
  readonly cluster: string;
  readonly client: RulerClient;
  /** In which tenant of the ruler a rule lives. */
  readonly tenantOf: (file: RuleFile) => TenantOfRule;
  /** Every tenant in which rules of the cluster may be. */
  readonly tenants: () => readonly RulerTenant[];
  /** Whether a value of the label `tocsin_rule` was made for this cluster. */
  readonly ownsLabel: (value: string) => boolean;
  readonly clock: Clock;
}

/** What a ruler made of a text that it was given. */
interface Answer {
  readonly text: string;
  /** Its words when it refused the text; null when it took it. */
  readonly refusal: string | null;
  /** What it holds since, as `heldKey`; null when it was not looked at yet. */
  readonly kept: string | null;
  /** When the same text is given again although nothing has changed. */
  readonly retryAtMs: number;
}

interface TenantWork {
  readonly tenant: RulerTenant;
  readonly groups: readonly RulerGroup[];
}

const RETRY_MS = 10 * 60_000;
const NOT_LISTED = {
  kind: 'delivered',
  message: 'the ruler holds this rule, but does not say yet that it runs it',
  isTaken: true,
} as const;

/**
 * Delivers rules to a ruler over HTTP: one group per rule in one namespace, in the ruler's tenant
 * whose data the rule reads. Only what differs is sent, only groups of ours are removed. A rule that
 * the ruler refuses stays in its former version there.
 */
export class RulerApiSink implements RuleSink {
  readonly #options: RulerApiOptions;
  readonly #seen: SeenQueries = new WeakMap();
  readonly #answers = new Map<string, Answer>();
  /** Tenants that held groups of ours when last looked at. */
  readonly #inhabited = new Set<RulerTenant>();
  #work: readonly TenantWork[] = [];
  #outcomes = new Map<string, RuleOutcome>();
  #problems = new Map<RulerTenant, string>();
  #quietUntilMs = 0;

  constructor(options: RulerApiOptions) {
    this.#options = options;
  }

  async reconcile(desired: readonly RuleFile[], signal: AbortSignal): Promise<SinkReport> {
    signal.throwIfAborted();
    this.#assign(desired);
    this.#problems = new Map();
    const { clock } = this.#options;
    if (clock.nowMs() < this.#quietUntilMs) {
      const message = 'the ruler asked to be left alone for a while';
      for (const { tenant } of this.#work) this.#problems.set(tenant, message);
      for (const { ruleId } of desired) this.#wait(ruleId, message);
      return this.#report();
    }
    await someAtOnce(this.#work, (work) => this.#pass(work, signal));
    return this.#report();
  }

  /** Asks only where a rule is not evaluated yet. */
  async observe(signal: AbortSignal): Promise<SinkReport> {
    signal.throwIfAborted();
    if (this.#options.clock.nowMs() < this.#quietUntilMs) return this.#report();
    const unsettled = this.#work.filter(({ groups }) =>
      groups.some((one) => this.#isUnsettled(one)),
    );
    await someAtOnce(unsettled, async ({ tenant, groups }) => {
      const held = groups.filter(({ file }) => {
        const kind = this.#outcomes.get(file.ruleId)?.kind;
        return kind === 'delivered' || kind === 'running' || kind === 'unseen';
      });
      await this.#look(tenant, held, signal);
    });
    return this.#report();
  }

  /** Shares the rules out among the tenants, those without any of them included. */
  #assign(desired: readonly RuleFile[]): void {
    const { cluster, tenantOf, tenants } = this.#options;
    const byTenant = new Map<RulerTenant, RulerGroup[]>();
    for (const tenant of [...tenants(), ...this.#inhabited]) byTenant.set(tenant, []);
    const outcomes = new Map<string, RuleOutcome>();
    const known = this.#work.flatMap((work) => work.groups);
    const texts = new Map(known.map(({ file, text }) => [file.ruleId, text]));
    for (const file of desired) {
      const place = tenantOf(file);
      if (place.kind === 'refused') {
        outcomes.set(file.ruleId, { kind: 'failed', message: place.reason });
        continue;
      }
      const name = rulerGroupName(cluster, file);
      const text = printPlainYaml(groupObject(file.group, name));
      const before = this.#outcomes.get(file.ruleId);
      if (before && texts.get(file.ruleId) === text) outcomes.set(file.ruleId, before);
      const groups = byTenant.get(place.tenant) ?? [];
      groups.push({ name, text, file });
      byTenant.set(place.tenant, groups);
    }
    this.#outcomes = outcomes;
    this.#work = [...byTenant].map(([tenant, groups]) => ({ tenant, groups }));
    const ids = new Set(desired.map(({ ruleId }) => ruleId));
    for (const id of this.#answers.keys()) if (!ids.has(id)) this.#answers.delete(id);
  }

  async #pass({ tenant, groups }: TenantWork, signal: AbortSignal): Promise<void> {
    const { client, cluster, ownsLabel } = this.#options;
    const before = await client.held(tenant, signal);
    if (before.kind === 'unavailable') {
      this.#fail(tenant, before);
      for (const { file } of groups) this.#wait(file.ruleId, before.message);
      return;
    }
    const plan = planRuler(cluster, groups, before.groups, this.#seen, ownsLabel);
    this.#note(tenant, groups, plan.ours.length);
    const due = plan.differing.filter((one) => this.#isDue(one, before.groups));
    const hasSent = await this.#send(tenant, due, signal);
    await this.#remove(tenant, plan.leftovers, signal);
    const after = hasSent ? await client.held(tenant, signal) : before;
    if (after.kind === 'unavailable') {
      this.#fail(tenant, after);
      for (const one of groups) this.#unconfirmed(one, after.message);
    } else await this.#judge({ tenant, groups }, after.groups, signal);
  }

  /** The ruler was given what differed, and does not say what it holds now. */
  #unconfirmed({ text, file: { ruleId } }: RulerGroup, message: string): void {
    const answer = this.#answers.get(ruleId);
    if (this.#outcomes.get(ruleId)?.kind === 'waiting') return;
    this.#outcomes.set(
      ruleId,
      answer?.text === text && answer.refusal !== null
        ? { kind: 'failed', message: `the ruler refuses this rule: ${answer.refusal}` }
        : { kind: 'unseen', message },
    );
  }

  /** @returns whether the ruler took any */
  async #send(
    tenant: RulerTenant,
    due: readonly RulerGroup[],
    signal: AbortSignal,
  ): Promise<boolean> {
    const { client, clock } = this.#options;
    let hasSent = false;
    for (const [index, { text, file }] of due.entries()) {
      const done = await client.put(tenant, text, signal);
      if (done.kind === 'unavailable') {
        this.#fail(tenant, done);
        for (const later of due.slice(index)) {
          this.#answers.delete(later.file.ruleId);
          this.#outcomes.set(later.file.ruleId, { kind: 'waiting', message: done.message });
        }
        return hasSent;
      }
      const refusal = done.kind === 'refused' ? done.message : null;
      hasSent ||= refusal === null;
      this.#outcomes.delete(file.ruleId);
      const retryAtMs = clock.nowMs() + RETRY_MS;
      this.#answers.set(file.ruleId, { text, refusal, kept: null, retryAtMs });
      this.#inhabited.add(tenant);
    }
    return hasSent;
  }

  async #remove(
    tenant: RulerTenant,
    leftovers: readonly LoadedGroup[],
    signal: AbortSignal,
  ): Promise<void> {
    for (const { name } of leftovers) {
      if (this.#problems.has(tenant)) return;
      const done = await this.#options.client.remove(tenant, name, signal);
      if (done.kind === 'unavailable') this.#fail(tenant, done);
      else if (done.kind === 'refused') {
        this.#problems.set(tenant, `the ruler does not remove a group: ${done.message}`);
      }
    }
  }

  /** Says what became of the rules of a tenant, by what its ruler holds and runs now. */
  async #judge(
    { tenant, groups }: TenantWork,
    held: readonly LoadedGroup[],
    signal: AbortSignal,
  ): Promise<void> {
    const { cluster, ownsLabel } = this.#options;
    const plan = planRuler(cluster, groups, held, this.#seen, ownsLabel);
    for (const one of plan.differing) {
      const { ruleId } = one.file;
      const answer = this.#answers.get(ruleId);
      if (answer?.text !== one.text) continue; // not sent: it waits, and says so already
      const here = plan.heldOf(one);
      if (answer.kept === null) this.#answers.set(ruleId, { ...answer, kept: heldKey(here) });
      this.#outcomes.set(ruleId, outcomeOf(answer, here, plan.differenceOf(one)));
    }
    const differing = new Set(plan.differing);
    const equal = groups.filter((one) => !differing.has(one));
    for (const { file } of equal) this.#answers.delete(file.ruleId);
    await this.#look(tenant, equal, signal);
  }

  async #look(
    tenant: RulerTenant,
    groups: readonly RulerGroup[],
    signal: AbortSignal,
  ): Promise<void> {
    if (groups.length === 0) return;
    const answer = await this.#options.client.running(tenant, signal);
    if (answer.kind === 'unavailable') {
      this.#fail(tenant, answer);
      for (const { file } of groups) {
        this.#outcomes.set(file.ruleId, { kind: 'unseen', message: answer.message });
      }
      return;
    }
    for (const one of groups) {
      const outcome = matchRunning(one, answer.groups, this.#seen);
      this.#outcomes.set(one.file.ruleId, outcome ?? NOT_LISTED);
    }
  }

  /** Not when the ruler was given the same text and holds what it made of it. */
  #isDue({ name, text, file }: RulerGroup, held: readonly LoadedGroup[]): boolean {
    const answer = this.#answers.get(file.ruleId);
    if (answer?.text !== text || this.#options.clock.nowMs() >= answer.retryAtMs) return true;
    const here = held.find((group) => group.name === name);
    return answer.kept !== null && answer.kept !== heldKey(here);
  }

  #note(tenant: RulerTenant, groups: readonly RulerGroup[], held: number): void {
    if (groups.length > 0 || held > 0) this.#inhabited.add(tenant);
    else this.#inhabited.delete(tenant);
  }

  #fail(tenant: RulerTenant, { message, retryAfterMs }: Unavailable): void {
    this.#problems.set(tenant, message);
    const untilMs = this.#options.clock.nowMs() + retryAfterMs;
    if (retryAfterMs > 0) this.#quietUntilMs = Math.max(this.#quietUntilMs, untilMs);
  }

  /** What was seen running is only not seen now; else nothing is known of the rule being there. */
  #wait(ruleId: string, message: string): void {
    const before = this.#outcomes.get(ruleId);
    if (before?.kind === 'failed') return;
    const isThere = before?.kind === 'running' || before?.kind === 'unseen';
    this.#outcomes.set(ruleId, { kind: isThere ? 'unseen' : 'waiting', message });
  }

  #isUnsettled({ file }: RulerGroup): boolean {
    const outcome = this.#outcomes.get(file.ruleId);
    if (outcome?.kind === 'running') return outcome.evaluation.lastEvaluationAtMs === null;
    return outcome?.kind === 'delivered' || outcome?.kind === 'unseen';
  }

  #report(): SinkReport {
    const messages = [...new Set(this.#problems.values())];
    const problem = messages.length === 0 ? null : messages.slice(0, 3).join('; ');
    return { rules: new Map(this.#outcomes), problem, reloaded: false };
  }
}

function outcomeOf(
  { refusal }: Answer,
  here: LoadedGroup | undefined,
  difference: string | undefined,
): RuleOutcome {
  if (refusal === null) {
    const what = difference === undefined ? 'it is not there' : `${difference} differs`;
    return { kind: 'delivered', message: `the ruler took this rule, but holds another: ${what}` };
  }
  const rest = here ? 'the version before it stays in force' : 'it does not run';
  return { kind: 'failed', message: `the ruler refuses this rule: ${refusal}; ${rest}` };
}

/** Equal for groups with the same contents. */
function heldKey(group: LoadedGroup | undefined): string {
  if (!group) return '';
  const rules = group.rules.map(({ labels, annotations, ...rest }) => [
    rest,
    [...labels],
    [...annotations],
  ]);
  return JSON.stringify([group.intervalMs, rules]);
}

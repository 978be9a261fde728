import { setImmediate as letOthersRun } from 'node:timers/promises';
import type { Directory } from '../../../platform/tenancy/directory.ts';
import type { AskError } from '../../../queries/templates/ask-metrics.ts';
import type { Channel, ChannelLanguage } from '../../channels/channel.ts';
import { defaultDestination } from '../../inbox/default-destination.ts';
import type { InhibitionRules } from '../../inhibition/inhibitions.ts';
import type { IntakeClusters } from '../../intake/intake-token.ts';
import type { LadderOf } from '../../intake/sight-alert.ts';
import type { Policy } from '../../policies/policy.ts';
import type { RouteBook } from '../../routing/route-book.ts';
import { takenRoutes, tellingOf } from '../../routing/taken-routes.ts';
import type { TextContext } from '../../ruler/found-alerts.ts';
import type { Silence } from '../../silences/silence.ts';
import { SilenceBook } from '../../silences/silence-book.ts';
import { type CompiledRule, compileRule } from '../compile-rule.ts';
import type { Rule } from '../rule.ts';
import type { RuleBook } from '../rule-book.ts';
import type { RuleClusters } from '../rule-cluster.ts';
import type { RuleContent } from '../rule-draft.ts';
import { expressionOn } from '../rule-source.ts';
import { type RuleTarget, targetsOf } from '../rule-targets.ts';
import { AlertIdentities } from './alert-identities.ts';
import type { AskPast } from './ask-past.ts';
import { type PastMessage, pastMessage } from './past-messages.ts';
import { PastPipeline } from './past-pipeline.ts';
import { PastReader } from './past-reader.ts';
import type { PastResult } from './past-result.ts';
import type { InstantGrid } from './past-slice.ts';
import type { PastRange } from './plan-slices.ts';
import { type NoData, RuleSimulation } from './rule-simulation.ts';

export interface RulePastOptions {
  readonly directory: () => Directory;
  readonly clusters: RuleClusters;
  readonly intakeClusters: IntakeClusters;
  readonly ladderOf: LadderOf;
  readonly channel: (owner: string, id: string) => Channel | undefined;
  readonly policy: (owner: string, id: string) => Policy | undefined;
  readonly routes: RouteBook;
  /** All of an owner; they count in the past as they stand now. */
  readonly silencesOf: (owner: string) => Iterable<Silence>;
  readonly inhibitionRules: InhibitionRules;
  /** Channel ids of an owner's default receiver. */
  readonly defaultsOf: (owner: string) => readonly string[];
  readonly texts: TextContext;
  readonly timeZoneOf: (owner: string) => string;
  readonly macKey: Uint8Array;
}

export interface PastQuestion {
  readonly owner: string;
  readonly content: RuleContent & { readonly noData?: NoData };
  readonly range: PastRange;
  readonly nowMs: number;
  /** Of messages to people who have no channel yet. */
  readonly language: ChannelLanguage;
}

export type ClusterPast =
  | {
      readonly kind: 'simulated';
      readonly cluster: string;
      readonly result: PastResult;
      readonly messages: readonly PastMessage[];
    }
  /** The rule cannot run there. */
  | { readonly kind: 'refused'; readonly cluster: string; readonly reason: string }
  /** It could, but its past cannot be read. */
  | { readonly kind: 'failed'; readonly cluster: string; readonly error: AskError };

/** Stands for the rule that is looked at, which may not be saved. */
const UNSAVED = '0'.repeat(26);

/** What a rule would have done: on each cluster it covers, one after the other. */
export class RulePast {
  readonly #options: RulePastOptions;

  constructor(options: RulePastOptions) {
    this.#options = options;
  }

  /** Rejects with the signal's reason, and with what `AskPast.open` throws. */
  async look(
    question: PastQuestion,
    past: AskPast,
    signal: AbortSignal,
  ): Promise<readonly ClusterPast[]> {
    const { content, nowMs } = question;
    const { directory, clusters } = this.#options;
    const { language, expression } = content;
    const reading = { language, expression, nowMs };
    const looked: ClusterPast[] = [];
    for (const target of targetsOf(content.scope, directory(), clusters.all(), reading)) {
      signal.throwIfAborted();
      looked.push(await this.#lookOn(target, question, past, signal));
    }
    return looked;
  }

  async #lookOn(
    target: RuleTarget,
    question: PastQuestion,
    past: AskPast,
    signal: AbortSignal,
  ): Promise<ClusterPast> {
    const { owner, content, range } = question;
    const cluster = target.cluster.id;
    const rule = unsavedRule(owner, content);
    const compiled = compileRule(rule, target, this.#options.macKey);
    const own = expressionOn(content, target.dialect);
    if (compiled.kind === 'refused') return { kind: 'refused', cluster, reason: compiled.reason };
    if (own.kind === 'refused') return { kind: 'refused', cluster, reason: own.reason };
    const open = past.open(cluster, content.language, range);
    const reader = new PastReader(open, own.text, range, content.intervalMs, signal);
    const first = await reader.first();
    if (first.kind === 'failed') return { kind: 'failed', cluster, error: first.error };
    const rest = async () => {
      await letOthersRun();
      signal.throwIfAborted();
    };
    const noData = content.noData ?? 'ignore';
    const at = { cluster, noData, instants: first.instants, rest };
    const simulation = this.#simulationOf(rule, compiled, at);
    const error = await reader.feed(first.slice, simulation);
    if (error !== null) return { kind: 'failed', cluster, error };
    const result = simulation.result();
    const messages = await this.#messages(simulation, compiled, question);
    const notices = [...reader.notices(), ...result.notices];
    return { kind: 'simulated', cluster, result: { ...result, notices }, messages };
  }

  #simulationOf(
    rule: Rule,
    { group }: Extract<CompiledRule, { kind: 'group' }>,
    { cluster, noData, instants, rest }: SimulatedAt,
  ): RuleSimulation {
    const { directory, intakeClusters, ladderOf, texts } = this.#options;
    const { channel, policy, routes, defaultsOf, silencesOf, inhibitionRules } = this.#options;
    const policyOf = (id: string) => policy(rule.owner, id);
    const named = rule.policy === null ? undefined : policyOf(rule.policy);
    const intake = intakeClusters.get(cluster);
    if (intake === undefined) throw new TypeError(`no intake of cluster ${cluster}`);
    const identities = new AlertIdentities({
      group,
      severities: rule.levels.map(({ severity }) => severity),
      texts,
      replicaLabels: intake.replicaLabels,
    });
    const pipeline = new PastPipeline({
      identify: {
        token: { kind: 'cluster-intake', cluster },
        cluster: intake,
        directory: directory(),
        rules: onlyRule(rule),
        readRuleLabel: () => rule.id,
      },
      ladderOf,
      rule,
      policy: named === undefined ? null : tellingOf(named),
      routes: (incident) => takenRoutes(routes.get(rule.owner), incident, policyOf),
      silences: silenceBook(silencesOf(rule.owner)),
      inhibitionRules: rulesOf(rule.owner, inhibitionRules),
      defaults: defaultsOf(rule.owner),
      channel: (owner, id) => channel(owner, id) ?? defaultDestination(owner, id),
    });
    const { levels } = rule;
    const { limit } = group;
    return new RuleSimulation({ levels, noData, limit, instants, identities, pipeline, rest });
  }

  async #messages(
    simulation: RuleSimulation,
    { group }: Extract<CompiledRule, { kind: 'group' }>,
    { owner, content, language }: PastQuestion,
  ): Promise<readonly PastMessage[]> {
    const { texts, timeZoneOf, channel } = this.#options;
    const channels = content.channels.flatMap((id) => channel(owner, id) ?? []);
    const shown = channels.find(({ kind }) => kind === 'email') ?? channels[0];
    const context = {
      texts,
      language: shown?.language ?? language,
      timeZone: timeZoneOf(owner),
      channelName: shown?.name ?? '–',
    };
    const messages: PastMessage[] = [];
    for (const firing of simulation.firings()) {
      const message = await pastMessage(firing, group, context);
      if (message !== null) messages.push(message);
    }
    return messages;
  }
}

interface SimulatedAt {
  readonly cluster: string;
  readonly noData: NoData;
  readonly instants: InstantGrid;
  readonly rest: () => Promise<void>;
}

/** The rule as it would be: switched on, also where it is not. */
function unsavedRule(owner: string, content: RuleContent): Rule {
  const times = { createdAtMs: 0, updatedAtMs: 0, updatedBy: '' };
  return { id: UNSAVED, owner, ...content, enabled: true, revision: 1, ...times };
}

/** A book of its own: that of the service remembers what holds now. */
function silenceBook(silences: Iterable<Silence>): SilenceBook {
  const book = new SilenceBook();
  for (const silence of silences) book.put(silence);
  return book;
}

/** As they are now, whatever is written meanwhile. */
function rulesOf(owner: string, rules: InhibitionRules): InhibitionRules {
  const own = rules.ofOwner(owner);
  return {
    all: () => own,
    ofOwner: (asked) => (asked === owner ? own : []),
    subscribe: () => undefined,
  };
}

function onlyRule(rule: Rule): RuleBook {
  return { get: (id) => (id === rule.id ? rule : undefined), all: () => [rule] };
}

import type { Clock } from '../../platform/clock/clock.ts';
import type { Directory } from '../../platform/tenancy/directory.ts';
import { printScopeName } from '../../platform/tenancy/scope-name.ts';
import { parsePromql } from '../../queries/promql/parse.ts';
import { selectorsOf } from '../../queries/promql/selectors-of.ts';
import type { LintContext } from './lint/lint-context.ts';
import type { LintFinding } from './lint/lint-finding.ts';
import { lintRule } from './lint/lint-rule.ts';
import type { MetricFacts } from './lint/metric-facts.ts';
import type { Rule } from './rule.ts';
import type { RuleClusters } from './rule-cluster.ts';
import type { RuleContent } from './rule-draft.ts';
import type { RuleRepository } from './rule-repository.ts';
import type { FindTemplate } from './rule-source.ts';
import { targetsOf } from './rule-targets.ts';

export interface RuleLintOptions {
  readonly directory: () => Directory;
  readonly clusters: RuleClusters;
  readonly rules: Pick<RuleRepository, 'all' | 'ofOwner'>;
  readonly templates: (owner: string) => FindTemplate;
  readonly facts: MetricFacts;
  readonly clock: Pick<Clock, 'nowMs'>;
}

/** Metrics of one expression that are asked about. */
const MAX_METRICS = 5;

/** `lintRule` with what this service knows: clusters, environments, other rules, learned metrics. */
export class RuleLint {
  readonly #options: RuleLintOptions;
  #judged: Judged | null = null;

  constructor(options: RuleLintOptions) {
    this.#options = options;
  }

  /** Of a rule as it is saved: worked out once, as long as nothing that it is judged by changes. */
  ofRule(rule: Rule): readonly LintFinding[] {
    const { found } = this.#current();
    const known = found.get(rule) ?? this.of(rule.owner, rule.id, rule);
    found.set(rule, known);
    return known;
  }

  /** @param ruleId null while it is not saved */
  of(owner: string, ruleId: string | null, content: RuleContent): readonly LintFinding[] {
    return lintRule(content, this.#contextOf(owner, ruleId, content));
  }

  /** The metrics of a rule of which nothing, or nothing new, is known. */
  unknownMetrics(content: RuleContent): readonly string[] {
    const { facts, clock } = this.#options;
    const scope = printScopeName(content.scope);
    const nowMs = clock.nowMs();
    return metricsOf(content).filter((metric) => !facts.isFresh(scope, metric, nowMs));
  }

  learn(
    content: RuleContent,
    metric: string,
    fact: Omit<NonNullable<ReturnType<MetricFacts['get']>>, 'learnedAtMs'>,
  ): void {
    const { facts, clock } = this.#options;
    const learnedAtMs = clock.nowMs();
    facts.learn(printScopeName(content.scope), metric, { ...fact, learnedAtMs });
  }

  #rulesOf(owner: string): readonly Rule[] {
    const { ofOwner } = this.#current();
    const known = ofOwner.get(owner) ?? this.#options.rules.ofOwner(owner);
    ofOwner.set(owner, known);
    return known;
  }

  #current(): Judged {
    const { facts, clock } = this.#options;
    const rules = this.#options.rules.all();
    const directory = this.#options.directory();
    const clusters = this.#options.clusters.all();
    const judged = this.#judged;
    const stands =
      judged?.rules === rules &&
      judged.directory === directory &&
      judged.clusters === clusters &&
      judged.factsVersion === facts.version &&
      clock.nowMs() < judged.untilMs;
    if (stands) return judged;
    const next: Judged = {
      rules,
      directory,
      clusters,
      factsVersion: facts.version,
      untilMs: clock.nowMs() + STANDS_MS,
      ofOwner: new Map(),
      found: new WeakMap(),
    };
    this.#judged = next;
    return next;
  }

  #contextOf(owner: string, ruleId: string | null, content: RuleContent): LintContext {
    const { directory, clusters, templates, facts, clock } = this.#options;
    const { language, expression, scope } = content;
    const reading = { language, expression, nowMs: clock.nowMs() };
    const targets = targetsOf(scope, directory(), clusters.all(), reading);
    const labels = targets.flatMap(({ namespaceLabel }) => namespaceLabel ?? []);
    const scopeText = printScopeName(scope);
    const intervals = metricsOf(content).flatMap(
      (metric) => facts.get(scopeText, metric)?.scrapeIntervalMs ?? [],
    );
    return {
      ruleId,
      namespaceLabels: [...new Set(labels)],
      spansNamespaces: targets.some(({ namespaces }) => namespaces.length > 1),
      scrapeIntervalMs: intervals.length === 0 ? null : Math.max(...intervals),
      metricType: (metric) => facts.get(scopeText, metric)?.type,
      findTemplate: templates(owner),
      otherRules: this.#rulesOf(owner),
      past: targets.flatMap(({ leftOut }) => leftOut),
    };
  }
}

/** What findings rest on, and those that do. */
interface Judged {
  readonly rules: readonly Rule[];
  readonly directory: Directory;
  readonly clusters: ReturnType<RuleClusters['all']>;
  readonly factsVersion: number;
  /** Time passes, too: environments grow out of the past of others. */
  readonly untilMs: number;
  readonly ofOwner: Map<string, readonly Rule[]>;
  readonly found: WeakMap<Rule, readonly LintFinding[]>;
}

const STANDS_MS = 60_000;

/** The metrics that an expression names, the first few of them. */
function metricsOf({ language, expression }: RuleContent): readonly string[] {
  if (language !== 'promql') return [];
  const parsed = parsePromql(expression);
  if (parsed.kind === 'error') return [];
  const names = selectorsOf(parsed.expr).flatMap(({ name }) => name ?? []);
  return [...new Set(names)].slice(0, MAX_METRICS);
}

import type { Labels } from '../../../platform/model/labels.ts';
import { alertSamples, type RuleSample } from '../../ruler/alert-samples.ts';
import { type ActiveAlerts, countLive, stepAlerts } from '../../ruler/alert-state.ts';
import { foundAlerts } from '../../ruler/found-alerts.ts';
import { recordedSamples } from '../../ruler/recorded-samples.ts';
import type { RuleElement } from '../../ruler/rule-elements.ts';
import { evaluationBatch, type SeriesByKey } from '../../ruler/series-memory.ts';
import { compileRuleTemplate, type RuleTemplate } from '../../ruler/template/rule-template.ts';
import type { Templates } from '../../ruler/templates.ts';
import type { AlertingRule } from '../manifests/rule-group.ts';
import type { RuleFileGroup, RuleFileRule } from './read-rule-file.ts';
import type { TestQueries } from './test-queries.ts';
import type { TestSeries } from './test-series.ts';

/** What all rules of a test share. */
export interface TestWorld {
  readonly series: TestSeries;
  readonly queries: TestQueries;
  readonly externalLabels: Labels;
  readonly externalUrl: string;
  /** Called when a template asks a query, which our own ruler would not answer. */
  readonly onTemplateQuery: (alert: string) => void;
}

/** A firing alert; its annotations hold every name of the rule's, also those without text. */
export interface FiringAlert {
  readonly labels: Labels;
  readonly annotations: ReadonlyMap<string, string>;
}

type Judged =
  | { readonly kind: 'samples'; readonly samples: readonly RuleSample[] }
  | { readonly kind: 'failed'; readonly message: string };

/**
 * A rule of a test with what its evaluations left behind: evaluated by the stages of the ruler, its
 * series written into those of the test, with the ends of what is no more.
 */
export class TestedRule {
  readonly definition: RuleFileRule['rule'];
  readonly #group: RuleFileGroup;
  readonly #world: TestWorld;
  readonly #templates = new Map<string, RuleTemplate>();
  #active: ActiveAlerts = new Map();
  #written: SeriesByKey = new Map();

  constructor({ rule }: RuleFileRule, group: RuleFileGroup, world: TestWorld) {
    this.definition = rule;
    this.#group = group;
    this.#world = world;
  }

  /** @returns why it failed, in Prometheus's words; null when it did not */
  async evaluate(atMs: number): Promise<string | null> {
    const askedAtMs = atMs - this.#group.queryOffsetMs;
    const result = await this.#world.queries.elements(this.definition.expr, askedAtMs);
    if (result.kind === 'failed') return result.message;
    const judged = await this.#judge(result.elements, atMs);
    return judged.kind === 'failed' ? judged.message : this.#write(judged.samples, askedAtMs);
  }

  firing(): readonly FiringAlert[] {
    const { definition } = this;
    if (definition.kind === 'recording') return [];
    const names = [...definition.annotations.keys()];
    return [...this.#active.values()]
      .filter(({ state }) => state === 'firing')
      .map(({ labels, annotations }) => ({
        labels,
        annotations: new Map(names.map((name) => [name, annotations.get(name) ?? ''])),
      }));
  }

  async #judge(elements: readonly RuleElement[], atMs: number): Promise<Judged> {
    const { definition } = this;
    return definition.kind === 'recording'
      ? recordedSamples(elements, definition, this.#group.limit)
      : this.#judgeAlerts(definition, elements, atMs);
  }

  async #judgeAlerts(
    definition: AlertingRule,
    elements: readonly RuleElement[],
    atMs: number,
  ): Promise<Judged> {
    const { externalLabels, externalUrl } = this.#world;
    const templates = this.#expander(definition.alert, atMs);
    const found = await foundAlerts(elements, definition, {
      templates,
      externalLabels,
      externalUrl,
    });
    if (found.kind === 'failed') return found;
    this.#active = stepAlerts(this.#active, found.alerts, definition, atMs);
    const live = countLive(this.#active);
    const { limit } = this.#group;
    if (limit > 0 && live > limit) {
      return { kind: 'failed', message: `exceeded limit of ${limit} with ${live} alerts` };
    }
    return { kind: 'samples', samples: alertSamples(this.#active) };
  }

  #expander(alert: string, atMs: number): Templates {
    const query = (promql: string) => {
      this.#world.onTemplateQuery(alert);
      return this.#answerTemplate(promql, atMs);
    };
    return async (text, data) => {
      const template = this.#templates.get(text) ?? compileRuleTemplate(text, alert);
      this.#templates.set(text, template);
      const expanded = await template.expand({ ...data, query, nowMs: atMs });
      if (expanded.error !== null) throw new Error(expanded.error);
      return expanded.text;
    };
  }

  async #answerTemplate(promql: string, atMs: number): Promise<readonly RuleElement[]> {
    const result = await this.#world.queries.elements(promql, atMs);
    if (result.kind === 'failed') throw new Error(result.message);
    return result.elements;
  }

  #write(samples: readonly RuleSample[], atMs: number): string | null {
    const { batch, written } = evaluationBatch(samples, this.#written, atMs);
    this.#written = new Map(written);
    let problem: string | null = null;
    for (const [index, labels] of batch.series.entries()) {
      const isEnd = batch.stale?.[index] === 1;
      const value = isEnd ? 'stale' : (batch.values[index] ?? Number.NaN);
      const refusal = this.#world.series.append(labels, atMs, value);
      // An end that comes too late is one that another rule made needless.
      if (!isEnd) problem ??= refusal;
    }
    return problem;
  }
}

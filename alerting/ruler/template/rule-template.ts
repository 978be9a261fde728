import { compileTemplate, type GoTemplate } from '../../../platform/gotemplate/compile-template.ts';
import { type GoMember, type GoObject, stringMap } from '../../../platform/gotemplate/go-value.ts';
import type { TemplateLimits } from '../../../platform/gotemplate/template-budget.ts';
import { TemplateError } from '../../../platform/gotemplate/template-error.ts';
import type { Labels } from '../../../platform/model/labels.ts';
import { ruleFunctions } from './rule-functions.ts';
import { RuleSample } from './rule-sample.ts';

/** What the labels and annotations of one alert are made from. */
export interface RuleTemplateData {
  /** Of the series that the expression gave, with `__name__` where it has one. */
  readonly labels: Labels;
  readonly value: number;
  readonly externalLabels: Labels;
  /** Where people find this service; empty where it is not told. */
  readonly externalUrl: string;
  /** The instant of the evaluation, Unix milliseconds. */
  readonly nowMs: number;
  /** An instant query at that instant, in the scope of the rule. Rejects with the reason. */
  query(promql: string): Promise<readonly RuleTemplateSample[]>;
}

export interface RuleTemplateSample {
  readonly labels: Labels;
  readonly value: number;
}

/** The expanded text; of a template that fails it says so, and `error` says why. */
export interface ExpandedTemplate {
  readonly text: string;
  readonly error: string | null;
}

export interface RuleTemplate {
  /** Why it can never be expanded; null: it is a template. */
  readonly problem: string | null;
  expand(data: RuleTemplateData): Promise<ExpandedTemplate>;
}

const DEFINITIONS =
  '{{$labels := .Labels}}{{$externalLabels := .ExternalLabels}}{{$externalURL := .ExternalURL}}{{$value := .Value}}';

const LIMITS: TemplateLimits = { maxOutput: 65_536, maxSteps: 100_000, maxDepth: 50 };
/** Different queries of one template. */
const MAX_QUERIES = 20;

type Answer = readonly RuleSample[] | TemplateError;

/**
 * Compiles a label or annotation of a rule as Prometheus 3 expands it.
 *
 * The engine is synchronous and `query` is not: a run that asks what is not known yet is given up,
 * the answer awaited, and the template run again from its beginning. Templates do nothing but make
 * text, so that this is the same as waiting; it costs a run for each different query.
 *
 * @param alertName as messages show it
 */
export function compileRuleTemplate(text: string, alertName: string): RuleTemplate {
  // Most texts are not templates at all.
  if (!text.includes('{{')) return { problem: null, expand: async () => ({ text, error: null }) };
  return new CompiledRuleTemplate(text, `__alert_${alertName}`);
}

/** The same in one step, for a text that is expanded once. */
export function expandRuleTemplate(
  text: string,
  data: RuleTemplateData & { readonly alertName: string },
): Promise<ExpandedTemplate> {
  return compileRuleTemplate(text, data.alertName).expand(data);
}

/** Ends a run whose query has not been answered yet. */
class PendingQuery extends Error {
  readonly promql: string;

  constructor(promql: string) {
    super(`waiting for ${promql}`);
    this.promql = promql;
  }
}

class CompiledRuleTemplate implements RuleTemplate {
  readonly #name: string;
  readonly #template: GoTemplate | { readonly kind: 'error'; readonly message: string };
  /** Of the run that is under way; runs are synchronous, so there is one at most. */
  #data: RuleTemplateData | null = null;
  #answers: ReadonlyMap<string, Answer> = new Map();

  constructor(text: string, name: string) {
    this.#name = name;
    const functions = ruleFunctions({
      externalUrl: () => this.#data?.externalUrl ?? '',
      nowMs: () => this.#data?.nowMs ?? 0,
      query: (promql) => this.#answer(promql),
    });
    const options = { functions, missingKey: 'zero', limits: LIMITS, include: 'tmpl' } as const;
    this.#template = compileTemplate(name, DEFINITIONS + text, options);
  }

  get problem(): string | null {
    if (this.#template.kind !== 'error') return null;
    return `error parsing template ${this.#name}: ${this.#template.message}`;
  }

  async expand(data: RuleTemplateData): Promise<ExpandedTemplate> {
    if (this.#template.kind === 'error')
      return failed('parsing', this.#name, this.#template.message);
    const answers = new Map<string, Answer>();
    for (;;) {
      const outcome = this.#run(this.#template, data, answers);
      if (outcome instanceof PendingQuery) {
        answers.set(outcome.promql, await ask(data, outcome.promql, answers.size));
        continue;
      }
      if (outcome.kind === 'ok') return { text: outcome.text, error: null };
      return failed('executing', this.#name, outcome.message);
    }
  }

  #run(
    template: GoTemplate,
    data: RuleTemplateData,
    answers: ReadonlyMap<string, Answer>,
  ): ReturnType<GoTemplate['run']> | PendingQuery {
    this.#data = data;
    this.#answers = answers;
    try {
      return template.run(rootOf(data));
    } catch (thrown) {
      if (thrown instanceof PendingQuery) return thrown;
      throw thrown;
    }
  }

  #answer(promql: string): readonly RuleSample[] {
    const known = this.#answers.get(promql);
    if (known === undefined) throw new PendingQuery(promql);
    if (known instanceof TemplateError) throw known;
    return known;
  }
}

async function ask(data: RuleTemplateData, promql: string, asked: number): Promise<Answer> {
  if (asked >= MAX_QUERIES) return new TemplateError(`more than ${MAX_QUERIES} queries`);
  try {
    const vector = await data.query(promql);
    return vector.map(({ labels, value }) => new RuleSample(labels, value));
  } catch (thrown) {
    // The template fails with the reason; the rule goes on.
    return new TemplateError(thrown instanceof Error ? thrown.message : String(thrown));
  }
}

function failed(what: 'parsing' | 'executing', name: string, message: string): ExpandedTemplate {
  const error = `error ${what} template ${name}: ${message}`;
  return { text: `<error expanding template: ${error}>`, error };
}

/** The dot of a rule template. */
function rootOf({ labels, externalLabels, externalUrl, value }: RuleTemplateData): GoObject {
  const fields = new Map<string, GoMember>([
    ['Labels', { kind: 'field', value: stringMap(labels) }],
    ['ExternalLabels', { kind: 'field', value: stringMap(externalLabels) }],
    ['ExternalURL', { kind: 'field', value: externalUrl }],
    ['Value', { kind: 'field', value }],
  ]);
  return {
    kind: 'object',
    typeName:
      'struct { Labels map[string]string; ExternalLabels map[string]string; ExternalURL string; Value float64 }',
    member: (name) => fields.get(name),
    text: () => `{${[...labels].join(' ')}}`,
  };
}

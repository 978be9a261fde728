import { parseQuantity } from '../../../../../queries/templates/parse-quantity.ts';
import type { RuleTemplate, RuleTemplateInput } from '../../../../contract/rule-templates.ts';
import type { BothLanguages } from './catalogue.ts';
import { unitOf } from './rule-of-template.ts';

/** A template of the owner as it is typed: thresholds and bounds are still text. */
export interface TemplateForm {
  readonly resource: string;
  readonly rule: string;
  readonly title: BothLanguages;
  readonly description: BothLanguages;
  readonly advice: BothLanguages;
  readonly promql: string;
  readonly unit: string;
  readonly labels: RuleTemplateInput['labels'];
  readonly filters: RuleTemplateInput['filters'];
  /** Empty where the query has no `$window`. */
  readonly window: string;
  readonly operator: RuleTemplateInput['operator'];
  readonly levels: readonly { readonly severity: string; readonly threshold: string }[];
  readonly for: string;
  /** Empty for none. */
  readonly min: string;
  readonly max: string;
}

const NO_TEXT: BothLanguages = { en: '', zh: '' };

export function blankTemplate(ladder: readonly string[]): TemplateForm {
  return {
    resource: '',
    rule: '',
    title: NO_TEXT,
    description: NO_TEXT,
    advice: NO_TEXT,
    promql: 'sum by ($by) (metric{namespace=~"$namespace"})',
    unit: 'count',
    labels: [{ name: 'namespace', group: 'always', filter: true }],
    filters: [],
    window: '',
    operator: '>',
    levels: [{ severity: ladder[0] ?? '', threshold: '' }],
    for: '5m',
    min: '',
    max: '',
  };
}

export function formOfTemplate(template: RuleTemplate): TemplateForm {
  const { resource, rule, title, description, advice, promql, unit, labels, filters } = template;
  const { window, operator, levels, range } = template;
  const bound = (value: number | null) => (value === null ? '' : String(value));
  return {
    ...{ resource, rule, title, description, advice, promql, unit, labels, filters, operator },
    window: window ?? '',
    levels: levels.map(({ severity, threshold }) => ({ severity, threshold: String(threshold) })),
    for: template.for,
    min: bound(range.min),
    max: bound(range.max),
  };
}

/** The body of a save; what is no number here becomes NaN, which the form has marked. */
export function inputOfTemplate(form: TemplateForm): RuleTemplateInput {
  const { min, max, window, levels, labels, filters, ...rest } = form;
  const number = quantityReader(form.unit);
  const bound = (text: string) => (text.trim() === '' ? null : number(text));
  return {
    ...rest,
    title: { ...form.title },
    description: { ...form.description },
    advice: { ...form.advice },
    labels: labels.map((label) => ({ ...label })),
    filters: filters.map((filter) => ({ ...filter })),
    window: window.trim() === '' ? null : window.trim(),
    levels: levels.map(({ severity, threshold }) => ({ severity, threshold: number(threshold) })),
    ...(min.trim() === '' && max.trim() === ''
      ? {}
      : { range: { min: bound(min), max: bound(max) } }),
  };
}

/** Reads numbers as the base unit's, and quantities with their unit. */
export function quantityReader(unit: string): (text: string) => number {
  const known = unitOf({ unit });
  return (text) => {
    const plain = text.trim() === '' ? Number.NaN : Number(text);
    if (Number.isFinite(plain)) return plain;
    return (known && parseQuantity(text, known)) ?? Number.NaN;
  };
}

/** Tells a draft of this form from anything else. */
export function isTemplateForm(value: unknown): value is TemplateForm {
  if (typeof value !== 'object' || value === null) return false;
  const entries = new Map<string, unknown>(Object.entries(value));
  const texts = ['resource', 'rule', 'promql', 'unit', 'window', 'operator', 'for', 'min', 'max'];
  return (
    texts.every((key) => typeof entries.get(key) === 'string') &&
    ['labels', 'filters', 'levels'].every((key) => Array.isArray(entries.get(key))) &&
    ['title', 'description', 'advice'].every((key) => typeof entries.get(key) === 'object')
  );
}

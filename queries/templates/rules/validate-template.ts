import { parseDurationMs } from '../../../platform/model/duration.ts';
import { validator } from '../../../platform/schema/validator.ts';
import type { BilingualText } from '../named-metric.ts';
import { DEFAULT_LADDER, lintTemplate } from './lint-template.ts';
import type { RuleTemplate } from './rule-template.ts';
import { findRuleTemplate } from './rule-templates.ts';
import { TemplateDocument } from './template-document.ts';
import { findingOf, type TemplateFinding } from './template-finding.ts';
import { RESOURCES } from './template-resources.data.ts';
import { UNIT_RANGES } from './unit-ranges.data.ts';

/** For whom a template is. */
export interface TemplateOwner {
  /** `_platform`, which alone may use resources without a namespace. */
  readonly isPlatform: boolean;
  /** Severities of the owner, most severe first; default: `DEFAULT_LADDER`. */
  readonly ladder?: readonly string[];
}

export type ValidatedTemplate =
  | {
      readonly kind: 'ok';
      readonly template: RuleTemplate;
      /** For its author to judge. */
      readonly warnings: readonly TemplateFinding[];
    }
  /** All findings, warnings included; paths are JSON Pointers into the document. */
  | { readonly kind: 'refused'; readonly findings: readonly TemplateFinding[] };

const check = validator(TemplateDocument);

/**
 * A tenant's own template from what it sent. It is held to what the built-in ones are, but for
 * warnings, which it may leave. Pure; never throws.
 */
export function validateTemplate(document: unknown, owner: TemplateOwner): ValidatedTemplate {
  const checked = check(document);
  if (checked.kind === 'invalid') {
    const findings = checked.findings.map(({ path, message }) =>
      findingOf('shape', path, { message }),
    );
    return { kind: 'refused', findings };
  }
  const template = templateOf(checked.value);
  const { namespaced } = RESOURCES[template.resource];
  const findings = [
    ...(findRuleTemplate(template.id) === undefined
      ? []
      : [findingOf('id_taken', '/rule', { id: template.id })]),
    ...(namespaced || owner.isPlatform
      ? []
      : [findingOf('platform_only', '/resource', { resource: template.resource })]),
    ...lintTemplate(template, owner.ladder ?? DEFAULT_LADDER),
  ].map((finding) => ({ ...finding, path: inDocument(finding.path) }));
  const isUsable = findings.every(({ severity }) => severity === 'warning');
  return isUsable ? { kind: 'ok', template, warnings: findings } : { kind: 'refused', findings };
}

/** A document of the right form, whatever the lint says of it, e.g. one that was stored before. */
export function readTemplate(
  document: unknown,
): { readonly document: TemplateDocument; readonly template: RuleTemplate } | undefined {
  const checked = check(document);
  if (checked.kind === 'invalid') return undefined;
  return { document: checked.value, template: templateOf(checked.value) };
}

function templateOf(document: TemplateDocument): RuleTemplate {
  const { resource, rule, unit, window } = document;
  const { scope } = RESOURCES[resource];
  return {
    id: `${scope}.${resource}.${rule}`,
    scope,
    resource,
    rule,
    title: inBoth(document.title),
    description: inBoth(document.description),
    advice: inBoth(document.advice),
    promql: document.promql,
    unit,
    labels: document.labels,
    filters: document.filters,
    windowMs: window === null ? null : (parseDurationMs(window) ?? null),
    operator: document.operator,
    levels: document.levels,
    forMs: parseDurationMs(document.for) ?? -1,
    range: document.range ?? UNIT_RANGES[unit],
  };
}

function inBoth({ en, zh }: BilingualText): BilingualText {
  return { en: en.trim() === '' ? zh : en, zh: zh.trim() === '' ? en : zh };
}

/** The lint names the members of a template; documents call durations by their short names. */
function inDocument(path: string): string {
  return path.replace(/^\/windowMs$/, '/window').replace(/^\/forMs$/, '/for');
}

import { isDeepStrictEqual } from 'node:util';
import type { ErrorDetail } from '../../platform/errors/app-error.ts';
import type { LabelDialect } from '../../queries/templates/label-dialect.ts';
import { type LogForm, renderLogForm } from '../../queries/templates/log-form.ts';
import {
  type RenderableTemplate,
  renderTemplate,
  type TemplateParameters,
} from '../../queries/templates/rules/render-template.ts';
import type { RuleTemplate } from '../../queries/templates/rules/rule-template.ts';
import type { RuleLanguage } from './rule-language.ts';

/**
 * How the expression of a rule came about, so that it opens as a form again.
 * - `text`: somebody wrote it.
 * - `template`: a template with parameters. The rule keeps what the template was, so that it stays
 *   the same until somebody takes a change of the template over.
 * - `log_form`: the form of rules on logs.
 */
export type RuleSource =
  | { readonly kind: 'text' }
  | {
      readonly kind: 'template';
      readonly template: RenderableTemplate;
      readonly parameters: TemplateParameters;
    }
  | { readonly kind: 'log_form'; readonly form: LogForm };

/** As people send it: a template by its id, as it is now. */
export type SourceDraft =
  | { readonly kind: 'text'; readonly expression: string; readonly language: RuleLanguage }
  | {
      readonly kind: 'template';
      readonly template: string;
      readonly parameters: TemplateParameters;
    }
  | { readonly kind: 'log_form'; readonly form: LogForm };

/** Built-in templates, and the owner's own. */
export type FindTemplate = (id: string) => RuleTemplate | undefined;

/** What of a template an expression is made from. */
export type FindRenderable = (id: string) => RenderableTemplate | undefined;

/** Finds the template of a source as it was kept, others as they are now. */
export function keptFirst(source: RuleSource, findTemplate: FindTemplate): FindRenderable {
  if (source.kind !== 'template') return findTemplate;
  const { template } = source;
  return (id) => (id === template.id ? template : findTemplate(id));
}

export type ReadSource =
  | {
      readonly kind: 'ok';
      readonly source: RuleSource;
      readonly language: RuleLanguage;
      /** With the labels as the catalogue of templates calls them. */
      readonly expression: string;
    }
  | { readonly kind: 'invalid'; readonly findings: readonly ErrorDetail[] };

/** The expression of a draft. A text is taken as it is; `checkExpression` judges it. */
export function readSource(draft: SourceDraft, findTemplate: FindRenderable): ReadSource {
  switch (draft.kind) {
    case 'text': {
      const { language, expression } = draft;
      return { kind: 'ok', source: { kind: 'text' }, language, expression };
    }
    case 'template':
      return readTemplate(draft, findTemplate(draft.template));
    case 'log_form': {
      const { form } = draft;
      const rendered = renderLogForm(form);
      if (rendered.kind === 'refused') return invalid(rendered.findings, '/source/form');
      const source = { kind: 'log_form', form } as const;
      return { kind: 'ok', source, language: 'logql', expression: rendered.logql };
    }
    default:
      return draft satisfies never;
  }
}

function readTemplate(
  { template: id, parameters }: Extract<SourceDraft, { kind: 'template' }>,
  template: RenderableTemplate | undefined,
): ReadSource {
  if (template === undefined) {
    const message = `there is no template ${JSON.stringify(id)}`;
    return { kind: 'invalid', findings: [{ path: '/source/template', message }] };
  }
  const rendered = renderTemplate(template, parameters);
  if (rendered.kind === 'refused') return invalid(rendered.findings, '/source/parameters');
  const source = { kind: 'template', template: keptOf(template), parameters } as const;
  return { kind: 'ok', source, language: 'promql', expression: rendered.promql };
}

/** What of a template a rule keeps. */
export function keptOf(template: RenderableTemplate): RenderableTemplate {
  const { id, promql, labels, filters, windowMs } = template;
  return { id, promql, labels, filters, windowMs };
}

/**
 * What a rule made from a template would ask if it were made from the template as it is now; null
 * where that is nothing else, or there is no such template any more.
 */
export function templateChange(
  { source, expression }: { readonly source: RuleSource; readonly expression: string },
  findTemplate: FindTemplate,
): string | null {
  if (source.kind !== 'template') return null;
  const current = findTemplate(source.template.id);
  if (current === undefined || isDeepStrictEqual(keptOf(current), source.template)) return null;
  const rendered = renderTemplate(current, source.parameters);
  return rendered.kind === 'ok' && rendered.promql !== expression ? rendered.promql : null;
}

/** A rule's expression in the label names of one cluster; its own text where somebody wrote it. */
export function expressionOn(
  { source, expression }: { readonly source: RuleSource; readonly expression: string },
  dialect: LabelDialect,
):
  | { readonly kind: 'ok'; readonly text: string }
  | { readonly kind: 'refused'; readonly reason: string } {
  if (source.kind !== 'template') return { kind: 'ok', text: expression };
  const rendered = renderTemplate(source.template, source.parameters, dialect);
  if (rendered.kind === 'ok') return { kind: 'ok', text: rendered.promql };
  const [finding] = rendered.findings;
  return { kind: 'refused', reason: `template ${source.template.id}: ${finding?.message ?? ''}` };
}

function invalid(findings: readonly ErrorDetail[], at: string): ReadSource {
  return {
    kind: 'invalid',
    findings: findings.map(({ path, message }) => ({ path: at + path, message })),
  };
}

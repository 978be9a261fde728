import { renderTemplate } from '../../../queries/templates/rules/render-template.ts';
import type { Rule } from '../rule.ts';
import type { RuleContent } from '../rule-draft.ts';
import { invalidRule } from '../rule-refusals.ts';
import { type FindTemplate, keptOf } from '../rule-source.ts';

/**
 * What a rule becomes when it takes its template over as that is now; its levels, filters and all
 * else stay as people set them.
 * @throws AppError `invalid` where the rule is of no template, that is gone, or no longer takes what
 * the rule gives it
 */
export function takeOverTemplate(rule: Rule, findTemplate: FindTemplate): Partial<RuleContent> {
  const { source } = rule;
  if (source.kind !== 'template') {
    throw invalidRule([{ path: '/source', message: 'it is made from no template' }]);
  }
  const template = findTemplate(source.template.id);
  if (!template) {
    const message = `there is no template ${source.template.id} any more`;
    throw invalidRule([{ path: '/source/template', message }]);
  }
  const rendered = renderTemplate(template, source.parameters);
  if (rendered.kind === 'refused') {
    throw invalidRule(
      rendered.findings.map(({ path, message }) => ({
        path: `/source/parameters${path}`,
        message,
      })),
    );
  }
  return { source: { ...source, template: keptOf(template) }, expression: rendered.promql };
}

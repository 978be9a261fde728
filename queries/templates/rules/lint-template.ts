import { labelFindings } from './lint-labels.ts';
import { levelFindings } from './lint-levels.ts';
import { queryFindings } from './lint-query.ts';
import { groupLabels, renderTemplate } from './render-template.ts';
import type { RuleTemplate } from './rule-template.ts';
import { findingOf, type TemplateFinding } from './template-finding.ts';
import { type ParsedTemplate, parseTemplateText } from './template-text.ts';

/** Severities of a tenant unless it has others, most severe first. */
export const DEFAULT_LADDER: readonly string[] = ['critical', 'major', 'minor', 'warning', 'info'];

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

/**
 * What is wrong with a template; empty when it can be used without a second thought. Built-in ones
 * have no findings at all (checked by a test); a tenant's may have warnings. Pure; never throws.
 *
 * Checked: it parses with its placeholders and is an instant vector; its rows carry exactly the
 * declared labels however it is grouped, the namespace always where rows belong to one; filters
 * narrow every part; it reads metrics that the resource's exporters have; counters are read as
 * counters, ratios are ratios of sums; levels and `for` make sense; both languages are there.
 *
 * @param ladder the tenant's severities, most severe first
 */
export function lintTemplate(
  template: RuleTemplate,
  ladder: readonly string[] = DEFAULT_LADDER,
): readonly TemplateFinding[] {
  const parsed = parseTemplateText(template.promql);
  const about = [...textFindings(template), ...levelFindings(template, ladder)];
  if (parsed.kind === 'error') return [parseFinding(parsed), ...about];
  const labels = labelFindings(template, parsed.expr);
  return [
    ...labels,
    ...queryFindings(parsed.expr),
    ...windowFindings(template, parsed.hasWindow),
    ...(labels.length === 0 ? renderFindings(template) : []),
    ...about,
  ];
}

function parseFinding({
  reason,
  message,
}: Extract<ParsedTemplate, { kind: 'error' }>): TemplateFinding {
  if (reason === 'syntax') return findingOf('syntax', '/promql', { message });
  const code = reason === 'misplaced' ? 'placeholder_misplaced' : 'reserved_text';
  return findingOf(code, '/promql', { name: message });
}

function textFindings(template: RuleTemplate): readonly TemplateFinding[] {
  const findings: TemplateFinding[] = [];
  const id = `${template.scope}.${template.resource}.${template.rule}`;
  if (template.id !== id) findings.push(findingOf('id_mismatch', '/id', { id }));
  for (const part of ['title', 'description', 'advice'] as const) {
    const { en, zh } = template[part];
    if (en.trim() === '')
      findings.push(findingOf('text_missing', `/${part}/en`, { language: 'English' }));
    if (zh.trim() === '')
      findings.push(findingOf('text_missing', `/${part}/zh`, { language: '中文' }));
  }
  return findings;
}

function windowFindings(
  { windowMs }: RuleTemplate,
  hasWindow: boolean,
): readonly TemplateFinding[] {
  const isSane = windowMs === null || (windowMs >= MINUTE_MS && windowMs <= DAY_MS);
  if (isSane && (windowMs !== null) === hasWindow) return [];
  return [findingOf('window_out_of_place', '/windowMs')];
}

/** What only shows when the template is used: its default filters, and what it becomes when grouped. */
function renderFindings(template: RuleTemplate): readonly TemplateFinding[] {
  const all = template.labels.map(({ name }) => name);
  for (const groupBy of [groupLabels(template, undefined), all, []]) {
    const rendered = renderTemplate(template, { groupBy });
    if (rendered.kind === 'ok') continue;
    return rendered.findings.map(({ path, message }) =>
      path.startsWith('/filters/')
        ? findingOf('default_filter_unknown', path, { message })
        : findingOf('unusable', '/promql', { asked: groupBy.join(', '), message }),
    );
  }
  return [];
}

import { parseDurationMs } from '../../../../../platform/model/duration.ts';
import { UNITS, type UnitName } from '../../../../../queries/templates/units.data.ts';
import type { RuleTemplate } from '../../../../contract/rule-templates.ts';
import type { RuleSourceInput } from '../../../../contract/rules.ts';
import { blankRule, type LevelForm, type RuleForm } from '../rule-form.ts';
import { textIn } from './catalogue.ts';

export type TemplateSource = Extract<RuleSourceInput, { kind: 'template' }>;

/** Of a rule made from a template; undefined for one that somebody wrote. */
export function templateSource(source: RuleForm['source']): TemplateSource | undefined {
  return source?.kind === 'template' ? source : undefined;
}

/** A new rule made from a template, complete: it could be saved as it is. */
export function ruleOfTemplate(
  template: RuleTemplate,
  scope: string,
  ladder: readonly string[],
  language: string,
): RuleForm {
  const blank = blankRule(scope, '', ladder);
  const title = textIn(template.title, language);
  const resource = textIn(template.resourceTitle, language);
  const name = title.toLowerCase().includes(resource.toLowerCase())
    ? title
    : `${resource}: ${title}`;
  return {
    ...blank,
    name: name.slice(0, 120),
    source: { kind: 'template', template: template.id, parameters: {} },
    interval: '1m',
    levels: levelsOf(template, ladder),
    annotations: [{ name: 'summary', value: textIn(template.description, language) }].filter(
      ({ value }) => value !== '',
    ),
  };
}

/** The template's levels on the tenant's ladder: by name, and by rank where it has others. */
function levelsOf(template: RuleTemplate, ladder: readonly string[]): readonly LevelForm[] {
  const known = template.levels.every(({ severity }) => ladder.includes(severity));
  const keepable = known ? template.levels : template.levels.slice(0, Math.max(1, ladder.length));
  return keepable.map(({ severity, threshold }, index) => ({
    severity: known ? severity : (ladder[index] ?? ''),
    operator: template.operator,
    threshold: String(threshold),
    for: template.for,
    keepFiringFor: '',
    channels: null,
    repeat: null,
  }));
}

/** The unit of a template's values; undefined for one that this interface does not know. */
export function unitOf(template: Pick<RuleTemplate, 'unit'> | undefined): UnitName | undefined {
  return UNIT_NAMES.find((name) => name === template?.unit);
}

const UNIT_NAMES = Object.keys(UNITS).filter((name): name is UnitName => name in UNITS);

/** The window of a template rule as typed: whether it is one that the service takes. */
export function isWindow(text: string): boolean {
  const windowMs = parseDurationMs(text.trim()) ?? 0;
  return windowMs >= 60_000 && windowMs <= 86_400_000;
}

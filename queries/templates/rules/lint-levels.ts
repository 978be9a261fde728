import type { RuleTemplate, TemplateLevel } from './rule-template.ts';
import { findingOf, type TemplateFinding } from './template-finding.ts';
import { thresholdProblem } from './threshold-range.ts';

const DAY_MS = 86_400_000;

type Levelled = Pick<RuleTemplate, 'levels' | 'operator' | 'range' | 'unit' | 'forMs'>;

/**
 * Levels that cannot be meant: unknown or repeated severities, thresholds that the value never
 * reaches, or such that a milder level fires after a more severe one.
 *
 * @param ladder severities, most severe first
 */
export function levelFindings(
  template: Levelled,
  ladder: readonly string[],
): readonly TemplateFinding[] {
  const { levels, operator, forMs } = template;
  const findings: TemplateFinding[] = [];
  if (levels.length === 0) findings.push(findingOf('levels_missing', '/levels'));
  if (levels.length > 1 && (operator === '==' || operator === '!=')) {
    findings.push(findingOf('operator_single', '/levels', { operator }));
  }
  for (const [index, level] of levels.entries()) {
    const path = `/levels/${index}`;
    if (!ladder.includes(level.severity)) {
      const fields = { severity: level.severity, ladder: ladder.join(', ') };
      findings.push(findingOf('severity_unknown', `${path}/severity`, fields));
    }
    const problem = thresholdProblem(template, operator, level.threshold);
    if (problem !== null) {
      const fields = { message: problem.en, messageZh: problem.zh };
      findings.push(findingOf('threshold_out_of_range', `${path}/threshold`, fields));
    }
    const before = levels[index - 1];
    if (before !== undefined)
      findings.push(...orderFindings(template, before, level, path, ladder));
  }
  const isSane = forMs >= 0 && forMs <= DAY_MS && forMs % 1000 === 0;
  return isSane ? findings : [...findings, findingOf('for_out_of_range', '/forMs')];
}

function orderFindings(
  { operator }: Levelled,
  severe: TemplateLevel,
  mild: TemplateLevel,
  path: string,
  ladder: readonly string[],
): readonly TemplateFinding[] {
  if (ladder.indexOf(severe.severity) >= ladder.indexOf(mild.severity)) {
    return [findingOf('levels_disordered', `${path}/severity`)];
  }
  const isAbove = operator === '>' || operator === '>=';
  const isBelow = operator === '<' || operator === '<=';
  const isRight = isAbove ? severe.threshold > mild.threshold : severe.threshold < mild.threshold;
  if ((!isAbove && !isBelow) || isRight) return [];
  const fields = {
    operator,
    severe: severe.severity,
    mild: mild.severity,
    direction: isAbove ? 'higher' : 'lower',
    directionZh: isAbove ? '高' : '低',
  };
  return [findingOf('thresholds_disordered', `${path}/threshold`, fields)];
}

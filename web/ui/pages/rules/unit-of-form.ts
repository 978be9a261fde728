import { guessUnit } from '../../../../dashboards/panels/guess-unit.ts';
import { UNITS } from '../../../../queries/templates/units.data.ts';
import type { RuleForm } from './rule-form.ts';

/** The unit of a rule's graph, as @grafana/data calls it: as said, or else by the names it asks for. */
export function graphUnit({
  source,
  unit,
  language,
  expression,
}: Pick<RuleForm, 'source' | 'unit' | 'language' | 'expression'>): string {
  if (source === null && unit) return UNITS[unit].grafana;
  return language === 'promql' ? guessUnit(expression) : 'short';
}

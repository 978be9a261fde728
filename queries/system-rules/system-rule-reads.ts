import { selectorsOf } from '../promql/selectors-of.ts';
import { type Exporter, exporterOf } from '../templates/exporter-metrics.data.ts';
import { parseTemplateText } from '../templates/rules/template-text.ts';
import type { SystemRule } from './system-rule.ts';

/** Where the data of a system rule comes from. */
export interface SystemRuleReads {
  /** Each once, in the order of the query; none where it reads lines. */
  readonly metrics: readonly string[];
  /** Who exposes them, as far as we know. */
  readonly exporters: readonly Exporter[];
}

const READ = new WeakMap<SystemRule, SystemRuleReads>();

/** What a system rule reads; of each it is found once. */
export function systemRuleReads(rule: SystemRule): SystemRuleReads {
  const known = READ.get(rule);
  if (known) return known;
  const metrics = rule.language === 'promql' ? metricsOf(rule.expression) : [];
  const exporters = [...new Set(metrics.flatMap((metric) => exporterOf(metric) ?? []))];
  const reads = { metrics, exporters };
  READ.set(rule, reads);
  return reads;
}

function metricsOf(text: string): readonly string[] {
  const parsed = parseTemplateText(text);
  const names = parsed.kind === 'ok' ? selectorsOf(parsed.expr).map(({ name }) => name) : [];
  return [...new Set(names.flatMap((name) => name ?? []))];
}

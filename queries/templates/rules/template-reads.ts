import { selectorsOf } from '../../promql/selectors-of.ts';
import { type Exporter, exporterOf } from '../exporter-metrics.data.ts';
import type { BilingualText } from '../named-metric.ts';
import type { RuleTemplate } from './rule-template.ts';
import { RESOURCES } from './template-resources.data.ts';
import { parseTemplateText } from './template-text.ts';

/** Where the data of a template comes from, for "why is there nothing?". */
export interface TemplateReads {
  /** Each once, in the order of the query. */
  readonly metrics: readonly string[];
  /** Who exposes them, as far as we know. */
  readonly exporters: readonly Exporter[];
  /** What to look at when it has no data. */
  readonly whyEmpty: BilingualText;
  /** Its rows belong to one namespace each; false: for `_platform` only. */
  readonly namespaced: boolean;
}

/** What a template reads. One that does not parse reads nothing. */
export function templateReads(template: RuleTemplate): TemplateReads {
  const parsed = parseTemplateText(template.promql);
  const names = parsed.kind === 'ok' ? selectorsOf(parsed.expr).map(({ name }) => name) : [];
  const metrics = [...new Set(names.flatMap((name) => name ?? []))];
  const resource = RESOURCES[template.resource];
  return {
    metrics,
    exporters: [...new Set(metrics.flatMap((metric) => exporterOf(metric) ?? []))],
    whyEmpty: resource.whyEmpty,
    namespaced: resource.namespaced,
  };
}

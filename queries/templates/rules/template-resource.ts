import type { Exporter } from '../exporter-metrics.data.ts';
import type { BilingualText } from '../named-metric.ts';
import type { TemplateLabel, TemplateScope } from './rule-template.ts';

/** One resource: where its series come from, and what all its rows carry. */
export interface TemplateResource {
  readonly scope: TemplateScope;
  readonly title: BilingualText;
  /** Its rows belong to one namespace each and say which; false: for `_platform` only. */
  readonly namespaced: boolean;
  /** Labels of the rows of every template. */
  readonly labels: readonly TemplateLabel[];
  /** Whose metrics its templates may read. */
  readonly exporters: readonly Exporter[];
  /** What to look at when a template of it has no data. */
  readonly whyEmpty: BilingualText;
}

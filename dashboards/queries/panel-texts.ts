import type { Panel } from '../model/panel.ts';
import { clusterIn } from '../variables/choose-cluster.ts';
import { findReferences } from '../variables/find-references.ts';
import { type Interpolation, interpolateQuery, interpolateText } from '../variables/interpolate.ts';
import { interpolationOf, type PanelContext } from './plan-panel.ts';

/**
 * A panel with the variables of its texts for people filled in: title, description, a text's content, and
 * what a list of alerts looks for.
 */
export function withTexts(panel: Panel, context: PanelContext): Panel {
  const given = interpolationOf(context, context.scrapeIntervalMs);
  const fill = (text: string) => interpolateText(text, given);
  return {
    ...panel,
    ...{ title: fill(panel.title), description: fill(panel.description) },
    options: optionsOf(panel, given),
  };
}

function optionsOf({ kind, options }: Panel, given: Interpolation): Panel['options'] {
  const { content, alertName, alertInstanceLabelFilter: labels } = options;
  if (kind === 'text' && typeof content === 'string')
    return { ...options, content: interpolateText(content, given) };
  if (kind !== 'alertlist') return options;
  return {
    ...options,
    ...(typeof alertName === 'string' ? { alertName: interpolateText(alertName, given) } : {}),
    ...(typeof labels === 'string'
      ? { alertInstanceLabelFilter: interpolateQuery(labels, given).text }
      : {}),
    datasource: clusterOf(options.datasource, given) ?? '',
  };
}

/** The cluster that a list of alerts is narrowed to by a variable of data sources; null for none. */
function clusterOf(datasource: unknown, { variables }: Interpolation): string | null {
  if (typeof datasource !== 'string') return null;
  const [reference] = findReferences(datasource);
  return clusterIn(variables, reference?.name);
}

import { parsePromql } from '../../queries/promql/parse.ts';
import { selectorsOf } from '../../queries/promql/selectors-of.ts';
import type { Dashboard, Variable } from '../model/dashboard.ts';
import type { Panel, PanelTarget } from '../model/panel.ts';
import { planPanel } from '../queries/plan-panel.ts';
import type { VariableValue } from '../variables/variable-value.ts';

/** What the queries of a dashboard read. */
export interface AskedMetrics {
  /** Distinct and sorted; those that a variable or pattern names are not known. */
  readonly metrics: readonly string[];
  /** It asks logs as well. */
  readonly asksLogs: boolean;
}

/** Stands where a variable names something; no metric is called so. */
const ANYTHING = 'any_value_of_a_variable';
/** So that ranges such as `[$interval]` and numbers such as `topk($n, …)` parse. */
const SOME_WHILE = '5m';
const HOUR_MS = 3_600_000;
const NUMBER_OR_DURATION = /^\d+(?:ms|[smhdwy])?$/;

/** Whatever the variables are; queries that do not parse are left out. */
export function askedMetrics(dashboard: Dashboard): AskedMetrics {
  const variables = new Map(
    dashboard.variables.map((one): [string, VariableValue] => [one.name, standIn(one)]),
  );
  const { uid, title } = dashboard;
  const context = {
    time: { fromMs: 0, toMs: HOUR_MS, timeZone: 'UTC' },
    variables,
    filters: [],
    dashboard: { uid, title },
    scrapeIntervalMs: 15_000,
  };
  const metrics = new Set<string>();
  let asksLogs = false;
  for (const panel of panelsIn(dashboard.panels)) {
    for (const { target, expression } of planPanel(panel, context, 600).queries) {
      asksLogs ||= target.language === 'logql';
      for (const name of namesIn(target, expression)) metrics.add(name);
    }
  }
  return { metrics: [...metrics].sort(), asksLogs };
}

/** A name with a colon is of a series that a recording rule makes. */
export function isRecorded(metric: string): boolean {
  return metric.includes(':');
}

function namesIn({ language }: PanelTarget, expression: string): readonly string[] {
  if (language !== 'promql') return [];
  const parsed = parsePromql(expression);
  if (parsed.kind === 'error') return [];
  return selectorsOf(parsed.expr).flatMap(({ name }) =>
    name === null || name === undefined || name === '' || name.includes(ANYTHING) ? [] : [name],
  );
}

function standIn(variable: Variable): VariableValue {
  const { name, kind } = variable;
  const said = saidBy(variable).find((value) => NUMBER_OR_DURATION.test(value));
  const value = said ?? (kind === 'interval' ? SOME_WHILE : ANYTHING);
  return { name, values: [value], texts: [value], isChoice: false, verbatim: null };
}

function saidBy(variable: Variable): readonly string[] {
  switch (variable.kind) {
    case 'custom':
      return variable.options.map(({ value }) => value);
    case 'interval':
      return variable.options;
    default:
      return variable.current;
  }
}

function panelsIn(panels: readonly Panel[]): readonly Panel[] {
  return panels.flatMap((panel) => [panel, ...panelsIn(panel.panels)]);
}

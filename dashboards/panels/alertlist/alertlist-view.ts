import { STEPS } from '../../../platform/model/severity-step.ts';
import { parsePromql } from '../../../queries/promql/parse.ts';
import type { Panel } from '../../model/panel.ts';
import type { PanelData } from '../../model/panel-data.ts';
import type {
  AlertListView,
  EmptyView,
  IncidentGroup,
  ListedIncident,
} from '../../model/panel-views.ts';
import { authorPattern, occurs } from '../../queries/run-pattern.ts';
import { cutText } from '../cut-text.ts';
import { flagAt, numberAt, textAt, textsAt } from '../read-option.ts';

/**
 * Incidents, as the panel filters and sorts them: `stateFilter`, `alertName` (a part of the title),
 * `alertInstanceLabelFilter`, `maxItems` (20), `sortOrder` (1 and 2 by title, 3 by urgency, 5 oldest first; newest first
 * otherwise), `datasource` (a cluster). With `groupMode` custom they stand in groups by the labels of
 * `groupBy`, in the order in which their first ones come, those without such labels before them.
 */
export function alertListView(
  { options }: Panel,
  data: PanelData,
  incidents: readonly ListedIncident[],
): AlertListView | EmptyView {
  const fit = fittingIncidents(options, incidents);
  if (fit.length === 0) return { kind: 'empty', reason: 'no-incidents', text: '' };
  const most = Math.min(200, Math.max(1, numberAt(options, 'maxItems', 20)));
  const shown = fit.toSorted(order(numberAt(options, 'sortOrder', 4))).slice(0, most);
  return {
    kind: 'alertlist',
    groups: groupsOf(
      textAt(options, 'groupMode', 'default') === 'custom' ? textsAt(options, 'groupBy') : [],
      shown.map((each) => ({ ...each, title: cutText(each.title) })),
    ),
    leftOut: fit.length - shown.length,
    timeZone: data.time.timeZone,
  };
}

function groupsOf(
  by: readonly string[],
  incidents: readonly ListedIncident[],
): readonly IncidentGroup[] {
  const groups = new Map<string, ListedIncident[]>();
  for (const incident of incidents) {
    const { labels } = incident;
    const said = by.flatMap((name) =>
      Object.hasOwn(labels, name) ? [`${name}=${labels[name] ?? ''}`] : [],
    );
    const name = cutText(said.join(' '));
    const group = groups.get(name);
    if (group === undefined) groups.set(name, [incident]);
    else group.push(incident);
  }
  // Below a head they would seem to belong to it.
  const order = [...groups].toSorted(([a], [b]) => Number(a !== '') - Number(b !== ''));
  return order.map(([name, members]) => ({ name, incidents: members }));
}

/** Those that the panel lists, as far as it has room. */
export function fittingIncidents(
  options: Panel['options'],
  incidents: readonly ListedIncident[],
): readonly ListedIncident[] {
  const name = textAt(options, 'alertName', '').toLowerCase();
  const isShown = (state: ListedIncident['state']) =>
    flagAt(options, `stateFilter.${state === 'resolved' ? 'normal' : state}`, state !== 'resolved');
  const isLabelled = labelTest(textAt(options, 'alertInstanceLabelFilter', ''));
  const wanted = textAt(options, 'datasource', '');
  const isThere = (cluster = wanted) => wanted === '' || cluster === wanted;
  return incidents.filter(
    ({ title, state, labels, cluster }) =>
      isShown(state) &&
      isThere(cluster) &&
      title.toLowerCase().includes(name) &&
      isLabelled(labels),
  );
}

/** What fits conditions in the words of PromQL, `{env="prod", team=~"a|b"}`; none where they are not. */
function labelTest(filter: string): (labels: ListedIncident['labels']) => boolean {
  const inside = filter.trim().replace(/^\{([\s\S]*)\}$/, '$1');
  if (inside.trim() === '') return () => true;
  const parsed = parsePromql(`any{${inside}}`);
  if (parsed.kind === 'error' || parsed.expr.kind !== 'vector') return () => false;
  const tests = parsed.expr.matchers.map(({ name, op, value }) => {
    const pattern = op === '=~' || op === '!~' ? authorPattern(`^(?:${value})$`) : null;
    const isEqual = (text: string) => (pattern === null ? text === value : occurs(pattern, text));
    const isNegative = op === '!=' || op === '!~';
    return (labels: ListedIncident['labels']) =>
      isEqual(Object.hasOwn(labels, name) ? (labels[name] ?? '') : '') !== isNegative;
  });
  return (labels) => tests.every((test) => test(labels));
}

type Order = (a: ListedIncident, b: ListedIncident) => number;

function order(sortOrder: number): Order {
  switch (sortOrder) {
    case 1:
      return (a, b) => a.title.localeCompare(b.title, 'en');
    case 2:
      return (a, b) => b.title.localeCompare(a.title, 'en');
    case 3:
      return (a, b) => STEPS.indexOf(a.step) - STEPS.indexOf(b.step) || b.sinceMs - a.sinceMs;
    case 5:
      return (a, b) => a.sinceMs - b.sinceMs;
    default:
      return (a, b) => b.sinceMs - a.sinceMs;
  }
}

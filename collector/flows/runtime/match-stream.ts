import type { Labels } from '../../../platform/model/labels.ts';
import type { MatchItem, Selection } from '../flow-fields.ts';
import { hostOf } from './log-event.ts';

/** Whether lines of a stream take part: the first item that fits decides, and none means no. */
export function isMatched(match: readonly MatchItem[], labels: Labels, namespace: string): boolean {
  if (match.length === 0) return true;
  const decisive = match.find((item) => fits(item.select ?? item.exclude ?? {}, labels, namespace));
  return decisive?.select !== undefined;
}

/** As the operator does: all criteria that are given, one of the values each. */
function fits(selection: Selection, labels: Labels, namespace: string): boolean {
  const { labels: wanted = {}, container_names: containers, hosts, namespaces } = selection;
  const isOf = (allowed: readonly string[] | undefined, value: string) =>
    allowed === undefined || allowed.length === 0 || allowed.includes(value);
  return (
    Object.entries(wanted).every(([name, value]) => labels.get(labelName(name)) === value) &&
    isOf(containers, labels.get('container') ?? '') &&
    isOf(hosts, hostOf(labels)) &&
    isOf(namespaces, namespace)
  );
}

/** `app.kubernetes.io/name` as a label of a stream. */
function labelName(name: string): string {
  return name.replace(/[^A-Za-z0-9_]/g, '_');
}

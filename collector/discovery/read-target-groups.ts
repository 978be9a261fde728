import { parseDocument } from 'yaml';
import { labelsFrom } from '../../platform/model/labels.ts';
import type { TargetGroup } from './target-group.ts';

export type TargetGroupsOutcome =
  | { readonly kind: 'groups'; readonly groups: readonly TargetGroup[] }
  | { readonly kind: 'refused'; readonly message: string };

/**
 * Reads `[{"targets": ["host:port"], "labels": {"name": "value"}}]`, the form of file_sd and HTTP
 * SD. Unknown members are refused, as Prometheus does.
 * @param own labels that say where the groups come from
 */
export function readTargetGroups(
  text: string,
  format: 'json' | 'yaml',
  source: string,
  own: readonly (readonly [string, string])[],
): TargetGroupsOutcome {
  const parsed = format === 'json' ? parseJson(text) : parseYaml(text);
  if (parsed.kind === 'refused') return parsed;
  const list = parsed.value ?? [];
  if (!Array.isArray(list)) return refused('expected a list of groups');
  const groups: TargetGroup[] = [];
  for (const [index, item] of list.entries()) {
    const group = readGroup(item, `${source}:${index}`, own);
    if (typeof group === 'string') return refused(`group ${index + 1}: ${group}`);
    groups.push(group);
  }
  return { kind: 'groups', groups };
}

const refused = (message: string) => ({ kind: 'refused', message }) as const;

type Parsed =
  | { readonly kind: 'value'; readonly value: unknown }
  | { readonly kind: 'refused'; readonly message: string };

function parseJson(text: string): Parsed {
  try {
    return { kind: 'value', value: JSON.parse(text) };
  } catch (thrown) {
    return refused(`not JSON: ${thrown instanceof Error ? thrown.message : String(thrown)}`);
  }
}

function parseYaml(text: string): Parsed {
  const document = parseDocument(text, { uniqueKeys: true });
  const [problem] = document.errors;
  if (problem === undefined) return { kind: 'value', value: document.toJS({ maxAliasCount: 100 }) };
  return refused(`not YAML: line ${problem.linePos?.[0].line ?? 1}: ${problem.message}`);
}

function readGroup(
  item: unknown,
  source: string,
  own: readonly (readonly [string, string])[],
): TargetGroup | string {
  if (typeof item !== 'object' || item === null || Array.isArray(item)) {
    return 'expected an object with targets and labels';
  }
  const members = new Map<string, unknown>(Object.entries(item));
  const unknown = [...members.keys()].find((name) => name !== 'targets' && name !== 'labels');
  if (unknown !== undefined) return `unknown member ${JSON.stringify(unknown)}`;
  const addresses = readAddresses(members.get('targets'));
  if (addresses === null) return 'targets is no list of texts';
  const labels = readLabels(members.get('labels'));
  if (labels === null) return 'labels is no object of texts';
  return { source, addresses, labels: labelsFrom([...labels, ...own]) };
}

function readAddresses(value: unknown): readonly string[] | null {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) return null;
  const texts = value.filter((one): one is string => typeof one === 'string');
  return texts.length === value.length ? texts : null;
}

function readLabels(value: unknown): readonly (readonly [string, string])[] | null {
  if (value === undefined || value === null) return [];
  if (typeof value !== 'object' || Array.isArray(value)) return null;
  const pairs: [string, string][] = [];
  for (const [name, text] of Object.entries(value)) {
    if (typeof text !== 'string' || name === '') return null;
    pairs.push([name, text]);
  }
  return pairs;
}

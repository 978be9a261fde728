import { assertNever } from '../../../platform/model/assert-never.ts';
import type { Labels } from '../../../platform/model/labels.ts';
import { yamlText } from '../manifests/yaml-text.ts';
import {
  EXTRA_FIELDS,
  type ExchangeDialect,
  type ExchangeDocument,
  type ExchangeGroup,
  type ExchangeRule,
  type ExtraValue,
} from './exchange-group.ts';

/**
 * The documents as YAML, the same bytes for the same documents, every text quoted so that readers
 * of YAML 1.1 and 1.2 see the same. `readRules` gives back what was written, but for `line`s.
 *
 * What the dialect has no field for is not written: see `convertDocument`. Several documents are
 * told apart by `---`, which rulers' tools and `kubectl` read; Prometheus wants one a file.
 */
export function writeRules(documents: readonly ExchangeDocument[]): string {
  return documents.map(printDocument).join('---\n');
}

function printDocument(document: ExchangeDocument): string {
  const { dialect } = document;
  switch (dialect) {
    case 'prometheus':
    case 'loki':
    case 'mimir':
      return lines([...namespaceLine(document), ...printGroups(document, '')]);
    case 'PrometheusRule':
      return printObject(document, 'monitoring.coreos.com/v1');
    case 'AlertingRule':
    case 'RecordingRule':
      return printObject(document, 'loki.grafana.com/v1');
    default:
      return assertNever(dialect);
  }
}

function namespaceLine({ place }: ExchangeDocument): readonly string[] {
  return place === null ? [] : [`namespace: ${yamlText(place.namespace)}`];
}

function printObject(document: ExchangeDocument, apiVersion: string): string {
  const { dialect, place, tenantId } = document;
  const { name = '', namespace = '', labels = NONE, annotations = NONE } = place ?? {};
  return lines([
    `apiVersion: ${apiVersion}`,
    `kind: ${dialect}`,
    'metadata:',
    `  name: ${yamlText(name)}`,
    ...(namespace === '' ? [] : [`  namespace: ${yamlText(namespace)}`]),
    ...printMap('labels', labels, '  '),
    ...printMap('annotations', annotations, '  '),
    'spec:',
    ...(tenantId === null ? [] : [`  tenantID: ${yamlText(tenantId)}`]),
    ...printGroups(document, '  '),
  ]);
}

const NONE: Labels = new Map();

function printGroups({ dialect, groups }: ExchangeDocument, indent: string): readonly string[] {
  if (groups.length === 0) return [`${indent}groups: []`];
  return [`${indent}groups:`, ...groups.flatMap((group) => printGroup(group, dialect, indent))];
}

function printGroup(
  group: ExchangeGroup,
  dialect: ExchangeDialect,
  indent: string,
): readonly string[] {
  const { name, interval, queryOffset, limit, labels, extra, rules } = group;
  const inner = `${indent}    `;
  const known = dialect === 'loki' ? EXTRA_FIELDS.get('mimir') : EXTRA_FIELDS.get(dialect);
  return [
    `${indent}  - name: ${yamlText(name)}`,
    ...printText('interval', interval, inner),
    ...printText('query_offset', queryOffset, inner),
    ...(limit === null ? [] : [`${inner}limit: ${limit}`]),
    ...[...(known?.keys() ?? [])].flatMap((field) => printExtra(field, extra.get(field), inner)),
    ...printMap('labels', labels, inner),
    ...(rules.length === 0
      ? [`${inner}rules: []`]
      : [`${inner}rules:`, ...rules.flatMap((rule) => printRule(rule, inner))]),
  ];
}

function printRule(rule: ExchangeRule, indent: string): readonly string[] {
  const inner = `${indent}    `;
  return [
    `${indent}  - ${rule.kind}: ${yamlText(rule.name)}`,
    `${inner}expr: ${yamlText(rule.expr)}`,
    ...printText('for', rule.for, inner),
    ...printText('keep_firing_for', rule.keepFiringFor, inner),
    ...printMap('labels', rule.labels, inner),
    ...printMap('annotations', rule.annotations, inner),
  ];
}

function printText(name: string, text: string | null, indent: string): readonly string[] {
  return text === null ? [] : [`${indent}${name}: ${yamlText(text)}`];
}

function printExtra(
  name: string,
  value: ExtraValue | undefined,
  indent: string,
): readonly string[] {
  if (value === undefined) return [];
  if (typeof value === 'boolean') return [`${indent}${name}: ${value}`];
  if (typeof value === 'string') return printText(name, value, indent);
  if (value.length === 0) return [`${indent}${name}: []`];
  return [`${indent}${name}:`, ...value.map((text) => `${indent}  - ${yamlText(text)}`)];
}

function printMap(name: string, entries: Labels, indent: string): readonly string[] {
  if (entries.size === 0) return [];
  const pairs = [...entries].map(
    ([key, value]) => `${indent}  ${yamlText(key)}: ${yamlText(value)}`,
  );
  return [`${indent}${name}:`, ...pairs];
}

function lines(all: readonly string[]): string {
  return `${all.join('\n')}\n`;
}
